"""The practitioner answers from the inbox: kept first, mailed once, and shown where it stands."""

import smtplib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from integrativeworks.feedback import mail
from integrativeworks.feedback.models import CLAIM, Message, Reply, fresh_key
from integrativeworks.furniture.models import SiteSettings
from tests.desk import address_of, make_editor
from tests.factories import make_article, make_message, make_muscle, make_reply
from tests.mail_server import send_pending_mail
from tests.pages import select, send_feedback, texts

PRACTITIONER = "hello@example.org"
ANSWER = "Hello Ann,\n\nthank you, it is mended.\n\nKind regards,\nThe practitioner"


@pytest.fixture(autouse=True)
def site(db):
    return SiteSettings.objects.create(
        pk=1, contact_email=PRACTITIONER, author_name="The practitioner"
    )


@pytest.fixture
def message():
    return make_message(
        "There is a slip.\n\nSee the hip.",
        kind="typo",
        name="Ann",
        email="ann@example.net",
        page="/cramps/",
        quote="teh hip",
        notified_at=now(),
    )


def page_of(client, message):
    return client.get(address_of(message))


def box(page):
    """What stands in the box."""
    [area] = select(page, ".answer textarea")
    return area.to_text(strip=False).removeprefix("\n")


def press(client, message, button, value="1", **typed):
    """Open the page of the message, type, press a button; the page that follows."""
    page = page_of(client, message)
    form = {
        field.attrs["name"]: field.attrs.get("value", "")
        for field in select(page, ".answer input[type=hidden]")
    }
    sent = form | {"text": ANSWER} | typed | {button: value}
    return client.post(address_of(message), sent, follow=True)


def send(client, message, text=ANSWER, **typed):
    return press(client, message, "_send", text=text, **typed)


def test_answer_goes_to_the_reader_with_his_words_below(admin_client, server, message):
    make_article("Cramps")

    page = send(admin_client, message)

    [letter] = server.letters
    assert server.recipients == [["ann@example.net"]]
    assert letter["To"] == "ann@example.net"
    assert letter["From"] == "The practitioner <site@example.org>"
    assert letter["Reply-To"] == PRACTITIONER
    assert letter["Subject"] == "Re: your typo about “Cramps”"
    today = f"{now():%Y}"
    body = letter.get_content().replace("\r\n", "\n")
    assert body.startswith(ANSWER + "\n\nOn ")
    assert body.rstrip().endswith(
        f"{today}, you wrote about http://testserver/cramps/:\n\n"
        "> “teh hip”\n>\n> There is a slip.\n>\n> See the hip."
    )
    assert "on its way to ann@example.net" in page.text


def test_mail_is_shown_as_it_will_go_out(admin_client, server, message):
    page = press(admin_client, message, "_keep", "draft", text="Dear Ann, yes.")
    [shown] = select(page, ".as-mailed pre")
    facts = texts(page, ".as-mailed dd")

    send(admin_client, message, text=box(page))

    [letter] = server.letters
    assert shown.to_text().split() == letter.get_content().split()
    assert facts == [letter[name] for name in ("From", "To", "Reply-To", "Subject")]


def test_name_of_any_kind_stands_in_the_sender(admin_client, server, message):
    SiteSettings.objects.update(author_name="Zoë, “Bo”")

    page = send(admin_client, message)

    assert server.letters[0]["From"].addresses[0].display_name == "Zoë, “Bo”"
    assert texts(page, ".as-mailed dd")[0] == '"Zoë, “Bo”" <site@example.org>'


def test_exchange_is_kept_and_the_message_answered(admin_client, server, message):
    send(admin_client, message, text="The first answer.")
    page = send(admin_client, message, text="The second answer.")

    message.refresh_from_db()
    assert message.status == "answered"
    assert texts(page, ".from-you .words") == ["The first answer.", "The second answer."]
    assert all(state.startswith("Sent ") for state in texts(page, ".sent"))
    assert box(page).startswith("Hello Ann,")


def test_mails_of_an_exchange_belong_together(client, admin_client, server, typing_takes_no_time):
    send_feedback(client, email="ann@example.net")
    message = Message.objects.get()

    send(admin_client, message, text="The first answer.")
    send(admin_client, message, text="The second answer.")

    told, first, second = (letter["Message-ID"] for letter in server.letters)
    assert len({told, first, second}) == 3
    assert server.letters[1]["In-Reply-To"] == server.letters[1]["References"] == told
    assert server.letters[2]["In-Reply-To"] == first
    assert server.letters[2]["References"] == f"{told} {first}"


