"""What the page of each kind of post shows, and in which order."""

import re

import pytest

from muscles.figure import drawings
from muscles.models import Region
from posts.models import Activity, Equipment, Post, ProtocolStep
from tests.factories import (
    make_bone,
    make_case,
    make_group,
    make_muscle,
    make_pattern,
    make_post,
    make_protocol,
    make_self_care_post,
    make_technique,
    make_therapy_note,
)
from tests.pages import select, texts


def appear_in_order(page, *words):
    main = page.text.partition("<main")[2]
    places = [main.find(word) for word in words]
    return -1 not in places and places == sorted(places)


@pytest.mark.parametrize("kind", [kind for kind in Post.__subclasses__() if kind.section_fields])
def test_sections_are_shown_in_reading_order_and_listed_on_the_page(db, client, kind):
    filled = {name: f"<p>Text of {name}.</p>" for name in reversed(kind.section_fields)}
    make_post(kind, "A post", **filled)

    page = client.get("/a-post/")

    titles = [kind.section_title(name) for name in kind.section_fields]
    assert appear_in_order(page, *(f"Text of {name}." for name in kind.section_fields))
    assert texts(page, ".contents a")[: len(titles)] == titles
    for link in select(page, ".contents a"):
        assert select(page, link.attrs["href"])


def test_pattern_sets_the_blamed_muscle_beside_the_one_that_refers(db, client):
    make_pattern(
        "Hamstring cramps",
        refers=[make_muscle("Gluteus minimus")],
        blamed=[make_muscle("Biceps femoris")],
        satellites=[make_muscle("Semitendinosus")],
    )

    page = client.get("/hamstring-cramps/")

    assert texts(page, ".suspect") == [
        "The muscle that is blamed Biceps femoris",
        "The muscle that refers Gluteus minimus",
        "Satellite trigger points Semitendinosus",
    ]


def test_pattern_leads_to_relief_and_warns_before_it_advises(db, client):
    make_pattern(
        "Hamstring cramps",
        getting_relief="<p>Lean on a ball.</p>",
        red_flags="the calf is swollen\n\n  it began with a pop  ",
    )

    page = client.get("/hamstring-cramps/")

    assert texts(page, ".red-flags li") == ["the calf is swollen", "it began with a pop"]
    assert select(page, "a.button")[0].attrs["href"] == "#getting_relief"
    assert appear_in_order(page, "Take me to relief", "the calf is swollen", "Lean on a ball.")


def test_pattern_without_relief_promises_none(db, client):
    make_pattern("Hamstring cramps")

    page = client.get("/hamstring-cramps/")

    assert "Take me to relief" not in page.text
    assert "See a doctor first" not in page.text


def test_pattern_shows_what_sets_it_off(db, client):
    driving = Activity.objects.create(name="Driving", slug="driving")
    make_pattern("Hamstring cramps", activities=[driving])

    assert "Driving" in texts(client.get("/hamstring-cramps/"), "li.chip")


def test_pattern_draws_its_zones_and_says_them_in_words(db, client):
    make_pattern("Hamstring cramps", main=["buttock"], spillover=["calf-outer"])

    page = client.get("/hamstring-cramps/")

    [drawing] = select(page, "svg.figure")
    assert drawing.attrs["aria-label"] == (
        "Drawing of the body from behind. Main zone: buttock. Spillover: outer calf."
    )
    assert texts(page, ".legend li") == ["Main zone : buttock", "Spillover : outer calf"]


def test_every_region_can_be_drawn(db):
    for region in Region.objects.all():
        [drawing] = drawings([region])
        assert re.fullmatch(r"-?\d+ -?\d+ [1-9]\d+ [1-9]\d+", str(drawing.window))
        assert region.name.lower() in drawing.description


def test_zones_on_both_sides_of_the_body_take_two_drawings(db):
    front, back = Region.objects.get(pk="navel"), Region.objects.get(pk="low-back")

    shown = drawings([back], [front])

    assert [(one.view.name, one.main, one.spillover) for one in shown] == [
        ("back", [back], []),
        ("front", [], [front]),
    ]


