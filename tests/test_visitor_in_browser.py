"""A visitor's way: from what hurts to what helps, and to a word with the practitioner."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from integrativeworks.feedback import forms
from integrativeworks.furniture.models import SiteSettings
from tests.browser import sign_in

PATTERN = "Hamstring cramps that stretching does not cure"
SELF_CARE = "Driving without hamstring cramps"


@pytest.fixture(scope="module")
def transactional_db(lasting_starter_library):
    """Loaded once: what tests here add is a message or an account, each its own."""


@pytest.fixture(autouse=True)
def quick_reader(monkeypatch):
    """A form may be sent as fast as a browser driven by a test can fill it in."""
    monkeypatch.setattr(forms, "YOUNGEST", timedelta(0))


@pytest.fixture
def page_without_javascript(new_context):
    return new_context(java_script_enabled=False).new_page()


def search_for(page, words):
    page.get_by_label("What hurts, and when?").fill(words)
    page.get_by_role("button", name="Search").click()


def follow(page, link):
    page.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()


def tab_to(page, link):
    """Press Tab until `link` has the focus, as one who sees the focus would."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == link:
            return
    pytest.fail(f"A keyboard does not get to “{link}” on {page.url}.")


def expect_page_of(page, title):
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_search_leads_to_the_pattern_its_relief_and_the_muscle(page):
    page.goto("/")

    search_for(page, "hamstring cramps when I drive")
    follow(page, PATTERN)
    expect_page_of(page, PATTERN)

    follow(page, "Take me to relief")
    expect(page.get_by_role("heading", name="Getting relief")).to_be_in_viewport()

    follow(page, SELF_CARE)
    expect_page_of(page, SELF_CARE)

    follow(page, "Gluteus minimus")
    expect_page_of(page, "Gluteus minimus")


def test_grid_of_a_muscle_shows_one_kind_or_all(page):
    page.goto("/muscles/gluteus-minimus/")
    cards = page.locator(".grid .card h3")
    chips = page.get_by_role("list", name="Show").get_by_role("link")

    chips.filter(has_text="Self-care").click()
    expect(cards.filter(has_text=SELF_CARE)).to_be_visible()
    expect(cards.filter(has_text=PATTERN)).to_have_count(0)

    chips.filter(has_text="All").click()
    expect(cards.filter(has_text=SELF_CARE)).to_be_visible()
    expect(cards.filter(has_text=PATTERN)).to_be_visible()


def test_list_is_filtered_as_soon_as_a_part_of_the_body_is_chosen(page):
    page.goto("/pain/")

    page.get_by_label("Part of the body").select_option("Head")

    expect(page.get_by_role("link", name="Headache behind the eye")).to_be_visible()
    expect(page.get_by_role("link", name=PATTERN)).to_have_count(0)


def test_keyboard_alone_leads_from_the_search_to_relief(page):
    page.goto("/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.get_by_role("combobox").focus()  # past the drawing: see test_where_in_browser.py
    page.keyboard.type("hamstring cramps when I drive")
    page.keyboard.press("Enter")
    expect_page_of(page, "Search")

    tab_to(page, PATTERN)
    page.keyboard.press("Enter")
    expect_page_of(page, PATTERN)

    tab_to(page, "Take me to relief")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").locator(":focus")).to_have_text("Release the side of the hip")
    page.keyboard.press("Enter")
    expect_page_of(page, "Release the side of the hip")


def test_all_of_it_works_without_javascript(page_without_javascript):
    page = page_without_javascript
    page.goto("/")

    search_for(page, "hamstring cramps when I drive")
    follow(page, PATTERN)
    follow(page, "Take me to relief")
    expect(page.get_by_role("heading", name="Getting relief")).to_be_in_viewport()

    follow(page, "Gluteus minimus")
    page.get_by_role("list", name="Show").get_by_role("link", name="Self-care").click()
    expect(page.locator(".grid .card h3", has_text=SELF_CARE)).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name="Pain patterns").click()
    page.get_by_label("Part of the body").select_option("Head")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name=PATTERN)).to_have_count(0)

    page.get_by_role("link", name="Write to me about this page").click()
    page.get_by_label("Comment").check()
    page.get_by_label("Your message").fill("It works in a text browser.")
    page.get_by_role("button", name="Send").click()
    expect_page_of(page, "Thank you")
    page.get_by_role("link", name="Back to the page").click()
    expect_page_of(page, "Pain patterns")


def test_words_that_were_let_go_are_not_quoted(page):
    page.goto("/hamstring-cramps/")
    heading = page.get_by_role("heading", level=1)

    heading.select_text()
    heading.click()
    page.get_by_role("link", name="Write to me about this page").click()

    expect(page.get_by_label("The passage it is about")).to_have_value("")
    expect(page.get_by_label("Question", exact=True)).to_be_checked()


def test_typo_report_reaches_the_practitioner_with_page_and_passage(page, new_context, mailoutbox):
    SiteSettings.objects.update(contact_email="bo@example.org")
    page.goto("/hamstring-cramps/")
    passage = "Most of what upsets the gluteus minimus has to do with holding it still"

    page.get_by_text(passage).select_text()
    page.get_by_role("link", name="Write to me about this page").click()
    expect(page.get_by_label("The passage it is about")).to_contain_text(passage)
    expect(page.get_by_label("Typo")).to_be_checked()
    page.get_by_label("Your message").fill("There is a comma too many.")
    page.get_by_label("Your name").fill("Ada Reader")
    page.get_by_role("button", name="Send").click()
    expect_page_of(page, "Thank you")

    assert passage in mailoutbox[0].body
    User.objects.create_superuser("admin", password="password")
    desk = new_context().new_page()
    sign_in(desk)
    desk.goto("/admin/")
    desk.get_by_role("row").get_by_role("link", name="Readers’ messages").click()
    desk.get_by_role("link", name="There is a comma too many.").click()
    expect(desk.get_by_text(passage)).to_be_visible()
    expect(desk.get_by_text("Ada Reader", exact=True)).to_be_visible()
    desk.get_by_role("link", name=PATTERN, exact=True).click()
    expect_page_of(desk, PATTERN)

    desk.go_back()
    desk.get_by_role("link", name="Open the passage").click()
    expect(desk.locator(".passage-notice")).to_contain_text("What activates it")
    assert passage in desk.evaluate("[...CSS.highlights.get('passage')].join()")

    desk.get_by_role("link", name="Back to the message").click()
    desk.get_by_role("button", name="Mark as answered").click()
    expect(desk.get_by_text("marked as answered")).to_be_visible()
    expect(desk.get_by_role("row", name="There is a comma too many.")).to_contain_text("Answered")


def test_refused_message_comes_back_with_all_that_was_typed(page):
    typed = {
        "Your message": "Two lines,\nand an emoji 🙂",
        "The passage it is about": "It grabs again.",
        "Your name": "Ada Reader",
        "Your e-mail": "ada at example.org",
    }
    page.goto("/feedback/?page=/hamstring-cramps/")
    page.get_by_label("Comment").check()
    for label, text in typed.items():
        page.get_by_label(label).fill(text)

    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("alert")).to_contain_text("What you wrote is still here.")
    expect(page.get_by_text("Enter a valid email address.")).to_be_visible()
    expect(page.get_by_label("Comment")).to_be_checked()
    for label, text in typed.items():
        expect(page.get_by_label(label)).to_have_value(text)

    page.get_by_label("Your e-mail").fill("ada@example.org")
    page.get_by_role("button", name="Send").click()
    expect_page_of(page, "Thank you")
    page.get_by_role("link", name="Back to the page").click()
    expect_page_of(page, PATTERN)