@pytest.mark.parametrize(
    ("name", "signature", "words"),
    [
        ("Ann", "", "Hello Ann,\n\n\n\nKind regards,\nThe practitioner"),
        ("", "", "Hello,\n\n\n\nKind regards,\nThe practitioner"),
        ("Ann\r\nof  York", "Yours\nB.", "Hello Ann of York,\n\n\n\nYours\nB."),
    ],
)
def test_box_begins_with_greeting_and_signature(admin_client, name, signature, words):
    SiteSettings.objects.update(signature=signature)

    page = page_of(admin_client, make_message(name=name, email="ann@example.net"))

    assert box(page) == words


def test_nothing_but_greeting_and_signature_is_not_sent(admin_client, server, message):
    untouched = box(page_of(admin_client, message))

    page = send(admin_client, message, text=untouched.replace("\n", "\r\n"))

    assert "Write your answer between greeting and signature first." in page.text
    assert server.letters == []


@pytest.mark.parametrize("text", ["", " \r\n "])
def test_empty_answer_is_not_sent(admin_client, server, message, text):
    page = send(admin_client, message, text=text)

    assert "Write your answer first." in page.text
    assert not Reply.objects.exists()


def test_answer_waits_while_the_server_is_down(admin_client, silent_server, message):
    page = send(admin_client, message)

    [waiting] = texts(page, ".waiting-reply p")
    assert waiting.startswith("Waiting to be sent. The mail server can’t be reached.")
    message.refresh_from_db()
    assert message.status == "new"
    assert send_pending_mail() == "0 of 1 waiting messages sent."

    silent_server.start()

    assert send_pending_mail() == "1 of 1 waiting messages sent."
    assert send_pending_mail() == "0 of 0 waiting messages sent."
    message.refresh_from_db()
    assert message.status == "answered"
    assert len(silent_server.letters) == 1


def test_waiting_answer_is_sent_by_its_button(admin_client, silent_server, message):
    send(admin_client, message)
    silent_server.start()

    page = press(admin_client, message, "_retry", Reply.objects.get().key)

    assert texts(page, ".waiting-reply") == []
    assert len(texts(page, ".sent")) == len(silent_server.letters) == 1


@pytest.mark.parametrize(
    ("refusal", "state"),
    [("451 Try again later", "Waiting to be sent."), ("554 Looks like spam", "Not sent.")],
)
def test_refused_answer_says_what_the_server_said(admin_client, server, message, refusal, state):
    server.answers = [refusal]

    [waiting] = texts(send(admin_client, message), ".waiting-reply p")

    code, _, reason = refusal.partition(" ")
    assert waiting.startswith(f"{state} The mail server didn’t take it.")
    assert f"It said: “{code} {reason}”." in waiting


def test_unknown_address_is_tried_again_only_on_demand(admin_client, server, message):
    async def refuse(server, session, envelope, address, options):
        return "550 No such user"

    server.handle_RCPT = refuse
    [waiting] = texts(send(admin_client, message), ".waiting-reply p")
    assert waiting == (
        "Not sent. The mail server doesn’t take mail for this address. It said: “550 No such user”."
    )
    del server.handle_RCPT

    assert send_pending_mail() == "0 of 0 waiting messages sent."
    press(admin_client, message, "_retry", Reply.objects.get().key)
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("error", "words", "is_refused"),
    [
        (smtplib.SMTPAuthenticationError(535, b"No"), "doesn’t accept the site’s password", False),
        (smtplib.SMTPSenderRefused(550, b"No", "a@b.c"), "from the site’s address", False),
        (smtplib.SMTPServerDisconnected(), "can’t be reached", False),
        (TimeoutError(), "can’t be reached", False),
        (ValueError(), "isn’t a proper one", True),
    ],
)
def test_reason_is_told_in_plain_words(message, monkeypatch, error, words, is_refused):
    def fail(*args):
        raise error

    monkeypatch.setattr(mail.EmailMessage, "send", fail)
    reply = make_reply(message)

    assert mail.send_reply(reply) is False

    reply.refresh_from_db()
    assert words in reply.problem
    assert reply.is_refused is is_refused


