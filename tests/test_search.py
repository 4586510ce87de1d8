"""Search finds what people type, in their words or a colleague's, names before text."""

import pytest

from integrativeworks.search.models import Meaning
from integrativeworks.search.words import stem, telling_stems, words_of
from posts.models import ProtocolStep
from tests.factories import (
    make_article,
    make_group,
    make_muscle,
    make_pattern,
    make_protocol,
    make_self_care_post,
)
from tests.pages import found, main_part, result_titles, select

# --- what a page is found by ---


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
        "hip muscles",
        "upper buttock",
    ],
)
def test_muscle_is_found_by_its_names_its_facts_and_where_it_lies(db, client, query):
    make_muscle(
        "Gluteus minimus",
        latin_name="Musculus gluteus minimus",
        other_names="glute min, small gluteal muscle",
        group=make_group("Hip muscles"),
        regions=["buttock-upper"],
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
        "biceps femoris",
        "outer hamstring",
        "commuting",
        "sit bone",
    ],
)
def test_post_is_found_by_its_texts_and_by_what_it_hangs_on(db, client, query):
    make_pattern(
        "Hamstring cramps",
        summary="Sent from the side of the hip.",
        red_flags="it began with a sudden pop",
        getting_relief="<p>Lean on a <strong>tennis</strong> ball.</p>",
        blamed=[make_muscle("Biceps femoris", other_names="outer hamstring")],
        main=["sit-bone"],
        tags=["commuting"],
    )

    assert "Hamstring cramps" in found(client, query)


def test_post_is_found_by_its_body_and_by_its_steps(db, client):
    make_article("An essay", body="<p>Pain that travels.</p>")
    protocol = make_protocol("Routine for the hip")
    ProtocolStep.objects.create(protocol=protocol, title="Screen", text="<p>Drape the client.</p>")

    assert found(client, "travels") == ["An essay"]
    assert found(client, "drape") == ["Routine for the hip"]
    assert found(client, "screen") == ["Routine for the hip"]


def test_self_care_is_found_by_the_pattern_it_relieves(db, client):
    pattern = make_pattern("Calf cramps at night")
    make_self_care_post("Before you go to bed", relieves=[pattern])

    assert found(client, "calf cramps") == ["Calf cramps at night", "Before you go to bed"]


def test_markup_is_not_searched(db, client):
    make_self_care_post("Lean on a ball", temporary_relief="<blockquote>Tennis</blockquote>")

    assert found(client, "blockquote") == []


def test_draft_lends_its_name_to_no_page(db, client):
    make_pattern("Low back pain", refers=[make_muscle("Psoas major", published_at=None)])

    assert found(client, "psoas") == []
    assert found(client, "psoas low back") == ["Low back pain"]


# --- what comes first ---


def test_name_counts_more_than_text(db, client):
    make_pattern("Calf pain", summary="Felt like a headache of the leg, a headache indeed.")
    make_pattern("Headache")
    make_pattern("Stiff neck", getting_relief="<p>Helps a headache too.</p>")

    assert found(client, "headache")[0] == "Headache"


def test_muscle_itself_comes_before_what_is_written_about_it(db, client):
    psoas = make_muscle("Psoas major", other_names="psoas")
    make_pattern("Psoas pain on standing up", refers=[psoas])
    make_article("A long essay on the psoas and its neighbours", muscles=[psoas])

    assert found(client, "where is the psoas")[0] == "Psoas major"
    assert found(client, "psoas pain")[0] == "Psoas pain on standing up"


def test_page_that_holds_more_of_the_words_comes_first(db, client):
    make_pattern("Pain A", summary="hamstring cramps")
    make_pattern("Pain B", summary="hamstring cramps while driving")

    assert found(client, "hamstring cramps driving") == ["Pain B", "Pain A"]


def test_rare_word_counts_more_than_a_common_one(db, client):
    for n in range(5):
        make_pattern(f"Pain {n}", summary="pain")
    make_pattern("Stiff jaw", summary="jaw")

    assert found(client, "jaw pain")[0] == "Stiff jaw"


def test_page_that_holds_too_little_of_the_query_is_left_out(db, client):
    make_pattern("Pain A", summary="hamstring")
    make_pattern("Pain B", summary="cramps while driving far")

    assert found(client, "hamstring cramps driving far") == ["Pain B"]


# --- lay and Latin words ---


@pytest.fixture
def _same_words(db):
    Meaning.objects.create(words="shoulder blade, scapula, wing bone")
    Meaning.objects.create(words="hamstring, hammy")
    Meaning.objects.create(words="IT band, iliotibial tract")


@pytest.mark.usefixtures("_same_words")
@pytest.mark.parametrize("query", ["shoulder blade", "Scapula", "scapulas hurt", "WING BONE"])
def test_words_that_mean_the_same_find_the_same(client, query):
    make_pattern("Ache inside the shoulder blade")
    make_pattern("Stiff shoulder")

    assert found(client, query)[0] == "Ache inside the shoulder blade"


@pytest.mark.usefixtures("_same_words")
def test_what_was_typed_comes_before_what_means_the_same(client):
    make_muscle("Levator", other_names="scapula lifter")
    make_pattern("Pain of the scapula")
    make_pattern("Pain of the shoulder blade")

    assert found(client, "pain shoulder blade")[0] == "Pain of the shoulder blade"
    assert found(client, "pain scapula")[0] == "Pain of the scapula"


@pytest.mark.usefixtures("_same_words")
def test_each_word_of_a_group_is_not_taken_for_the_group(client):
    make_pattern("Dull blade")
    make_pattern("Scapula")

    assert found(client, "blade") == ["Dull blade"]


