"""Where a picture is used, is known."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrativeworks.content.models import Image
from integrativeworks.content.picture_uses import used_ids, uses_of
from integrativeworks.furniture.models import Product, SiteSettings
from tests.desk import address_of, save_draft
from tests.factories import (
    figure,
    make_article,
    make_muscle,
    make_picture,
    make_protocol,
    make_self_care_post,
)
from tests.pages import select, texts

LIBRARY = "/admin/content/image/"


def use_everywhere(client, picture):
    """Put `picture` into every place that there is; the names of the pages."""
    make_muscle("Psoas major", illustration=picture)
    make_self_care_post("As cover", cover=picture)
    make_article("In a text", body=figure(picture))
    make_protocol("In steps").steps.create(title="Rest", picture=picture, text=figure(picture))
    SiteSettings.objects.create(pk=1, name="The site", author_portrait=picture)
    Product.objects.create(name="A mug", picture=picture, url="https://example.org/")
    for title, typed in (
        ("Drafted cover", {"cover": picture.pk}),
        ("Drafted text", {"temporary_relief": figure(picture)}),
    ):
        save_draft(client, make_self_care_post(title), **typed)
    return {
        *("Psoas major", "As cover", "In a text", "In steps", "The site", "A mug"),
        *("Drafted cover", "Drafted text"),
    }


def test_form_shows_every_place_of_use_one_click_away(admin_client):
    picture = make_picture("A hip.")
    names = use_everywhere(admin_client, picture)
    make_self_care_post("Elsewhere", cover=make_picture("A calf."))

    page = admin_client.get(address_of(picture))

    links = select(page, ".uses a")
    assert {link.to_text() for link in links} == names
    for link in links:
        assert link.to_text() in admin_client.get(link.attrs["href"]).text
    assert len(texts(page, ".uses li")) == len(names) + 1  # a step has it in its text as well
    assert [t for t in texts(page, ".uses li") if "Drafted" in t] == [
        "Drafted cover Picture, in changes not yet live",
        "Drafted text For temporary relief, in changes not yet live",
    ]


def test_used_pictures_are_known_wherever_they_are(admin_client):
    for name in ("cover", "body", "draft"):
        picture = make_picture(name)
        post = make_self_care_post(f"With {name}", **{
            "cover": {"cover": picture}, "body": {"body": figure(picture)}
        }.get(name, {}))  # fmt: skip
        if name == "draft":
            save_draft(admin_client, post, cover=picture.pk)
    make_picture("unused")

    assert used_ids() == set(Image.objects.exclude(alt="unused").values_list("pk", flat=True))


def test_number_in_a_text_is_not_taken_for_a_use(admin_client):
    picture = make_picture()
    make_article("Untold", body=f"<p>See {picture.address}</p>")
    save_draft(admin_client, make_article("Told"), video_url=f"https://e.org{picture.address}")

    assert uses_of(picture) == []


def test_where_it_is_used_is_shown_before_deletion(admin_client):
    picture = make_picture("A hip.")
    names = use_everywhere(admin_client, picture)
    chosen = {"action": "delete_selected", "_selected_action": [picture.pk]}

    for page in (
        admin_client.get(address_of(picture, "delete")),
        admin_client.post(LIBRARY, chosen),
    ):
        assert names == {link.to_text() for link in select(page, "h2 + ul a")}


def test_uses_cost_the_same_for_many(admin_client, django_assert_num_queries):
    picture = make_picture()
    use_everywhere(admin_client, picture)
    with CaptureQueriesContext(connection) as queries:
        uses_of(picture)
    cost = len(queries)
    for n in range(5):
        post = make_self_care_post(f"Lean {n}", cover=picture)
        save_draft(admin_client, post, temporary_relief=figure(picture))
        make_protocol(f"Routine {n}").steps.create(title="Rest", picture=picture)

    with django_assert_num_queries(cost):
        uses_of(picture)
