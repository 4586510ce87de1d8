"""An editor's day: nothing he types is lost, and nothing is public before he says so."""

import pytest
from playwright.sync_api import expect

from integrativeworks.content.models import Version
from posts.models import Article
from tests.browser import sign_in, writing_field
from tests.desk import address_of, address_to_add
from tests.factories import SUMMARY, make_article, make_bone, make_muscle

SAVED = "Draft saved"


@pytest.fixture
def post(live_server):
    return make_article("Untold", summary=SUMMARY, body="<p>Once.</p>")


@pytest.fixture
def desk(page, admin_user, post):
    """The form of the post, open in a browser."""
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page)
    open_form(page, post)
    return page


def open_form(page, post):
    page.goto(address_of(post))
    expect(writing_field(page, "Body:")).to_be_visible()


def saved_line(page):
    return page.locator("#saved-line")


def draft(post):
    return Version.objects.draft_of(post).data


def test_text_is_saved_by_itself_and_not_published(desk, post):
    desk.get_by_label("Title:").fill("Told")

    expect(saved_line(desk)).to_contain_text(SAVED)
    assert draft(post)["title"] == ["Told"]
    post.refresh_from_db()
    assert post.title == "Untold"


def test_writing_field_is_saved_by_itself(desk, post):
    writing_field(desk, "Body:").click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" And twice.")

    expect(saved_line(desk)).to_contain_text(SAVED)
    assert "And twice." in draft(post)["body"][0]


def test_ctrl_s_saves_at_once(desk, post):
    desk.get_by_label("Title:").fill("Told")
    desk.keyboard.press("Control+s")

    expect(saved_line(desk)).to_contain_text(SAVED, timeout=1800)


def test_same_keys_save_forms_without_drafts(desk):
    desk.goto(address_of(make_bone("Femur")))
    with_caps_lock = "Control+S"

    for keys, name in [("Control+s", "Talus"), ("Meta+s", "Tibia"), (with_caps_lock, "Hyoid")]:
        desk.get_by_label("Name:", exact=True).fill(name)
        desk.keyboard.press(keys)
        expect(desk.get_by_text("was changed successfully")).to_contain_text(name)


def test_what_was_typed_without_connection_is_offered_back(desk, post, troubles):
    desk.route("**/autosave/", lambda route: route.abort())
    desk.get_by_label("Title:").fill("Told on the train")
    expect(saved_line(desk)).to_contain_text("Not saved yet")

    desk.unroute("**/autosave/")
    troubles.clear()  # the connection that the test cut
    open_form(desk, post)
    desk.get_by_role("button", name="Bring it back").click()

    expect(desk.get_by_label("Title:")).to_have_value("Told on the train")
    assert draft(post)["title"] == ["Told on the train"]


def test_what_was_typed_with_an_expired_session_is_offered_back(desk, post):
    desk.context.clear_cookies(name="sessionid")
    desk.get_by_label("Title:").fill("Told too late")
    expect(saved_line(desk)).to_contain_text("Not saved yet")

    sign_in(desk)
    open_form(desk, post)
    desk.get_by_role("button", name="Bring it back").click()

    expect(desk.get_by_label("Title:")).to_have_value("Told too late")
    assert draft(post)["title"] == ["Told too late"]


def test_words_typed_while_others_are_on_their_way_are_kept(desk, post):
    on_their_way = []
    desk.route("**/autosave/", lambda route: on_their_way.append(route))
    desk.get_by_label("Title:").fill("Told")
    with desk.expect_request("**/autosave/"):
        desk.keyboard.press("Control+s")
    desk.get_by_label("Title:").fill("Told in haste")
    on_their_way[0].continue_()
    expect(saved_line(desk)).to_contain_text(SAVED)

    open_form(desk, post)
    desk.unroute("**/autosave/")
    desk.get_by_role("button", name="Bring it back").click()

    expect(desk.get_by_label("Title:")).to_have_value("Told in haste")


