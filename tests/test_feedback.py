"""Question? Comment? Typo? Nothing a reader writes is lost, and robots are turned away."""

import time
from datetime import timedelta
from unittest import mock

import pytest
from django.core import signing
from django.core.management import call_command
from django.db import IntegrityError
from django.template.loader import render_to_string
from django.test import Client
from django.utils.timezone import now

from integrativeworks.content.senders import client_address
from integrativeworks.feedback import forms
from integrativeworks.feedback.forms import MOST_PER_HOUR, fresh_token, own_path
from integrativeworks.feedback.models import Message
from tests.factories import make_message, make_muscle, make_pattern
from tests.pages import select, send_feedback, texts

pytestmark = pytest.mark.usefixtures("typing_takes_no_time")


def values(page):
    """What stands in the fields of the form."""
    typed = {f.attrs["name"]: f.attrs.get("value", "") for f in select(page, "input[name]")}
    return typed | {f.attrs["name"]: f.to_text() for f in select(page, "textarea")}


def test_message_is_kept_with_all_that_was_typed(db, client):
    sent = send_feedback(
        client, kind="typo", text="A slip.", quote="teh", name="Ann", email="ann@example.org"
    )

    message = Message.objects.get()
    assert sent.status_code == 302
    assert message.kind == "typo"
    assert message.text == "A slip."
    assert message.quote == "teh"
    assert message.name == "Ann"
    assert message.email == "ann@example.org"
    assert message.status == "new"


def test_every_page_leads_to_the_form_which_knows_that_page(db, client):
    make_pattern("Hamstring cramps")

    [link] = select(client.get("/hamstring-cramps/"), "a[data-feedback]")
    form = client.get(link.attrs["href"])
    send_feedback(client, link.attrs["href"])

    assert texts(form, ".lede a") == ["/hamstring-cramps/"]
    assert Message.objects.get().page == "/hamstring-cramps/"


@pytest.mark.parametrize("address", ["/where/?region=calf&activity=driving", "/pain/?tag=a%20b"])
def test_form_knows_what_was_chosen_on_the_page(db, client, address):
    [link] = select(client.get(address), "a[data-feedback]")

    send_feedback(client, link.attrs["href"])

    assert Message.objects.get().page == address


def test_form_knows_what_was_searched_for_in_vain(db, client):
    [link] = select(client.get("/search/?q=knee+%26+heel"), "main a[href^='/feedback/']")

    send_feedback(client, link.attrs["href"])

    assert Message.objects.get().page == "/search/?q=knee+%26+heel"


@pytest.mark.parametrize("address", ["/psoas/", "/psoas/?print=yes", "/muscles/psoas/?kind=pain?"])
def test_inbox_names_the_page_whatever_was_chosen_there(admin_client, address):
    make_pattern("Psoas")
    make_muscle("Psoas")
    make_message(page=address)

    [link] = select(admin_client.get("/admin/feedback/message/"), ".field-about a")

    assert (link.to_text(), link.attrs["href"]) == ("Psoas", address)


def test_sender_is_thanked_and_led_back(db, client):
    sent = send_feedback(client, "/feedback/?page=/pain/")

    thanks = client.get(sent.url)

    assert "Thank you" in thanks.text
    assert select(thanks, "main a.button")[0].attrs["href"] == "/pain/"


def test_passage_selected_on_the_page_is_quoted(db, client):
    form = client.get("/feedback/", {"page": "/pain/", "quote": "teh “hip”\nbone"})

    assert texts(form, "[name=quote]") == ["teh “hip” bone"]
    assert select(form, "[name=kind][checked]")[0].attrs["value"] == "typo"


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "///evil.example",
        "javascript:steal()",
        "pain",
        "",
    ],
)
def test_form_leads_to_pages_of_this_site_alone(db, client, page):
    assert own_path(page) == ""
    assert "evil" not in client.get("/feedback/", {"page": page}).text
    assert "evil" not in client.get("/feedback/sent/", {"page": page}).text


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ({"text": ""}, "Write a few words first."),
        ({"text": "\x00 \n"}, "Write a few words first."),
        ({"kind": ""}, "Choose one of these."),
        ({"kind": "praise"}, "Select a valid choice."),
        ({"email": "ann"}, "Enter a valid email address."),
        ({"name": "A" * 101}, "at most 100 characters"),
        ({"website": "https://spam.example"}, "it catches robots"),
        ({"token": "forged"}, "Please send the form once more"),
        ({"token": ""}, "Please send the form once more"),
    ],
)
def test_refused_message_comes_back_with_everything_typed(db, client, mistake, said):
    typed = {"text": "A slip <here>.", "quote": "teh", "name": "Ann", "email": "ann@example.org"}

    answer = send_feedback(client, "/feedback/?page=/pain/", **typed | mistake)

    assert answer.status_code == 422
    assert said in answer.text
    assert not Message.objects.exists()
    shown = values(answer)
    for name in typed.keys() - mistake.keys():
        assert shown[name].strip() == typed[name]
    assert shown["page"] == "/pain/"
    assert shown["token"] != mistake.get("token")


