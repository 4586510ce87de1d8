"""The library a new site begins with is complete, linked, and never in the way of edits."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count
from django.test import RequestFactory

from integrativeworks.content.drafts import DraftAdmin
from integrativeworks.content.link_report import report
from integrativeworks.content.links import links_in
from integrativeworks.content.richtext import RichTextField, plain_text
from integrativeworks.content.trash import Trash
from integrativeworks.furniture.models import Product, SiteSettings
from integrativeworks.search.models import Entry, Meaning
from muscles.models import Bone, Joint, Muscle, MuscleGroup, Region
from posts.models import (
    Activity,
    Case,
    NMTProtocol,
    Post,
    PostMuscle,
    PostRegion,
    RedFlag,
    ReferralPattern,
    SelfCarePost,
    TherapyNote,
)
from tests.factories import (
    load_starter_library,
    make_article,
    make_pattern,
    starter_library_loaded,
)
from tests.pages import card_titles

# It begins and ends in skin and tendon: it crosses no joint and has no partners.
IN_THE_SKIN = {"occipitofrontalis"}
AT_LEAST = {
    "pain": 40,
    "self-care": 25,
    "therapy-notes": 12,
    "nmt-protocols": 8,
    "cranial-techniques": 3,
    "cases": 2,
    "articles": 2,
}


@pytest.fixture(scope="module", autouse=True)
def starter_library(django_db_setup, django_db_blocker):
    with starter_library_loaded(django_db_blocker):
        yield


def rich_texts():
    """(row, field name, HTML) of all formatted text of the site."""
    for model in apps.get_models():
        names = [f.name for f in model._meta.local_fields if isinstance(f, RichTextField)]
        for row in model.objects.all() if names else ():
            yield from ((row, name, getattr(row, name)) for name in names if getattr(row, name))


def without(rows, *links):
    """Those of `rows` that have none of one of these links."""
    none = models.Q()
    for link in links:
        none |= models.Q(**{link: None})
    return [row.slug for row in rows.filter(none).distinct()]


def rename(row):
    row.slug = "mine"
    row.save()


def test_it_has_the_muscles_with_all_their_facts(db):
    muscles = Muscle.objects.published()

    facts = ["latin_name", "other_names", "summary", "origin", "insertion", "function"]
    facts += ["innervation", "functional_considerations", "anomalies"]
    assert muscles.count() >= 60
    assert [(m.slug, fact) for m in muscles for fact in facts if not getattr(m, fact).strip()] == []
    links = ("group", "regions", "origin_bones", "insertion_bones", "synergists")
    assert set(without(muscles, *links)) == IN_THE_SKIN


def test_every_muscle_crosses_a_joint(db):
    assert {m.slug for m in Muscle.objects.all() if not m.local_joints} == IN_THE_SKIN


def test_it_has_posts_of_every_kind(db):
    counts = Post.objects.published().order_by().values_list("kind").annotate(Count("pk"))

    assert {kind: count for kind, count in counts if count < AT_LEAST[kind]} == {}
    assert dict(counts).keys() == AT_LEAST.keys()


def test_every_section_of_every_post_is_filled(db):
    empty = []
    for post in Post.objects.all():
        for name in post.specific.section_fields or ["body"]:
            if len(plain_text(getattr(post.specific, name)).split()) < 10:
                empty.append((post.slug, name))

    assert empty == []


@pytest.mark.parametrize("model", [Post, Muscle])
def test_summaries_have_the_length_for_cards_and_search_engines(db, model):
    lengths = {row.slug: len(row.summary) for row in model.objects.all()}

    assert {slug: n for slug, n in lengths.items() if not 80 <= n <= 160} == {}


def test_every_post_has_muscles_and_tags(db):
    assert without(Post.objects.exclude(kind="articles"), "muscles", "tags") == []
    assert without(Post.objects.all(), "tags") == []


def test_every_post_that_gives_advice_has_red_flags(db):
    assert [post.slug for post in Post.objects.exclude(kind="articles") if not post.red_flags] == []


def test_every_pattern_is_drawn_and_blames_and_names_who_refers(db):
    patterns = ReferralPattern.objects.all()

    assert without(patterns, "activities", "self_care", "therapy_notes") == []
    for wanted in ({"post_regions__extent": "main"}, {"post_regions__extent": "spillover"}):
        assert list(patterns.exclude(pk__in=patterns.filter(**wanted))) == []
    for role in ("refers", "blamed"):
        having = PostMuscle.objects.filter(role=role).values("post")
        assert list(patterns.exclude(pk__in=having)) == []


def test_pain_is_felt_in_some_pattern_wherever_it_is(db):
    felt = PostRegion.objects.order_by()

    assert list(Region.objects.exclude(pk__in=felt.values("region"))) == []
    mainly = felt.filter(extent="main").values_list("region__zone", flat=True)
    assert set(Region.Zone.values) - set(mainly) == set()


def test_every_region_has_red_flags_of_its_own(db):
    assert list(Region.objects.filter(red_flags=None)) == []


def test_every_red_flag_completes_a_sentence_and_names_where_it_was_checked(db):
    for flag in RedFlag.objects.all():
        assert flag.text[-1] != ".", flag
        assert len(flag.text) <= 165, flag
        assert ";" in flag.source, f"{flag}: two sources"


def test_posts_are_linked_with_each_other(db):
    assert without(SelfCarePost.objects.all(), "relieves", "equipment") == []
    assert without(TherapyNote.objects.all(), "patterns", "protocols", "techniques") == []
    assert without(Case.objects.all(), "patterns") == []
    assert without(NMTProtocol.objects.all(), "steps", "therapy_notes") == []
    assert [note.slug for note in TherapyNote.objects.all() if not note.governing_chain] == []


def test_every_muscle_has_its_pattern_self_care_and_notes(db):
    for muscle in Muscle.objects.all():
        kinds = set(muscle.related_posts().values_list("kind", flat=True))
        assert {"pain", "self-care", "therapy-notes"} <= kinds, muscle


def test_cases_are_invented_and_say_so(db):
    for case in Case.objects.all():
        assert "invented" in case.summary.lower()
        assert "Invented" in case.consent_note


def test_therapists_posts_are_marked_as_theirs(db):
    kinds = ["therapy-notes", "nmt-protocols", "cranial-techniques"]
    everyone = Post.objects.filter(kind__in=kinds, audience=Post.Audience.EVERYONE)

    assert list(everyone) == []


def test_it_tells_the_story_of_the_cramping_hamstring(db, client):
    page = client.get("/muscles/gluteus-minimus/")

    assert "Gluteus minimus refers this pain" in page.text
    assert {
        "Hamstring cramps that stretching does not cure",
        "Driving without hamstring cramps",
        "Release the side of the hip",
        "Treating the lateral hip",
        "NMT for the gluteal region",
        "Case: the marathon runner whose hamstring would not stretch",
        "Where it hurts is often not where the trouble is",
    } <= set(card_titles(page))


def test_all_of_it_is_in_the_search_index_before_a_visitor_searches(db):
    assert not Entry.objects.stale().exists()
    assert Entry.objects.count() == Post.objects.count() + Muscle.objects.count()


def test_words_that_mean_the_same_are_many_and_sound(db):
    rows = Meaning.objects.all()

    assert len(rows) >= 60
    for row in rows:
        row.full_clean()
        assert len(set(row.word_list)) == len(row.word_list), row


def test_regions_are_those_of_the_drawing(db):
    assert Region.objects.count() == 95
    assert list(Region.objects.exclude(zone__in=Region.Zone.values)) == []


def test_links_in_texts_lead_to_live_pages(db):
    hrefs = [href for *_, html in rich_texts() for href, _ in links_in(html)]
    broken, _ = report()

    assert len([href for href in hrefs if href.startswith("page:")]) > 50
    assert broken == []


def test_markdown_left_no_marks_behind(db):
    left = [
        (str(row), name, mark)
        for row, name, html in rich_texts()
        for mark in re.findall(r"(?m)^#+ |\*\*|\]\(|^\s*[-*] |\+\+\+", plain_text(html))
    ]

    assert left == []


def test_every_file_names_its_sources_without_stray_numbers(db):
    base = settings.BASE_DIR
    files = [base / "integrativeworks/search/starter.toml"]
    for app in ("muscles", "posts"):
        files += [*(base / app).glob("starter/*.toml"), *(base / app).glob("starter/*/*.md")]

    for file in files:
        head = "".join(re.findall("^#.*", file.read_text("utf-8"), re.MULTILINE))
        assert re.search("source", head, re.IGNORECASE), file.name
        assert not re.search(r"\)(,| and) \d+ \(", head), file.name


def test_every_page_has_all_it_must(admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user

    for page in [*Muscle.objects.all(), *(post.specific for post in Post.objects.all())]:
        model_admin = site.get_model_admin(type(page))
        assert isinstance(model_admin, DraftAdmin)
        form = model_admin.get_form(request, page, change=True)(instance=page)
        form.cleaned_data = {
            name: form.get_initial_for_field(f, name) for name, f in form.fields.items()
        }
        assert not [f for f in form.findings() if f.is_must], page


def test_every_pattern_marks_the_muscles_that_refer_on_the_body(db):
    for pattern in Post.objects.filter(kind="pain"):
        referring = set(pattern.muscles.filter(post_muscles__role="refers"))
        points = list(pattern.trigger_points.all())

        assert points, pattern
        assert {point.muscle for point in points} == referring, pattern
        for point in points:
            try:
                point.full_clean()
            except ValidationError as error:
                pytest.fail(f"{pattern}: {point}: {error}")


def test_loading_again_doubles_nothing(db):
    tables = apps.get_models(include_auto_created=True)
    before = {table: table._base_manager.count() for table in tables}

    said = load_starter_library()

    assert said == "Starter library: 0 muscles and 0 posts added.\n"
    assert {table: table._base_manager.count() for table in tables} == before


def test_loading_again_overwrites_no_edit(db):
    muscle = Muscle.objects.get(slug="psoas-major")
    muscle.summary = "Mine now."
    muscle.save()
    muscle.synergists.clear()
    pattern = ReferralPattern.objects.get(slug="hamstring-cramps")
    pattern.title, pattern.published_at = "My cramps", None
    pattern.save()
    pattern.tags.clear()
    pattern.activities.clear()
    Bone.objects.filter(slug="femur").update(name="My femur")
    MuscleGroup.objects.filter(slug="gluteal-muscles").update(name="My group")
    Joint.objects.get(slug="hip").bones.clear()
    RedFlag.objects.filter(name="Heart attack").update(text="My words")
    SiteSettings.objects.update(name="My site")
    Product.objects.update(name="My mug")
    Meaning.objects.all().delete()
    Meaning.objects.create(words="my hip, my hinge")

    load_starter_library()

    muscle.refresh_from_db()
    pattern.refresh_from_db()
    assert muscle.summary == "Mine now."
    assert not muscle.synergists.exists()
    assert (pattern.title, pattern.published_at) == ("My cramps", None)
    assert not pattern.tags.exists()
    assert not pattern.activities.exists()
    assert Bone.objects.get(slug="femur").name == "My femur"
    assert MuscleGroup.objects.get(slug="gluteal-muscles").name == "My group"
    assert not Joint.objects.get(slug="hip").bones.exists()
    assert RedFlag.objects.get(name="Heart attack").text == "My words"
    assert SiteSettings.objects.get().name == "My site"
    assert Product.objects.get().name == "My mug"
    assert Meaning.objects.get().words == "my hip, my hinge"


def test_loading_again_brings_back_what_was_deleted(db):
    Post.objects.get(slug="hamstring-cramps").delete()

    assert load_starter_library() == "Starter library: 0 muscles and 1 posts added.\n"
    assert ReferralPattern.objects.get(slug="hamstring-cramps").activities.exists()


@pytest.mark.parametrize(
    ("model", "slug"),
    [
        (Post, "hamstring-cramps"),
        (Muscle, "psoas-major"),
        (Bone, "femur"),
        (Joint, "hip"),
        (MuscleGroup, "gluteal-muscles"),
        (Activity, "driving"),
    ],
)
@pytest.mark.parametrize("also", [False, True], ids=["address", "address and name"])
def test_loading_again_knows_a_row_that_was_renamed(db, model, slug, also):
    row = model.objects.get(slug=slug)
    row.slug = "mine"
    if also:
        setattr(row, "title" if model is Post else "name", "Mine")
    row.save()
    before = model.objects.count()

    assert load_starter_library() == "Starter library: 0 muscles and 0 posts added.\n"

    assert model.objects.count() == before
    assert model.objects.filter(slug="mine").exists()


def test_rows_that_come_back_are_linked_with_those_renamed_or_thrown_away(db):
    Post.objects.get(slug="hamstring-cramps").delete()
    rename(Muscle.objects.get(slug="gluteus-minimus"))
    rename(SelfCarePost.objects.get(slug="driving-without-hamstring-cramps"))
    rename(Activity.objects.get(slug="driving"))
    Trash.throw_away(Muscle.objects.get(slug="biceps-femoris"), None)

    load_starter_library()

    pattern = ReferralPattern.objects.get(slug="hamstring-cramps")
    assert {"mine", "biceps-femoris"} & set(pattern.muscles.values_list("slug", flat=True)) == {
        "mine"
    }
    assert pattern.activities.filter(slug="mine").exists()


@pytest.mark.parametrize("field", ["name", "text"])
def test_loading_again_knows_a_red_flag_that_was_renamed_or_rewritten(db, field):
    before = RedFlag.objects.count()
    RedFlag.objects.filter(name="Heart attack").update(**{field: "Mine"})

    load_starter_library()

    assert RedFlag.objects.count() == before


@pytest.mark.parametrize("title", ["Hamstring cramps that stretching does not cure", "My own"])
def test_post_written_by_hand_is_not_in_the_way(db, title):
    ReferralPattern.objects.get(slug="hamstring-cramps").delete()
    is_namesake = title != "My own"
    make = make_pattern if is_namesake else make_article
    make(title.upper(), slug="by-hand" if is_namesake else "hamstring-cramps")

    assert load_starter_library() == "Starter library: 0 muscles and 0 posts added.\n"


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Post, "slug"),
        (Muscle, "slug"),
        (Bone, "slug"),
        (Joint, "slug"),
        (MuscleGroup, "slug"),
        (Activity, "slug"),
        (RedFlag, "name"),
    ],
)
def test_what_was_thrown_away_stays_in_the_trash(db, model, name):
    row = model.objects.order_by(name).first()
    Trash.throw_away(row, None)

    load_starter_library()

    assert not model.objects.filter(**{name: getattr(row, name)}).exists()
