"""Loads the posts of the starter library. What is there already stays as it is.

A folder of `starter/` is a kind, a file a post, a `##` heading one of its kind's sections. A
pattern's trigger points name the drawing (`muscles/figure.py`) and the place on it in percent:
`{ muscle = "gluteus-minimus", view = "back", at = [71, 45.5], label = "back fibers" }`.
"""

from datetime import timedelta
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from integrativeworks.content.library import read_entries, read_tables, render, split
from muscles.models import Bone, Muscle, Region

from .models import (
    Activity,
    Equipment,
    Post,
    PostMuscle,
    PostRegion,
    PostTag,
    ProtocolStep,
    RedFlag,
    Tag,
    TriggerPoint,
)

STARTER = Path(__file__).parent / "starter"
ROLES = {"muscles": "about", "refers": "refers", "blamed": "blamed", "satellites": "satellite"}
EXTENTS = {"main_regions": "main", "spillover_regions": "spillover"}
LINES = ("red_flags", "governing_chain")  # lists that are kept as lines of text
PLAIN = ("title", "summary", "audience", "video_url", "awaits_rework", "consent_note")
PLAIN += ("place_on_home",)


def load_posts():
    """Add the posts that are missing, with all their links; return the new posts."""
    for position, facts in enumerate(read_tables(STARTER / "activities.toml")["activities"]):
        Activity.objects.get_or_create(slug=facts["slug"], defaults=facts | {"position": position})
    _load_red_flags(read_tables(STARTER / "red_flags.toml")["red_flags"])
    known = set(Post.objects.values_list("slug", flat=True))
    new = []
    for model in Post.__subclasses__():
        for entry in read_entries(STARTER / model.KIND.key):
            if entry.slug not in known:
                new.append((model, entry))
    new = [(_create(model, entry, age), entry) for age, (model, entry) in enumerate(new)]
    muscles, regions = (
        Muscle.objects.only("slug").in_bulk(field_name="slug"),
        Region.objects.in_bulk(),
    )
    tags = _tags({name for _, entry in new for name in entry.facts.get("tags", [])})
    for post, entry in new:
        _link(post, entry.facts, muscles, regions, tags)
    return [post for post, _ in new]


def _tags(names):
    """`Tag`s by name, made if there are none yet; upper and lower case are the same."""
    known = {tag.name.lower(): tag for tag in Tag.objects.all()}
    return {name: known.get(name.lower()) or Tag.objects.create(name=name) for name in names}


def _load_red_flags(tables):
    for facts in tables:
        facts["urgency"] = RedFlag.Urgency[facts["urgency"].upper()]
        zones, regions = facts.pop("zones", []), facts.pop("regions", [])
        flag, is_new = RedFlag.objects.get_or_create(name=facts["name"], defaults=facts)
        if is_new:
            flag.regions.set(Region.objects.filter(Q(zone__in=zones) | Q(pk__in=regions)))


def _create(model, entry, age):
    facts = {name: entry.facts[name] for name in PLAIN if name in entry.facts}
    facts |= {name: "\n".join(entry.facts[name]) for name in LINES if name in entry.facts}
    if model.section_fields:
        names = {model.section_title(name): name for name in model.section_fields}
        texts = entry.sections
        steps = texts.pop("Steps", "")
        facts |= {names[title]: render(text) for title, text in texts.items()}
    else:
        steps, facts["body"] = "", render(entry.text)
    published_at = timezone.now() - timedelta(minutes=age)
    post = model.objects.create(slug=entry.slug, published_at=published_at, **facts)
    for position, (title, text) in enumerate(split(steps, level=3).items(), start=1):
        ProtocolStep.objects.create(
            protocol=post, position=position, title=title, text=render(text)
        )
    return post


def _link(post, facts, muscles, regions, tags):
    PostTag.objects.bulk_create(
        PostTag(content_object=Post(pk=post.pk), tag=tags[name]) for name in facts.get("tags", [])
    )
    PostMuscle.objects.bulk_create(
        PostMuscle(post=post, muscle=muscles[slug], role=role)
        for name, role in ROLES.items()
        for slug in facts.get(name, [])
    )
    PostRegion.objects.bulk_create(
        PostRegion(post=post, region=regions[region], extent=extent)
        for name, extent in EXTENTS.items()
        for region in facts.get(name, [])
    )
    TriggerPoint.objects.bulk_create(
        TriggerPoint(
            post=post,
            muscle=muscles[point["muscle"]],
            view=point["view"],
            across=point["at"][0],
            down=point["at"][1],
            label=point.get("label", ""),
        )
        for point in facts.get("trigger_points", [])
    )
    if "activities" in facts:
        post.activities.set(Activity.objects.filter(slug__in=facts["activities"]))
    if "bones" in facts:
        post.bones.set(Bone.objects.filter(slug__in=facts["bones"]))
    if "equipment" in facts:
        post.equipment.set(
            Equipment.objects.get_or_create(name=name)[0] for name in facts["equipment"]
        )
    for name in ("relieves", "patterns", "protocols", "techniques"):
        if name in facts:
            links = getattr(post, name)
            links.set(links.model.objects.filter(slug__in=facts[name]))