def test_refused_message_can_be_sent_again_as_it_came_back(db, client):
    refused = send_feedback(client, "/feedback/?page=/pain/", email="ann")

    client.post("/feedback/", values(refused) | {"kind": "typo", "email": "ann@example.org"})

    message = Message.objects.get()
    assert (message.page, message.email) == ("/pain/", "ann@example.org")


def test_form_sent_twice_is_one_message_and_both_are_thanked(db, client):
    token = fresh_token()

    first = send_feedback(client, token=token)
    second = send_feedback(client, token=token)

    assert first.url == second.url
    assert Message.objects.count() == 1


def test_form_filled_in_faster_than_anyone_types_is_refused(db, client, monkeypatch):
    monkeypatch.setattr(forms, "YOUNGEST", timedelta(seconds=30))

    assert send_feedback(client).status_code == 422
    assert not Message.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(1.9, 302), (2.1, 422)])
def test_form_can_be_sent_for_two_days(db, client, days, status):
    with mock.patch("django.core.signing.time.time", return_value=time.time() - days * 86_400):
        token = fresh_token()

    assert send_feedback(client, token=token).status_code == status


def test_token_signed_for_something_else_is_refused(db, client):
    assert send_feedback(client, token=signing.dumps("x", salt="other")).status_code == 422


def test_many_messages_of_one_sender_are_put_off_not_lost(db, client):
    for _ in range(MOST_PER_HOUR):
        assert send_feedback(client).status_code == 302

    answer = send_feedback(client, text="One too many.")

    assert answer.status_code == 422
    assert "please send it a little later" in answer.text
    assert texts(answer, "[name=text]") == ["One too many."]
    assert send_feedback(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_limit_is_over_after_an_hour(db, client):
    for _ in range(MOST_PER_HOUR):
        send_feedback(client)

    Message.objects.update(received_at=now() - timedelta(minutes=61))

    assert send_feedback(client).status_code == 302


def test_sender_is_kept_as_a_hash_and_forgotten_after_a_day(db, client):
    send_feedback(client)
    assert "127.0.0.1" not in Message.objects.get().sender

    Message.objects.update(received_at=now() - timedelta(hours=25))
    call_command("send_pending_mail", verbosity=0)

    assert Message.objects.get().sender == ""


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_sender_is_who_our_own_proxies_say(rf, settings, proxies, forwarded, address):
    settings.PROXIES = proxies

    assert client_address(rf.get("/", headers={"x-forwarded-for": forwarded})) == address


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "🦴" * 5_000, "مرحبا، كتفي يؤلمني", "\u202eback", "<script>steal()</script>"],
)
def test_text_of_any_kind_is_kept_whole(db, client, text):
    assert send_feedback(client, text=text).status_code == 302

    assert Message.objects.get().text == text


def test_characters_no_database_takes_are_left_out(db, client):
    send_feedback(client, text="A\x00 slip", name="A\x00nn", quote="\x00teh")

    message = Message.objects.get()
    assert (message.text, message.name, message.quote) == ("A slip", "Ann", "teh")


def test_long_page_address_is_cut_and_the_message_kept(db, client):
    send_feedback(client, page="/" + "a" * 1000)

    assert len(Message.objects.get().page) == 300


def test_form_without_a_csrf_cookie_comes_back_with_everything_typed(db):
    reader = Client(enforce_csrf_checks=True)

    refused = send_feedback(reader, "/feedback/?page=/pain/", text="A slip.", name="Ann")
    shown = values(refused)
    reader.post("/feedback/", shown | {"kind": "typo"})

    assert refused.status_code == 403
    assert "Please press “Send” once more." in refused.text
    assert "no-store" in refused.headers["Cache-Control"]
    assert (shown["text"].strip(), shown["name"], shown["page"]) == ("A slip.", "Ann", "/pain/")
    assert Message.objects.get().text == "A slip."


def test_other_form_without_a_csrf_cookie_is_refused_in_the_words_of_the_site(db):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/")

    assert answer.status_code == 403
    assert "That isn’t allowed" in answer.text


def test_only_a_form_sent_twice_is_thanked_for_without_being_kept(db, client):
    with (
        mock.patch.object(Message, "save", side_effect=IntegrityError),
        pytest.raises(IntegrityError),
    ):
        send_feedback(client)


def test_page_that_says_something_went_wrong_leads_to_the_form():
    assert '<a href="/feedback/">' in render_to_string("500.html")


def test_message_larger_than_the_site_takes_is_refused_in_the_words_of_the_site(db, client):
    answer = send_feedback(client, text="x" * 6_000_000)

    assert answer.status_code == 400
    assert "That could not be understood" in answer.text


def test_form_is_never_kept_in_a_cache(db, client):
    assert "no-store" in client.get("/feedback/").headers["Cache-Control"]


def test_spam_is_not_waiting_to_be_mailed(db):
    make_message(status="spam")
    waiting = make_message()

    assert list(Message.objects.to_send()) == [waiting]
