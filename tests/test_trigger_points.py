"""Trigger points: placed in the form of a pattern, drawn as asterisks, said in words."""

import pytest
from django.db import IntegrityError, transaction

from posts.models import Post, TriggerPoint
from tests.desk import address_of, press, publish, save_draft, versions
from tests.factories import make_muscle, make_pattern
from tests.pages import select, texts

ON_THE_BUTTOCK = {"view": "back", "across": "64.9", "down": "46.2"}


def make_marked_pattern(**facts):
    minimus = make_muscle("Gluteus minimus")
    pattern = make_pattern(
        "Hamstring cramps",
        summary="It cramps.",
        red_flags="you limp",
        getting_relief="<p>Lean on a ball.</p>",
        main=["buttock"],
        refers=[minimus],
    )
    point = {"muscle": minimus, "label": "back fibers"} | ON_THE_BUTTOCK | facts
    pattern.trigger_points.create(**point)
    return pattern


def asterisks(page):
    return [mark.attrs["transform"].split(" scale")[0] for mark in select(page, ".figure-mark")]


def test_pattern_page_marks_them_on_both_sides_and_says_them_in_words(db, client):
    make_marked_pattern()

    page = client.get("/hamstring-cramps/")

    assert asterisks(page) == ["translate(64.1 462.0)", "translate(-64.1 462.0)"]
    [drawing] = select(page, "svg.figure")
    assert drawing.attrs["aria-label"] == (
        "Drawing of the body from behind. Main zone: buttock. "
        "Trigger points, marked by asterisks: Gluteus minimus, back fibers (upper buttock)."
    )
    assert texts(page, ".legend li")[-1].endswith("Trigger point : Gluteus minimus, back fibers")


def test_muscle_page_and_cards_show_them_too(db, client):
    make_marked_pattern()

    assert len(asterisks(client.get("/pain/"))) == 2
    at_a_glance, card = select(client.get("/muscles/gluteus-minimus/"), "svg.figure")
    assert at_a_glance.query(".figure-mark")
    assert card.query(".figure-mark")


def test_point_on_the_midline_or_on_one_hand_is_drawn_once(db, client):
    pattern = make_marked_pattern(across="50", down="44")
    muscle = pattern.muscles.get()
    pattern.trigger_points.create(muscle=muscle, view="hand-palm", across="70", down="70")

    page = client.get("/hamstring-cramps/")

    assert len(asterisks(page)) == 2
    assert "the palm of the hand" in page.text


def test_drawing_shows_a_point_far_from_the_pain(db, client):
    make_marked_pattern(view="front", across="58", down="42")

    described = [
        svg.attrs["aria-label"]
        for svg in select(client.get("/hamstring-cramps/"), "svg.figure")[:2]
    ]

    assert "from behind. Main zone: buttock." in described[0]
    assert "from the front. Trigger points" in described[1]


def test_muscle_that_is_not_live_is_not_named(db, client):
    make_marked_pattern(muscle=make_muscle("Half-written", published_at=None))

    assert "Half-written" not in client.get("/hamstring-cramps/").text


def test_draft_marks_nothing_on_the_muscle_page(db, client):
    pattern = make_marked_pattern()
    Post.objects.filter(pk=pattern.pk).update(published_at=None)

    assert not select(client.get("/muscles/gluteus-minimus/"), ".figure-mark")


@pytest.mark.parametrize(
    "wrong",
    [
        {"across": "1", "down": "1"},
        {"across": "101"},
        {"down": "-1"},
        {"down": "NaN"},
        {"view": "hand"},
        {"across": ""},
        {"label": "x" * 61},
    ],
)
def test_wrong_places_are_refused_kindly_and_nothing_is_lost(admin_client, wrong):
    pattern = make_marked_pattern()
    typed = {f"trigger_points-0-{name}": value for name, value in wrong.items()}

    page = publish(admin_client, pattern, **typed)

    assert page.status_code == 200
    assert select(page, "#trigger_points-group .errorlist li")
    for name, value in typed.items():
        if name.endswith(("across", "down")):
            assert select(page, f"[name={name}]")[0].attrs.get("value", "") == value
    assert pattern.trigger_points.get().label == "back fibers"


def test_points_are_added_moved_and_deleted_in_the_form(admin_client):
    pattern = make_marked_pattern()
    muscle = pattern.muscles.get()
    added = {"muscle": muscle.pk, "view": "front", "across": "58", "down": "42", "label": ""}
    typed = {f"trigger_points-1-{name}": value for name, value in added.items()}

    publish(
        admin_client,
        pattern,
        **typed | {"trigger_points-TOTAL_FORMS": "2", "trigger_points-0-down": "45.5"},
    )

    moved, new = pattern.trigger_points.all()
    assert (str(moved.down), new.view, str(new)) == ("45.5", "front", "Gluteus minimus")

    publish(admin_client, pattern, **{"trigger_points-0-DELETE": "on"})

    assert pattern.trigger_points.get() == new


def test_points_are_part_of_a_draft_and_of_a_version(admin_client, client):
    pattern = make_marked_pattern()

    save_draft(admin_client, pattern, **{"trigger_points-0-label": "front fibers"})

    assert "front fibers" not in client.get("/hamstring-cramps/").text
    newest = versions(pattern)[0]
    assert newest.data["trigger_points-0-label"] == ["front fibers"]
    assert "front fibers" in admin_client.get(address_of(pattern)).text

    press(admin_client, "_publish", address_of(pattern))

    assert "front fibers" in client.get("/hamstring-cramps/").text


@pytest.mark.parametrize("wrong", [{"across": 120}, {"down": -3}])
def test_database_refuses_places_off_the_drawing(db, wrong):
    with transaction.atomic(), pytest.raises(IntegrityError):
        make_marked_pattern(**wrong)


def test_form_offers_every_drawing(admin_client):
    page = admin_client.get(address_of(make_marked_pattern()))

    offered = [svg.attrs["data-view"] for svg in select(page, "#drawings svg")]
    assert offered == list(dict(TriggerPoint._meta.get_field("view").choices))
