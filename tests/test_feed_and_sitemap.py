"""What feed readers and search engines are given."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate, now

from integrativeworks.feeds import ENTRIES
from integrativeworks.furniture.models import SiteSettings
from muscles.models import Region
from posts.models import Post
from tests.factories import (
    make_article,
    make_bone,
    make_group,
    make_joint,
    make_muscle,
    make_pattern,
    make_post,
    make_rows_of_posts,
)

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
SITEMAP = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def feed(client):
    return ElementTree.fromstring(client.get("/feed.atom").content)


def locations(client):
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return [element.text for element in sitemap.findall("map:url/map:loc", SITEMAP)]


def test_feed_tells_what_a_reader_needs(db, client):
    SiteSettings.objects.create(pk=1, name="Where it hurts", author_name="Ann")
    pattern = make_pattern("Hamstring cramps", summary="From the hip.", tags=["driving"])

    atom = feed(client)
    [entry] = atom.findall("atom:entry", ATOM)

    assert atom.findtext("atom:title", namespaces=ATOM) == "Where it hurts"
    assert atom.findtext("atom:author/atom:name", namespaces=ATOM) == "Ann"
    assert entry.findtext("atom:title", namespaces=ATOM) == "Hamstring cramps"
    assert entry.findtext("atom:summary", namespaces=ATOM) == "From the hip."
    assert entry.find("atom:link", ATOM).get("href") == "http://testserver/hamstring-cramps/"
    categories = [element.get("term") for element in entry.findall("atom:category", ATOM)]
    assert categories == ["Pain pattern", "driving"]
    published_at = parse_datetime(entry.findtext("atom:published", namespaces=ATOM))
    assert abs(published_at - pattern.published_at) < timedelta(seconds=1)


def test_feed_has_the_newest_posts_of_all_kinds_newest_first(db, client):
    make_rows_of_posts(ENTRIES, make_muscle(), published_at=now() - timedelta(days=2))
    make_article("Newer", published_at=now() - timedelta(days=1))
    make_pattern("Newest")

    titles = [entry.text for entry in feed(client).findall("atom:entry/atom:title", ATOM)]

    assert len(titles) == ENTRIES
    assert titles[:2] == ["Newest", "Newer"]


def test_entry_keeps_its_id_when_its_text_changes(db, client):
    pattern = make_pattern("Hamstring cramps")
    before = feed(client).findtext("atom:entry/atom:id", namespaces=ATOM)

    pattern.title = "Cramps of the hamstring"
    pattern.save()

    assert feed(client).findtext("atom:entry/atom:id", namespaces=ATOM) == before


def test_feed_of_an_empty_site_is_a_feed(db, client):
    assert feed(client).findall("atom:entry", ATOM) == []


def test_feed_stands_whatever_was_pasted_into_a_post(db, client):
    pasted = "Cramps\x0b <b>& “more”</b> 🦴"
    make_pattern(pasted, slug="cramps", summary=pasted, tags=[pasted])

    [entry] = feed(client).findall("atom:entry", ATOM)

    assert entry.findtext("atom:title", namespaces=ATOM) == pasted.replace("\x0b", "")
    assert entry.findtext("atom:summary", namespaces=ATOM) == pasted.replace("\x0b", "")


def test_every_page_names_the_feed(db, client):
    head = client.get("/about/").text.partition("</head>")[0]

    assert '<link rel="alternate" type="application/atom+xml"' in head
    assert 'href="/feed.atom"' in head


def test_sitemap_has_every_page_once(db, client):
    make_muscle("Psoas major")
    make_group("Hip flexors")
    make_joint("Hip joint", [make_bone("Femur")])
    for model in Post.__subclasses__():
        make_post(model, f"One of {model.KIND.key}", tags=["Driving"])
    make_article("Not yet", tags=["Sleep"], published_at=None)

    found = locations(client)

    keys = [kind.key for kind in Post.kinds()]
    pages = [f"where/{zone}/" for zone in Region.Zone.values]
    pages += [
        "",
        "about/",
        "where/",
        "muscles/",
        "muscles/psoas-major/",
        "muscles/groups/hip-flexors/",
    ]
    pages += ["bones/femur/", "joints/hip-joint/", "tags/driving/"]
    pages += [f"{key}/" for key in keys] + [f"one-of-{key}/" for key in keys]
    assert sorted(found) == sorted(f"http://testserver/{page}" for page in pages)
    for location in found:
        assert client.get(location.removeprefix("http://testserver")).status_code == 200


def test_sitemap_says_when_a_page_was_changed(db, client):
    make_pattern("Hamstring cramps")

    assert f"<lastmod>{localdate()}</lastmod>" in client.get("/sitemap.xml").text


@pytest.mark.parametrize(
    "line",
    [
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /feedback/",
        "Sitemap: http://testserver/sitemap.xml",
    ],
)
def test_robots_are_told(db, client, line):
    page = client.get("/robots.txt")

    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert line in page.text.splitlines()


def test_watchdog_gets_an_answer(db, client):
    assert client.get("/healthz/").text == "ok"
