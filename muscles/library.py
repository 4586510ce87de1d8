"""Loads the anatomy of the starter library. What is there already stays as it is."""

from pathlib import Path

from django.utils import timezone

from integrativeworks.content.library import keys_of, known, read_entries, read_tables, render

from .models import Bone, Joint, Muscle, MuscleGroup

STARTER = Path(__file__).parent / "starter"
PLAIN = ("name", "latin_name", "summary", "origin", "insertion", "function", "innervation")


def load_anatomy():
    """Add the groups, bones, joints and muscles that are missing; return the new muscles."""
    skeleton = read_tables(STARTER / "skeleton.toml")
    _add(MuscleGroup, read_tables(STARTER / "groups.toml")["groups"])
    _add(Bone, skeleton["bones"])
    bones = known_bones()
    ends = {facts["slug"]: facts.pop("bones") for facts in skeleton["joints"]}
    for joint in _add(Joint, skeleton["joints"]):
        joint.bones.set(keys_of(ends[joint.slug], bones))
    return _load_muscles(bones)


def known_bones():
    """The key of each bone, by the slug that the library gives it."""
    return _known(Bone, read_tables(STARTER / "skeleton.toml")["bones"])


def known_muscles():
    """The key of each muscle, by the slug that the library gives it."""
    return known(Muscle, {entry.slug: entry.facts["name"] for entry in _muscles()})


def _known(model, tables):
    return known(model, {facts["slug"]: facts["name"] for facts in tables})


def _muscles():
    return list(read_entries(STARTER / "muscles"))


def _add(model, tables):
    """Add the rows that are missing, and return them."""
    here = _known(model, tables)
    return model.objects.bulk_create(
        model(**facts, position=position)
        for position, facts in enumerate(tables)
        if facts["slug"] not in here
    )


def _load_muscles(bones):
    groups = _known(MuscleGroup, read_tables(STARTER / "groups.toml")["groups"])
    here = known_muscles()
    new = {}
    for entry in _muscles():
        if entry.slug in here:
            continue
        facts, sections = entry.facts, entry.sections
        muscle = Muscle.objects.create(
            slug=entry.slug,
            published_at=timezone.now(),
            group_id=groups[facts["group"]],
            other_names=", ".join(facts["other_names"]),
            functional_considerations=render(sections["Functional considerations"]),
            anomalies=render(sections["Anomalies"]),
            **{name: facts[name] for name in PLAIN},
        )
        muscle.regions.set(facts["regions"])
        muscle.origin_bones.set(keys_of(facts["origin_bones"], bones))
        muscle.insertion_bones.set(keys_of(facts["insertion_bones"], bones))
        here[entry.slug] = muscle.pk
        new[muscle] = facts
    for muscle, facts in new.items():
        muscle.synergists.add(*keys_of(facts["synergists"], here))
        muscle.antagonists.add(*keys_of(facts["antagonists"], here))
    return list(new)
