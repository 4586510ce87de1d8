"""Loads the posts of the starter library. What is there already stays as it is.

A folder of `starter/` is a kind, a file a post, a `##` heading one of its kind's sections. A
pattern's trigger points name the drawing (`muscles/figure.py`) and the place on it in percent:
`{ muscle = "gluteus-minimus", view = "back", at = [71, 45.5], label = "back fibers" }`.
"""

from datetime import timedelta
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from integrativeworks.content.library import (
    in_trash,
    keys_of,
    known,
    read_entries,
    read_tables,
    render,
    split,
)
from muscles.library import known_bones, known_muscles
from muscles.models import Region

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
RED_FLAG_KNOWN_BY = ("name", "text", "source")  # by what is left, whichever he has changed


def load_posts():
    """Add the posts that are missing, with all their links; return the new posts."""
    _load_red_flags(read_tables(STARTER / "red_flags.toml")["red_flags"])
    posts, missing = {}, []
    for model in Post.__subclasses__():
        entries = list(read_entries(STARTER / model.KIND.key))
        here = known(model, {entry.slug: entry.facts["title"] for entry in entries})
        posts |= here
        missing += [(model, entry) for entry in entries if entry.slug not in here]
    new = [(_create(model, entry, age), entry.facts) for age, (model, entry) in enumerate(missing)]
    posts |= {entry.slug: post.pk for (post, _), (_, entry) in zip(new, missing, strict=True)}
    keys = dict.fromkeys(("relieves", "patterns", "protocols", "techniques"), posts)
    keys |= {"activities": _load_activities(_named(new, "activities")), "bones": known_bones()}
    muscles, tags = known_muscles(), _tags(_named(new, "tags"))
    for post, facts in new:
        _link(post, facts, muscles, tags)
        for name in keys.keys() & facts.keys():
            links = getattr(post, name)
            links.set(links.model.objects.filter(pk__in=keys_of(facts[name], keys[name])))
    return [post for post, _ in new]


def _named(new, field):
    """All that the new posts name in `field`."""
    return {name for _, facts in new for name in facts.get(field, [])}


def _load_activities(wanted):
    """The key of each activity by its slug in the library, made if it is `wanted` and missing.

    One with another name and another slug can't be known again; it would come back with
    a new post only.
    """
    tables = read_tables(STARTER / "activities.toml")["activities"]
    here = known(Activity, {facts["slug"]: facts["name"] for facts in tables})
    for position, facts in enumerate(tables):
        if facts["slug"] in wanted - here.keys():
            here[facts["slug"]] = Activity.objects.create(**facts, position=position).pk
    return here


def _tags(names):
    """`Tag`s by name, made if there are none yet; upper and lower case are the same."""
    there = {tag.name.lower(): tag for tag in Tag.objects.all()}
    return {name: there.get(name.lower()) or Tag.objects.create(name=name) for name in names}


def _load_red_flags(tables):
    here = [*RedFlag.objects.values(*RED_FLAG_KNOWN_BY), *in_trash(RedFlag)]
    known_by = {facts[name].lower() for facts in here for name in RED_FLAG_KNOWN_BY}
    for facts in tables:
        if not known_by.isdisjoint(facts[name].lower() for name in RED_FLAG_KNOWN_BY):
            continue
        facts["urgency"] = RedFlag.Urgency[facts["urgency"].upper()]
        zones, regions = facts.pop("zones", []), facts.pop("regions", [])
        flag = RedFlag.objects.create(**facts)
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


def _link(post, facts, muscles, tags):
    PostTag.objects.bulk_create(
        PostTag(content_object=Post(pk=post.pk), tag=tags[name]) for name in facts.get("tags", [])
    )
    PostMuscle.objects.bulk_create(
        (
            PostMuscle(post=post, muscle_id=key, role=role)
            for name, role in ROLES.items()
            for key in keys_of(facts.get(name, []), muscles)
        ),
        ignore_conflicts=True,  # two muscles of the library may have become one
    )
    PostRegion.objects.bulk_create(
        PostRegion(post=post, region_id=region, extent=extent)
        for name, extent in EXTENTS.items()
        for region in facts.get(name, [])
    )
    TriggerPoint.objects.bulk_create(
        TriggerPoint(
            post=post,
            muscle_id=muscles[point["muscle"]],
            view=point["view"],
            across=point["at"][0],
            down=point["at"][1],
            label=point.get("label", ""),
        )
        for point in facts.get("trigger_points", [])
        if muscles[point["muscle"]]
    )
    if "equipment" in facts:
        post.equipment.set(
            Equipment.objects.get_or_create(name=name)[0] for name in facts["equipment"]
        )
