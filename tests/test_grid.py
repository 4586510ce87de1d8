"""The grid of a muscle page: every related post, without anyone maintaining it."""

import pytest

from integrativeworks.content.paging import PER_PAGE
from posts.models import Post
from tests.factories import (
    make_article,
    make_case,
    make_muscle,
    make_pattern,
    make_post,
    make_protocol,
    make_rows_of_posts,
    make_self_care_post,
    make_technique,
    make_therapy_note,
)
from tests.pages import card_titles, texts


@pytest.fixture
def psoas(db):
    return make_muscle("Psoas major")


def grid_of(client, muscle, query=""):
    return client.get(muscle.get_absolute_url() + query)


@pytest.mark.parametrize("kind", Post.__subclasses__())
def test_grid_has_posts_of_every_kind_that_name_the_muscle(client, psoas, kind):
    make_post(kind, "About the psoas", muscles=[psoas])

    assert card_titles(grid_of(client, psoas)) == ["About the psoas"]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("refers", "Psoas major refers this pain"),
        ("blamed", "Psoas major is blamed for it"),
        ("satellites", "Satellite trigger point here"),
    ],
)
def test_card_of_a_pattern_says_what_the_muscle_has_to_do_with_it(client, psoas, role, words):
    make_pattern("Low back pain", **{role: [psoas]})

    assert texts(grid_of(client, psoas), ".card .role") == [words]


def test_muscle_that_is_blamed_and_a_satellite_gets_one_card_with_both(client, psoas):
    make_pattern("Low back pain", blamed=[psoas], satellites=[psoas])

    page = grid_of(client, psoas)

    assert card_titles(page) == ["Low back pain"]
    assert len(texts(page, ".card .role")) == 2


def test_grid_has_posts_that_hang_on_one_that_names_the_muscle(client, psoas):
    pattern = make_pattern("Low back pain", refers=[psoas])
    make_self_care_post("Let go of the hip", relieves=[pattern])
    make_case("A gardener", patterns=[pattern])
    make_therapy_note("Treating the back", patterns=[pattern])

    assert card_titles(grid_of(client, psoas)) == [
        "Low back pain",
        "Let go of the hip",
        "Treating the back",
        "A gardener",
    ]


def test_grid_has_what_a_therapy_note_about_the_muscle_uses(client, psoas):
    protocol = make_protocol("Hip flexor routine")
    technique = make_technique("Sacral hold")
    make_therapy_note("The hip", muscles=[psoas], protocols=[protocol], techniques=[technique])

    assert card_titles(grid_of(client, psoas)) == ["The hip", "Hip flexor routine", "Sacral hold"]


def test_grid_has_the_pattern_that_self_care_for_the_muscle_relieves(client, psoas):
    pattern = make_pattern("Low back pain")
    make_self_care_post("Let go of the hip", muscles=[psoas], relieves=[pattern])

    assert card_titles(grid_of(client, psoas)) == ["Low back pain", "Let go of the hip"]


def test_grid_stops_one_step_away(client, psoas):
    protocol = make_protocol("Hip flexor routine")
    pattern = make_pattern("Low back pain", refers=[psoas])
    make_therapy_note("Treating the back", patterns=[pattern], protocols=[protocol])

    assert "Hip flexor routine" not in card_titles(grid_of(client, psoas))


def test_draft_that_names_the_muscle_brings_nothing_with_it(client, psoas):
    draft = make_pattern("Low back pain", refers=[psoas], published_at=None)
    make_self_care_post("Let go of the hip", relieves=[draft])

    assert card_titles(grid_of(client, psoas)) == []


def test_grid_leaves_out_posts_about_other_muscles(client, psoas):
    make_article("About the soleus", muscles=[make_muscle("Soleus")])
    make_article("About no muscle")

    page = grid_of(client, psoas)

    assert card_titles(page) == []
    assert "Nothing has been published about this muscle yet." in page.text


def test_post_related_in_many_ways_is_shown_once(client, psoas):
    pattern = make_pattern("Low back pain", refers=[psoas], satellites=[psoas])
    other = make_pattern("Groin pain", blamed=[psoas])
    make_self_care_post("Let go of the hip", muscles=[psoas], relieves=[pattern, other])

    assert card_titles(grid_of(client, psoas)).count("Let go of the hip") == 1


def test_grid_is_grouped_by_kind_in_reading_order_and_sorted_by_title(client, psoas):
    for kind in reversed(Post.__subclasses__()):
        make_post(kind, f"zebra {kind.KIND.key}", muscles=[psoas])
        make_post(kind, f"Ape {kind.KIND.key}", muscles=[psoas])

    page = grid_of(client, psoas)

    kinds = ["pain", "self-care", "therapy-notes", "nmt-protocols", "cranial-techniques"]
    kinds += ["cases", "articles"]
    assert texts(page, ".grid-kind > h3") == [kind.plural for kind in Post.kinds()]
    assert card_titles(page) == [f"{animal} {key}" for key in kinds for animal in ("Ape", "zebra")]


def test_grid_can_show_one_kind(client, psoas):
    make_pattern("Low back pain", refers=[psoas])
    make_article("Two views of the psoas", muscles=[psoas])
    make_article("About the psoas", muscles=[psoas])

    page = grid_of(client, psoas, "?kind=articles")

    assert card_titles(page) == ["About the psoas", "Two views of the psoas"]
    assert texts(page, ".chips .chip") == ["All 3", "Pain patterns 1", "Articles 2"]
    assert texts(page, "[aria-current=true]") == ["Articles 2"]


@pytest.mark.parametrize("nonsense", ["?kind=", "?kind=poems", "?kind=cases", "?kind=%00"])
def test_grid_shows_all_kinds_for_a_kind_it_does_not_have(client, psoas, nonsense):
    make_pattern("Low back pain", refers=[psoas])

    assert card_titles(grid_of(client, psoas, nonsense)) == ["Low back pain"]


def test_grid_is_paged_and_its_pages_together_have_every_post_once(client, psoas):
    posts = make_rows_of_posts(2 * PER_PAGE + 1, psoas)

    pages = [card_titles(grid_of(client, psoas, f"?page={number}")) for number in (1, 2, 3)]

    assert [len(titles) for titles in pages] == [PER_PAGE, PER_PAGE, 1]
    assert sorted(title for titles in pages for title in titles) == sorted(map(str, posts))


def test_paging_keeps_the_chosen_kind(client, psoas):
    for n in range(PER_PAGE + 1):
        make_article(f"Part {n}", muscles=[psoas])
    make_pattern("Low back pain", refers=[psoas])

    page = grid_of(client, psoas, "?kind=articles")

    assert "?kind=articles&amp;page=2" in page.text
    assert "Page 1 of 2" in page.text
    assert "Page" not in texts(grid_of(client, psoas, "?kind=pain"), "main")[0]


def test_links_run_both_ways_between_posts(client, psoas):
    pattern = make_pattern("Low back pain", refers=[psoas])
    protocol = make_protocol("Hip flexor routine")
    make_self_care_post("Let go of the hip", relieves=[pattern])
    make_therapy_note("Treating the back", patterns=[pattern], protocols=[protocol])

    assert card_titles(client.get("/low-back-pain/")) == ["Let go of the hip", "Treating the back"]
    assert card_titles(client.get("/let-go-of-the-hip/")) == ["Low back pain"]
    assert card_titles(client.get("/treating-the-back/")) == ["Low back pain", "Hip flexor routine"]
    assert card_titles(client.get("/hip-flexor-routine/")) == ["Treating the back"]
