"""From the drawing to what helps: by mouse, by keyboard alone, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

CRAMPS = "Hamstring cramps that stretching does not cure"
NAME_OF_FOCUSED = """() => {
    const { ariaLabel, labels, textContent } = document.activeElement;
    return (ariaLabel ?? labels?.[0]?.textContent ?? textContent).trim();
}"""
A_POINT_ON = """(link) => {
    link.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = link.getBoundingClientRect();
    for (let left = x; left < x + width; left += 4)
        for (let top = y; top < y + height; top += 4)
            if (document.elementFromPoint(left, top)?.closest("a") === link) return [left, top];
}"""
PHONE = {"width": 360, "height": 740}
SHORT_PHONE = {"width": 375, "height": 553}


@pytest.fixture(scope="module")
def transactional_db(lasting_starter_library):
    """Loaded once: nothing here changes anything."""


def drawn(page, name):
    """A part of the drawing, by its name."""
    return page.locator("svg").get_by_role("link", name=name, exact=True).first


def tap(link):
    """Click on a part of the drawing, which is in two places: the middle may lie between them."""
    link.page.mouse.click(*link.evaluate(A_POINT_ON))


def listed(page, name):
    """The same choice in the list beside the drawing."""
    return page.locator(".chips, .zones").get_by_role("link", name=re.compile(f"^{name}"))


def first_result(page):
    return page.locator(".result h3").first


def expect_address(page, path):
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))


def tab_to(page, words):
    """Press Tab until the focus is on `words`, as one who sees the focus would."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(NAME_OF_FOCUSED).startswith(words):
            return
    pytest.fail(f"A keyboard does not get to “{words}” on {page.url}.")


def test_taps_lead_from_the_first_page_to_relief(page):
    page.set_viewport_size(PHONE)
    page.goto("/")

    tap(drawn(page, "Thigh"))
    expect_address(page, "/where/thigh/")
    page.evaluate("window.isTheSamePage = true")
    tap(drawn(page, "Back of the thigh, lower"))
    expect_address(page, "/where/thigh/?region=thigh-back")
    expect(listed(page, "Back of the thigh, lower")).to_have_attribute("aria-current", "true")

    page.get_by_label("Driving").check()
    expect_address(page, "/where/thigh/?region=thigh-back&activity=driving")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(
        re.compile(r"^\d+ patterns fit$")
    )
    expect(page.get_by_label("Driving")).to_be_focused()
    assert page.evaluate("window.isTheSamePage")

    page.get_by_role("button", name="See what fits").click()
    expect(page.get_by_role("heading", name="First, rule this out")).to_be_in_viewport()
    expect(first_result(page)).to_have_text(CRAMPS)
    page.get_by_role("link", name="Driving without hamstring cramps").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Driving without hamstring cramps")


def test_way_back_undoes_one_choice_after_the_other(page):
    page.goto("/where/thigh/")
    listed(page, "Back of the thigh, lower").click()
    expect(first_result(page)).to_have_text(CRAMPS)
    listed(page, "Front of the thigh").click()
    expect(page.locator(".chip[aria-current]")).to_have_count(2)

    page.go_back()
    expect(page.locator(".chip[aria-current]")).to_have_count(1)
    page.go_back()
    expect(page.locator(".chip[aria-current]")).to_have_count(0)
    page.go_forward()
    expect(listed(page, "Back of the thigh, lower")).to_have_attribute("aria-current", "true")


def test_two_quick_taps_are_both_kept(page):
    page.goto("/where/thigh/")

    page.evaluate(
        """document.querySelectorAll(".chips a").forEach((link, n) => n < 2 && link.click())"""
    )

    expect(page.locator(".chip[aria-current]")).to_have_count(2)


def test_answer_that_fails_is_asked_for_as_a_page(page, troubles):
    page.goto("/where/thigh/")
    page.route("**/where/thigh/?*", lambda route: route.fulfill(status=503), times=1)

    listed(page, "Front of the thigh").click()

    expect(page.locator(".chip[aria-current]")).to_have_count(1)
    troubles.clear()


def test_keyboard_alone_leads_to_relief(page):
    page.goto("/where/")

    tab_to(page, "Lower leg")
    page.keyboard.press("Enter")
    expect_address(page, "/where/lower-leg/")
    tab_to(page, "Inner calf")
    page.keyboard.press("Enter")
    expect_address(page, "/where/lower-leg/?region=calf-inner")
    expect(drawn(page, "Inner calf")).to_be_focused()
    tab_to(page, "Sleeping")
    page.keyboard.press("Space")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(re.compile("patterns? fit"))
    expect(first_result(page)).to_have_text("Calf cramps at night")
    expect(page.get_by_label("Sleeping")).to_be_focused()

    tab_to(page, "See what fits")
    page.keyboard.press("Enter")
    tab_to(page, "Calf care for heel pain and night cramps")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Calf care")


def test_all_of_it_works_without_javascript(new_context):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto("/")

    page.get_by_role("link", name="Lower leg", exact=True).last.click()
    tap(drawn(page, "Inner calf"))
    expect_address(page, "/where/lower-leg/?region=calf-inner")
    page.get_by_role("link", name="Add another part of the body").click()
    listed(page, "Thigh").click()
    listed(page, "Back of the thigh, lower").click()
    page.get_by_label("Sleeping").check()
    page.get_by_role("button", name="See what fits").click()

    expect_address(page, "region=thigh-back&region=calf-inner&activity=sleeping#found")
    expect(page.get_by_label("Sleeping")).to_be_checked()
    expect(page.get_by_role("heading", name="First, rule this out")).to_be_in_viewport()
    expect(first_result(page)).to_have_text("Calf cramps at night")
    listed(page, "Inner calf").click()
    expect(listed(page, "Inner calf")).to_have_count(0)


@pytest.mark.parametrize("phone", [PHONE, SHORT_PHONE], ids=["tall", "short"])
def test_drawing_and_search_are_what_a_phone_shows_first(page, phone):
    page.set_viewport_size(phone)
    page.goto("/")

    expect(drawn(page, "Head")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("group", name=re.compile("^The body"))).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("main").get_by_role("combobox")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Search")).to_be_in_viewport(ratio=1)
