"""The practitioner links pages by their names, and mends what leads nowhere."""

import pytest
from playwright.sync_api import expect

from integrativeworks.content.links import link_to
from tests import browser
from tests.browser import sign_in, writing_field
from tests.desk import address_of
from tests.factories import SUMMARY, make_article, make_muscle, make_pattern, make_self_care_post

A_PHONE = {"width": 360, "height": 740}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
# The editor notices a moment later what the browser has selected.
NOTICED = """(field) => new Promise((resolve) => {
    const look = () => field.editor.state.selection.empty ? requestAnimationFrame(look) : resolve();
    look();
})"""


@pytest.fixture
def desk(page, admin_user):
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page)
    return page


@pytest.fixture
def post(live_server):
    return make_article("Told", summary=SUMMARY, body="<p>Mind the psoas</p>")


def open_text(page, post):
    """Open the form of `post`, with the cursor at the end of its text; the writing field."""
    page.goto(address_of(post))
    text = writing_field(page, "Body:")
    text.click()
    page.keyboard.press("Control+End")
    return text


def dialog(page):
    return page.get_by_role("dialog")


def offered(page):
    return dialog(page).get_by_role("option")


def test_selected_words_are_linked_by_keyboard(desk, post):
    make_muscle("Iliopsoas", published_at=None)
    make_muscle("Psoas major")
    text = open_text(desk, post)

    desk.keyboard.press("Control+Shift+ArrowLeft")
    text.evaluate(NOTICED)
    desk.keyboard.press("Control+k")
    expect(dialog(desk).get_by_role("heading")).to_have_text("Link “psoas”")
    desk.keyboard.type("psoas")
    expect(offered(desk)).to_have_text(
        ["Psoas major Muscle", "Iliopsoas Muscle · Draft: plain text until it is live"]
    )
    browser.axe(desk)
    desk.keyboard.press("ArrowDown")
    expect(offered(desk).nth(1)).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")

    expect(dialog(desk)).to_have_count(0)
    expect(text.get_by_role("link", name="psoas")).to_be_visible()
    desk.get_by_role("button", name="Publish changes").click()
    desk.get_by_role("link", name="View it on the site").click()
    desk.get_by_role("main").get_by_role("link", name="psoas").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Psoas major")


def test_enter_waits_for_the_answer_and_escape_closes(desk, post):
    make_muscle("Psoas major")
    text = open_text(desk, post)
    desk.route("**/links/pages/**", lambda route: (desk.wait_for_timeout(300), route.continue_()))

    desk.keyboard.press("Control+k")
    desk.keyboard.press("Escape")
    expect(dialog(desk)).to_have_count(0)
    desk.keyboard.type(": ")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("pso")
    desk.keyboard.press("Enter")

    expect(dialog(desk)).to_have_count(0)
    desk.keyboard.type(" pulls.")
    expect(text).to_have_text("Mind the psoas: Psoas major pulls.")
    expect(text.get_by_role("link")).to_have_text("Psoas major")


def test_link_is_made_changed_and_removed_on_a_phone(desk, post):
    make_self_care_post("Let go of the hip flexors")
    desk.set_viewport_size(A_PHONE)
    text = open_text(desk, post)
    bar = desk.locator(".prose-menubar").first
    link = text.get_by_role("link")

    bar.get_by_role("button", name="insert link").click()
    dialog(desk).get_by_label("Page or address").fill("flexor")
    offered(desk).filter(has_text="Let go").click()
    expect(link).to_have_text("Let go of the hip flexors")

    link.click()
    bar.get_by_role("button", name="insert link").click()
    expect(dialog(desk)).to_contain_text("Now it leads to: Let go of the hip flexors (Self-care)")
    dialog(desk).get_by_label("Page or address").fill("www.example.org/study")
    expect(offered(desk)).to_contain_text("Elsewhere")
    dialog(desk).get_by_role("button", name="Link", exact=True).click()
    expect(link).to_have_attribute("href", "https://www.example.org/study")
    expect(link).to_have_text("Let go of the hip flexors")

    link.click()
    bar.get_by_role("button", name="insert link").click()
    expect(dialog(desk).get_by_label("Page or address")).to_have_value(
        "https://www.example.org/study"
    )
    dialog(desk).get_by_role("button", name="Remove the link").click()
    expect(link).to_have_count(0)
    expect(text).to_contain_text("Let go of the hip flexors")


def test_pasted_address_of_the_site_is_known_as_its_page(desk, post):
    psoas = make_muscle("Psoas major")
    text = open_text(desk, post)

    desk.keyboard.press("Control+k")
    dialog(desk).get_by_label("Page or address").fill(
        f"{desk.url.partition('/admin')[0]}/muscles/psoas-major"
    )
    expect(offered(desk)).to_have_text("Psoas major Muscle")
    desk.keyboard.press("Enter")

    expect(text.get_by_role("link", name="Psoas major")).to_have_attribute("href", link_to(psoas))


def test_report_leads_to_the_field_with_the_broken_link(desk, post):
    post.body = '<p>Read <a href="/nowhere/">the old page</a>.</p>'
    post.save()

    desk.goto("/admin/")
    desk.get_by_role("link", name="Broken links: 1").click()
    browser.axe(desk)
    desk.get_by_role("link", name="Told: Body").click()

    expect(writing_field(desk, "Body:")).to_be_focused()
    expect(writing_field(desk, "Body:")).to_be_in_viewport()


def test_address_that_visitors_miss_is_led_on_in_one_click(desk, new_context):
    make_pattern("Hamstring cramps")
    make_muscle("Psoas major")
    visitor = new_context(user_agent=FIREFOX).new_page()
    for address in ("/hamstring-cramp/", "/old/blog/"):
        assert visitor.goto(address).status == 404

    desk.goto("/admin/")
    desk.get_by_role("link", name="Visitors asked in vain for: 2").click()
    browser.axe(desk)
    desk.get_by_role("button", name="Lead to “Hamstring cramps”").click()
    expect(desk.get_by_text("are led to /hamstring-cramps/ from now on")).to_be_visible()
    desk.get_by_role("link", name="Lead to … /old/blog/").click()
    desk.get_by_label("Lead to").fill("pso")
    desk.get_by_role("option", name="Psoas major").click()
    expect(desk.get_by_label("Lead to")).to_have_value("/muscles/psoas-major/")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("are led to /muscles/psoas-major/ from now on")).to_be_visible()

    for address, title in [
        ("/hamstring-cramp/", "Hamstring cramps"),
        ("/old/blog/", "Psoas major"),
    ]:
        visitor.goto(address)
        expect(visitor.get_by_role("heading", level=1)).to_have_text(title)


def test_what_links_here_is_shown_before_a_page_is_taken_down(desk, post):
    psoas = make_muscle("Psoas major")
    post.body = f'<p>Mind the <a href="{link_to(psoas)}">psoas</a>.</p>'
    post.save()

    desk.goto(address_of(psoas))
    desk.get_by_role("button", name="Take down").click()
    expect(desk.get_by_role("listitem").filter(has_text="Told in the text: Body")).to_be_visible()
    browser.axe(desk)
    desk.get_by_role("link", name="Keep it live").click()
    expect(desk.get_by_text("Live.")).to_be_visible()
    desk.get_by_role("button", name="Take down").click()
    desk.get_by_role("button", name="Take down").click()

    expect(desk.get_by_text("“Psoas major” has been taken down.")).to_be_visible()
    desk.goto("/told/")
    expect(desk.get_by_role("main")).to_contain_text("Mind the psoas.")
    expect(desk.get_by_role("main").get_by_role("link", name="psoas")).to_have_count(0)
