"""Trigger points, zones and bones marked on pictures: written as rows, shown over the picture."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrativeworks.content.models import Image, Trash
from muscles.models import Annotation
from tests.desk import address_of, form_on, press
from tests.factories import (
    figure,
    make_article,
    make_mark,
    make_muscle,
    make_picture,
    make_protocol,
    picture_file,
)
from tests.pages import select, texts

TRIANGLE = "0,0 1,0.5 0.25,1"

pytestmark = pytest.mark.usefixtures("db", "own_media")


def row(number=0, **facts):
    facts = {"kind": "main", "points": TRIANGLE} | facts
    return {f"annotations-{number}-{name}": value for name, value in facts.items()}


def type_into_form(client, picture, **typed):
    return press(client, "_continue", address_of(picture), **typed)


def written():
    return list(Annotation.objects.values_list("kind", "label", "points"))


# --- the form ---


def test_mark_is_written_without_a_script(admin_client):
    picture, minimus = make_picture(), make_muscle("Gluteus minimus")

    typed = row(kind="trigger", points="  0.42,0.310\n", muscle=minimus.pk)
    type_into_form(admin_client, picture, **typed)
    type_into_form(admin_client, picture, **row(1, label="buttock"))

    assert written() == [("trigger", "", "0.42,0.31"), ("main", "buttock", TRIANGLE)]
    assert picture.annotations.first().muscle == minimus


def test_mark_is_changed_and_deleted_in_its_row(admin_client):
    picture = make_picture()
    make_mark(picture, label="first")
    make_mark(picture, label="second")

    changed = {"annotations-0-points": "0.1,0.9", "annotations-1-DELETE": "on"}
    type_into_form(admin_client, picture, **changed)

    assert written() == [("trigger", "first", "0.1,0.9")]


def test_new_picture_is_saved_before_it_is_marked(admin_client):
    assert not select(admin_client.get("/admin/content/image/add/"), "#annotations-group")


@pytest.mark.parametrize(
    ("kind", "points", "said"),
    [
        ("trigger", "", "This field is required."),
        ("trigger", "0.5", "Write each point as from the left, comma, from the top"),
        ("trigger", "nan,inf", "Write each point as from the left, comma, from the top"),
        ("trigger", "٠.٥,٠.٥", "Write each point as from the left, comma, from the top"),
        ("trigger", "<b>,1", "Write each point as from the left, comma, from the top"),
        ("trigger", "0.5,1.01", "A point lies outside the picture"),
        ("trigger", "-0.1,0.5", "A point lies outside the picture"),
        ("trigger", f"{'9' * 5000},0.5", "A point lies outside the picture"),
        ("trigger", "0.1,0.1 0.2,0.2", "A trigger point has one point"),
        ("main", "0.1,0.1 0.2,0.2", "An outline needs three points or more."),
        ("origin", "0.1,0.1 " * 101, "A mark has up to 100 points"),
        ("origin", "0.1,0.1 " * 130_000, "A mark has up to 100 points"),
        ("trigger", "x" * 1_000_000, "Write each point as from the left, comma, from the top"),
        ("unicorn", TRIANGLE, "Select a valid choice."),
    ],
)
def test_bad_mark_is_refused_in_a_sentence_and_nothing_typed_is_lost(
    admin_client, kind, points, said
):
    picture = make_picture(caption="Before.")

    typed = row(kind=kind, points=points, label="iliac crest") | {"caption": "After."}
    answer = type_into_form(admin_client, picture, **typed)

    assert answer.status_code == 200
    assert any(text.startswith(said) for text in texts(answer, "#annotations-0 .errorlist li"))
    assert form_on(answer)["annotations-0-label"] == ["iliac crest"]
    assert form_on(answer)["annotations-0-points"] == [points]
    assert form_on(answer)["caption"] == ["After."]
    assert written() == []


def test_null_in_a_mark_is_refused(admin_client):
    answer = type_into_form(admin_client, make_picture(), **row(points="0.1,0.1\x00"))

    assert texts(answer, "#annotations-0 .errorlist li") == ["Null characters are not allowed."]


def test_more_marks_than_anyone_can_read_are_refused(admin_client):
    picture = make_picture()

    many = {name: value for n in range(61) for name, value in row(n).items()}
    answer = type_into_form(admin_client, picture, **many, **{"annotations-TOTAL_FORMS": "61"})

    assert "60" in texts(answer, "#annotations-group .errorlist")[0]
    assert written() == []


def test_bad_points_are_never_stored():
    with pytest.raises(ValidationError):
        make_mark(make_picture(), points="2,2")


def test_description_is_proposed_from_the_marks(admin_client):
    picture = make_picture(alt="")
    minimus = make_muscle("Gluteus minimus")
    make_mark(picture, "spillover", TRIANGLE)
    make_mark(picture, "main", TRIANGLE, label="Back of the thigh")
    make_mark(picture, muscle=minimus, label="front fibers")
    make_mark(picture, muscle=minimus)

    [proposed] = select(admin_client.get(address_of(picture)), "[data-proposed-alt]")

    assert "hidden" not in proposed.attrs
    assert proposed.query("span")[0].to_text() == (
        "Trigger point: gluteus minimus (front fibers), gluteus minimus; "
        "main zone: back of the thigh; spillover."
    )


@pytest.mark.parametrize("alt", ["", "A hip."])
def test_nothing_is_proposed_without_need(admin_client, alt):
    picture = make_picture(alt=alt)
    if alt:
        make_mark(picture)

    [proposed] = select(admin_client.get(address_of(picture)), "[data-proposed-alt]")

    assert "hidden" in proposed.attrs


def test_proposed_description_is_not_longer_than_one_may_be():
    picture = make_picture()
    for n in range(9):
        make_mark(picture, "main", TRIANGLE, label=f"{n} {'long ' * 14}")

    assert 200 < len(picture.annotations.in_words()) <= 250


# --- the page ---


def test_marks_lie_over_the_picture_and_in_a_legend(client):
    picture = make_picture("A hip.", file=picture_file(size=(600, 300)))
    muscle = make_muscle("Gluteus minimus", illustration=picture)
    make_mark(picture, muscle=muscle, label="front fibers", points="0.42,0.31")
    make_mark(picture, "origin", TRIANGLE, label="outer ilium")

    page = client.get(muscle.get_absolute_url())

    [drawing] = select(page, ".marks")
    assert drawing.attrs["viewBox"] == "0 0 1000 500"
    assert [use.attrs["x"] for use in drawing.query("use")] == ["420"]
    assert {p.attrs["points"] for p in drawing.query("polygon")} == {"0,0 1000,250 250,500"}
    assert drawing.query("text")[0].to_text() == "O"
    assert texts(page, ".marks-legend li") == [
        "Trigger point Gluteus minimus (front fibers)",
        "O Origin bone outer ilium",
    ]
    assert len(select(page, ".marks-legend label input[type=checkbox][checked]")) == 2
    assert select(page, ".marks-legend a")[0].attrs["href"] == muscle.get_absolute_url()


def test_muscle_that_is_not_live_is_named_but_not_linked(client):
    picture = make_picture()
    make_mark(picture, muscle=make_muscle("Piriformis", published_at=None))
    make_article("Marked", cover=picture)

    page = client.get("/marked/")

    assert texts(page, ".marks-legend li") == ["Trigger point Piriformis"]
    assert not select(page, ".marks-legend a")


@pytest.mark.parametrize("place", ["cover", "text", "step"])
def test_marks_show_wherever_the_picture_is_large(client, place):
    picture = make_picture()
    make_mark(picture)
    text = figure(picture) if place == "text" else ""
    post = make_protocol("Marked", cover=picture if place == "cover" else None, purpose=text)
    if place == "step":
        post.steps.create(title="Press", picture=picture)

    assert len(select(client.get("/marked/"), ".illustration .marks")) == 1
    assert not select(client.get("/nmt-protocols/"), ".marks")


def test_picture_without_marks_has_no_legend(client):
    make_article("Plain", cover=make_picture())

    assert not select(client.get("/plain/"), ".illustration, .marks-legend")


def test_marks_cost_the_same_for_many(client):
    def cost(number):
        for n in range(number):
            picture = make_picture(file=picture_file(size=(60 + Image.objects.count(), 40)))
            for _ in range(number):
                make_mark(picture, muscle=make_muscle(f"Muscle {Annotation.objects.count()}"))
            protocol.steps.create(title=f"Step {n}", picture=picture)
            protocol.purpose += figure(picture)
        protocol.cover = picture
        protocol.save()
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/marked/")
        assert len(select(page, ".marks")) == 2 * protocol.steps.count() + 1
        return len(queries)

    protocol = make_protocol("Marked")

    assert cost(1) == cost(5)


# --- what happens to the picture ---


def test_marks_go_into_the_trash_with_their_picture_and_come_back(admin_client):
    picture, muscle = make_picture(), make_muscle()
    make_mark(picture, "main", TRIANGLE, label="buttock", muscle=muscle)

    admin_client.post(address_of(picture, "delete"), {"post": "yes"})
    assert written() == []
    Trash.objects.get().restore()

    assert written() == [("main", "buttock", TRIANGLE)]
    assert picture.annotations.get().muscle == muscle


def test_mark_outlives_its_muscle_and_names_it_again_when_that_is_back(admin_client):
    picture, muscle = make_picture(), make_muscle()
    make_mark(picture, muscle=muscle)

    admin_client.post(address_of(muscle, "delete"), {"post": "yes"})
    assert picture.annotations.get().muscle is None
    Trash.objects.get().restore()

    assert picture.annotations.get().muscle == muscle


def test_marks_stay_when_the_picture_gets_a_new_file(admin_client):
    picture = make_picture()
    make_mark(picture, "main", TRIANGLE)

    new = picture_file("knee.png", size=(70, 50))
    type_into_form(admin_client, picture, file=new)

    assert Image.objects.get().width == 70
    assert written() == [("main", "", TRIANGLE)]
