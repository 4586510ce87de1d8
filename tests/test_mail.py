"""Readers' messages reach the practitioner by a real SMTP conversation: all of them, once."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from integrativeworks.feedback import mail
from integrativeworks.feedback.models import CLAIM, Message
from integrativeworks.furniture.models import SiteSettings
from tests.factories import make_message
from tests.mail_server import send_pending_mail
from tests.pages import send_feedback

PRACTITIONER = "hello@example.org"


@pytest.fixture(autouse=True)
def site(db, typing_takes_no_time):
    return SiteSettings.objects.create(pk=1, contact_email=PRACTITIONER)


def test_message_arrives_whole(client, server):
    text = "Teh hip 🦴🧘🏽‍♀️\r\n\r\nكتفي يؤلمني\r\n.\r\nQUIT\r\n" + "long " * 500 + "end"

    send_feedback(
        client,
        "/feedback/?page=/pain/",
        kind="typo",
        text=text,
        quote="Teh “hip”",
        name="Zoë مريم 🦴",
        email="zoe@example.net",
    )

    [letter] = server.letters
    body = letter.get_content().replace("\r\n", "\n")
    assert letter["To"] == PRACTITIONER
    assert letter["From"] == "site@example.org"
    assert letter["Reply-To"] == "zoe@example.net"
    assert letter["Subject"] == "Typo from Zoë مريم 🦴"
    assert text.replace("\r\n", "\n") in body
    assert "Teh “hip”" in body
    assert "Page: http://testserver/pain/" in body
    inbox = f"/admin/feedback/message/{Message.objects.get().pk}/change/"
    assert f"http://testserver{inbox}" in body


def test_message_of_a_hundred_thousand_characters_arrives(client, server):
    send_feedback(client, text="x" * 100_000)

    assert "x" * 100_000 in server.letters[0].get_content().replace("\r\n", "")


def test_sent_message_is_not_sent_again(client, server):
    send_feedback(client)

    assert send_pending_mail() == "0 of 0 waiting messages sent."
    assert len(server.letters) == 1


def test_message_waits_while_the_server_is_down(client, silent_server):
    answer = send_feedback(client, text="Patience.")
    assert answer.status_code == 302
    assert send_pending_mail() == "0 of 1 waiting messages sent."

    silent_server.start()

    assert send_pending_mail() == "1 of 1 waiting messages sent."
    assert send_pending_mail() == "0 of 0 waiting messages sent."
    [letter] = silent_server.letters
    assert "Patience." in letter.get_content()


@pytest.mark.parametrize("refusal", ["451 Try again later", "554 Looks like spam", "421 Closing"])
def test_message_waits_while_the_server_refuses_it(client, server, refusal):
    server.answers = [refusal]

    assert send_feedback(client).status_code == 302
    assert server.letters == []

    assert send_pending_mail() == "1 of 1 waiting messages sent."
    assert len(server.letters) == 1


def test_recipient_the_server_does_not_know_loses_nothing(client, server, site):
    async def refuse(server, session, envelope, address, options):
        return "550 No such user"

    server.handle_RCPT = refuse
    send_feedback(client)
    del server.handle_RCPT

    assert send_pending_mail() == "1 of 1 waiting messages sent."


def test_server_that_hangs_up_after_taking_a_message_gets_it_once(client, server):
    async def hang_up(server, session, envelope):
        server.transport.close()
        return "221 Bye"

    server.handle_QUIT = hang_up

    send_feedback(client)

    assert send_pending_mail() == "0 of 0 waiting messages sent."
    assert len(server.letters) == 1


def test_one_refused_message_does_not_hold_up_the_others(server):
    make_message("First.")
    make_message("Second.")
    server.answers = ["554 Looks like spam"]

    assert send_pending_mail() == "1 of 2 waiting messages sent."
    assert "Second." in server.letters[0].get_content()


def test_message_that_cannot_be_put_into_a_mail_does_not_hold_up_the_others(server):
    make_message("First.", email="ann@ªƇ븾ëﶝ⡺.com")
    make_message("Second.")

    assert send_pending_mail() == "1 of 2 waiting messages sent."
    assert "Second." in server.letters[0].get_content()


def test_message_that_another_process_is_sending_is_left_to_it(server):
    message = make_message(claimed_at=now())

    assert send_pending_mail() == "0 of 1 waiting messages sent."
    assert server.letters == []

    Message.objects.filter(pk=message.pk).update(claimed_at=now() - CLAIM - timedelta(1))
    assert send_pending_mail() == "1 of 1 waiting messages sent."


def test_message_that_was_sent_meanwhile_is_not_sent_again(server):
    message = make_message()
    Message.objects.update(notified_at=now())

    assert mail.send(message) is False
    assert server.letters == []


def test_messages_wait_for_a_contact_address(client, server, site):
    SiteSettings.objects.update(contact_email="")
    send_feedback(client)
    assert server.letters == []

    SiteSettings.objects.update(contact_email=PRACTITIONER)

    assert send_pending_mail() == "1 of 1 waiting messages sent."


def test_spam_is_not_mailed(server):
    make_message(status=Message.Status.SPAM)

    assert send_pending_mail() == "0 of 0 waiting messages sent."


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\u2028", "\x85", "\r\n\r\n"])
def test_name_cannot_add_headers_to_the_mail(client, server, end):
    send_feedback(client, name=f"Ann{end}Bcc: victim@example.net")

    [letter] = server.letters
    assert server.recipients == [[PRACTITIONER]]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Comment from Ann Bcc: victim@example.net"


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.net\r\nBcc: victim@example.net",
        "ann@example.net, victim@example.net",
        "Ann <ann@example.net>",
        "ann@example.net%0aBcc:victim@example.net",
    ],
)
def test_address_cannot_add_headers_to_the_mail(client, server, address):
    assert send_feedback(client, email=address).status_code == 422

    assert server.letters == []


@pytest.mark.parametrize("address", ["ann@münchen.example", '"ann,of"@example.net'])
def test_unusual_address_can_be_answered(client, server, address):
    send_feedback(client, email=address)

    [letter] = server.letters
    assert len(letter["Reply-To"].addresses) == 1


@pytest.mark.parametrize("address", ['"\x1e("@[::1]', "ann@ªƇ븾ëﶝ⡺.com"])
def test_address_that_cannot_stand_in_a_header_is_refused_or_mailed(client, server, address):
    answer = send_feedback(client, email=address)

    assert answer.status_code in (302, 422)
    assert len(server.letters) == Message.objects.count()
    assert send_pending_mail() == "0 of 0 waiting messages sent."
