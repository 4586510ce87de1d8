"""Marks on a picture, placed by mouse or by keyboard alone, and switched on and off by visitors."""

import pytest
from playwright.sync_api import expect

from muscles.models import Annotation
from tests import browser
from tests.browser import sign_in
from tests.desk import address_of
from tests.factories import make_mark, make_muscle, make_picture, picture_file

TRIANGLE = "0.1,0.1 0.6,0.1 0.1,0.8"


@pytest.fixture
def form(page, admin_user):
    """The form of a picture without description; `form.surface` is what one clicks on."""
    make_muscle("Gluteus minimus")
    picture = make_picture("", file=picture_file(size=(1000, 600)))
    sign_in(page)
    page.goto(address_of(picture))
    page.surface = page.get_by_role("application", name="Marks on the picture")
    page.surface.scroll_into_view_if_needed()
    return page


def tool(form, name):
    return form.get_by_role("button", name=name, exact=True)


def click(form, x, y, **options):
    box = form.surface.bounding_box()
    position = {"x": x * box["width"], "y": y * box["height"]}
    form.surface.click(position=position, **options)


def mark(form, name):
    return form.surface.get_by_role("button", name=name)


def saved(form):
    """What the form has stored, as kind, words and rounded points."""
    form.get_by_role("button", name="Save and continue editing").click()
    expect(form.get_by_text("was changed successfully")).to_be_visible()
    return [
        (
            row.kind,
            row.label,
            [tuple(round(float(n), 1) for n in p.split(",")) for p in row.points.split()],
        )
        for row in Annotation.objects.all()
    ]


def test_marks_are_placed_moved_deleted_and_undone_by_mouse(form):
    tool(form, "Trigger point").click()
    click(form, 0.5, 0.5)
    expect(mark(form, "Trigger point, 50 % from the left, 50 % from the top")).to_be_visible()
    tool(form, "Main zone").click()
    for x, y in [(0.2, 0.2), (0.4, 0.2)]:
        click(form, x, y)
    click(form, 0.3, 0.8, click_count=2)
    expect(mark(form, "Main zone")).to_be_visible()
    form.get_by_role("textbox", name="In words").last.fill("back of the thigh")
    expect(mark(form, "Main zone: back of the thigh")).to_be_visible()

    tool(form, "Choose and move").click()
    form.surface.scroll_into_view_if_needed()
    box = form.surface.bounding_box()
    form.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    form.mouse.down()
    form.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4, steps=3)
    form.mouse.up()
    expect(mark(form, "Trigger point, 70 % from the left, 40 % from the top")).to_be_visible()
    tool(form, "Delete").last.click()
    expect(mark(form, "Trigger point")).to_have_count(0)
    tool(form, "Undo").click()
    expect(mark(form, "Trigger point")).to_be_visible()

    form.get_by_role("button", name="Use it").click()
    alt = form.get_by_label("Description for people who can’t see it")
    expect(alt).to_have_value("Trigger point; main zone: back of the thigh.")
    assert saved(form) == [
        ("trigger", "", [(0.7, 0.4)]),
        ("main", "back of the thigh", [(0.2, 0.2), (0.4, 0.2), (0.3, 0.8)]),
    ]


def test_marks_are_placed_moved_deleted_and_undone_by_keyboard_alone(form):
    press = form.keyboard.press
    tool(form, "Origin bone").focus()
    press("Enter")
    for key in ["Space", *["Shift+ArrowRight"] * 4, "Space", *["Shift+ArrowDown"] * 4, "Space"]:
        press(key)
    expect(form.get_by_role("status").filter(has_text="Point 3 placed.")).to_be_visible()
    press("Enter")
    expect(mark(form, "Origin bone")).to_be_focused()

    press("Shift+ArrowLeft")
    press("Shift+ArrowLeft")
    press("Tab")
    expect(mark(form, "Point 1 of 3, 40 % from the left, 50 % from the top")).to_be_focused()
    press("Shift+ArrowUp")
    press("Shift+ArrowUp")
    expect(mark(form, "Point 1 of 3, 40 % from the left, 40 % from the top")).to_be_focused()
    press("Shift+Tab")
    press("Delete")
    expect(mark(form, "Origin bone")).to_have_count(0)
    press("Control+z")
    expect(mark(form, "Origin bone")).to_be_visible()
    press("Control+Shift+z")
    expect(mark(form, "Origin bone")).to_have_count(0)
    press("Control+z")
    press("+")
    expect(form.get_by_text("150 %", exact=True)).to_be_visible()
    press("Escape")
    press("Tab")
    expect(mark(form, "Origin bone")).to_be_focused()
    press("Enter")
    form.keyboard.type("iliac crest")

    assert saved(form) == [("origin", "iliac crest", [(0.4, 0.4), (0.6, 0.5), (0.6, 0.7)])]


@pytest.mark.once
def test_axe_finds_nothing_in_the_form(form):
    tool(form, "Trapped bone").click()
    for x, y in [(0.2, 0.2), (0.4, 0.2), (0.3, 0.8)]:
        click(form, x, y)
    form.keyboard.press("Enter")
    expect(mark(form, "Point 3 of 3")).to_be_visible()

    browser.axe(form)


def test_visitor_switches_marks_off_without_a_script(new_context):
    picture = make_picture(file=picture_file(size=(1000, 600)))
    muscle = make_muscle("Gluteus minimus", illustration=picture)
    make_mark(picture, muscle=muscle)
    make_mark(picture, "insertion", TRIANGLE, label="greater trochanter")
    page = new_context(java_script_enabled=False).new_page()
    page.goto(muscle.get_absolute_url())
    shape = page.locator(".marks .mark-insertion polygon").last
    expect(shape).to_be_visible()

    page.get_by_role("checkbox", name="Insertion bone").uncheck()

    expect(shape).to_be_hidden()
    expect(page.locator(".marks .mark-trigger use")).to_be_visible()


@pytest.mark.once
def test_axe_finds_nothing_on_a_page_with_marks(page):
    picture = make_picture(file=picture_file(size=(1000, 600)))
    muscle = make_muscle("Gluteus minimus", illustration=picture)
    make_mark(picture, muscle=muscle)
    for kind in ("main", "spillover", "origin", "insertion", "trapped"):
        make_mark(picture, kind, TRIANGLE, label="outer hip")

    page.goto(muscle.get_absolute_url())

    expect(page.get_by_role("list", name="Marked in the picture")).to_be_visible()
    browser.axe(page)
