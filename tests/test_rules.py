"""What must always hold: told in plain words by a form, and kept by the database in any case."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import modelform_factory
from django.utils.timezone import now

from integrativeworks.furniture.models import SiteSettings
from muscles.models import Annotation, Muscle
from posts.models import (
    Activity,
    Article,
    Case,
    Equipment,
    Post,
    PostMuscle,
    PostRegion,
    ReferralPattern,
    Tag,
)
from tests.factories import (
    make_article,
    make_bone,
    make_case,
    make_group,
    make_joint,
    make_muscle,
    make_pattern,
    make_picture,
    make_self_care_post,
)


def complaints(model, instance=None, files=None, **typed):
    """What a form with these fields says to what was typed into it."""
    form = modelform_factory(model, fields=[*typed, *(files or {})])(
        typed, files, instance=instance
    )
    return [str(message) for messages in form.errors.values() for message in messages]


def refused_by_the_database():
    return pytest.raises(IntegrityError)


@pytest.mark.parametrize("name", ["Psoas major", "psoas MAJOR"])
def test_muscle_names_are_unique_however_they_are_written(db, name):
    make_muscle("Psoas major")

    typed = {"name": name, "slug": "other", "summary": "A muscle."}

    assert complaints(Muscle, **typed) == ["There is already a muscle of this name."]
    with refused_by_the_database():
        make_muscle(name, slug="other")


@pytest.mark.parametrize("title", ["Low back pain", "LOW back pain"])
def test_titles_are_unique_within_a_kind_however_they_are_written(db, title):
    make_pattern("Low back pain")

    said = complaints(ReferralPattern, title=title, slug="other")

    assert said == ["There is already a post of this kind with this title."]
    with refused_by_the_database():
        make_pattern(title, slug="other")


def test_posts_of_two_kinds_may_share_a_title(db):
    make_pattern("Low back pain")

    assert complaints(Article, title="Low back pain", slug="low-back-essay") == []
    make_article("Low back pain", slug="low-back-essay")


def test_post_keeps_its_title_when_it_is_saved_again(db):
    pattern = make_pattern("Low back pain")

    assert complaints(ReferralPattern, pattern, title="Low back pain", slug="low-back-pain") == []


def test_addresses_are_unique_over_all_kinds(db):
    make_pattern("Low back pain")

    said = complaints(Article, title="An essay", slug="low-back-pain")

    assert said == ["Another page already has this address."]
    with refused_by_the_database():
        make_article("An essay", slug="low-back-pain")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_bone, "There is already a bone of this name."),
        (make_joint, "There is already a joint of this name."),
        (make_group, "There is already a group of this name."),
    ],
)
def test_names_and_addresses_in_the_skeleton_are_unique(db, make, said):
    row = make("Hip")
    taken_address = "Another page already has this address."

    assert complaints(type(row), name="Hip", slug="other") == [said]
    assert complaints(type(row), name="Other", slug="hip") == [taken_address]
    with refused_by_the_database(), transaction.atomic():
        make("Hip", slug="other")
    with refused_by_the_database():
        make("Other", slug="hip")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (Activity, "There is already an activity of this name."),
        (Equipment, "This thing is already on the list."),
        (Tag, "There is already a tag of this name."),
    ],
)
def test_lists_to_choose_from_have_each_name_once(db, model, said):
    model.objects.create(name="Driving")

    assert complaints(model, name="Driving") == [said]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (Activity, "Another activity already has this address."),
        (Tag, "Another tag already has this address."),
    ],
)
def test_lists_to_choose_from_have_each_address_once(db, model, said):
    model.objects.create(name="Driving", slug="driving")

    assert complaints(model, name="Other", slug="driving") == [said]


def test_every_post_has_a_kind(db):
    with pytest.raises(ValidationError, match="A post is of some kind"):
        Post(title="Stray", slug="stray").validate_constraints()
    with refused_by_the_database():
        Post.objects.bulk_create([Post(title="Stray", slug="stray")])


def test_kind_comes_from_the_model_and_stays(db):
    make_self_care_post("Lean on a ball")

    post = Post.objects.get()
    post.save()

    assert post.kind == "self-care"
    assert post.specific.kind == "self-care"


def test_case_without_consent_cannot_be_published(db):
    typed = {"title": "A runner", "slug": "a-runner", "consent_note": " "}

    said = complaints(Case, **typed, published_at=now())

    assert said == ["A case can’t be published before consent is noted here."]
    assert complaints(Case, **typed, published_at="") == []


def test_case_with_consent_can_be_published(db):
    case = make_case("A runner", consent_note="", published_at=None)

    assert complaints(Case, case, consent_note="Signed in May.", published_at=now()) == []


def test_focus_lies_on_its_picture(db):
    with refused_by_the_database():
        make_picture(focus_x=101)


def test_region_is_main_or_spillover_not_both(db):
    pattern = make_pattern("Low back pain", main=["low-back"])

    said = complaints(PostRegion, post=pattern, region="low-back", extent="spillover")

    assert said == ["A region is either in the main zone or in the spillover."]
    with refused_by_the_database():
        PostRegion.objects.create(post=pattern, region_id="low-back", extent="spillover")


@pytest.mark.parametrize(("first", "second"), [("blamed", "refers"), ("refers", "blamed")])
def test_muscle_is_not_blamed_and_referring_in_one_pattern(db, first, second):
    psoas = make_muscle()
    pattern = make_pattern("Low back pain", **{first: [psoas]})

    said = complaints(PostMuscle, post=pattern, muscle=psoas, role=second)

    assert said == ["A muscle can’t be blamed and refer in the same pattern."]
    with refused_by_the_database():
        PostMuscle.objects.create(post=pattern, muscle=psoas, role=second)


def test_muscle_has_each_role_once_in_a_post(db):
    psoas = make_muscle()
    pattern = make_pattern("Low back pain", satellites=[psoas])

    said = complaints(PostMuscle, post=pattern, muscle=psoas, role="satellite")

    assert said == ["The post names this muscle in this role already."]
    with refused_by_the_database():
        PostMuscle.objects.create(post=pattern, muscle=psoas, role="satellite")


def test_muscle_blamed_in_one_pattern_may_refer_in_another_and_be_a_satellite(db):
    psoas = make_muscle()

    make_pattern("Low back pain", blamed=[psoas], satellites=[psoas])
    pattern = make_pattern("Groin pain", satellites=[psoas])

    assert complaints(PostMuscle, post=pattern, muscle=psoas, role="refers") == []


def test_site_has_one_row_of_texts(db):
    SiteSettings.objects.create(pk=1)

    with pytest.raises(ValidationError, match="The site has its texts already"):
        SiteSettings(pk=2).validate_constraints()
    with refused_by_the_database():
        SiteSettings.objects.create(pk=2)


def test_mark_lies_somewhere(db):
    mark = Annotation(image=make_picture(), kind="trigger", points="")

    with pytest.raises(ValidationError, match="A mark needs a place on the picture"):
        mark.validate_constraints()
    with refused_by_the_database():
        Annotation.objects.bulk_create([mark])