@pytest.mark.usefixtures("_same_words")
def test_group_of_words_that_no_page_holds_is_taken_word_by_word(client):
    make_pattern("Stiff shoulder")

    assert found(client, "shoulder blade") == ["Stiff shoulder"]


@pytest.mark.usefixtures("_same_words")
def test_little_word_of_a_group_is_not_lost(client):
    make_pattern("Tight iliotibial tract")
    make_self_care_post("Pull on a rubber band")

    assert found(client, "my IT band") == ["Tight iliotibial tract"]
    assert found(client, "rubber band") == ["Pull on a rubber band"]


@pytest.mark.parametrize("row", ["IT band, the band", "the of, from to", "to, from", "a b c, d e"])
def test_row_of_little_words_does_no_harm(db, client, row):
    make_self_care_post("Pull on a rubber band")
    Meaning.objects.create(words=row)

    for query in ("it band", "the band", "fromm rubber band", "a b c band"):
        assert found(client, query) == ["Pull on a rubber band"]


def test_edit_of_the_words_acts_at_once(db, client):
    make_pattern("Hamstring cramps")
    assert found(client, "hammy") == []

    row = Meaning.objects.create(words="hamstring, hammy")
    assert found(client, "hammies") == found(client, "hammy") == ["Hamstring cramps"]

    row.delete()
    assert found(client, "hammy") == []


# --- slips and unfinished words ---


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("piriformus", "piriformis"),
        ("sternoclydomastoid", "sternocleidomastoid"),
        ("Hamstirng", "hamstring"),
        ("hamstrng pain", "hamstring pain"),
    ],
)
def test_slip_is_mended_and_said(db, client, typed, meant):
    make_muscle("Piriformis")
    make_muscle("Sternocleidomastoid")
    make_pattern("Hamstring cramps", summary="pain")

    page = client.get("/search/", {"q": typed})

    assert meant.split()[0].lower() in result_titles(page)[0].lower()
    assert f"“{meant}”. No page says “{typed.split()[0].lower()}”" in main_part(page)


def test_slip_in_words_that_mean_the_same_is_mended(db, client):
    make_pattern("Ache inside the shoulder blade")
    Meaning.objects.create(words="shoulder blade, scapula")

    assert found(client, "scapulla") == ["Ache inside the shoulder blade"]


def test_doubtful_slip_is_asked_about(db, client):
    make_pattern("Stiff neck: I can’t turn it")

    page = client.get("/search/?q=painful%20nekc!")

    assert result_titles(page) == []
    [link] = select(page, ".empty a[href*='q=']")
    assert link.to_text() == "painful neck!"
    assert link.attrs["href"] == "?q=painful+neck%21"


def test_nothing_is_offered_that_would_find_nothing(db, client):
    muscle = make_muscle("Piriformis")
    assert found(client, "piriformus") == ["Piriformis"]

    muscle.delete()

    assert "iriformis" not in client.get("/search/?q=piriformus").text


@pytest.mark.parametrize("query", ["glut minimus", "glute minimus", "gluteus mini", "glu min"])
def test_beginnings_of_words_find_the_whole(db, client, query):
    make_muscle("Gluteus minimus")
    make_muscle("Piriformis")

    assert found(client, query) == ["Gluteus minimus"]


def test_word_that_is_on_no_page_is_named_and_the_rest_is_found(db, client):
    make_pattern("Hamstring cramps")

    page = client.get("/search/?q=unicorn hamstring")

    assert result_titles(page) == ["Hamstring cramps"]
    assert "No page says “unicorn”" in page.text


# --- whatever is typed ---


@pytest.mark.parametrize(
    "query", ["hip --", "hip*", "(hip", '"hip', "hip:", "\u202ehip", "hip\x00"]
)
def test_word_between_signs_is_found(db, client, query):
    make_pattern("Hip pain")

    assert found(client, query) == ["Hip pain"]


@pytest.mark.parametrize("title", ["头痛", "Боль в бедре", "ألم الورك", "כאב ירך", "हिप दर्द"])
def test_words_of_any_script_are_found(db, client, title):
    make_pattern(title, slug="pain-in-words")

    assert found(client, title) == [title]


def test_page_of_endless_text_is_kept_and_found(db, client):
    words = " ".join(f"word{n}" for n in range(60_000))

    make_pattern("Endless", getting_relief=f"<p>{words} {'x' * 100_000}</p>")

    assert found(client, "endless word7") == ["Endless"]


# --- words ---


@pytest.mark.parametrize(
    "alike",
    [
        "drive drives driving",
        "cramp cramps cramping cramped",
        "run runs running",
        "ache aches aching",
        "body bodies",
        "dizzy dizziness",
        "stiff stiffness",
        "bruise bruised",
        "biceps bicep",
    ],
)
def test_forms_of_a_word_have_one_stem(alike):
    assert len(set(map(stem, alike.split()))) == 1


@pytest.mark.parametrize("different", ["thing king", "bed be", "string ring", "need nee"])
def test_short_words_keep_their_endings(different):
    one, other = different.split()

    assert stem(one) != stem(other)


def test_words_are_taken_without_case_accents_and_apostrophes():
    assert words_of("Naïve\x00 STRASSE can’t patient's C5–C6 ﬁne_x") == [
        *("naive", "strasse", "cant", "patients", "c5", "c6", "fine", "x")
    ]
    assert words_of("cafe\u0301") == ["cafe"]
    assert telling_stems("I can't turn my head") == ["turn", "head"]
