"""What the link dialog offers: pages by their names, and what an address means."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from integrativeworks.content.links import link_to
from tests.factories import (
    A_DAY,
    make_article,
    make_bone,
    make_group,
    make_joint,
    make_muscle,
    make_pattern,
    make_self_care_post,
)


def find(client, query):
    answer = client.get("/admin/links/pages/", {"q": query})
    assert answer.status_code == 200
    return answer.json()["found"]


def titles(client, query):
    return [page["title"] for page in find(client, query)]


def test_every_kind_of_page_is_found_by_a_part_of_its_name(admin_client):
    pages = [
        make_muscle("Psoas major"),
        make_self_care_post("Let the psoas go"),
        make_group("Psoas and friends"),
        make_bone("Bone of the psoas"),
        make_joint("Joint of the psoas"),
    ]

    found = find(admin_client, "psoa")

    assert {page["href"] for page in found} == {link_to(page) for page in pages}
    assert {page["what"] for page in found} == {
        *("Muscle", "Self-care", "Muscle group", "Bone", "Joint")
    }


def test_what_begins_like_the_query_comes_first(admin_client):
    make_muscle("A muscle of the hip")
    make_pattern("Hip pain")

    assert titles(admin_client, "hip") == ["Hip pain", "A muscle of the hip"]


@pytest.mark.parametrize("query", ["minimus glut", "GLUTEUS", "small glute", "  minimus "])
def test_muscle_is_found_however_it_is_called(admin_client, query):
    make_muscle("Gluteus minimus", other_names="small glute")
    make_muscle("Soleus")

    assert titles(admin_client, query) == ["Gluteus minimus"]


@pytest.mark.parametrize(
    ("published_at", "note"),
    [
        (now() - A_DAY, ""),
        (None, "Draft: plain text until it is live"),
        (now() + A_DAY, "Scheduled: plain text until it is live"),
    ],
)
def test_page_that_is_not_live_is_found_and_says_so(admin_client, published_at, note):
    make_article("Untold", published_at=published_at)

    [page] = find(admin_client, "untold")

    assert (page["what"], page["note"], page["address"]) == ("Article", note, "/untold/")


@pytest.mark.parametrize(
    "typed",
    [
        *("/muscles/psoas-major/", "/muscles/psoas-major", "/muscles/former/"),
        *("http://testserver/muscles/psoas-major/", "testserver.example/", "page:muscle/{}"),
    ],
)
def test_address_of_a_page_is_known_as_that_page(admin_client, settings, typed):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver.example"]
    psoas = make_muscle("Psoas major", slug="former")
    psoas.slug = "psoas-major"
    psoas.save()
    typed = typed.replace(".example/", ".example/muscles/psoas-major/").format(psoas.pk)

    [page] = find(admin_client, f"{typed}#part")

    assert (page["title"], page["href"]) == ("Psoas major", f"{link_to(psoas)}#part")


@pytest.mark.parametrize(
    ("typed", "href", "what", "note"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2", "Elsewhere", ""),
        ("www.example.org/study", "https://www.example.org/study", "Elsewhere", ""),
        ("ann@example.org", "mailto:ann@example.org", "Elsewhere", ""),
        ("/pain", "/pain/", "This site", ""),
        ("#related", "#related", "This site", ""),
        ("/nowhere/", "/nowhere/", "This site", "Leads to /nowhere/, where there is no page"),
        ("/admin/", "/admin/", "This site", "Leads into the desk, where visitors can’t go"),
        ("page:muscle/999", "page:muscle/999", "This site", "Leads to a page that was deleted"),
    ],
)
def test_any_other_address_is_taken_as_it_is(admin_client, typed, href, what, note):
    [page] = find(admin_client, typed)

    assert (page["href"], page["what"], page["note"]) == (href, what, note)


def test_address_that_is_none_says_so(admin_client):
    [page] = find(admin_client, "https://[::1")

    assert page["note"].startswith("Leads nowhere: “https://[::1” isn’t a whole address")


def test_name_that_looks_like_an_address_finds_pages_too(admin_client):
    make_article("About example.org")

    assert titles(admin_client, "example.org") == ["About example.org", "example.org"]


@pytest.mark.parametrize("query", ["", " ", "zzzz", "\x00", "%", "a" * 5000, "'\"<b>"])
def test_strange_queries_find_nothing(admin_client, query):
    make_article("Untold")

    assert titles(admin_client, query) == []


def test_ten_pages_are_enough(admin_client):
    for n in range(15):
        make_article(f"Part {n:02}")

    assert titles(admin_client, "part") == [f"Part {n:02}" for n in range(10)]


def test_search_costs_the_same_for_few_and_many_pages(admin_client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            find(admin_client, "part")
        return len(captured)

    make_article("Part 0")
    few = queries()
    for n in range(1, 30):
        make_article(f"Part {n}")
        make_muscle(f"Part {n}")

    assert queries() == few


def test_visitor_is_asked_to_sign_in(client, db):
    assert client.get("/admin/links/pages/?q=untold").status_code == 302


def test_account_finds_only_what_it_may_see(client, db):
    user = User.objects.create_user("ann", is_staff=True)
    client.force_login(user)
    make_article("Part of it", published_at=None)
    make_muscle("Part of the hip")

    assert titles(client, "part") == []
    user.user_permissions.add(Permission.objects.get(codename="view_muscle"))
    assert titles(client, "part") == ["Part of the hip"]
    assert titles(client, "/part-of-it/") == ["/part-of-it/"]