def test_self_care_shows_what_one_needs(db, client):
    ball, wall = (Equipment.objects.create(name=name) for name in ("tennis ball", "wall"))
    make_self_care_post("Lean on a ball", equipment=[wall, ball])

    assert texts(client.get("/lean-on-a-ball/"), ".thing") == ["tennis ball", "wall"]


def test_therapy_note_shows_the_governing_chain_before_the_work(db, client):
    make_therapy_note(
        "The hip", governing_chain="the pain\n\n the hip \nthe sacrum", cranial="<p>Hold.</p>"
    )

    page = client.get("/the-hip/")

    assert texts(page, ".chain li") == ["the pain", "the hip", "the sacrum"]
    assert appear_in_order(page, "the sacrum", "Hold.")


def test_protocol_shows_its_steps_in_their_order(db, client):
    protocol = make_protocol("Routine", cautions="<p>No nerves.</p>")
    for position, title in [(2, "Strip"), (1, "Drape")]:
        ProtocolStep.objects.create(protocol=protocol, position=position, title=title)

    page = client.get("/routine/")

    assert texts(page, ".section-steps h3") == ["Drape", "Strip"]
    assert appear_in_order(page, "No nerves.", "Drape")


def test_technique_and_bone_lead_to_each_other(db, client):
    make_technique("Ear pull", bones=[make_bone("Temporal bone")])

    assert "/bones/temporal-bone/" in client.get("/ear-pull/").text
    assert "/ear-pull/" in client.get("/bones/temporal-bone/").text


def test_video_is_a_link_that_loads_nothing(db, client):
    make_self_care_post("Lean on a ball", video_url="https://video.example/watch?v=1")

    page = client.get("/lean-on-a-ball/")

    [link] = select(page, ".video a")
    assert link.attrs["href"] == "https://video.example/watch?v=1"
    assert "It opens on video.example" in page.text
    assert not select(page, "iframe, video, embed, object")


def test_post_leads_to_its_muscles_tags_and_kind(db, client):
    make_case("A runner", muscles=[make_muscle("Psoas major")], tags=["running"])

    page = client.get("/a-runner/")

    addresses = {link.attrs["href"] for link in select(page, "main a")}
    assert {"/muscles/psoas-major/", "/tags/running/", "/cases/"} <= addresses


def test_muscle_shows_its_facts(db, client):
    make_muscle(
        "Psoas major",
        latin_name="Musculus psoas major",
        other_names="iliopsoas, tenderloin",
        group=make_group("Hip flexors"),
        origin="Sides of the vertebrae T12 to L5.",
        insertion="Lesser trochanter.",
        function="Bends the hip.",
        innervation="L1–L3.",
        functional_considerations="<p>Sitting keeps it short.</p>",
        anomalies="<p>A psoas minor.</p>",
        synergists=[make_muscle("Iliacus")],
        antagonists=[make_muscle("Gluteus maximus")],
    )

    page = client.get("/muscles/psoas-major/")

    assert texts(page, ".facts dt")[:4] == ["Origin", "Insertion", "Function", "Innervation"]
    assert appear_in_order(
        page,
        *("Hip flexors", "Psoas major</h1>", "Musculus psoas major", "iliopsoas, tenderloin"),
        *("Sides of the vertebrae", "Lesser trochanter", "Bends the hip", "L1–L3"),
        *("Sitting keeps it short", "A psoas minor"),
    )
    assert texts(page, "aside .contents") == ["Works with Iliacus", "Works against Gluteus maximus"]


def test_partners_of_a_muscle_link_back_by_themselves(db, client):
    make_muscle("Psoas major", synergists=[make_muscle("Iliacus")])

    assert texts(client.get("/muscles/iliacus/"), "aside .contents") == ["Works with Psoas major"]


def test_muscle_draws_where_its_pain_is_felt(db, client):
    psoas = make_muscle("Psoas major")
    make_pattern("Low back pain", refers=[psoas], main=["sacrum"], spillover=["buttock"])
    make_pattern("Hip pain", refers=[psoas], main=["buttock"])
    make_pattern("Knee pain", blamed=[psoas], main=["knee-front"])

    legend = texts(client.get("/muscles/psoas-major/"), ".legend li")

    assert legend == ["Main zone : sacrum; buttock"]
