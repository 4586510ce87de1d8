"""Index pages: their order, their filters, their pages, and what nonsense does to them."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from integrativeworks.content.paging import PER_PAGE
from muscles.models import Region
from posts.models import Post
from tests.factories import (
    make_article,
    make_group,
    make_muscle,
    make_pattern,
    make_post,
    make_self_care_post,
    make_technique,
)
from tests.pages import card_titles, select, texts


@pytest.mark.parametrize("kind", Post.kinds(), ids=lambda kind: kind.key)
def test_every_kind_has_an_index_of_its_own_posts(db, client, kind):
    for model in Post.__subclasses__():
        make_post(model, f"One of {model.KIND.key}")

    page = client.get(f"/{kind.key}/")

    assert card_titles(page) == [f"One of {kind.key}"]
    assert texts(page, "h1") == [kind.plural]


@pytest.mark.parametrize("kind", Post.kinds(), ids=lambda kind: kind.key)
def test_index_without_posts_says_so(db, client, kind):
    assert "Nothing has been published here yet." in client.get(f"/{kind.key}/").text


def test_index_is_sorted_by_title(db, client):
    for title in ("temple headache", "Calf cramps", "Stiff neck"):
        make_pattern(title)

    assert card_titles(client.get("/pain/")) == ["Calf cramps", "Stiff neck", "temple headache"]


def test_index_shows_posts_felt_in_a_zone_of_the_body(db, client):
    make_pattern("In the main zone", main=["buttock"])
    make_pattern("In the spillover", main=["thigh-back"], spillover=["buttock"])
    make_pattern("Elsewhere", main=["thigh-back"])

    assert card_titles(client.get("/pain/?zone=hip")) == ["In the main zone", "In the spillover"]


def test_index_shows_posts_about_a_muscle_that_lies_in_a_zone(db, client):
    gluteus = make_muscle("Gluteus minimus", regions=["hip-side", "buttock"])
    make_self_care_post("Lean on a ball", muscles=[gluteus])
    make_self_care_post("Turn the head", muscles=[make_muscle("Splenius", regions=["neck-back"])])

    assert card_titles(client.get("/self-care/?zone=hip")) == ["Lean on a ball"]


def test_index_shows_posts_with_a_tag(db, client):
    make_pattern("Hamstring cramps", tags=["driving", "running"])
    make_pattern("Stiff neck", tags=["driving"])
    make_pattern("Heel pain", tags=["running"])

    page = client.get("/pain/?tag=driving")

    assert card_titles(page) == ["Hamstring cramps", "Stiff neck"]
    assert texts(page, "[name=tag] [selected]") == ["driving"]


def test_zone_and_tag_both_hold(db, client):
    make_pattern("Hip, driving", main=["buttock"], tags=["driving"])
    make_pattern("Neck, driving", main=["neck-back"], tags=["driving"])
    make_pattern("Hip, sleeping", main=["buttock"], tags=["sleeping"])

    assert card_titles(client.get("/pain/?zone=hip&tag=driving")) == ["Hip, driving"]
    assert "Nothing here fits both" in client.get("/pain/?zone=neck&tag=sleeping").text


def test_index_offers_the_tags_of_its_own_live_posts(db, client):
    make_pattern("Stiff neck", tags=["driving"])
    make_article("An essay", tags=["basics"])
    make_pattern("Half-written", tags=["secret"], published_at=None)

    assert texts(client.get("/pain/"), "[name=tag] option") == ["Any", "driving"]


def test_every_tag_can_be_chosen_and_the_menu_says_which_one_is(db, client):
    names = [f"{'Tag' if n % 2 else 'tag'} {n:02}" for n in range(40)]
    make_pattern("All of them", tags=names)
    make_pattern("Most of them", tags=names[:39])

    page = client.get("/pain/?tag=tag-39")

    assert texts(page, "[name=tag] option") == ["Any", *names]
    assert texts(page, "[name=tag] [selected]") == ["Tag 39"]
    assert card_titles(page) == ["All of them"]


def test_index_is_paged_and_the_pager_keeps_the_filter(db, client):
    for n in range(PER_PAGE + 1):
        make_pattern(f"Pain {n:02}", main=["buttock"], tags=["driving"])

    first = client.get("/pain/?zone=hip&tag=driving")
    second = client.get("/pain/?zone=hip&tag=driving&page=2")

    assert card_titles(first) == [f"Pain {n:02}" for n in range(PER_PAGE)]
    assert card_titles(second) == [f"Pain {PER_PAGE}"]
    assert "zone=hip&amp;tag=driving&amp;page=2" in first.text
    assert "Page 2 of 2" in second.text


@pytest.mark.parametrize(
    ("nonsense", "shown"),
    [
        ("page=0", "Pain 24"),
        ("page=-3", "Pain 24"),
        ("page=99", "Pain 24"),
        ("page=two", "Pain 00"),
        ("page=", "Pain 00"),
        ("page=1.5", "Pain 00"),
        ("page=%00", "Pain 00"),
        ("page=" + "9" * 5000, "Pain 00"),
        ("page=99999999999999999999", "Pain 24"),
        ("zone=moon", "Pain 00"),
        ("zone=%00", "Pain 00"),
        ("tag=", "Pain 00"),
        ("page=1&page=2", "Pain 24"),
        ("%00=%ff&x[]=1", "Pain 00"),
    ],
)
def test_nonsense_in_the_address_shows_a_page_anyway(db, client, nonsense, shown):
    for n in range(PER_PAGE + 1):
        make_pattern(f"Pain {n:02}")

    page = client.get(f"/pain/?{nonsense}")

    assert page.status_code == 200
    assert shown in card_titles(page)


@pytest.mark.parametrize("tag", ["unknown", "%00", "%ff", "' OR 1=1 --"])
def test_unknown_tag_shows_no_posts_and_the_way_back(db, client, tag):
    make_pattern("Stiff neck", tags=["driving"])

    page = client.get("/pain/", {"tag": tag})

    assert card_titles(page) == []
    assert '<a href="/pain/">Show all</a>' in page.text


def test_muscles_are_listed_by_group(db, client):
    hip = make_group("Gluteal muscles", position=2)
    neck = make_group("Scalenes", position=1)
    make_muscle("Piriformis", group=hip)
    make_muscle("Gluteus medius", group=hip)
    make_muscle("Posterior scalene", group=neck)
    make_muscle("Platysma")

    page = client.get("/muscles/")

    groups = texts(page, ".grid-kind")
    assert "Other muscles Platysma" in groups
    groups.remove("Other muscles Platysma")  # first or last, as the database sorts what is empty
    assert groups == ["Scalenes Posterior scalene", "Gluteal muscles Gluteus medius Piriformis"]


def test_muscles_of_a_zone_are_those_that_lie_there(db, client):
    make_muscle("Gluteus minimus", regions=["hip-side", "buttock"])
    make_muscle("Splenius", regions=["neck-back"])

    assert card_titles(client.get("/muscles/?zone=hip")) == ["Gluteus minimus"]
    assert (
        "No muscle of this part of the body has a page yet."
        in client.get("/muscles/?zone=foot").text
    )


def test_muscles_are_paged(db, client):
    for n in range(PER_PAGE + 1):
        make_muscle(f"Muscle {n:02}", group=None)

    assert len(card_titles(client.get("/muscles/"))) == PER_PAGE
    assert card_titles(client.get("/muscles/?page=2")) == [f"Muscle {PER_PAGE}"]


def test_group_lists_its_muscles_alone(db, client):
    make_muscle("Piriformis", group=make_group("Deep hip rotators"))
    make_muscle("Soleus")

    assert card_titles(client.get("/muscles/groups/deep-hip-rotators/")) == ["Piriformis"]


def test_tag_gathers_posts_of_all_kinds(db, client):
    make_pattern("Stiff neck", tags=["Driving"])
    make_technique("Ear pull", tags=["driving"])
    make_article("An essay", tags=["basics"])

    page = client.get("/tags/driving/")

    assert card_titles(page) == ["Stiff neck", "Ear pull"]
    assert texts(page, ".chips .chip") == ["All 2", "Pain patterns 1", "Cranial techniques 1"]


@pytest.mark.parametrize("word", ["naïve", "боль", "头痛", "low back & hip", "5-4", "?!"])
def test_tag_of_any_word_has_a_page_that_its_posts_lead_to(db, client, word):
    make_pattern("Stiff neck", tags=[word])

    [link] = select(client.get("/stiff-neck/"), "[rel=tag]")
    page = client.get(link.attrs["href"])

    assert page.status_code == 200
    assert card_titles(page) == ["Stiff neck"]


def test_home_begins_with_what_the_practitioner_placed_there_in_his_order(db, client):
    make_pattern("Second", place_on_home=2)
    make_self_care_post("First", place_on_home=1)
    make_pattern("Not yet", place_on_home=1, published_at=None)

    assert card_titles(client.get("/")) == ["First", "Second"]


def test_home_fills_what_room_is_left_with_the_newest_patterns(db, client):
    for n in range(8):
        make_pattern(f"Pain {n}", published_at=now() - timedelta(days=8 - n))
    make_self_care_post("Lean on a ball")
    make_article("An essay", place_on_home=1)

    shown = card_titles(client.get("/"))

    assert shown == ["An essay", "Pain 7", "Pain 6", "Pain 5", "Pain 4", "Pain 3"]


def test_home_leads_to_every_zone_by_drawing_and_by_name(db, client):
    page = client.get("/")

    drawn = [link.attrs["href"] for link in select(page, ".hero svg a")]
    listed = [link.attrs["href"] for link in select(page, "[aria-labelledby=parts] a")]
    assert drawn == listed == [f"/where/{zone}/" for zone in Region.Zone.values]


def test_home_has_the_drawing_the_search_and_the_beginnings_before_anything_else(db, client):
    make_pattern("Hamstring cramps")

    page = client.get("/")

    first = ["Tap where it hurts", "Say it in your words", "What many people begin with"]
    assert texts(page, "main h2")[:3] == first
    assert len(select(page, ".hero a")) == len(select(page, ".hero svg a"))


def test_home_of_an_empty_site_greets_all_the_same(db, client):
    page = client.get("/")

    assert page.status_code == 200
    assert "The first pages are being written." in page.text
