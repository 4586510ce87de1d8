"""Search finds what people type, names before text."""

import pytest

from integrativeworks.content.paging import PER_PAGE
from integrativeworks.content.text import MOST_WORDS, searchable, stems
from posts.models import ProtocolStep
from tests.factories import (
    make_article,
    make_muscle,
    make_pattern,
    make_protocol,
    make_self_care_post,
)
from tests.pages import card_titles, texts


def found(client, query, **more):
    return card_titles(client.get("/search/", {"q": query, **more}))


@pytest.mark.parametrize(
    "query",
    [
        "gluteus minimus",
        "GLUTEUS",
        "minimus gluteus",
        "musculus",
        "small gluteal",
        "  gluteus   ",
        "glúteus",
        "superior gluteal nerve",
        "cambered roads",
        "scansorius",
    ],
)
def test_muscle_is_found_by_its_names_and_its_facts(db, client, query):
    make_muscle(
        "Gluteus minimus",
        latin_name="Musculus gluteus minimus",
        other_names="glute min, small gluteal muscle",
        innervation="Superior gluteal nerve (L4–S1)",
        functional_considerations="<p>Running on <em>cambered</em> roads overloads it.</p>",
        anomalies="<p>Known as the scansorius.</p>",
    )

    assert found(client, query) == ["Gluteus minimus"]


@pytest.mark.parametrize(
    "query",
    [
        "hamstring cramps",
        "hamstring cramps when I drive",
        "cramping hamstrings",
        "side of the hip",
        "sudden pop",
        "tennis ball",
        "lean on it",
    ],
)
def test_post_is_found_by_title_summary_red_flags_and_sections(db, client, query):
    make_pattern(
        "Hamstring cramps",
        summary="Sent from the side of the hip.",
        red_flags="it began with a sudden pop",
        getting_relief="<p>Lean on a <strong>tennis</strong> ball.</p>",
    )

    assert found(client, query) == ["Hamstring cramps"]


def test_post_is_found_by_its_body_and_by_its_steps(db, client):
    make_article("An essay", body="<p>Pain that travels.</p>")
    protocol = make_protocol("Routine for the hip")
    ProtocolStep.objects.create(protocol=protocol, title="Screen", text="<p>Drape the client.</p>")

    assert found(client, "travels") == ["An essay"]
    assert found(client, "drape") == ["Routine for the hip"]


def test_step_that_was_deleted_is_not_found_any_more(db, client):
    protocol = make_protocol("Routine for the hip")
    step = ProtocolStep.objects.create(protocol=protocol, title="Drape")

    step.delete()

    assert found(client, "drape") == []


def test_search_follows_a_change(db, client):
    post = make_self_care_post("Lean on a ball", temporary_relief="<p>Tennis</p>")

    post.temporary_relief = "<p>Golf</p>"
    post.save()

    assert found(client, "golf") == ["Lean on a ball"]
    assert found(client, "tennis") == []


def test_markup_is_not_searched(db, client):
    make_self_care_post("Lean on a ball", temporary_relief="<blockquote>Tennis</blockquote>")

    assert found(client, "blockquote") == []


def test_name_counts_more_than_text(db, client):
    make_pattern("Calf pain", summary="Felt like a headache of the leg, a headache indeed.")
    make_pattern("Headache")
    make_pattern("Stiff neck", getting_relief="<p>Helps a headache too.</p>")

    assert found(client, "headache")[0] == "Headache"


def test_post_that_holds_more_of_the_words_comes_first(db, client):
    make_pattern("Pain A", summary="hamstring cramps while driving")
    make_pattern("Pain B", summary="hamstring cramps")

    assert found(client, "hamstring cramps driving") == ["Pain A", "Pain B"]


def test_post_that_holds_less_than_half_of_the_words_is_left_out(db, client):
    make_pattern("Pain A", summary="hamstring")

    assert found(client, "hamstring cramps driving far") == []


def test_found_posts_can_be_narrowed_to_a_kind(db, client):
    make_pattern("Hip pain")
    make_self_care_post("Hip care")

    page = client.get("/search/?q=hip&kind=self-care")

    assert card_titles(page) == ["Hip care"]
    assert texts(page, ".chips .chip") == ["All 2", "Pain patterns 1", "Self-care 1"]


def test_found_posts_are_paged_with_the_query(db, client):
    for n in range(PER_PAGE + 1):
        make_article(f"Hip {n}")

    assert len(found(client, "hip")) == PER_PAGE
    assert len(found(client, "hip", page=2)) == 1
    assert "?q=hip&amp;page=2" in client.get("/search/?q=hip").text


@pytest.mark.parametrize("query", ["xyzzy", "???", "the of and", "%", "_", "🦴", "\u202e"])
def test_search_without_result_says_so_and_leads_on(db, client, query):
    make_pattern("Hamstring cramps")

    page = client.get("/search/", {"q": query})

    assert "Nothing here holds" in page.text
    assert 'href="/feedback/?page=/search/"' in page.text


@pytest.mark.parametrize("query", ["", "   ", "\x00"])
def test_search_for_nothing_invites_to_search(db, client, query):
    page = client.get("/search/", {"q": query})

    assert "Say it as you would to a friend" in page.text


@pytest.mark.parametrize(
    "query", ["100%", "hip_pain", "back\\slash", "it's", '"quoted"', "--", "*"]
)
def test_signs_are_taken_as_they_are_on_every_database(db, client, query):
    make_pattern("Hamstring cramps")

    assert found(client, query) == []


def test_query_comes_back_as_text(db, client):
    page = client.get("/search/", {"q": '"><script>steal()</script>'})

    assert "<script>steal" not in page.text
    assert "&lt;script&gt;steal" in page.text


def test_words_are_searched_without_case_accents_and_endings():
    assert searchable("  Naïve\x00 STRASSE ß\n") == "naive strasse ss"
    assert stems("Driving drives when I drive") == ["driv", "driv", "driv"]
    assert len(stems("word " * 100)) == MOST_WORDS