def test_what_could_not_be_published_is_a_draft(desk, post):
    desk.get_by_label("Title:").fill("Told")
    desk.get_by_label("Summary:").fill("")
    desk.get_by_role("button", name="Publish changes").click()
    expect(desk.get_by_text("Please correct")).to_be_visible()

    expect(saved_line(desk)).to_contain_text(SAVED)
    assert draft(post)["title"] == ["Told"]


def test_page_without_a_title_that_could_not_be_published_is_offered_back(desk):
    desk.goto(address_to_add(Article))
    desk.get_by_label("Summary:").fill(SUMMARY)
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("Please correct")).to_be_visible()

    desk.goto(address_to_add(Article))
    desk.get_by_role("button", name="Bring it back").click()

    expect(saved_line(desk)).to_contain_text(SAVED)
    expect(desk.get_by_label("Summary:")).to_have_value(SUMMARY)


def test_what_was_published_at_once_is_not_offered_back(desk):
    make_muscle("Psoas major")
    desk.goto(address_to_add(Article))
    desk.get_by_label("Title:").fill("Told ")
    desk.get_by_label("Summary:").fill(SUMMARY)
    desk.get_by_label("Tags:").fill("walking, standing up")
    writing_field(desk, "Body:").click()
    desk.keyboard.type("At once.")
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("“Told” is live.")).to_be_visible()

    expect(writing_field(desk, "Body:")).to_be_visible()
    assert desk.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


def test_old_window_shows_both_texts_and_takes_a_part(desk, post, troubles):
    other = desk.context.new_page()
    open_form(other, post)
    other.get_by_label("Title:").fill("By the other")
    expect(saved_line(other)).to_contain_text(SAVED)

    desk.get_by_label("Title:").fill("By me")
    desk.get_by_role("link", name="Show both").click()
    troubles.clear()  # the answer 409
    desk.get_by_label("Title").check()
    desk.get_by_role("button", name="Bring the ticked parts back").click()

    expect(desk.get_by_label("Title:")).to_have_value("By me")


def test_preview_stands_beside_the_form_and_follows_it(desk):
    desk.get_by_role("link", name="Preview").click()
    heading = desk.frame_locator("iframe").get_by_role("heading", level=1)
    expect(heading).to_have_text("Untold")
    desk.get_by_role("button", name="Desktop").click()
    frame = desk.locator("iframe")
    title = desk.get_by_label("Title:").bounding_box()
    assert frame.evaluate("frame => frame.contentWindow.innerWidth") == 1280
    assert title["x"] + title["width"] < frame.bounding_box()["x"]
    assert frame.bounding_box()["width"] < 900

    desk.get_by_role("button", name="Phone").click()
    frame.evaluate("frame => frame.contentWindow.scrollTo({top: 50, behavior: 'instant'})")
    desk.get_by_label("Title:").fill("Told")

    expect(heading).to_have_text("Told")
    desk.wait_for_function("document.querySelector('iframe').contentWindow.scrollY === 50")


def test_new_page_has_a_preview_versions_and_a_way_to_the_trash_once_it_is_saved(desk):
    desk.goto(address_to_add(Article))
    expect(desk.get_by_role("link", name="Preview")).to_be_hidden()
    desk.get_by_label("Title:").fill("Told")
    desk.keyboard.press("Control+s")
    desk.get_by_role("link", name="Preview").click()

    heading = desk.frame_locator("iframe").get_by_role("heading", level=1)
    expect(heading).to_have_text("Told")
    told = Article.objects.get(title="Told")
    desk.get_by_role("button", name="Close").click()
    for name, view in [("Versions", "versions"), ("Delete", "delete")]:
        link = desk.get_by_role("link", name=name, exact=True)
        assert link.evaluate("link => link.pathname") == address_of(told, view)


