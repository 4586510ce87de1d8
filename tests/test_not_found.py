"""Addresses that visitors ask for in vain are counted, and led on in one click."""

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integrativeworks.content import not_found
from integrativeworks.content.models import FormerAddress, NotFound
from tests.desk import address_of
from tests.factories import make_article, make_muscle, make_pattern
from tests.pages import select, texts

LIST = "/admin/content/notfound/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HEADERS = {"User-Agent": FIREFOX, "Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}


@pytest.fixture
def visitor(db):
    """Somebody with a browser."""
    return Client(headers=HEADERS)


def counted():
    return dict(NotFound.objects.values_list("path", "times"))


def ask(client, address, times=1):
    for _ in range(times):
        assert client.get(address).status_code == 404


# --- counting ---


def test_what_visitors_ask_for_in_vain_is_counted(visitor):
    ask(visitor, "/old-cramps/", times=3)
    ask(visitor, "/muscles/psoas/")
    ask(visitor, "/muscles/psoas/?utm_source=letter")

    assert counted() == {"/old-cramps/": 3, "/muscles/psoas/": 2}


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/2014/05/psoas", "/2014/05/psoas/"),
        ("/2014/05/psoas/", "/2014/05/psoas/"),
        ("/pain/psoas.html", "/pain/psoas.html"),
        ("/müde-beine/", "/müde-beine/"),
    ],
)
def test_address_is_kept_in_one_spelling(visitor, asked, kept):
    ask(visitor, asked)

    assert counted() == {kept: 1}


def test_what_is_here_is_not_counted(visitor):
    make_article("Untold", slug="first")
    FormerAddress.leave("/old/", "/first/")

    for address in ("/", "/first/", "/old/", "/first", "/pain/"):
        visitor.get(address)

    assert counted() == {}


@pytest.mark.parametrize(
    "address",
    [
        *("/wp-login.php", "/xmlrpc.php", "/.env", "/.git/config", "/a.asp", "/favicon.ico"),
        *(
            "/wp-admin/",
            "/wordpress/wp-includes/",
            "/blog/wp-content/",
            "/phpmyadmin/",
            "/admin-x/",
        ),
        *("/preview/0123456789/", "/media/a.jpg", "/a/b/c/d/e/f/g/", f"/{'a' * 300}/", "/a b/"),
        *("/<script>/", "//elsewhere.example/", "/a%00b/", "/apple-touch-icon.png", "/a..b/"),
    ],
)
def test_probes_and_files_are_not_counted(visitor, address):
    visitor.get(address)

    assert counted() == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "Mozilla/5.0 HeadlessChrome/140.0"},
        {"User-Agent": ""},
        {"Accept": "*/*"},
        {"Accept": "image/avif,image/webp"},
        {"Sec-Fetch-Dest": "image"},
        {"Sec-Purpose": "prefetch"},
    ],
)
def test_machines_are_not_counted(db, headers):
    ask(Client(headers=HEADERS | headers), "/old-cramps/")
    ask(
        Client(headers={k: v for k, v in HEADERS.items() if k != "Accept-Language"}), "/old-cramps/"
    )

    assert counted() == {}


def test_only_reading_is_counted(visitor):
    visitor.head("/old-cramps/")
    visitor.post("/old-cramps/")

    assert counted() == {}


def test_practitioner_is_not_counted(visitor):
    visitor.force_login(User.objects.create_superuser("ann"))

    ask(visitor, "/old-cramps/")

    assert counted() == {}


def test_nothing_is_kept_of_who_asked(visitor):
    ask(visitor, "/old-cramps/?name=ann")

    fields = {field.name for field in NotFound._meta.get_fields()}
    assert fields == {"id", "path", "times", "last_at", "is_dismissed"}
    assert counted() == {"/old-cramps/": 1}


def test_scanner_cannot_fill_the_database(visitor, monkeypatch):
    monkeypatch.setattr(not_found, "MOST", 5)
    ask(visitor, "/old-cramps/", times=2)

    for n in range(20):
        ask(visitor, f"/guess-{n}/")

    assert counted() == {"/old-cramps/": 2} | {f"/guess-{n}/": 1 for n in range(16, 20)}


def test_visitor_gets_his_page_even_if_counting_fails(visitor, monkeypatch):
    def fail(*args):
        raise DatabaseError("The disk is full.")

    before = visitor.get("/old-cramps/").content
    monkeypatch.setattr(NotFound, "_count", fail)

    page = visitor.get("/old-cramps/")

    assert page.status_code == 404
    assert page.content == before


# --- leading on ---


def rows(page):
    """The texts of the buttons and links of each row of the list, by address."""
    return {
        row.query("th, td")[0].to_text().split()[0]: [
            " ".join(one.to_text().split()) for one in row.query("button, a")
        ]
        for row in select(page, "#result_list tbody tr")
    }


def press(client, page, text):
    """Press the button of a row, as the browser does."""
    for button in select(page, "#result_list button"):
        if " ".join(button.to_text().split()).startswith(text):
            sent = {button.attrs["name"]: button.attrs["value"]} if "name" in button.attrs else {}
            return client.post(button.attrs["formaction"], sent, follow=True)
    raise AssertionError(f"no button “{text}”")


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/hamstring-cramp/", "Hamstring cramps"),
        ("/2014/05/HAMSTRING_cramps.html", "Hamstring cramps"),
        ("/psoas-major-stretch/", "Psoas major"),
        ("/zzzz/", None),
    ],
)
def test_most_similar_live_page_is_suggested(admin_client, path, suggestion):
    make_pattern("Hamstring cramps")
    make_muscle("Psoas major")
    make_article("Hamstring cramp", published_at=None)
    NotFound.objects.create(path=path)

    [buttons] = rows(admin_client.get(LIST)).values()

    suggested = [f"Lead to “{suggestion}”"] if suggestion else []
    assert buttons == [*suggested, *(f"{b} {path}" for b in buttons_for(suggestion))]


