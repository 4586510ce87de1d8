"""The practitioner's pictures: dropped, described, put into texts, replaced everywhere."""

import base64
import re

import pytest
from playwright.sync_api import expect

from integrativeworks.content.models import Image
from tests import browser
from tests.browser import sign_in
from tests.desk import address_of
from tests.factories import (
    figure,
    make_muscle,
    make_picture,
    make_self_care_post,
    picture_file,
)

LIBRARY = "/admin/content/image/"

pytestmark = pytest.mark.usefixtures("own_media")

DROP = """(target, files) => {
    const dataTransfer = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt());
        dataTransfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
    }
    const { x, y } = target.getBoundingClientRect();
    const place = { clientX: x + 20, clientY: y + 20 };
    for (const type of ["dragenter", "dragover", "drop"]) {
        const options = { dataTransfer, bubbles: true, cancelable: true, ...place };
        target.dispatchEvent(new DragEvent(type, options));
    }
}"""


@pytest.fixture
def desk(page, admin_user):
    sign_in(page)
    return page


@pytest.fixture
def post():
    return make_self_care_post(
        "Lean on a ball",
        muscles=[make_muscle()],
        summary="Where to put the ball, and how long it stays there: a few minutes a day will do.",
        temporary_relief="<p>Like this:</p>",
    )


def drop(target, *files):
    """Drop (name, content) on `target`, as from a folder of the computer."""
    target.evaluate(DROP, [(name, base64.b64encode(c).decode()) for name, c in files])


def file(name="hip.jpg", **options):
    return name, picture_file(name, **options).read()


def file_to_choose(*args, **options):
    name, content = file(*args, **options)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def describe(page, name, text):
    """Describe the picture that was uploaded as `name`, with keys alone."""
    form = page.locator(".describe").filter(has_text=f"the description of {name}")
    form.get_by_label("Description for people").fill(text)
    form.get_by_role("button").press("Enter")


def text_and_box(page):
    text = browser.writing_field(page, "For temporary relief")
    return text, page.locator(".prose-editor").filter(has=text)


def open_library(page, box):
    button = box.get_by_role("button", name="figure")
    expect(button).not_to_have_class(re.compile("disabled"))
    button.click()
    return page.get_by_role("dialog", name="Choose a picture")


def publish(desk):
    """Press “Publish” once the draft is saved, so that no autosave comes in between."""
    with desk.expect_response("**/autosave/"):
        desk.keyboard.press("Control+s")
    desk.get_by_role("button", name="Publish changes").click()


def test_several_pictures_are_dropped_described_and_shown_in_the_library(desk, troubles):
    desk.goto(LIBRARY)
    expect(desk.get_by_text("The library is empty.")).to_be_visible()

    drop(
        desk.locator("body"),
        file("hip.jpg", size=(300, 200)),
        ("notes.txt", b"just words"),
        file("calf.png", size=(200, 300)),
    )
    expect(desk.get_by_text("2 of 3 in the library, 1 refused.")).to_be_visible()
    expect(desk.get_by_role("alert")).to_have_text(re.compile("is not a picture"))
    expect(desk.get_by_role("link", name="calf.png")).to_be_visible()
    browser.axe(desk)

    describe(desk, "hip.jpg", "IMG_2041")
    expect(desk.get_by_text("This is the name of a file.")).to_be_visible()
    describe(desk, "hip.jpg", "A hip, from behind.")
    expect(desk.locator("#pictures").get_by_text("A hip, from behind.")).to_be_visible()
    expect(desk.locator(".describe textarea")).to_be_focused()
    describe(desk, "calf.png", "A calf.")
    expect(desk.get_by_text("Not described yet", exact=True)).to_have_count(1)  # the filter's

    desk.get_by_label("Add from this device").set_input_files(file_to_choose(size=(300, 200)))
    expect(desk.get_by_text("You have this picture already: A hip, from behind.")).to_be_visible()
    assert {picture.alt for picture in Image.objects.all()} == {"A hip, from behind.", "A calf."}
    troubles.clear()  # the refused files


def test_upload_that_did_not_arrive_is_tried_again(desk, troubles):
    desk.goto(LIBRARY)
    desk.context.set_offline(True)

    drop(desk.locator("body"), file())
    expect(desk.get_by_text("It did not arrive")).to_be_visible()
    desk.context.set_offline(False)
    desk.get_by_role("button", name="Try again").click()

    expect(desk.get_by_text("1 of 1 in the library.")).to_be_visible()
    troubles.clear()


def test_ordinary_form_works_without_javascript(new_context, admin_user):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page)
    page.goto(LIBRARY)

    page.get_by_role("link", name="Add picture").click()
    page.get_by_label("Picture:").set_input_files(file_to_choose(size=(300, 200)))
    page.get_by_label("Description for people").fill("A hip.")
    page.get_by_label("Focus from the left").fill("20")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="A hip.").last.click()

    expect(page.get_by_label("Focus from the left")).to_have_value("20")
    expect(page.get_by_text("Nowhere yet.")).to_be_visible()