def test_live_page_says_that_it_has_changes_as_soon_as_it_is_saved(desk, post):
    expect(desk.get_by_role("button", name="Discard changes")).to_be_hidden()
    desk.get_by_label("Title:").fill("Told")
    desk.keyboard.press("Control+s")
    expect(desk.get_by_text("with changes not yet live")).to_be_visible()

    desk.get_by_role("button", name="Discard changes").click()

    expect(desk.get_by_label("Title:")).to_have_value("Untold")


def test_finding_leads_to_its_field(desk):
    desk.get_by_label("Summary:").fill("Short.")
    expect(desk.locator("#readiness")).to_contain_text("80 to 160")

    desk.locator("#readiness [data-field=summary]").click()

    expect(desk.get_by_label("Summary:")).to_be_focused()


def test_deletion_is_undone_from_its_message(desk, post):
    desk.get_by_role("link", name="Delete").click()
    desk.get_by_role("button", name="Move to the trash").click()
    desk.get_by_role("button", name="Undo").click()

    expect(desk.get_by_text("is back as it was")).to_be_visible()
    post.refresh_from_db()


def test_live_page_changes_only_when_the_changes_are_published(desk, post):
    def visitor_reads():
        visitor.goto("/untold/")
        return visitor.get_by_role("heading", level=1)

    visitor = desk.context.new_page()
    desk.get_by_label("Title:").fill("Told")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.get_by_text("with changes not yet live")).to_be_visible()
    expect(visitor_reads()).to_have_text("Untold")

    desk.get_by_role("button", name="Discard changes").click()
    expect(desk.get_by_label("Title:")).to_have_value("Untold")

    desk.get_by_label("Title:").fill("Told")
    desk.get_by_role("button", name="Publish changes").click()
    expect(desk.get_by_text("“Told” is live.")).to_be_visible()
    expect(visitor_reads()).to_have_text("Told")


def test_link_shows_the_draft_without_an_account_until_it_is_revoked(desk, new_context, base_url):
    desk.get_by_label("Title:").fill("Told")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.get_by_text("“Untold”: draft saved.")).to_be_visible()
    desk.get_by_role("link", name="Versions").click()
    desk.get_by_role("button", name="Make a link").click()
    address = desk.get_by_label("Until").input_value()
    friend = new_context().new_page()

    friend.goto(address)
    expect(friend.get_by_role("heading", level=1)).to_have_text("Told")

    desk.get_by_role("button", name="Revoke").click()
    expect(desk.get_by_text("The link no longer works.")).to_be_visible()
    assert friend.goto(address).status == 404


def test_older_version_is_compared_and_brought_back(desk, post):
    desk.get_by_label("Title:").fill("Told")
    desk.get_by_role("button", name="Publish changes").click()
    expect(desk.get_by_text("“Told” is live.")).to_be_visible()
    desk.get_by_role("link", name="Versions").click()
    expect(desk.get_by_role("row", name="Title")).to_be_visible()

    desk.get_by_role("link", name="Compare with now, bring back").last.click()
    expect(desk.locator(".difference del")).to_have_text("Untold")
    expect(desk.locator(".difference ins")).to_have_text("Told")
    desk.get_by_label("Title").check()
    desk.get_by_role("button", name="Bring the ticked parts back").click()

    expect(desk.get_by_label("Title:")).to_have_value("Untold")
    assert draft(post)["title"] == ["Untold"]


def test_versions_fit_a_narrow_screen(desk, post):
    desk.get_by_role("button", name="Save draft").click()
    desk.set_viewport_size({"width": 320, "height": 600})

    desk.get_by_role("link", name="Versions").click()

    expect(desk.get_by_role("region", name="Versions")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") == 320


def test_gap_on_the_front_page_opens_a_form_already_linked(desk):
    make_muscle("Piriformis")
    desk.goto("/admin/")

    desk.get_by_role("link", name="Write self-care for Piriformis").click()

    expect(desk.get_by_role("listitem", name="Piriformis")).to_be_visible()
