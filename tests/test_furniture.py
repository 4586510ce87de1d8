"""What stands around every page is written once, and goes away when it is emptied."""

import pytest

from integrativeworks.furniture.models import Product, SiteSettings
from tests.factories import make_article, make_pattern, make_picture, make_therapy_note
from tests.pages import select, texts


@pytest.fixture
def site(db):
    return SiteSettings.objects.create(
        pk=1,
        name="Where it hurts",
        tagline="Not where the trouble is.",
        notice="<p>Being reworked.</p>",
        patreon_text="<p>Keep it going.</p>",
        patreon_url="https://patreon.example/",
        author_name="Ann",
        author_note="<p>I work with my hands.</p>",
        about="<h2>Why</h2>",
        contact_email="ann@example.org",
        instagram_url="https://instagram.example/",
        disclaimer_everyone="<p>No doctor.</p>",
        disclaimer_therapists="<p>For colleagues.</p>",
    )


PIECES = {
    "patreon_text": "Keep it going.",
    "patreon_url": "https://patreon.example/",
    "author_note": "I work with my hands.",
    "author_name": "<h2>Ann</h2>",
    "contact_email": "mailto:ann@example.org",
    "instagram_url": "https://instagram.example/",
}


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("address", ["/", "/an-essay/", "/pain/", "/search/?q=x", "/nowhere/"])
def test_piece_is_on_every_page_until_it_is_emptied(client, site, address, name):
    make_article("An essay")
    assert PIECES[name] in client.get(address).text

    SiteSettings.objects.update(**{name: ""})

    assert PIECES[name] not in client.get(address).text


def test_name_and_tagline_are_the_practitioners(client, site):
    page = client.get("/")

    assert texts(page, "head title") == ["Where it hurts: Not where the trouble is."]
    assert texts(page, ".brand") == ["Where it hurts"]
    assert texts(client.get("/about/"), "head title") == ["About | Where it hurts"]
    assert "<h2>Why</h2>" in client.get("/about/").text


def test_page_about_nothing_is_not_there(client, site):
    SiteSettings.objects.update(about="", description="")

    assert client.get("/about/").status_code == 404
    assert 'href="/about/"' not in client.get("/").text


def test_notice_is_only_on_posts_that_wait_for_rework(client, site):
    make_pattern("Old", awaits_rework=True)
    make_pattern("New")

    assert "Being reworked." in client.get("/old/").text
    assert "Being reworked." not in client.get("/new/").text

    SiteSettings.objects.update(notice="")
    assert not select(client.get("/old/"), ".notice")


def test_disclaimer_is_the_one_of_the_audience(client, site):
    make_pattern("Hip pain")
    make_therapy_note("Treatment", audience="therapists")

    assert texts(client.get("/hip-pain/"), ".disclaimer") == ["No doctor."]
    assert texts(client.get("/treatment/"), ".disclaimer") == ["For colleagues."]


def test_disclaimer_is_once_on_a_post_and_nowhere_when_emptied(client, site):
    make_pattern("Hip pain")
    assert texts(client.get("/hip-pain/"), ".disclaimer") == ["No doctor."]

    SiteSettings.objects.update(disclaimer_everyone="")

    assert texts(client.get("/hip-pain/"), ".disclaimer") == []


def test_product_is_shown_until_its_link_is_emptied(client, site):
    picture = make_picture("A mug.")
    Product.objects.create(name="Mug", text="Warm.", url="https://mug.example/", picture=picture)

    [product] = select(client.get("/"), ".product")
    assert "Warm." in product.to_text()
    assert product.query("a")[0].attrs["href"] == "https://mug.example/"
    assert product.query("img")[0].attrs["alt"] == "A mug."

    Product.objects.update(url="")

    assert not select(client.get("/"), ".product")


def test_products_stand_in_the_order_of_the_practitioner(client, site):
    for position, name in [(2, "Apron"), (1, "Mug")]:
        Product.objects.create(name=name, url="https://shop.example/", position=position)

    assert texts(client.get("/"), ".product h2") == ["Mug", "Apron"]


def test_site_without_any_texts_stands(db, client):
    page = client.get("/")

    assert page.status_code == 200
    assert texts(page, ".brand") == ["Integrative Works"]
