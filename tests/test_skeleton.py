"""Local joints and trapped bones, held to what anatomists know."""

import pytest

from muscles.library import load_anatomy
from muscles.models import Bone, Muscle
from tests.factories import make_bone, make_joint, make_muscle

# Muscle: local joints, trapped bones.
KNOWN = {
    "supraspinatus": ("glenohumeral", ""),
    "posterior-scalene": (
        "c4-c5 c5-c6 c6-c7 c7-t1 t1-t2 costotransverse-2",
        "c7 t1 t2",
    ),
    "piriformis": ("sacroiliac hip", "hip-bone"),
    "biceps-femoris": ("hip knee proximal-tibiofibular", "femur tibia"),
    "gluteus-minimus": ("hip", ""),
    "abductor-hallucis": (
        "talocalcaneonavicular cuneonavicular tarsometatarsal-1 metatarsophalangeal-1",
        "navicular medial-cuneiform metatarsal-1",
    ),
    # Its ribs also meet at the breastbone, but the muscle lies on the back.
    "serratus-posterior-superior": (
        "c7-t1 t1-t2 t2-t3 t3-t4 t4-t5 "
        "costotransverse-2 costotransverse-3 costotransverse-4 costotransverse-5",
        "t4 t5",
    ),
    "pectoralis-minor": (
        "sternocostal-3 sternocostal-4 sternocostal-5 sternoclavicular acromioclavicular",
        "sternum clavicle",
    ),
}


def slugs(rows):
    return " ".join(row.slug for row in rows)


def names(rows):
    return [row.name for row in rows]


def test_muscles_with_known_answers(db):
    load_anatomy()

    muscles = Muscle.objects.filter(slug__in=KNOWN)

    assert {m.slug: (slugs(m.local_joints), slugs(m.trapped_bones)) for m in muscles} == KNOWN


def test_every_bone_but_the_hyoid_can_be_reached_from_the_skull(db):
    load_anatomy()
    skull = Bone.objects.get(slug="occipital-bone")
    others = Bone.objects.exclude(pk=skull.pk)

    muscle = make_muscle("Everything", origin_bones=[skull])
    for bone in others:
        muscle.insertion_bones.set([bone])
        reached = bool(Muscle.objects.get(pk=muscle.pk).local_joints)
        assert reached == (bone.slug != "hyoid-bone"), bone


def test_all_shortest_ways_count_and_detours_do_not(db):
    a, b, c, d, e = (make_bone(name, position=n) for n, name in enumerate("ABCDE"))
    for n, ends in enumerate([(a, b), (a, c), (b, d), (c, d), (a, e), (e, c)]):
        make_joint("–".join(bone.name for bone in ends), ends, position=n, slug=f"joint-{n}")

    muscle = make_muscle(origin_bones=[a], insertion_bones=[d])

    assert names(muscle.local_joints) == ["A–B", "A–C", "B–D", "C–D"]
    assert names(muscle.trapped_bones) == ["B", "C"]


def test_bone_that_is_an_end_is_never_trapped(db):
    sacrum, hip_bone, femur = (make_bone(name) for name in ("Sacrum", "Hip bone", "Femur"))
    make_joint("Sacroiliac joint", [sacrum, hip_bone])
    make_joint("Hip joint", [hip_bone, femur])

    muscle = make_muscle(origin_bones=[sacrum, hip_bone], insertion_bones=[femur])

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


def test_pages_of_muscle_and_joint_name_each_other(db, client):
    sacrum, hip_bone, femur = (make_bone(name) for name in ("Sacrum", "Hip bone", "Femur"))
    make_joint("Sacroiliac joint", [sacrum, hip_bone])
    make_joint("Hip joint", [hip_bone, femur])
    make_muscle("Piriformis", origin_bones=[sacrum], insertion_bones=[femur])
    make_muscle("Gluteus minimus", origin_bones=[hip_bone], insertion_bones=[femur])

    piriformis = client.get("/muscles/piriformis/").text
    trapped = piriformis.partition("Trapped bones")[2].partition("</div>")[0]
    sacroiliac = client.get("/joints/sacroiliac-joint/").text

    assert '<a href="/joints/sacroiliac-joint/">Sacroiliac joint</a>' in piriformis
    assert '<a href="/bones/hip-bone/">Hip bone</a>' in trapped
    assert "femur" not in trapped
    assert "Piriformis" in sacroiliac
    assert "Gluteus minimus" not in sacroiliac