def test_answer_waits_for_an_address_to_be_answered_at(admin_client, server, message):
    SiteSettings.objects.update(contact_email="")

    page = send(admin_client, message)
    assert "your contact address is missing" in texts(page, ".waiting-reply p")[0]
    assert server.letters == []

    SiteSettings.objects.update(contact_email=PRACTITIONER)
    assert send_pending_mail() == "1 of 1 waiting messages sent."


def test_form_sent_twice_is_one_mail(admin_client, server, message):
    key = fresh_key()

    send(admin_client, message, key=key)
    page = send(admin_client, message, key=key)

    assert len(server.letters) == 1
    assert len(texts(page, ".from-you")) == 1


@pytest.mark.parametrize("key", ["", "short", "a" * 23, "abcdefghijklmnopqrst\r\n", "a@b>" * 5])
def test_forged_key_sends_nothing(admin_client, server, message, key):
    page = send(admin_client, message, key=key)

    assert server.letters == []
    assert box(page) == ANSWER


def test_answer_that_another_process_is_sending_is_left_to_it(server, message):
    reply = make_reply(message, claimed_at=now())
    assert send_pending_mail() == "0 of 1 waiting messages sent."

    Reply.objects.filter(pk=reply.pk).update(claimed_at=now() - CLAIM - timedelta(1))
    assert send_pending_mail() == "1 of 1 waiting messages sent."


def test_answer_to_spam_does_not_go_out(server, message):
    make_reply(message)
    Message.objects.filter(pk=message.pk).mark("spam")

    assert send_pending_mail() == "0 of 0 waiting messages sent."


@pytest.mark.parametrize("status", ["probably", "spam"])
def test_whoever_is_answered_is_no_robot(admin_client, server, message, status):
    Message.objects.filter(pk=message.pk).mark(status)

    send(admin_client, message)

    message.refresh_from_db()
    assert (message.status, message.learned_as_spam) == ("answered", False)
    assert len(server.letters) == 1


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\u2028"])
def test_nothing_typed_can_add_headers(admin_client, server, end):
    evil = f"Ann{end}Bcc: victim@example.net"
    make_article(evil, slug="cramps")
    SiteSettings.objects.update(author_name=evil, signature=evil)
    message = make_message(name=evil, email="ann@example.net", page="/cramps/", quote=evil)

    send(admin_client, message, text=f"Bcc: victim@example.net{end}Bcc: victim@example.net")

    [letter] = server.letters
    assert server.recipients == [["ann@example.net"]]
    assert letter["Bcc"] is None
    assert letter["Subject"].strip() == "Re: your question about “Ann Bcc: victim@example.net”"


@pytest.mark.parametrize("email", ["ann@example.net\r\nBcc: victim@example.net", "a@b, c@d", "@"])
def test_address_that_is_none_is_refused(admin_client, server, message, email):
    Message.objects.filter(pk=message.pk).update(email=email)

    [waiting] = texts(send(admin_client, message), ".waiting-reply p")

    assert waiting.startswith("Not sent.")
    assert server.letters == []


def test_characters_no_database_takes_are_left_out(admin_client, server, message):
    send(admin_client, message, text="It is\x00 mended.\r\nThanks.")

    assert Reply.objects.get().text == "It is mended.\nThanks."


def test_message_without_an_address_says_so(admin_client, server):
    message = make_message(name="Ann")

    page = page_of(admin_client, message)
    admin_client.post(address_of(message), {"_send": "1", "text": ANSWER, "key": fresh_key()})

    assert texts(page, ".no-address")[0].startswith("Ann left no e-mail address")
    assert texts(page, ".answer") == []
    assert not Reply.objects.exists()


def test_site_without_a_mail_server_says_so(admin_client, settings, message):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    assert "has no mail server yet" in page_of(admin_client, message).text


# --- drafts and notes ---


def autosave(client, message, text, was="", field="draft", **more):
    sent = {"field": field, "text": text, "was": was} | more
    return client.post(address_of(message, "autosave"), sent)


def test_answer_kept_for_later_is_in_the_box_again(admin_client, server, message):
    page = press(admin_client, message, "_keep", "draft", text="Half of an an")

    assert box(page) == "Half of an an"
    assert "answer begun" in admin_client.get("/admin/feedback/message/").text
    assert server.letters == []


def test_answer_is_saved_while_it_is_written(admin_client, message):
    saved = autosave(admin_client, message, "Half\r\nof an an")
    autosave(admin_client, message, "Half\nof an answer", was=saved.json()["was"])

    assert box(page_of(admin_client, message)) == "Half\nof an answer"


