"""Suggestions while typing, by keyboard and by touch, and what the desk learns from searches."""

import pytest
from playwright.sync_api import expect

from tests import browser
from tests.browser import sign_in
from tests.factories import make_muscle, make_pattern

LABEL = "What hurts, and when?"
PLACES = ["/", "/search/", "/muscles/biceps-femoris/"]


@pytest.fixture(autouse=True)
def small_site(transactional_db):
    make_muscle("Biceps femoris", other_names="outer hamstring")
    make_pattern("Hamstring cramps", summary="They come while you drive.")
    make_pattern("Calf cramps", summary="They come at night.")


def field(page):
    return page.get_by_role("combobox", name=LABEL)


def options(page):
    return page.get_by_role("option")


def type_slowly(page, text):
    field(page).press_sequentially(text)


@pytest.mark.parametrize("place", PLACES)
def test_keyboard_chooses_a_suggestion(page, place):
    page.goto(place)
    expect(field(page)).to_have_attribute("aria-expanded", "false")

    type_slowly(page, "hamst")
    expect(options(page)).to_have_text(["Hamstring cramps Pain pattern", "Biceps femoris Muscle"])
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("2 suggested")

    page.keyboard.press("ArrowDown")
    first = options(page).first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    expect(field(page)).to_be_focused()

    page.keyboard.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")

    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Biceps femoris")


def test_escape_closes_the_list_and_keeps_what_was_typed(page):
    page.goto("/")
    type_slowly(page, "cramps")
    expect(options(page)).to_have_count(2)

    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).to_have_value("cramps")
    expect(field(page)).to_have_attribute("aria-expanded", "false")

    page.keyboard.press("ArrowDown")
    expect(options(page)).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page.locator(".result")).to_have_count(2)


def test_list_goes_when_nothing_fits_and_when_the_field_is_left(page):
    page.goto("/")
    type_slowly(page, "calf")
    expect(options(page)).to_have_text(["Calf cramps Pain pattern"])

    type_slowly(page, "xyzzyqq")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field(page).fill("calf")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_finger_chooses_a_suggestion_on_a_phone(new_context):
    phone = new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    page.goto("/muscles/biceps-femoris/")

    field(page).tap()
    type_slowly(page, "calf")
    expect(options(page)).to_be_in_viewport(ratio=1)
    assert options(page).bounding_box()["height"] >= 44
    options(page).tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Calf cramps")


def test_without_javascript_the_form_is_sent(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/muscles/biceps-femoris/")

    page.get_by_role("searchbox", name=LABEL).fill("calf")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Calf cramps")).to_be_visible()


def test_without_a_connection_the_field_still_takes_words(page, troubles):
    page.goto("/")
    page.route("**/search/suggest/**", lambda route: route.abort())

    with page.expect_event("requestfailed"):
        type_slowly(page, "calf")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Calf cramps")).to_be_visible()
    troubles.clear()


@pytest.mark.once
@pytest.mark.parametrize("place", [PLACES[0], PLACES[2]])
def test_open_list_is_accessible(page, place):
    page.goto(place)
    type_slowly(page, "cramps")
    expect(options(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")

    browser.axe(page)


def test_practitioner_gives_a_search_that_found_nothing_its_meaning(page, new_context, admin_user):
    page.goto("/search/?q=charley+horse")
    expect(page.get_by_text("Nothing here holds “charley horse”.")).to_be_visible()
    page.goto("/search/?q=unicorn")

    desk = new_context().new_page()
    sign_in(desk)
    desk.goto("/admin/")
    desk.get_by_role("link", name="Searches that found nothing").click()
    row = desk.get_by_role("row", name="charley horse")
    browser.axe(desk)
    desk.get_by_role("button", name="Dismiss unicorn").click()
    expect(desk.get_by_text("“unicorn” won’t be listed again")).to_be_visible()
    row.get_by_role("link", name="It means …").click()
    expect(desk.get_by_label("Words")).to_have_value("charley horse, ")
    desk.get_by_label("Words").fill("charley horse, cramp")
    browser.axe(desk)
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("link", name="charley horse, cramp").last).to_be_visible()

    page.goto("/search/?q=charley+horse")
    expect(page.locator(".result")).to_have_count(2)
