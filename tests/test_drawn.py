"""No post is without a picture: what is drawn of it, or of a muscle, on pages and cards."""

import pytest

from integrativeworks.search.index import catch_up_entirely
from tests.factories import (
    make_article,
    make_case,
    make_muscle,
    make_pattern,
    make_picture,
    make_self_care_post,
    make_therapy_note,
)
from tests.pages import select, texts

pytestmark = pytest.mark.django_db


def make_marked_pattern(**facts):
    minimus = make_muscle("Gluteus minimus", regions=["hip-side"])
    pattern = make_pattern("Cramps", main=["thigh-back"], refers=[minimus], **facts)
    pattern.trigger_points.create(muscle=minimus, view="back", across="64.9", down="46.2")
    return pattern


def lit(element):
    """What is drawn in colour, each once: “main thigh-back”, “mark”."""
    uses = {
        f"{extent} {use.attrs['href'].partition('#')[2].partition('-')[2]}"
        for extent in ("main", "spillover", "place")
        for use in element.query(f".figure-{extent}")
    }
    return uses | ({"mark"} if element.query(".figure-mark") else set())


def on_card(client, address, title):
    [card] = [one for one in select(client.get(address), ".card") if title in one.to_text()]
    return lit(card)


@pytest.mark.parametrize(
    ("make", "link", "index"),
    [
        (make_self_care_post, "relieves", "/self-care/"),
        (make_therapy_note, "patterns", "/therapy-notes/"),
        (make_case, "patterns", "/cases/"),
    ],
)
def test_post_shows_the_zones_and_trigger_points_of_its_patterns(client, make, link, index):
    pattern = make_marked_pattern()
    knee = make_pattern("Knee pain", main=["knee-back"], spillover=["thigh-back"])
    make("Lean on a ball", tags=["ball"], muscles=pattern.muscles.all(), **{link: [pattern, knee]})
    catch_up_entirely()

    [drawing] = select(client.get("/lean-on-a-ball/"), ".figure-panel")
    [result] = select(client.get("/search/?q=lean"), ".result")

    shown = {"main thigh-back", "main knee-back", "mark"}
    assert lit(drawing) == lit(result) == shown
    for address in (index, "/tags/ball/", "/muscles/gluteus-minimus/"):
        assert on_card(client, address, "Lean on a ball") == shown
    assert "Gluteus minimus (upper buttock)" in drawing.query("svg")[0].attrs["aria-label"]


def test_zones_of_its_own_come_before_those_of_its_patterns(client):
    make_self_care_post("Lean on a ball", relieves=[make_marked_pattern()], main=["knee-front"])

    assert on_card(client, "/self-care/", "Lean on a ball") == {"main knee-front"}


def test_post_without_patterns_shows_where_its_muscles_lie(client):
    soleus = make_muscle("Soleus", regions=["calf-inner"])
    hidden = make_muscle("Hidden", regions=["heel"], published_at=None)
    make_article("A second heart", muscles=[soleus, hidden])

    page = client.get("/a-second-heart/")

    assert on_card(client, "/articles/", "A second heart") == {"place calf-inner"}
    assert texts(page, ".figure-panel h2") == ["Where its muscles lie"]
    assert texts(page, ".legend li") == ["Shaded : inner calf"]
    assert "Shaded: inner calf." in select(page, "svg.figure")[0].attrs["aria-label"]


def test_draft_lends_no_picture_and_a_post_without_any_keeps_its_glyph(client):
    draft = make_pattern("Half-written", main=["heel"], published_at=None)
    make_self_care_post("Lean on a ball", relieves=[draft])

    [card] = select(client.get("/self-care/"), ".card")

    assert lit(card) == set()
    assert card.query("svg.glyph")
    assert not select(client.get("/lean-on-a-ball/"), ".figure-panel")


def test_cover_stays_the_first_picture(client):
    make_self_care_post("Lean", relieves=[make_marked_pattern()], cover=make_picture())

    assert on_card(client, "/self-care/", "Lean") == set()
    assert lit(select(client.get("/lean/"), ".figure-panel")[0]) == {"main thigh-back", "mark"}


def test_results_of_the_finder_mark_the_trigger_points(client):
    make_marked_pattern()

    [result] = select(client.get("/where/?region=thigh-back"), ".result")

    assert lit(result) == {"main thigh-back", "mark"}


def test_muscle_that_refers_in_no_pattern_shows_where_it_lies(client):
    biceps = make_muscle("Biceps femoris", regions=["thigh-back", "knee-back"])
    make_pattern("Cramps", blamed=[biceps], main=["knee-front"])

    page = client.get("/muscles/biceps-femoris/")

    [panel] = select(page, ".figure-panel")
    assert lit(panel) == {"place thigh-back", "place knee-back"}
    assert texts(page, ".figure-panel h2") == ["Where it lies"]


def test_muscle_that_refers_shows_where_its_pain_is_felt(client):
    make_marked_pattern()

    page = client.get("/muscles/gluteus-minimus/")

    assert lit(select(page, ".figure-panel")[0]) == {"main thigh-back", "mark"}
    assert texts(page, ".figure-panel h2") == ["Where its pain is felt"]