def buttons_for(suggestion):
    return ["Elsewhere …" if suggestion else "Lead to …", "Dismiss"]


def test_one_click_leads_visitors_to_the_suggestion(admin_client, visitor):
    make_pattern("Hamstring cramps")
    ask(visitor, "/hamstring-cramp/", times=2)
    page = admin_client.get(LIST)
    assert texts(page, ".field-asked_for")[0].startswith("/hamstring-cramp/ 2 times, last ")

    page = press(admin_client, page, "Lead to “Hamstring cramps”")

    said = "Visitors of /hamstring-cramp/ are led to /hamstring-cramps/ from now on."
    assert said in texts(page, ".messagelist")[0]
    answer = visitor.get("/hamstring-cramp/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/hamstring-cramps/")
    assert counted() == {}


@pytest.mark.parametrize(
    ("typed", "led"),
    [
        ("/hamstring-cramps/", "/hamstring-cramps/"),
        ("http://testserver/hamstring-cramps", "/hamstring-cramps/"),
        ("/pain/", "/pain/"),
    ],
)
def test_another_page_can_be_chosen(admin_client, visitor, typed, led):
    make_pattern("Hamstring cramps")
    ask(visitor, "/2014/05/legs.html")

    admin_client.post(address_of(NotFound.objects.get()), {"new_path": typed})

    assert visitor.get("/2014/05/legs.html").headers["Location"] == led


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This field is required."),
        ("/nowhere/", "This leads to /nowhere/, where there is no page."),
        ("/a-draft/", "This leads to “A draft”, which isn’t live."),
        ("/admin/", "This leads into the desk, where visitors can’t go."),
        ("hamstring", "This leads nowhere"),
        ("https://example.org/", "This leads nowhere else: choose another page of this site."),
        ("/old/legs/", "This leads to /old/legs/, where there is no page."),
    ],
)
def test_visitors_are_not_led_astray(admin_client, typed, said):
    make_article("A draft", published_at=None)
    row = NotFound.objects.create(path="/old/legs/")

    page = admin_client.post(address_of(row), {"new_path": typed})

    assert said in texts(page, ".errorlist")[0]
    assert select(page, "#id_new_path")[0].attrs.get("value", "") == typed
    assert not FormerAddress.objects.exists()


def test_address_led_on_follows_its_page(admin_client, visitor):
    pattern = make_pattern("Hamstring cramps")
    row = NotFound.objects.create(path="/legs/")
    admin_client.post(address_of(row), {"new_path": "/hamstring-cramps/"})

    pattern.slug = "cramps"
    pattern.save()

    assert visitor.get("/legs/").headers["Location"] == "/cramps/"


def test_what_is_dismissed_leaves_the_list_and_comes_back(admin_client, visitor):
    ask(visitor, "/legs/")

    page = press(admin_client, admin_client.get(LIST), "Dismiss")
    assert rows(page) == {}
    ask(visitor, "/legs/")
    dismissed = admin_client.get(f"{LIST}?dismissed=yes")
    assert rows(dismissed) == {"/legs/": ["Lead to … /legs/", "Show again /legs/"]}
    assert counted() == {"/legs/": 2}

    assert [*rows(press(admin_client, dismissed, "Show again"))] == ["/legs/"]


def test_address_that_has_a_page_by_now_is_not_listed(admin_client, visitor):
    ask(visitor, "/legs/")
    ask(visitor, "/arms/")

    make_article("Legs")
    make_article("Arms", published_at=None)

    assert [*rows(admin_client.get(LIST))] == ["/arms/"]


def test_front_page_tells_what_visitors_did_not_find(admin_client, visitor):
    ask(visitor, "/legs/", times=2)
    ask(visitor, "/arms/")

    page = admin_client.get("/admin/")

    assert "Visitors asked in vain for: 2" in texts(page, ".waiting h2")
    assert {"/legs/ 2 times", "/arms/ 1 time"} <= {*texts(page, ".waiting li")}


def test_list_costs_the_same_for_few_and_many(admin_client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(LIST)
        return len(captured)

    make_pattern("Hamstring cramps")
    NotFound.objects.create(path="/hamstring-cramp/")
    queries()
    few = queries()
    for n in range(20):
        make_article(f"Part {n}")
        NotFound.objects.create(path=f"/parts-{n}/")

    assert queries() == few


@pytest.mark.parametrize("view", ["change", "dismiss"])
def test_stranger_leads_nobody_anywhere(client, db, view):
    row = NotFound.objects.create(path="/legs/")

    answer = client.post(address_of(row, view), {"new_path": "/pain/"})

    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]
    row.refresh_from_db()
    assert not row.is_dismissed
    assert not FormerAddress.objects.exists()


def test_nothing_is_dismissed_by_a_mere_link(admin_client):
    row = NotFound.objects.create(path="/legs/")

    assert (
        admin_client.get(reverse("admin:content_notfound_dismiss", args=[row.pk])).status_code
        == 405
    )
