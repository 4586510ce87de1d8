"""Whatever a visitor sends, the answer is a page: never an error of the server."""

from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from integrativeworks.content.models import FormerAddress
from integrativeworks.feedback import forms
from integrativeworks.feedback.forms import fresh_token
from integrativeworks.feedback.models import Message
from integrativeworks.furniture.models import SiteSettings
from tests.factories import make_muscle, make_pattern, make_picture

NASTY = [
    *("", "\x00", "a\x00b", "\ufffe", "\u202e", "مرحبا", "🧘🏽‍♀️", "İ", "\U0010ffff", "x" * 300),
    *("%", "_", "\\", "'", '"', "' OR 1=1 --", "{{ 7|add:7 }}", "<script>", "../../etc/passwd"),
    *("-1", "0", "1e999", "٣", "ann@example.org\r\nBcc: x@example.org", "\x0b\x0c\x1b\x85"),
]
LONG = ["9" * 5000, "x" * 100_000, "word " * 20_000, "🧘🏽‍♀️" * 10_000]
TEXTS = st.sampled_from(NASTY) | st.text()
BYTES = st.binary(max_size=30) | TEXTS.map(lambda text: text.encode())
NAMES = [
    *("q", "region", "activity", "kind", "page", "zone", "tag", "quote", "post", "paper"),
    "csrfmiddlewaretoken",
]

anything = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def a_small_site(db, monkeypatch):
    SiteSettings.objects.create(pk=1, contact_email="hello@example.org")
    psoas = make_muscle("Psoas major", regions=["hip-front"])
    make_pattern(
        "Hip pain", refers=[psoas], main=["hip-front"], tags=["driving"], cover=make_picture()
    )
    monkeypatch.setattr(forms, "YOUNGEST", timedelta(seconds=-1))


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/search/", "/pain/", "/muscles/", "/muscles/psoas-major/", "/tags/driving/"),
        *("/where/", "/where/hip/", "/feedback/", "/feedback/sent/", "/handout/", "/handout.pdf"),
    ],
)
@anything
@given(sent=st.lists(st.tuples(st.sampled_from(NAMES) | TEXTS, BYTES), max_size=4))
def test_no_query_breaks_a_page(client, address, sent):
    answer = client.get(address, QUERY_STRING=urlencode(sent))

    assert answer.status_code in (200, 404)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        *(("/search/", name) for name in ("q", "kind", "page")),
        *(("/where/", name) for name in ("region", "activity")),
        *(("/where/hip/", name) for name in ("region", "activity")),
        *(("/pain/", name) for name in ("zone", "tag", "page")),
        *(("/muscles/", name) for name in ("zone", "page")),
        *(("/muscles/psoas-major/", name) for name in ("kind", "page")),
        *(("/feedback/", name) for name in ("page", "quote")),
        ("/handout/", "post"),
    ],
)
def test_no_nasty_value_breaks_a_page(client, address, name):
    for value in NASTY + LONG:
        answer = client.get(address, {"q": "hip", name: value})
        assert answer.status_code == 200, value[:100]


@pytest.mark.parametrize(
    "folder", ["/", "/muscles/", "/bones/", "/tags/", "/pain/", "/where/", "/media/", "/handout/"]
)
@anything
@given(rest=BYTES)
@example(rest=b"\x00")
@example(rest=b"\xff\xfe")
@example(rest=b"hip-pain\x00/")
@example(rest=b"../settings.py")
@example(rest=b"/example.org/")
@example(rest=b"x" * 300)
def test_no_path_breaks_the_site(client, folder, rest):
    answer = client.get(folder + quote(rest))

    assert answer.status_code in (200, 301, 400, 404)


@anything
@given(path=TEXTS)
def test_no_path_breaks_the_way_from_a_former_address(client, path):
    FormerAddress.leave("/old/", "/hip-pain/")

    assert client.get("/old/" + quote(path)).status_code in (301, 404)


@anything
@given(
    typed=st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["question", "comment", "typo"]) | TEXTS,
            "text": TEXTS,
            "quote": TEXTS,
            "name": TEXTS,
            "email": st.emails() | TEXTS,
            "page": TEXTS | TEXTS.map("/{}".format),
            "website": st.just("") | TEXTS,
            "token": st.builds(fresh_token) | TEXTS,
        },
    )
)
def test_no_form_breaks_the_site_and_what_is_taken_is_kept(client, monkeypatch, typed):
    monkeypatch.setattr(forms, "MOST_PER_HOUR", 1000)
    before = Message.objects.count()

    answer = client.post("/feedback/", typed)

    assert answer.status_code in (302, 422)
    assert Message.objects.count() == before + (answer.status_code == 302)
    assert client.get(answer.url if answer.status_code == 302 else "/feedback/").status_code == 200


@pytest.mark.parametrize("field", ["text", "quote", "name", "email", "page", "website", "token"])
def test_no_nasty_value_breaks_the_form(client, monkeypatch, field):
    monkeypatch.setattr(forms, "MOST_PER_HOUR", 1000)

    for value in NASTY + LONG:
        typed = {"kind": "typo", "text": "A slip.", "token": fresh_token(), field: value}
        answer = client.post("/feedback/", typed)
        assert answer.status_code in (302, 422), value[:100]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "head", "trace"])
def test_no_method_breaks_a_page(client, method):
    for address in (
        "/",
        "/search/",
        "/hip-pain/",
        "/healthz/",
        "/handout/",
        "/handout/x/",
        "/nowhere/",
    ):
        assert getattr(client, method)(address).status_code in (200, 404, 405), address


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_form_is_opened_and_sent_and_nothing_else(client, method):
    assert getattr(client, method)("/feedback/").status_code == 405


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"\xff\xfe=%ff&text=%00&%zz"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=b" for _ in range(2000))),
        ("application/x-www-form-urlencoded; charset=utf-16", b"text=x"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data; boundary=\xe9", b""),
        ("application/json", b'{"text": "A slip."}'),
        ("nonsense", b"\x00"),
    ],
)
def test_no_body_breaks_the_form(client, content_type, body):
    answer = client.post("/feedback/", body, content_type=content_type)

    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "a" * 5000},
        {"x-forwarded-for": "\x00, 🦴"},
        {"x-forwarded-host": "evil.example"},
        {"accept-language": "xx-" * 1000},
        {"cookie": "sessionid=\x00; csrftoken=" + "x" * 5000},
        {"if-modified-since": "tomorrow"},
    ],
)
def test_no_header_breaks_a_page(client, headers):
    answer = client.get("/", headers=headers)

    assert answer.status_code in (200, 400)
    assert "evil.example" not in answer.text


def test_strange_host_is_refused_in_the_words_of_the_site(client):
    answer = client.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "That could not be understood" in answer.text


def test_error_of_the_server_is_told_without_the_database(
    client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("integrativeworks.views.SiteSettings", None)
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        answer = client.get("/about/")

    assert answer.status_code == 500
    assert "It is the site’s fault, not yours." in answer.text


def test_error_of_the_server_is_told_without_the_static_files(client, monkeypatch, settings):
    monkeypatch.setattr("integrativeworks.views.SiteSettings", None)
    manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
    client.raise_request_exception = False

    answer = client.get("/about/")

    assert answer.status_code == 500
    assert "Something went wrong here." in answer.text
