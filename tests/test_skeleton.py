"""Local joints and trapped bones, held to what anatomists know."""

import pytest
from django.db import transaction

from muscles.library import load_anatomy
from muscles.models import Bone, Muscle
from tests.factories import make_bone, make_joint, make_muscle


@pytest.fixture(scope="module")
def anatomy(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_anatomy()
        yield
        transaction.set_rollback(True)


def slugs(rows):
    return [row.slug for row in rows]


def names(rows):
    return [row.name for row in rows]


@pytest.mark.parametrize(
    ("slug", "origins", "insertions", "joints", "trapped"),
    [
        ("supraspinatus", "scapula", "humerus", "glenohumeral", ""),
        (
            "posterior-scalene",
            "c4 c5 c6",
            "rib-2",
            "c4-c5 c5-c6 c6-c7 c7-t1 t1-t2 costotransverse-2",
            "c7 t1 t2",
        ),
        ("piriformis", "sacrum", "femur", "sacroiliac hip", "hip-bone"),
        (
            "biceps-femoris",
            "hip-bone",
            "fibula",
            "hip knee proximal-tibiofibular",
            "femur tibia",
        ),
        ("gluteus-minimus", "hip-bone", "femur", "hip", ""),
    ],
)
def test_known_muscle(anatomy, db, slug, origins, insertions, joints, trapped):
    muscle = Muscle.objects.get(slug=slug)

    assert slugs(muscle.path.origin_bones) == origins.split()
    assert slugs(muscle.path.insertion_bones) == insertions.split()
    assert slugs(muscle.local_joints) == joints.split()
    assert slugs(muscle.trapped_bones) == trapped.split()


def test_page_names_what_the_muscle_crosses_and_traps(anatomy, db, client):
    page = client.get("/muscles/biceps-femoris/")

    facts = page.text.partition('<dl class="facts">')[2].partition("</dl>")[0]
    crossed, trapped = facts.partition("Local joints")[2].split("Trapped bones")
    assert '<a href="/joints/proximal-tibiofibular/">' in crossed
    assert '<a href="/bones/tibia/">Tibia</a>' in trapped
    assert "/bones/hip-bone/" not in trapped


def test_joint_page_lists_the_live_muscles_that_cross_it(anatomy, db, client):
    Muscle.objects.filter(slug="psoas-major").update(published_at=None)

    page = client.get("/joints/hip/")

    assert "Piriformis" in page.text
    assert "Biceps femoris" in page.text
    assert "Supraspinatus" not in page.text
    assert "Psoas major" not in page.text


def test_every_bone_but_the_hyoid_can_be_reached_from_every_other(anatomy, db):
    skull = Bone.objects.get(slug="occipital-bone")
    for bone in Bone.objects.exclude(slug__in=["hyoid-bone", "occipital-bone"]):
        muscle = make_muscle(f"From {bone}", origin_bones=[skull], insertion_bones=[bone])

        assert muscle.local_joints, bone


def test_all_shortest_ways_count_and_detours_do_not(db):
    a, b, c, d, e = (make_bone(name, position=n) for n, name in enumerate("ABCDE"))
    for n, ends in enumerate([(a, b), (b, d), (a, c), (c, d), (a, e)]):
        make_joint("–".join(bone.name for bone in ends), ends, position=n)
    make_joint("E–C", [e, c], position=9)

    muscle = make_muscle(origin_bones=[a], insertion_bones=[d])

    assert names(muscle.local_joints) == ["A–B", "B–D", "A–C", "C–D"]
    assert names(muscle.trapped_bones) == ["B", "C"]


def test_bone_that_is_an_end_is_never_trapped(db):
    a, b, c = (make_bone(name) for name in "ABC")
    make_joint("A–B", [a, b])
    make_joint("B–C", [b, c])

    muscle = make_muscle(origin_bones=[a, b], insertion_bones=[c])

    assert names(muscle.trapped_bones) == []


def test_where_two_joints_join_the_same_bones_the_one_of_fewer_bones_counts(db):
    tibia, fibula, talus = (make_bone(name) for name in ("Tibia", "Fibula", "Talus"))
    make_joint("Ankle", [tibia, fibula, talus])
    make_joint("Proximal tibiofibular joint", [tibia, fibula])

    muscle = make_muscle(origin_bones=[tibia], insertion_bones=[fibula])

    assert names(muscle.local_joints) == ["Proximal tibiofibular joint"]


def test_bones_that_no_joint_connects_have_nothing_between_them(db, client):
    hyoid, femur, tibia = (make_bone(name) for name in ("Hyoid", "Femur", "Tibia"))
    make_joint("Knee", [femur, tibia])

    muscle = make_muscle(origin_bones=[hyoid], insertion_bones=[femur, tibia])

    assert muscle.local_joints == []
    assert muscle.trapped_bones == []
    assert client.get(muscle.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("end", ["origin_bones", "insertion_bones"])
def test_muscle_with_an_end_still_empty_crosses_nothing(db, client, end):
    make_joint("Hip joint", [make_bone("Hip bone"), femur := make_bone("Femur")])

    muscle = make_muscle(**{end: [femur]})

    assert muscle.local_joints == []
    assert muscle.trapped_bones == []
    assert "Trapped bones" not in client.get(muscle.get_absolute_url()).text


def test_muscle_that_begins_and_ends_on_one_bone_crosses_nothing(db):
    make_joint("Hip joint", [make_bone("Hip bone"), femur := make_bone("Femur")])

    muscle = make_muscle(origin_bones=[femur], insertion_bones=[femur])

    assert muscle.local_joints == []