def test_focus_is_set_by_click_and_by_keys(desk):
    picture = make_picture("A hip.", picture_file(size=(400, 200)))
    post = make_self_care_post("Lean on a ball", cover=picture)
    desk.goto(address_of(picture))
    spot = desk.get_by_role("button", name="Focus")
    box = spot.bounding_box()

    spot.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    expect(desk.get_by_label("Focus from the left")).to_have_value("25")
    spot.press("Shift+ArrowRight")
    spot.press("ArrowUp")
    expect(desk.get_by_label("Focus from the left")).to_have_value("35")
    expect(desk.get_by_label("Focus from the top")).to_have_value("74")
    browser.axe(desk)
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("was changed successfully")).to_be_visible()

    desk.goto("/self-care/")
    expect(desk.locator(".card img")).to_have_css("object-position", "40% 70%")
    desk.goto(address_of(picture))
    desk.get_by_role("link", name=post.title).click()
    expect(desk).to_have_url(re.compile(address_of(post)))


def test_picture_is_uploaded_while_writing_and_replaced_on_every_page(desk, post):
    desk.goto(address_of(post))
    text, box = text_and_box(desk)
    text.get_by_text("Like this:").click()
    desk.keyboard.press("End")
    dialog = open_library(desk, box)
    expect(dialog.get_by_text("No picture found.")).to_be_visible()
    drop(dialog, file(size=(1000, 600)))
    describe(dialog, "hip.jpg", "A ball under the hip.")
    expect(dialog.get_by_role("button", name="A ball under the hip.", pressed=True)).to_be_visible()
    dialog.get_by_label("Another caption").fill("Lean on it.")
    browser.axe(desk)
    dialog.get_by_role("button", name="Use this picture").click()
    expect(text.get_by_role("figure")).to_contain_text("Lean on it.")
    publish(desk)
    expect(desk.get_by_text("“Lean on a ball” is live.")).to_be_visible()

    desk.goto("/lean-on-a-ball/")
    shown = desk.get_by_role("figure", name="Lean on it.").get_by_role("img")
    expect(shown).to_have_accessible_name("A ball under the hip.")
    expect(shown).to_have_js_property("complete", True)
    assert re.search(r"/renditions/\d+/hip-\w+\.\d+\.avif$", shown.evaluate("i => i.currentSrc"))

    desk.goto(address_of(Image.objects.get()))
    desk.get_by_label("Picture:").set_input_files(file_to_choose("knee.jpg", size=(500, 500)))
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Every page shows the new file")).to_be_visible()
    desk.goto("/lean-on-a-ball/")
    expect(shown).to_have_attribute("width", "500")
    desk.goto(LIBRARY)
    desk.get_by_role("link", name="A ball under the hip.").click()
    desk.get_by_role("button", name="Bring back the file").click()
    expect(desk.get_by_text("has its earlier file again")).to_be_visible()
    desk.goto("/lean-on-a-ball/")
    expect(shown).to_have_attribute("width", "1000")


def test_picture_in_a_text_is_exchanged_and_said_in_other_words(desk, post):
    first, _ = make_picture("A hip."), make_picture("A calf.", picture_file(size=(90, 60)))
    post.temporary_relief = figure(first)
    post.save()
    desk.goto(address_of(post))
    text, box = text_and_box(desk)

    text.locator("img").click()
    dialog = open_library(desk, box)
    dialog.get_by_role("searchbox").fill("calf")
    expect(dialog.get_by_role("button", name="A hip.")).to_be_hidden()
    dialog.get_by_role("button", name="A calf.").click()
    dialog.get_by_label("Described in other words").fill("The calf, tense.")
    dialog.get_by_role("button", name="Use this picture").click()
    expect(text.get_by_role("img")).to_have_accessible_name("The calf, tense.")
    publish(desk)

    expect(desk.get_by_text("“Lean on a ball” is live.")).to_be_visible()
    desk.goto("/lean-on-a-ball/")
    expect(desk.get_by_role("img", name="The calf, tense.")).to_have_attribute("width", "90")


def test_file_dropped_into_a_text_goes_into_the_library(desk, post):
    desk.goto(address_of(post))
    text = browser.writing_field(desk, "For temporary relief")
    text.click()

    drop(text, file(size=(300, 200)))
    dialog = desk.get_by_role("dialog", name="Choose a picture")
    describe(dialog, "hip.jpg", "A hip.")
    dialog.get_by_role("button", name="Use this picture").click()

    expect(text.locator(f"img[src='{Image.objects.get().address}']")).to_be_visible()


def test_cover_is_chosen_by_sight_and_has_to_be_described(desk, post):
    picture = make_picture("", picture_file(size=(300, 200)))
    desk.goto(address_of(post))

    desk.get_by_role("button", name="Choose from the library").click()
    dialog = desk.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_role("button", name="hip").click()
    expect(dialog.get_by_label("Description for people")).to_be_visible()
    dialog.get_by_role("button", name="Use this picture").click()
    expect(desk.locator(f".chosen-picture img[src='{picture.address}']")).to_be_visible()
    publish(desk)
    expect(desk.locator(".errorlist")).to_contain_text("is not described")

    desk.get_by_role("button", name="Choose from the library").click()
    dialog.get_by_role("button", name="hip").click()
    describe(dialog, picture.file_name, "A hip.")
    dialog.get_by_role("button", name="Use this picture").click()
    publish(desk)
    expect(desk.get_by_text("“Lean on a ball” is live.")).to_be_visible()
    desk.goto("/lean-on-a-ball/")
    expect(desk.get_by_role("img", name="A hip.")).to_be_visible()