def test_untouched_box_is_not_a_draft(admin_client, message):
    autosave(admin_client, message, box(page_of(admin_client, message)))

    message.refresh_from_db()
    assert message.draft == ""


def test_second_window_does_not_overwrite_the_first(admin_client, message):
    autosave(admin_client, message, "From the first window.")

    refused = autosave(make_editor("other"), message, "From the second window.")

    assert refused.status_code == 409
    assert refused.json() == {"other": "From the first window."}
    message.refresh_from_db()
    assert message.draft == "From the first window."


def test_texts_of_two_windows_are_both_kept_without_scripts_too(admin_client, message):
    autosave(admin_client, message, "From the first window.")

    page = press(admin_client, message, "_keep", "draft", text="From the second window.", was="")

    assert box(page) == "From the second window.\n\nFrom the first window."


def test_what_another_window_kept_survives_sending(admin_client, server, message):
    page = page_of(admin_client, message)
    autosave(make_editor("other"), message, "From the other window.")

    key = select(page, "[name=key]")[0].attrs["value"]
    sent = {"_send": "1", "text": ANSWER, "key": key, "was": ""}
    page = admin_client.post(address_of(message), sent, follow=True)

    assert box(page) == "From the other window."


def test_late_autosave_does_not_bring_a_sent_answer_back(admin_client, server, message):
    send(admin_client, message)

    autosave(admin_client, message, ANSWER, key=Reply.objects.get().key)

    assert box(page_of(admin_client, message)).startswith("Hello Ann,\n\n\n\n")


def test_waiting_answer_is_taken_back_into_the_box(admin_client, silent_server, message):
    send(admin_client, message)
    autosave(admin_client, message, "And one more thing.")

    page = press(admin_client, message, "_take_back", Reply.objects.get().key)

    assert box(page) == f"{ANSWER}\n\nAnd one more thing."
    assert not Reply.objects.exists()


@pytest.mark.parametrize("since", ["sent_at", "claimed_at"])
def test_answer_on_its_way_is_not_taken_back(admin_client, message, since):
    reply = make_reply(message, **{since: now()})

    page = press(admin_client, message, "_take_back", reply.key)

    assert "It is on its way already." in page.text
    assert Reply.objects.get() == reply


def test_note_is_kept_and_never_mailed(admin_client, server, message):
    autosave(admin_client, message, "A patient of Dr. Li.", field="note")
    send(admin_client, message)

    page = page_of(admin_client, message)

    assert texts(page, "#note") == ["A patient of Dr. Li."]
    assert "Dr. Li" not in server.letters[0].get_content()


def test_only_draft_and_note_are_saved_by_themselves(admin_client, message):
    assert autosave(admin_client, message, "spam", field="status").status_code == 404
    assert admin_client.get(address_of(message, "autosave")).status_code == 405


def test_visitor_sees_and_sends_nothing(client, server, message):
    for answer in (
        page_of(client, message),
        client.post(address_of(message), {"_send": "1", "text": ANSWER, "key": fresh_key()}),
        autosave(client, message, "Mine."),
    ):
        assert answer.status_code == 302
        assert answer.url.startswith("/admin/login/")

    message.refresh_from_db()
    assert message.draft == ""
    assert server.letters == []


# --- the page ---


def test_page_leads_on_to_the_next_message_and_to_others_of_this_reader(admin_client, message):
    make_message("From somebody else.")
    make_message("From her again.", email="ANN@example.net", status="answered")

    page = page_of(admin_client, message)

    assert texts(page, ".next a") == ["Question from a reader: From somebody else."]
    assert texts(page, ".facts-of-message li a") == ["From her again."]


def test_message_that_is_gone_is_not_an_error(admin_client, message):
    address = address_of(message)
    message.delete()

    assert "Perhaps it was deleted?" in admin_client.get(address, follow=True).text
    assert admin_client.post(address, {"_mark": "spam"}, follow=True).status_code == 200


def test_page_costs_the_same_for_few_and_many(admin_client, message):
    make_muscle("Psoas major")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page_of(admin_client, message)
        return len(captured)

    make_reply(message)
    make_message("Again.", email=message.email)
    few = queries()
    for n in range(30):
        make_reply(message, sent_at=now())
        make_message(f"Again {n}.", email=message.email)

    assert queries() == few
