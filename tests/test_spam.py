"""Spam is learned by marking it. Nobody in pain is taken for a seller, and nothing is lost."""

from time import perf_counter

import pytest
from django.core import mail as postbox
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from integrativeworks.feedback import spam
from integrativeworks.feedback.models import Message
from integrativeworks.feedback.spam import FEWEST, Sign
from integrativeworks.furniture.models import SiteSettings
from tests.desk import address_of
from tests.factories import make_message
from tests.letters import REAL, SPAM, UNSEEN_REAL, UNSEEN_SPAM
from tests.mail_server import send_pending_mail
from tests.pages import send_feedback, texts

NEW, ANSWERED, HELD_BACK, IS_SPAM = Message.Status.values


@pytest.fixture(autouse=True)
def site(db, typing_takes_no_time):
    return SiteSettings.objects.create(pk=1, contact_email="hello@example.org")


@pytest.fixture
def practised(db):
    """The filter after some weeks of marking."""
    learn(REAL, ANSWERED)
    learn(SPAM, IS_SPAM)


def learn(letters, status):
    made = [make_message(text, notified_at=now()) for text in letters]
    Message.objects.filter(pk__in=[message.pk for message in made]).mark(status)
    return made


def knowledge():
    known = Sign.objects.exclude(in_spam=0, in_real=0)
    return {sign.text: (sign.in_spam, sign.in_real) for sign in known}


@pytest.mark.parametrize("text", UNSEEN_SPAM)
def test_likely_spam_is_held_back_and_not_mailed(client, practised, text):
    send_feedback(client, text=text)

    message = Message.objects.get(text=text)
    assert message.status == HELD_BACK
    assert send_pending_mail() == "0 of 0 waiting messages sent."
    assert not any(text in letter.body for letter in postbox.outbox)


@pytest.mark.parametrize("text", UNSEEN_REAL + REAL)
def test_person_in_pain_is_not_taken_for_spam(client, practised, text):
    send_feedback(client, text=text, email="ann@example.org")

    assert Message.objects.latest("pk").status == NEW
    assert text in postbox.outbox[-1].body


def test_typo_report_with_a_long_quote_is_not_taken_for_spam(client, practised):
    quote = "Buy a hard ball, play with the place, and rank what you feel from one to ten."

    send_feedback(client, "/feedback/?page=/pain/", kind="typo", text="Comma.", quote=quote)

    assert Message.objects.latest("pk").status == NEW


@pytest.mark.parametrize(
    ("spam_letters", "real_letters"), [(SPAM[: FEWEST - 1], REAL), (SPAM, REAL[: FEWEST - 1])]
)
def test_nothing_is_judged_before_enough_was_learned(client, spam_letters, real_letters):
    learn(spam_letters, IS_SPAM)
    learn(real_letters, ANSWERED)

    send_feedback(client, text=SPAM[0])

    assert Message.objects.latest("pk").status == NEW


def test_one_click_brings_a_message_back_and_mails_it(admin_client, practised):
    message = make_message(UNSEEN_SPAM[0], status=HELD_BACK)

    admin_client.post(address_of(message), {"_mark": NEW})

    message.refresh_from_db()
    assert message.status == NEW
    assert message.learned_as_spam is False
    assert message.text in postbox.outbox[-1].body


def test_page_of_a_message_says_why_it_was_held_back(admin_client, practised):
    message = make_message(UNSEEN_SPAM[1], status=HELD_BACK)

    [said] = texts(admin_client.get(address_of(message)), ".held-back")

    assert "Probably spam. It was not mailed to you, because of:" in said
    assert "casino" in said


def test_message_marked_otherwise_is_unlearned():
    learn(REAL, ANSWERED)
    before = knowledge()

    [message] = learn(SPAM[:1], IS_SPAM)
    assert knowledge() != before
    Message.objects.filter(pk=message.pk).mark(HELD_BACK)
    assert knowledge() == before


def test_message_is_learned_once_however_often_it_is_marked():
    [message] = learn(SPAM[:1], IS_SPAM)
    once = knowledge()

    Message.objects.filter(pk=message.pk).mark(IS_SPAM)
    assert knowledge() == once

    Message.objects.filter(pk=message.pk).mark(NEW)
    assert knowledge() == dict.fromkeys(once, (0, 1))


def test_what_was_learned_wrongly_is_mended_by_marking_otherwise(client, practised):
    for text in UNSEEN_SPAM * 2:
        learn([text], ANSWERED)
    send_feedback(client, text=UNSEEN_SPAM[0])
    assert Message.objects.latest("pk").status == NEW

    Message.objects.filter(text__in=UNSEEN_SPAM).mark(IS_SPAM)
    send_feedback(client, text=UNSEEN_SPAM[0])

    assert Message.objects.latest("pk").status == HELD_BACK


@pytest.mark.parametrize(
    "facts",
    [
        {"text": "\U0001f9b4" * 500},
        {"text": "كتفي يؤلمني منذ شهر"},
        {"text": "x" * 100_000},
        {"text": "<a href='https://a.example'>buy</a> [url=https://b.example] www.c.example"},
        {"text": "http://", "name": "http://[::1]/", "email": "ann"},
        {"text": " ".join(f"word{n}" for n in range(5_000))},
    ],
)
def test_message_of_any_kind_can_be_learned_and_judged(practised, facts):
    message = make_message(**facts)
    before = knowledge()

    Message.objects.filter(pk=message.pk).mark(IS_SPAM)
    spam.is_likely(message)
    Message.objects.filter(pk=message.pk).mark(HELD_BACK)

    assert knowledge() == before


def test_signs_are_words_people_can_read():
    message = make_message(
        "LOOK AT https://www.pills.example/buy?x=1 NOW, not at http://testserver/pain/",
        email="ann@Shop.example",
        page="/pain/",
    )

    assert spam.signs_of(message) == {
        *(spam.EVERY_MESSAGE, "look", "now", "link to pills.example", "links to other sites"),
        *("mail from shop.example", "mostly capitals", "written about a page"),
    }


def test_ten_thousand_learned_messages_are_judged_by_one_query_in_no_time(practised):
    words = [f"word{n}" for n in range(60_000)]
    Sign.objects.bulk_create(
        Sign(text=word, in_spam=n % 7, in_real=3) for n, word in enumerate(words)
    )
    Sign.objects.filter(text=spam.EVERY_MESSAGE).update(in_spam=5_000, in_real=5_000)
    message = make_message(" ".join([*UNSEEN_SPAM, *UNSEEN_REAL]))

    began = perf_counter()
    with CaptureQueriesContext(connection) as queries:
        spam.is_likely(message)

    assert len(queries) == 1
    assert perf_counter() - began < 0.5


def test_many_are_learned_at_once_as_one_by_one():
    learn(SPAM, IS_SPAM)
    at_once = knowledge()
    Sign.objects.all().delete()
    Message.objects.all().delete()

    for text in SPAM:
        learn([text], IS_SPAM)

    assert knowledge() == at_once
