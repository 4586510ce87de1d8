"""What a reader sees of a search: the page of results, and suggestions while he types."""

import pytest
from django.utils.timezone import now

from integrativeworks.content.paging import PER_PAGE
from integrativeworks.search.models import Meaning
from tests.factories import (
    A_DAY,
    make_article,
    make_case,
    make_muscle,
    make_pattern,
    make_self_care_post,
)
from tests.pages import found, result_titles, select, texts


def suggested(client, query):
    answer = client.get("/search/suggest/", {"q": query}).json()
    return [suggestion["title"] for suggestion in answer["suggestions"]]


def passages(page):
    return [element.to_html() for element in select(page, ".result-text > p:last-child")]


# --- the page of results ---


def test_passage_shows_why_with_the_words_marked(db, client):
    Meaning.objects.create(words="calf, gastrocnemius")
    before, after = "Nothing of note here. " * 20, " And on it goes." * 30
    make_pattern(
        "Pain at night",
        summary="It comes while you sleep.",
        getting_relief=f"<p>{before}The gastrocnemius <b>cramps</b>.</p>{after}",
    )

    [passage] = passages(client.get("/search/?q=calf cramp"))

    assert "… The <mark>gastrocnemius</mark> <mark>cramps</mark>. And on" in passage
    assert passage.rstrip("</p>").endswith(" …")


def test_without_a_passage_the_summary_is_shown(db, client):
    make_pattern("Calf cramps", summary="They come while you sleep.")

    assert passages(client.get("/search/?q=calf")) == ["<p>They come while you sleep.</p>"]


def test_passage_is_text_whatever_stands_in_it(db, client):
    make_pattern("Calf pain", summary="Less than <script>alert(1)</script> & a calf")

    [passage] = passages(client.get("/search/?q=calf"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; a <mark>calf</mark>" in passage


def test_found_pages_are_counted_by_kind_and_can_be_narrowed(db, client):
    make_muscle("Hip flexor")
    make_pattern("Hip pain")
    make_pattern("Hip ache")
    make_self_care_post("Hip care")

    page = client.get("/search/?q=hip&kind=self-care")

    assert result_titles(page) == ["Hip care"]
    chips = ["All 4", "Muscles 1", "Pain patterns 2", "Self-care 1"]
    assert texts(page, ".chips .chip") == chips
    assert found(client, "hip", kind="muscles") == ["Hip flexor"]


@pytest.mark.parametrize("kind", ["unknown", "cases", ""])
def test_kind_that_was_not_found_narrows_nothing(db, client, kind):
    make_pattern("Hip pain")

    assert found(client, "hip", kind=kind) == ["Hip pain"]


def test_found_pages_are_paged_with_the_query(db, client):
    for n in range(PER_PAGE + 1):
        make_article(f"Hip {n}")

    first, second = found(client, "hip"), found(client, "hip", page=2)

    assert (len(first), len(second)) == (PER_PAGE, 1)
    assert len({*first, *second}) == PER_PAGE + 1
    assert "?q=hip&amp;page=2" in client.get("/search/?q=hip").text


@pytest.mark.parametrize("query", ["xyzzy", "???", "the of and", "%", "_", "🦴", "\u202e"])
def test_search_without_result_says_so_and_leads_on(db, client, query):
    make_pattern("Hamstring cramps")

    page = client.get("/search/", {"q": query})

    assert "Nothing here holds" in page.text
    assert 'href="/feedback/?page=/search/%3Fq%3D' in page.text
    assert 'href="/hamstring-cramps/"' in page.text


@pytest.mark.parametrize("query", ["", "   ", "\x00"])
def test_search_for_nothing_invites_to_search(db, client, query):
    make_pattern("Hamstring cramps")

    page = client.get("/search/", {"q": query})

    assert "Say it as you would to a friend" in page.text
    assert 'href="/hamstring-cramps/"' in page.text


def test_query_comes_back_as_text(db, client):
    page = client.get("/search/", {"q": '"><script>steal()</script>'})

    assert "<script>steal" not in page.text
    assert "&lt;script&gt;steal" in page.text


HOSTILE = [
    *('"', '"hip', "'", "it's", "--", "hip --", "/* hip", ";", "; DROP TABLE search_entry", "*"),
    *("hip*", "*hip", "NEAR(hip back)", "NEAR(", "hip AND", "AND", "OR NOT", "hip NOT back"),
    *("^hip", ":", "hip:", "name_words:hip", "{all_words} : hip", "(", ")", "((hip", "hip))"),
    *("hip & | !", "hip <-> back", "!hip", "%", "_", "\\", "\\'", "hip\\", "$$", "%s", "%(x)s"),
    *("{}", "hip:*A", "\x00", "hip\x00back", "\ufeff", "\ud7ff", "\U0010ffff", "\u202ehip"),
    *("🦴", "🧘🏽‍♀️ hip", "ہپ میں درد", "ירך", "头痛", "हिप", "İ", "ß", "½", "٣", "1e999", "0", "a"),
    *("the of and", "hip " * 500, "hip" * 500, "é" * 1000, " ".join(map(str, range(900)))),
    *("x" * 1_000_000, "hip back " * 110_000),
]


@pytest.mark.parametrize("address", ["/search/", "/search/suggest/"])
def test_signs_of_a_query_language_are_only_signs(db, client, address):
    Meaning.objects.create(words='hip" OR "back, "; --, a*b, NEAR(x y)')
    make_pattern("Hip pain: \" ' -- * NEAR( AND", tags=["back"])
    found(client, "hip")

    for query in HOSTILE:
        answer = client.get(address, {"q": query})
        assert answer.status_code == 200, query[:100]


# --- suggestions ---


def test_suggestions_come_from_the_beginning_of_a_word(db, client):
    make_muscle("Biceps femoris", other_names="outer hamstring")
    make_pattern("Hamstring cramps")
    make_pattern("Hand pain")
    make_pattern("Hamstring pain tomorrow", published_at=now() + A_DAY)

    answer = client.get("/search/suggest/?q=hams")

    assert answer.json() == {
        "suggestions": [
            {"title": "Hamstring cramps", "kind": "Pain pattern", "url": "/hamstring-cramps/"},
            {"title": "Biceps femoris", "kind": "Muscle", "url": "/muscles/biceps-femoris/"},
        ]
    }


def test_suggestions_follow_each_letter(db, client):
    make_pattern("Calf cramps at night")
    make_pattern("Hand pain")

    typed = "calf cramps at night"

    for end in range(2, len(typed) + 1):
        assert suggested(client, typed[:end]) == ["Calf cramps at night"], typed[:end]


@pytest.mark.parametrize("query", ["", " ", "c", "xyz", "the"])
def test_nothing_is_suggested_for_too_little(db, client, query):
    make_pattern("Calf cramps at night")

    assert suggested(client, query) == []


def test_suggestions_are_few(db, client):
    for n in range(20):
        make_case(f"Hip {n}")

    assert len(suggested(client, "hip")) == 7
