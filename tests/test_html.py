"""Every page of the full site is sound HTML, and tells browsers and search engines what it is."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from justhtml import JustHTML

from integrativeworks.furniture.models import Product, SiteSettings
from integrativeworks.handouts.models import Handout
from muscles.models import Muscle
from posts.models import Post, ProtocolStep
from tests.factories import make_picture, picture_file, starter_library_loaded
from tests.pages import select, send_feedback, texts

NOT_IN_THE_SITEMAP = [
    *("/muscles/?zone=hip", "/muscles/?zone=foot&page=9", "/muscles/gluteus-minimus/?kind=cases"),
    *("/tags/hamstring/", "/tags/hamstring/?kind=pain", "/tags/hamstring/?page=9"),
    *("/search/", "/search/?q=hamstring", '/search/?q=<b>"none"', "/search/?q=neck&kind=cases"),
    *("/where/?region=heel&region=thigh-back&activity=driving", "/where/?region=moon"),
    *("/where/foot/?region=heel&region=eye", "/where/?region=palm", "/where/?activity=running"),
    *("/feedback/", "/feedback/?page=/pain/&quote=<b>“x”", "/feedback/sent/?page=/pain/"),
    *("/pain/?zone=hip&tag=driving", "/pain/?zone=hand&tag=driving"),
    *("/handout/", "/handout/?post=hamstring-cramps&post=ear-pull&post=<b>", "/handout/none/"),
    "/nowhere/",
]
WITH_WORDS = {"h1", "h2", "h3", "h4", "a", "button", "legend", "label"}
ONE_OF_EACH = [
    *("/", "/about/", "/muscles/", "/muscles/gluteus-minimus/", "/muscles/groups/gluteal-muscles/"),
    *("/bones/femur/", "/joints/hip/", "/tags/hamstring/", "/pain/", "/hamstring-cramps/"),
    *("/driving-without-hamstring-cramps/", "/treating-the-lateral-hip/", "/nmt-gluteal-region/"),
    *("/ear-pull/", "/case-the-marathon-runner/", "/where-it-hurts/", "/where/", "/where/knee/"),
]


@pytest.fixture(scope="module", autouse=True)
def starter_library(django_db_setup, django_db_blocker):
    with starter_library_loaded(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def all_pages(starter_library):
    """Every page of the sitemap by its address."""
    client = Client()
    sitemap = client.get("/sitemap.xml").text
    return {path: client.get(path) for path in re.findall("<loc>http://testserver(.*?)</", sitemap)}


def faults(page):
    """What is wrong with the HTML of `page`, in words."""
    document = JustHTML(page.text, sanitize=False, collect_errors=True)
    elements = document.query("*")
    checks = (_ids, _headings, _contents, _places, _drawings)
    return sorted({*map(str, document.errors), *(f for check in checks for f in check(elements))})


def _ids(elements):
    ids = [e.attrs["id"] for e in elements if "id" in e.attrs]
    wanted = [e.attrs["href"][1:] for e in elements if e.attrs.get("href", "").startswith("#")]
    for name in ("for", "aria-labelledby", "aria-describedby"):
        wanted += [one for e in elements for one in e.attrs.get(name, "").split()]
    yield from (f"id {one} occurs twice" for one in ids if ids.count(one) > 1)
    yield from (f"there is no #{one}" for one in wanted if one not in ids)


def _headings(elements):
    levels = [int(e.name[1]) for e in elements if re.fullmatch("h[1-6]", e.name)]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of level 1"
    for upper, lower in pairwise(levels):
        if lower > upper + 1:
            yield f"a heading of level {lower} follows one of level {upper}"


def _contents(elements):
    for e in elements:
        if e.name == "img":
            missing = {"src", "alt", "width", "height"} - e.attrs.keys()
            yield from (f"img without {name}" for name in missing)
        if e.name in WITH_WORDS and not e.to_text().strip():
            yield f"an empty {e.name}"
        if e.parent.name in {"ul", "ol"} and e.name != "li":
            yield f"{e.name} in a list"
        if e.name == "a" and not e.attrs.get("href"):
            yield f"a link to nowhere: {e.to_text()}"


def _places(elements):
    """Nothing inline that the Content-Security-Policy forbids, nothing loaded from elsewhere."""
    for e in elements:
        yield from (f"{name} on {e.name}" for name in e.attrs if re.match("on|style$", name))
        if not e.attrs.get("src", "/").startswith("/"):
            yield f"{e.name} from {e.attrs['src']}"
        if e.name == "script" and "src" not in e.attrs:
            yield "a script in the page"


def _drawings(elements):
    for use in elements:
        if use.name == "use":
            url, _, part = use.attrs["href"].partition("#")
            if part not in _drawn(url.removeprefix("/static/")):
                yield f"{url} has no #{part}"


@cache
def _drawn(name):
    return set(re.findall(r'\bid="([^"]+)"', Path(finders.find(name)).read_text("utf-8")))


@pytest.mark.once
def test_every_page_of_the_sitemap_is_sound(db, all_pages):
    found = {address: faults(page) for address, page in all_pages.items()}

    assert len(found) > 200
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.once
def test_no_two_pages_have_the_same_title(db, all_pages):
    titles = [re.search("<title>(.*?)</title>", page.text)[1] for page in all_pages.values()]

    assert {title for title in titles if titles.count(title) > 1} == set()


@pytest.mark.parametrize("address", NOT_IN_THE_SITEMAP)
def test_page_is_sound(db, client, address):
    assert faults(client.get(address)) == []


def test_refused_form_is_sound(db, client):
    page = send_feedback(client, text="", kind="", email="ann", token="forged", website="spam")

    assert page.status_code == 422
    assert faults(page) == []


def test_handout_of_a_client_is_sound(db, client):
    empty = Handout.objects.create(client="Ms. K.", note='Twice a <b>day.\n\n"Softly"')
    handout = Handout.objects.create(client="Mr. P.")
    handout.posts.set(Post.objects.filter(kind="pain")[:12])

    pages = [client.get(row.get_absolute_url()) for row in (empty, handout)]

    assert [faults(page) for page in pages] == [[], []]
    for page in pages:
        assert select(page, "meta[name=robots][content*=noindex]")


def test_server_error_is_sound(db, client, monkeypatch):
    monkeypatch.setattr("integrativeworks.views.render", lambda *args: 1 / 0)
    client.raise_request_exception = False

    page = client.get("/about/")

    assert page.status_code == 500
    assert faults(page) == []


def test_pages_with_everything_on_them_are_sound(db, client):
    picture = make_picture("A hip.", picture_file(size=(500, 300)), caption="Hip.", credit="Ann")
    Post.objects.update(cover=picture, video_url="https://video.example/1", awaits_rework=True)
    Muscle.objects.update(illustration=picture)
    ProtocolStep.objects.update(picture=picture)
    SiteSettings.objects.update(author_portrait=picture)
    Product.objects.update(picture=picture)

    found = {address: faults(client.get(address)) for address in [*ONE_OF_EACH, "/self-care/"]}

    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("address", ONE_OF_EACH)
def test_head_says_what_the_page_is(db, client, address):
    page = client.get(address)

    [h1] = texts(page, "h1")
    [title] = texts(page, "head title")
    described = {
        element.attrs[key]: element.attrs["content"]
        for element in select(page, "meta[content]")
        for key in element.attrs.keys() & {"name", "property"}
    }
    assert title.endswith("| Integrative Works") or address == "/"
    assert h1 in title
    assert 10 < len(described["description"]) <= 250
    assert described["og:title"] == h1
    assert described["og:url"] == f"http://testserver{address}"
    assert described["og:description"] == described["description"]
    assert select(page, "link[rel=canonical]")[0].attrs["href"] == f"http://testserver{address}"


def test_address_with_a_query_is_the_same_page_to_search_engines(db, client):
    page = client.get("/pain/?zone=hip")

    assert select(page, "link[rel=canonical]")[0].attrs["href"] == "http://testserver/pain/"


@pytest.mark.parametrize(
    "address", ["/search/?q=hip", "/feedback/", "/feedback/sent/", "/handout/", "/nowhere/"]
)
def test_pages_that_are_no_destination_are_not_indexed(db, client, address):
    assert select(client.get(address), "meta[name=robots][content=noindex]")


@pytest.mark.parametrize("address", [*ONE_OF_EACH, "/search/?q=hip", "/handout/", "/nowhere/"])
def test_reader_is_given_no_cookie_and_the_same_page_as_everybody(db, client, address):
    first, second = client.get(address), client.get(address)

    assert not first.cookies
    assert "csrf" not in first.text
    assert first.content == second.content


@pytest.mark.parametrize("address", [*ONE_OF_EACH, "/feedback/", "/handout/", "/nowhere/"])
def test_policy_forbids_everything_from_elsewhere(db, client, address):
    policy = client.get(address).headers["Content-Security-Policy"].split("; ")

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "img-src 'self'" in policy
