"""Every page of the desk: opens, speaks plainly, fits on a phone and keeps nobody out."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from integrativeworks.content.models import FormerAddress, NotFound
from integrativeworks.content.trash import Trash
from integrativeworks.handouts.models import Handout
from integrativeworks.search.models import MissedSearch
from posts.models import Article
from tests import browser, factories
from tests.browser import sign_in, writing_field
from tests.desk import address_of, save_draft
from tests.pages import select

A_PHONE = {"width": 360, "height": 740}

TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"

CUT_OFF = """[...document.querySelectorAll("#content *")]
    .filter((element) => !element.closest(".results, .scroll, .visually-hidden"))
    .filter((element) => element.checkVisibility())
    .filter((element) => element.getBoundingClientRect().right > innerWidth)
    .map((element) => element.outerHTML.slice(0, 120))"""

OF_DATABASES = re.compile(
    r"\b(objects?|models?|instances?|querysets?|databases?|slugs?|null|boolean|foreign key"
    r"|primary key|records?|id|superuser|staff status|selected action)\b",
    re.IGNORECASE,
)
SPOKEN = ("title", "aria-label", "placeholder", "alt")


@pytest.fixture
def full_desk(db, admin_client):
    """The starter library, and one of whatever it has none of."""
    factories.load_starter_library()
    factories.make_picture()
    factories.make_message("It grabs again. " * 20, page="/pain/")
    MissedSearch.objects.create(words="charley horse")
    NotFound.objects.create(path="/where-it-hurts-when-i-drive-for-a-very-long-time-indeed/")
    Handout.objects.create(client="Ms. K.")
    FormerAddress.leave("/hamstring/", "/hamstring-cramps/")
    Trash.throw_away(factories.make_self_care_post("Lean on a wall"), None)
    save_draft(admin_client, factories.make_article("Twice told"), title="Told again")


def addresses():
    """Every list of the desk, empty too, and for its first row every page there is."""
    yield "/admin/posts/article/?q=nothing+of+this+name"
    yield "/admin/"
    yield "/admin/password_change/"
    yield from ("/admin/links/", "/admin/links/?show=outgoing")
    for model_admin in admin.site._registry.values():
        if model_admin.desk_group is None:
            continue
        name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
        row = model_admin.model._default_manager.last()
        yield from (reverse(f"{name}_changelist"), reverse(f"{name}_add"))
        if row is None:
            continue
        yield from (address_of(row, view) for view in ("change", "delete"))
        if hasattr(model_admin, "versions"):
            yield address_of(row, "versions")
    yield address_of(Article.objects.get(title="Twice told"), "compare") + "?a=1"
    yield "/admin/content/image/add/?_popup=1"


def test_no_page_speaks_of_databases(admin_client, full_desk):
    found = {}
    for address in addresses():
        page = admin_client.get(address)
        if page.status_code == 200:
            said = OF_DATABASES.search(spoken(page))
            if said:
                found[address] = said.string[max(said.start() - 30, 0) : said.end() + 30]

    assert found == {}


def spoken(page):
    """What a reader sees or hears of a page, apart from what people have written into it."""
    (body,) = select(page, "body")
    for written in body.query("textarea, option, script, style, .versions p"):
        written.parent.remove_child(written)
    names = [
        part.attrs[name]
        for name in SPOKEN
        for part in body.query(f"[{name}]")
        if part.attrs.get("id") != "action-toggle"  # a script names it anew
    ]
    return " ".join([body.to_text(), *names])


@pytest.mark.parametrize("method", ["get", "post"])
def test_account_without_rights_is_refused_whatever_a_button_does(client, full_desk, method):
    client.force_login(User.objects.create_user("guest", is_staff=True))

    answers = {}
    for model_admin in admin.site._registry.values():
        row = model_admin.model._default_manager.last()
        for route, view in getattr(model_admin, "own_views", {}).items():
            name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{view}"
            address = reverse(name, args=[row.pk] * route.count("<"))
            answers[address] = getattr(client, method)(address).status_code

    assert len(answers) > 60
    assert {address: code for address, code in answers.items() if code not in (403, 405)} == {}


def test_one_row_or_all_are_ticked(admin_client):
    post = factories.make_article("Untold")

    page = admin_client.get(reverse("admin:posts_article_changelist"))

    assert select(page, "thead #action-toggle")
    [one] = select(page, "tbody .action-select")
    assert one.attrs["value"] == str(post.pk)
    assert one.attrs["aria-label"] == "Select Untold"


def test_confirmation_of_several_deletions_says_where_they_go(admin_client):
    post = factories.make_article("Untold")
    chosen = {"action": "delete_selected", "_selected_action": [post.pk]}

    page = admin_client.post(reverse("admin:posts_article_changelist"), chosen)

    assert "wait in the trash for 30 days" in page.text
    assert not OF_DATABASES.search(spoken(page))


@pytest.mark.once
def test_every_page_fits_on_a_phone_and_axe_finds_nothing(page, live_server, admin_user, full_desk):
    page.set_viewport_size(A_PHONE)
    page.goto("/admin/")
    browser.axe(page)
    sign_in(page)

    for address in addresses():
        answer = page.goto(address)
        if answer.status == 403:  # what nobody may add, change or delete
            continue
        assert answer.ok, address
        assert once_settled(page, TOO_WIDE) == 0, address
        assert once_settled(page, CUT_OFF) == [], address
        browser.axe_as_it_is(page)


def once_settled(page, script):
    """What `script` finds once the writing fields and their icons have arrived, or after 5 s."""
    for _ in range(20):
        if not (found := page.evaluate(script)):
            break
        page.wait_for_timeout(250)
    return found


def test_writing_field_and_choices_are_named(page, live_server, admin_user):
    post = factories.make_self_care_post("Lean on a ball", temporary_relief="<p>Softly.</p>")
    sign_in(page)

    page.goto(address_of(post))

    expect(writing_field(page, "For temporary relief")).to_have_text("Softly.")
    expect(page.get_by_role("combobox", name="Picture")).to_be_visible()
