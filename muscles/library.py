"""Loads the anatomy of the starter library. What is there already stays as it is."""

from pathlib import Path

from django.utils import timezone

from integrativeworks.content.library import read_entries, read_tables, render

from .models import Bone, Joint, Muscle, MuscleGroup, Region

STARTER = Path(__file__).parent / "starter"
PLAIN = ("name", "latin_name", "summary", "origin", "insertion", "function", "innervation")


def load_anatomy():
    """Add the groups, bones, joints and muscles that are missing; return the new muscles."""
    skeleton = read_tables(STARTER / "skeleton.toml")
    _add(MuscleGroup, read_tables(STARTER / "groups.toml")["groups"])
    _add(Bone, skeleton["bones"])
    bones = {bone.slug: bone for bone in Bone.objects.all()}
    for position, facts in enumerate(skeleton["joints"]):
        ends = [bones[slug] for slug in facts.pop("bones")]
        joint, is_new = Joint.objects.get_or_create(
            slug=facts["slug"], defaults=facts | {"position": position}
        )
        if is_new:
            joint.bones.set(ends)
    return _load_muscles(bones)


def _add(model, tables):
    known = set(model.objects.values_list("slug", flat=True))
    model.objects.bulk_create(
        model(**facts, position=position)
        for position, facts in enumerate(tables)
        if facts["slug"] not in known
    )


def _load_muscles(bones):
    groups = {group.slug: group for group in MuscleGroup.objects.all()}
    regions = Region.objects.in_bulk()
    known = set(Muscle.objects.values_list("slug", flat=True))
    entries = [e for e in read_entries(STARTER / "muscles") if e.slug not in known]
    for entry in entries:
        facts, sections = entry.facts, entry.sections
        muscle = Muscle.objects.create(
            slug=entry.slug,
            published_at=timezone.now(),
            group=groups[facts["group"]],
            other_names=", ".join(facts["other_names"]),
            functional_considerations=render(sections["Functional considerations"]),
            anomalies=render(sections["Anomalies"]),
            **{name: facts[name] for name in PLAIN},
        )
        muscle.regions.set(regions[region] for region in facts["regions"])
        muscle.origin_bones.set(bones[slug] for slug in facts["origin_bones"])
        muscle.insertion_bones.set(bones[slug] for slug in facts["insertion_bones"])
    muscles = {muscle.slug: muscle for muscle in Muscle.objects.all()}
    for entry in entries:
        muscle = muscles[entry.slug]
        muscle.synergists.add(*(muscles[slug] for slug in entry.facts["synergists"]))
        muscle.antagonists.add(*(muscles[slug] for slug in entry.facts["antagonists"]))
    return [muscles[entry.slug] for entry in entries]
