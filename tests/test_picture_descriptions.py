"""Pictures are described before visitors see them."""

import pytest
from django.urls import reverse

from integrativeworks.content.models import Image
from integrativeworks.furniture.models import Product, SiteSettings
from posts.models import ProtocolStep
from tests.desk import address_of, press, publish
from tests.factories import (
    SUMMARY,
    figure,
    make_article,
    make_muscle,
    make_picture,
    make_protocol,
    make_self_care_post,
    picture_file,
)
from tests.pages import select, texts

pytestmark = pytest.mark.usefixtures("own_media")


def describe(client, picture, **typed):
    return client.post(address_of(picture, "describe"), typed)


def test_description_is_kept(admin_client):
    picture = make_picture("")

    answer = describe(admin_client, picture, alt="A hip.", role="anatomy")

    picture.refresh_from_db()
    assert answer.status_code == 200
    assert answer.json()["picture"]["is_described"]
    assert (picture.alt, picture.role, picture.is_described) == ("A hip.", "anatomy", True)


def test_picture_may_be_only_decoration(admin_client):
    picture = make_picture("")

    assert describe(admin_client, picture, is_decorative="on").status_code == 200
    assert not Image.objects.without_description().exists()


@pytest.mark.parametrize(
    ("alt", "said"),
    [
        ("", "Say what it shows"),
        ("   ", "Say what it shows"),
        ("hip.jpg", "the name of a file"),
        ("IMG_2041", "the name of a file"),
        ("DSC00012", "the name of a file"),
        ("final-hip-v2", "the name of a file"),
        ("Screenshot 2024-01-01 at 10.00.00 PM", "the name of a file"),
        ("Screenshot 2024-01-01 at 10.00.00.png", "the name of a file"),
        ("My hip photo.JPG", "the name of a file"),
        ("DSC 1234", "the name of a file"),
        ("Left hip", "the name of a file"),
    ],
)
def test_missing_or_false_description_is_asked_for_again(admin_client, alt, said):
    make_picture("Another.", picture_file("left-hip.jpg"))
    picture = make_picture("", picture_file("left-hip.jpg", size=(61, 40)))

    answer = describe(admin_client, picture, alt=alt)

    picture.refresh_from_db()
    assert answer.status_code == 422
    assert said in answer.json()["html"]
    assert picture.alt == ""


@pytest.mark.parametrize("alt", ["Hip", "Photo of a hip, 2 cm above the bone.", "Image of L5"])
def test_words_are_no_name_of_a_file(admin_client, alt):
    picture = make_picture("", picture_file("left-hip.jpg"))

    describe(admin_client, picture, alt=alt)

    picture.refresh_from_db()
    assert picture.alt == alt


@pytest.mark.parametrize("place", ["cover", "body"])
def test_picture_without_description_cannot_go_live(admin_client, place):
    picture = make_picture("")
    post = make_article("Untold", summary=SUMMARY, body="<p>Once.</p>", published_at=None)
    typed = {"cover": picture.pk} if place == "cover" else {"body": figure(picture)}

    page = publish(admin_client, post, **typed)

    post.refresh_from_db()
    assert post.published_at is None
    assert f"The picture {picture.file_name} is not described" in " ".join(
        texts(page, ".readiness")
    )

    describe(admin_client, picture, alt="A hip.")
    publish(admin_client, post, **typed)
    post.refresh_from_db()
    assert post.is_live


def test_text_may_describe_it_by_words_of_its_own(admin_client):
    post = make_article("Untold", summary=SUMMARY, published_at=None)

    publish(admin_client, post, body=figure(make_picture(""), alt="A hip, from behind."))

    post.refresh_from_db()
    assert post.is_live


@pytest.mark.parametrize("field", ["picture", "text"])
def test_picture_of_a_step_is_checked_alike(admin_client, field):
    post = make_protocol(
        "Hip routine",
        summary=SUMMARY,
        muscles=[make_muscle()],
        purpose="<p>Once.</p>",
        published_at=None,
    )
    step = post.steps.create(title="Rest")
    picture = make_picture("")
    typed = {f"steps-0-{field}": picture.pk if field == "picture" else figure(picture)}

    page = publish(admin_client, post, **typed)
    post.refresh_from_db()
    assert post.published_at is None
    assert f"steps-0-{field}" in [a.attrs["data-field"] for a in select(page, ".readiness a")]

    publish(admin_client, post, **typed, **{"steps-0-DELETE": "on"})
    post.refresh_from_db()
    assert post.is_live
    assert not ProtocolStep.objects.filter(pk=step.pk).exists()


def test_list_does_not_publish_what_is_not_described(admin_client):
    cover = make_picture("")
    post = make_article(
        "Untold", summary=SUMMARY, body="<p>Once.</p>", cover=cover, published_at=None
    )
    chosen = {"action": "publish_now", "_selected_action": [post.pk]}

    page = admin_client.post(reverse("admin:posts_article_changelist"), chosen, follow=True)

    post.refresh_from_db()
    assert post.published_at is None
    assert "is not described" in texts(page, ".messagelist")[0]


@pytest.mark.parametrize("model", [SiteSettings, Product])
def test_site_texts_and_products_take_only_described_pictures(admin_client, model):
    picture = make_picture("")
    row = model.objects.create(pk=1, name="Mug")
    field = "author_portrait" if model is SiteSettings else "picture"

    page = press(admin_client, "_save", address_of(row), **{field: picture.pk})

    row.refresh_from_db()
    assert getattr(row, field) is None
    assert "is not described" in texts(page, ".errorlist")[0]


def test_description_of_a_picture_that_visitors_see_cannot_be_emptied(admin_client):
    picture = make_picture("A hip.")
    make_self_care_post("Lean on a ball", cover=picture)
    make_self_care_post("Lean on a wall", cover=picture, published_at=None)

    page = press(admin_client, "_save", address_of(picture), alt="")

    picture.refresh_from_db()
    assert picture.alt == "A hip."
    assert texts(page, ".errorlist") == [
        "It is shown to visitors (Lean on a ball), so it needs one."
    ]
