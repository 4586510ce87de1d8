"""The practitioner reads, answers, weeds out spam, and mends a slip where a reader found it."""

import pytest
from playwright.sync_api import expect

from integrativeworks.content.models import Version
from integrativeworks.feedback.models import Message
from integrativeworks.furniture.models import SiteSettings
from tests import browser
from tests.browser import sign_in, writing_field
from tests.desk import address_of
from tests.factories import (
    make_article,
    make_message,
    make_muscle,
    make_pattern,
    make_protocol,
    make_reply,
)
from tests.letters import REAL, SPAM

INBOX = "/admin/feedback/message/"
MARKED = """() => [...(CSS.highlights.get("passage") ?? [])].map((range) => range.toString())"""
IN_VIEW = """() => [...CSS.highlights.get("passage")].some((range) => {
    const { top, bottom } = range.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
})"""
CHOSEN = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
FILLER = "<p>Breathe out slowly and wait until it lets go.</p>" * 30


@pytest.fixture
def desk(page, admin_user):
    """The browser of the practitioner, who has just signed in."""
    SiteSettings.objects.create(pk=1, contact_email="hello@example.org", author_name="Bo")
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page)
    return page


def answer_box(page):
    return page.get_by_label("Your answer")


def saved_line(page):
    return page.locator(".answer .saved-line")


# --- answering ---


def test_reader_is_answered_from_the_inbox(desk, mailoutbox):
    make_message("May I use a ball on the calf?", name="Ann", email="ann@example.net")
    desk.goto("/admin/")

    desk.get_by_role("link", name="May I use a ball on the calf?").click()
    desk.wait_for_load_state()
    answer_box(desk).focus()
    desk.keyboard.type("Yes, softly.")
    expect(saved_line(desk)).to_contain_text("Kept")
    desk.get_by_text("The mail as it goes out").click()
    mail = desk.locator(".as-mailed pre")
    expect(mail).to_contain_text("Hello Ann, Yes, softly. Kind regards, Bo")
    expect(mail).to_contain_text("> May I use a ball on the calf?")
    desk.get_by_role("button", name="Send").click()

    expect(desk.get_by_text("Your answer is on its way to ann@example.net.")).to_be_visible()
    thread = desk.get_by_role("article", name="Your answer")
    expect(thread).to_contain_text("Yes, softly.")
    expect(thread).to_contain_text("Sent ")
    assert mailoutbox[0].body.startswith("Hello Ann,\n\nYes, softly.\n\nKind regards,\nBo\n\nOn ")
    desk.goto(INBOX)
    expect(desk.get_by_role("row", name="May I use a ball")).to_contain_text("Answered")


def test_answer_written_without_connection_is_offered_back(desk, troubles):
    message = make_message(email="ann@example.net")
    desk.goto(address_of(message))
    desk.route("**/autosave/", lambda route: route.abort())
    answer_box(desk).fill("Written on the train.")
    answer_box(desk).press("Control+s")
    expect(saved_line(desk)).to_contain_text("Not kept yet")

    desk.unroute("**/autosave/")
    troubles.clear()  # the connection that the test cut
    desk.reload()
    desk.get_by_role("button", name="Bring it back").click()

    expect(answer_box(desk)).to_have_value("Written on the train.")
    expect(saved_line(desk)).to_contain_text("Kept")
    message.refresh_from_db()
    assert message.draft == "Written on the train."


def test_answers_of_two_windows_are_put_together(desk, troubles):
    message = make_message(email="ann@example.net")
    desk.goto(address_of(message))
    Message.objects.update(draft="From the other window.")

    answer_box(desk).fill("From this one.")
    desk.get_by_role("button", name="Put both here").click()

    expect(answer_box(desk)).to_have_value("From this one.\n\nFrom the other window.")
    expect(saved_line(desk)).to_contain_text("Kept")
    troubles.clear()  # the answer 409


def test_sent_answer_is_not_offered_again_after_signing_in_anew(desk):
    message = make_message(email="ann@example.net")
    desk.goto(address_of(message))
    answer_box(desk).fill("Thank you.")
    desk.context.clear_cookies()

    desk.get_by_role("button", name="Send").click()
    sign_in(desk)
    desk.goto(address_of(message))
    desk.get_by_role("button", name="Bring it back").click()
    desk.get_by_role("button", name="Send").click()

    expect(desk.get_by_text("Your answer is on its way")).to_be_visible()
    expect(desk.get_by_role("button", name="Bring it back")).to_have_count(0)


# --- spam ---


def test_spam_is_learned_held_back_and_brought_back(desk, mailoutbox, client, typing_takes_no_time):
    for text in REAL[:5]:
        Message.objects.filter(pk=make_message(text).pk).mark("answered")
    for text in SPAM:
        make_message(text)
    desk.goto(INBOX)

    # The newest stands first; the last one is left for later.
    first = desk.locator("#result_list tbody a").first
    first.focus()
    for _ in SPAM:
        desk.keyboard.press("x")
        desk.keyboard.press("ArrowDown")
    expect(desk.get_by_text(f"{len(SPAM)} of {len(SPAM) + 5} selected")).to_be_visible()
    desk.get_by_role("button", name="Mark as spam").click()
    expect(desk.get_by_text(f"{len(SPAM)} messages are marked as spam.")).to_be_visible()

    send_from_the_site(desk, "Casino bonus and free spins, play now https://spin.example")
    desk.goto(INBOX)
    desk.get_by_role("link", name="Probably spam (1)").click()
    desk.get_by_role("link", name="Casino bonus").click()
    expect(desk.get_by_text("It was not mailed to you, because of:")).to_be_visible()
    assert mailoutbox == []
    desk.get_by_role("button", name="Not spam").click()

    expect(desk.get_by_text("The message is marked as new.")).to_be_visible()
    expect(desk.get_by_role("link", name="Casino bonus")).to_be_visible()
    assert "Casino bonus" in mailoutbox[0].body


