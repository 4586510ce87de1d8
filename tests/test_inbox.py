"""The inbox: new first, spam out of sight, several marked at once, and every step undone."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail as postbox
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from integrativeworks.content.models import FormerAddress, Trash
from integrativeworks.feedback.models import Message, Reply
from integrativeworks.furniture.models import SiteSettings
from tests.desk import address_of, save_draft
from tests.factories import (
    A_DAY,
    make_article,
    make_bone,
    make_case,
    make_group,
    make_joint,
    make_message,
    make_muscle,
    make_pattern,
    make_protocol,
    make_reply,
    make_self_care_post,
    make_technique,
    make_therapy_note,
)
from tests.mail_server import send_pending_mail
from tests.pages import select, texts

INBOX = "/admin/feedback/message/"


@pytest.fixture(autouse=True)
def site(db):
    return SiteSettings.objects.create(pk=1, contact_email="hello@example.org")


def words(page):
    return texts(page, "#result_list .words")


def statuses():
    return dict(Message.objects.values_list("text", "status"))


def mark(client, action, *messages, address=INBOX):
    """Tick messages in the list and press one of its buttons; the page that follows."""
    page = client.get(address)
    actions = [field.attrs["value"] for field in select(page, "input[name=action]")]
    [button] = [
        field.attrs["value"]
        for field in select(page, "button[name=index]")
        if actions[int(field.attrs["value"])] == action
    ]
    ticked = [message.pk for message in messages]
    sent = {"action": actions, "index": button, "_selected_action": ticked, "select_across": "0"}
    return client.post(address, sent, follow=True)


def undo(client, page):
    [form] = select(page, "form.undo")
    fields = [(field.attrs["name"], field.attrs["value"]) for field in form.query("input")]
    sent = {name: [value for other, value in fields if other == name] for name, _ in fields}
    return client.post(form.attrs["action"], sent, follow=True)


# --- the list ---


def test_new_messages_come_first_and_the_newest_of_them(admin_client):
    for age, text, status in [
        *((3, "Old and new.", "new"), (0, "Answered today.", "answered"), (1, "New.", "new")),
        *((0, "Pills.", "spam"), (0, "Backlinks.", "probably")),
    ]:
        message = make_message(text, status=status)
        Message.objects.filter(pk=message.pk).update(received_at=now() - timedelta(days=age))

    assert words(admin_client.get(INBOX)) == ["New.", "Old and new.", "Answered today."]


def test_states_are_counted_and_lead_to_their_messages(admin_client):
    for status, number in (("new", 2), ("answered", 1), ("probably", 3), ("spam", 4)):
        for n in range(number):
            make_message(f"{status} {n}", status=status)

    page = admin_client.get(INBOX)
    links = select(page, ".places a")[:5]
    held_back = admin_client.get(INBOX + links[3].attrs["href"])

    assert [link.to_text() for link in links] == [
        *("Inbox", "New (2)", "Answered (1)", "Probably spam (3)", "Spam (4)")
    ]
    assert set(words(held_back)) == {"probably 0", "probably 1", "probably 2"}
    assert texts(held_back, ".places [aria-current]")[0] == "Probably spam (3)"


def test_row_tells_who_wrote_about_what_and_where_it_stands(admin_client):
    make_article("Cramps")
    make_muscle("Psoas major")
    begun = make_message("Begun.", name="Ann", page="/cramps/", draft="Hello")
    waiting = make_message("Waiting.", email="ben@example.net", page="/muscles/psoas-major/")
    make_reply(waiting, problem="The mail server can’t be reached.")
    make_message("Somewhere.", page="/gone/", kind="typo")

    rows = texts(admin_client.get(INBOX), "#result_list tbody tr")

    assert "Typo: /gone/" in rows[0]
    assert "ben@example.net Waiting. Question: Psoas major" in rows[1]
    assert "New, an answer could not be sent yet" in rows[1]
    assert "Ann Begun. Question: Cramps New, answer begun" in rows[2]
    assert str(begun.pk)


@pytest.mark.parametrize("query", ["comma", "teh", "ann@example", "patient", "mended", "/pain/"])
def test_search_looks_through_messages_answers_and_notes(admin_client, query):
    found = make_message(
        "A comma.", quote="Teh", email="ann@example.net", note="A patient.", page="/pain/"
    )
    make_reply(found, "It is mended.")
    make_message("Something else.")

    assert words(admin_client.get(INBOX, {"q": query})) == ["A comma."]


@pytest.mark.parametrize(
    ("query", "said"),
    [("", "No message yet."), ("?status=spam", "No message here."), ("?q=hip", "No message here.")],
)
def test_empty_inbox_says_so(admin_client, query, said):
    page = admin_client.get(INBOX + query)

    assert texts(page, ".empty")[0].startswith(said)
    assert texts(page, ".actions") == []


def test_list_costs_the_same_for_few_and_many(admin_client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(INBOX)
        return len(captured)

    def grow(number):
        for n in range(number):
            make_article(f"Post {number} {n}")
            make_reply(make_message(page=f"/post-{number}-{n}/"))

    grow(2)
    few = queries()
    grow(40)

    assert queries() == few


# --- marking ---


def test_several_are_marked_at_once_and_the_filter_learns(admin_client):
    pills, casino, hip = make_message("Pills."), make_message("Casino."), make_message("Hip.")

    page = mark(admin_client, "mark_spam", pills, casino)

    assert statuses() == {"Pills.": "spam", "Casino.": "spam", "Hip.": "new"}
    assert "2 messages are marked as spam." in texts(page, ".messagelist")[0]
    assert words(page) == ["Hip."]
    pills.refresh_from_db()
    hip.refresh_from_db()
    assert (pills.learned_as_spam, hip.learned_as_spam) == (True, None)


def test_marking_is_undone_for_each_as_it_was(admin_client):
    before = {"Hip.": "new", "Knee.": "answered", "Pills.": "probably"}
    made = [make_message(text, status=status) for text, status in before.items()]
    page = mark(admin_client, "mark_spam", *made[:2])
    page = mark(admin_client, "mark_spam", made[2], address=INBOX + "?status=probably")
    assert set(statuses().values()) == {"spam"}

    undo(admin_client, page)
    assert statuses()["Pills."] == "probably"

    page = mark(admin_client, "mark_answered", *made[:2], address=INBOX + "?status=spam")
    undo(admin_client, page)
    assert statuses() == {"Hip.": "spam", "Knee.": "spam", "Pills.": "probably"}


def test_nothing_ticked_changes_nothing(admin_client):
    make_message("Hip.")

    mark(admin_client, "mark_spam")

    assert statuses() == {"Hip.": "new"}


def test_several_are_deleted_into_the_trash_with_their_answers(admin_client):
    make_reply(pills := make_message("Pills."))

    page = mark(admin_client, "throw_away", pills, make_message("Casino."))

    assert statuses() == {}
    assert texts(page, ".messagelist li") == [
        "2 readers’ messages are in the trash for 30 days. Undo"
    ]
    Trash.objects.get(rows__0__fields__text="Pills.").restore()
    assert Reply.objects.get().message == pills


@pytest.mark.parametrize(("query", "label"), [("", "Mark as new"), ("?status=spam", "Not spam")])
def test_button_says_what_it_does_here(admin_client, query, label):
    make_message("Hip.")
    make_message("Pills.", status="spam")

    assert texts(admin_client.get(INBOX + query), "button.mark_new") == [label]


def test_message_brought_back_by_itself_is_mailed_at_once_and_several_soon(admin_client):
    made = [make_message(text, status="probably") for text in ("Hip.", "Knee.", "Heel.")]

    mark(admin_client, "mark_new", made[0], address=INBOX + "?status=probably")
    assert len(postbox.outbox) == 1

    mark(admin_client, "mark_new", *made[1:], address=INBOX + "?status=probably")
    assert len(postbox.outbox) == 1
    assert send_pending_mail() == "2 of 2 waiting messages sent."


def test_message_is_marked_from_its_own_page(admin_client):
    message = make_message("Hip.")

    page = admin_client.post(address_of(message), {"_mark": "answered"}, follow=True)

    assert statuses() == {"Hip.": "answered"}
    assert "The message is marked as answered." in texts(page, ".messagelist")[0]
    undo(admin_client, page)
    assert statuses() == {"Hip.": "new"}


@pytest.mark.parametrize("status", ["", "trash", "NEW"])
def test_state_that_is_none_changes_nothing(admin_client, status):
    message = make_message("Hip.")

    admin_client.post(address_of(message), {"_mark": status})

    assert statuses() == {"Hip.": "new"}


def test_nothing_is_marked_by_a_mere_link(admin_client):
    assert admin_client.get(reverse("admin:feedback_message_mark")).status_code == 405


def test_visitor_marks_nothing(client):
    message = make_message("Hip.")

    client.post(reverse("admin:feedback_message_mark"), {"spam": message.pk})
    client.post(address_of(message), {"_mark": "spam"})

    assert statuses() == {"Hip.": "new"}


# --- the passage ---


def passage_link(client, message):
    """(path, what it asks the form to look for) of the link to the passage; None without one."""
    links = select(client.get(address_of(message)), ".letter a.button")
    if not links:
        return None
    address = urlsplit(links[0].attrs["href"])
    return address.path, {name: values[0] for name, values in parse_qs(address.fragment).items()}


@pytest.mark.parametrize(
    "make",
    [
        *(make_pattern, make_self_care_post, make_therapy_note, make_protocol, make_technique),
        *(make_case, make_article, make_muscle, make_group, make_bone, make_joint),
    ],
)
def test_passage_opens_the_form_of_its_page(admin_client, make):
    row = make("Cramps")
    message = make_message(page=row.get_absolute_url(), quote="Teh “hip” & #1,\nhere + there.")

    path, asked = passage_link(admin_client, message)

    assert path == address_of(row)
    assert asked == {"passage": message.quote, "back": address_of(message)}


@pytest.mark.parametrize("page", ["/", "/about/"])
def test_passage_of_the_sites_own_pages_opens_the_site_texts(admin_client, page, site):
    path, _ = passage_link(admin_client, make_message(page=page, quote="Teh hip."))

    assert admin_client.get(path, follow=True).request["PATH_INFO"] == address_of(site)


def test_passage_is_found_after_the_address_changed(admin_client):
    FormerAddress.leave("/hamstring/", "/hamstring-cramps/")
    post = make_pattern("Cramps")
    FormerAddress.leave("/hamstring-cramps/", "/cramps/")

    path, _ = passage_link(admin_client, make_message(page="/hamstring/", quote="Teh hip."))

    assert path == address_of(post)


def test_passage_of_a_page_with_changes_not_yet_live_opens_its_form(admin_client):
    post = make_article("Cramps", body="<p>Teh hip.</p>")
    save_draft(admin_client, post, title="Cramps again", slug="cramps-again")

    path, _ = passage_link(admin_client, make_message(page="/cramps/", quote="Teh hip."))

    assert path == address_of(post)


@pytest.mark.parametrize(
    "page", ["/gone/", "/pain/", "/search/?q=hip", "/tags/x/", "/muscles/", ""]
)
def test_page_that_no_form_makes_has_no_passage_to_open(admin_client, page):
    assert passage_link(admin_client, make_message(page=page, quote="Teh hip.")) is None


def test_message_without_a_quote_leads_to_the_form_alone(admin_client):
    post = make_article("Cramps", published_at=now() + A_DAY)
    message = make_message(page="/cramps/")

    assert passage_link(admin_client, message) is None
    [edit] = [
        link
        for link in select(admin_client.get(address_of(message)), ".facts-of-message a")
        if link.to_text().startswith("edit")
    ]
    assert edit.attrs["href"] == address_of(post)


def test_endless_quote_still_makes_an_address(admin_client):
    make_article("Cramps")

    _, asked = passage_link(admin_client, make_message(page="/cramps/", quote="hip " * 25_000))

    assert len(asked["passage"]) == 2000