def send_from_the_site(page, text):
    page.goto("/feedback/")
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


# --- the passage ---


def open_passage(desk, page, quote):
    message = make_message(page=page.get_absolute_url(), quote=quote, kind="typo")
    desk.goto(address_of(message))
    desk.get_by_role("link", name="Open the passage").click()
    expect(desk.locator(".passage-notice")).to_be_visible()
    return message


def test_passage_is_marked_in_its_writing_field(desk):
    post = make_pattern(
        "Cramps",
        wrong_suspect=FILLER,
        getting_relief=f"{FILLER}<h3>The <em>ball</em></h3><p>Lean on it “softly” – for a "
        f"<strong>mi</strong>nute.</p><ul><li><p>Breathe</p></li><li><p>Wait</p></li></ul>{FILLER}",
    )

    message = open_passage(
        desk, post, 'the ball\n\n\tLean on  it "softly" - for a minute.\nBreathe\nWait'
    )

    [marked] = desk.evaluate(MARKED)
    assert marked.startswith("The ballLean on it “softly” – for a minute.")
    assert marked.endswith("BreatheWait")
    assert desk.evaluate(IN_VIEW)
    expect(writing_field(desk, "Getting relief")).to_be_focused()
    expect(desk.locator(".passage-notice")).to_contain_text("Getting relief")
    assert not Version.objects.exists(), "looking is no change"

    desk.get_by_role("link", name="Back to the message").click()
    expect(desk).to_have_url(address_of(message))


def test_passage_of_changes_not_yet_live_is_marked_in_them(desk, admin_client):
    post = make_article("Cramps", body="<p>Lean on teh ball.</p>")
    desk.goto(address_of(post))
    desk.get_by_label("Title:").fill("Cramps again")
    expect(desk.locator("#saved-line")).to_contain_text("Draft saved")

    open_passage(desk, post, "on teh ball")

    expect(desk.get_by_label("Title:")).to_have_value("Cramps again")
    assert desk.evaluate(MARKED) == ["on teh ball"]


def test_passage_is_marked_in_plain_fields_and_in_steps(desk):
    muscle = make_muscle("Psoas major", origin="Bodies of T12–L5,\nand the discs between.")
    protocol = make_protocol("Hip routine", summary="Press the hip.", cautions=FILLER)
    protocol.steps.create(title="Begin", text="<p>Hold the hip.</p>")
    protocol.steps.create(title="Press", text="<p>Press the hip for ten seconds.</p>")

    open_passage(desk, muscle, "T12-L5, and")
    expect(desk.get_by_label("Origin:")).to_be_focused()
    assert desk.get_by_label("Origin:").evaluate(CHOSEN) == "T12–L5,\nand"

    open_passage(desk, protocol, "Press the hip for ten")
    expect(
        desk.locator(".passage-notice").get_by_role("button", name="Press: Text")
    ).to_be_visible()
    assert desk.evaluate(MARKED) == ["Press the hip for ten"]


def test_passage_over_two_sections_is_marked_in_both(desk):
    post = make_pattern(
        "Cramps",
        wrong_suspect="<p>It is not the hamstring.</p>",
        getting_relief="<p>Use a ball.</p>",
    )

    open_passage(desk, post, "not the hamstring.\nGetting relief\nUse a ball.")

    assert desk.evaluate(MARKED) == ["not the hamstring.", "Use a ball."]


def test_passage_changed_since_is_marked_as_far_as_it_is_left(desk):
    post = make_article("Cramps", body="<p>Lean on the hard ball for a whole long minute.</p>")

    open_passage(desk, post, "Lean on the hard ball for two whole minutes.")

    expect(desk.locator(".passage-notice")).to_contain_text("What is left of the words")
    assert desk.evaluate(MARKED) == ["Lean on the hard ball for"]


def test_words_of_the_furniture_are_looked_for_in_the_site_texts(desk):
    SiteSettings.objects.update(author_note="<p>I treat teh far end first.</p>")
    post = make_article("Cramps", body="<p>Lean on it.</p>")

    open_passage(desk, post, "treat teh far end")
    notice = desk.locator(".passage-notice")
    expect(notice).to_contain_text("These words are in no field of this page.")
    expect(notice.locator("blockquote")).to_have_text("treat teh far end")
    assert desk.evaluate(MARKED) == []
    notice.get_by_role("link", name="the texts around every page").click()

    expect(notice).to_contain_text("Author’s note")
    assert desk.evaluate(MARKED) == ["treat teh far end"]
    notice.get_by_role("button", name="Put this away").click()
    expect(notice).to_have_count(0)
    assert "#" not in desk.url


# --- looks ---


@pytest.mark.once
def test_axe_finds_nothing_in_the_inbox(desk):
    message = make_message(
        "It grabs again. " * 20, page="/pain/", quote="Teh hip.", email="ann@example.net"
    )
    make_reply(message, problem="The mail server can’t be reached.")
    make_message("Pills.", status="probably")

    for address in (INBOX, address_of(message)):
        desk.goto(address)
        browser.axe(desk)


@pytest.mark.once
def test_axe_finds_nothing_where_a_passage_is_marked(desk):
    open_passage(desk, make_article("Cramps", body="<p>Teh hip.</p>"), "Teh hip.")

    browser.axe(desk)
