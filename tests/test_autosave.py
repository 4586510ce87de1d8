"""What is typed is saved by itself, and no window overwrites what another one saved."""

import json
import random

import pytest

from integrativeworks.content.drafts import DraftAdmin
from integrativeworks.content.models import FormerAddress, Version
from posts.models import Article, SelfCarePost
from tests.desk import (
    address_of,
    address_to_add,
    form_on,
    make_editor,
    publish,
    save_draft,
    shown_in_form,
    versions,
)
from tests.factories import make_article, make_live_post
from tests.pages import texts

SAVES = 1000
EDITORS = 4


def autosave(client, row, sent):
    return client.post(address_of(row, "autosave"), sent)


def test_half_typed_addresses_of_a_draft_are_forgotten(admin_client):
    FormerAddress.leave("/cal/", "/soleus/")
    post = make_article("C", published_at=None)

    for typed in ("ca", "cal", "calf"):
        sent = form_on(admin_client.get(address_of(post)))
        autosave(admin_client, post, sent | {"slug": typed})

    assert Article.objects.get().slug == "calf"
    assert [*FormerAddress.objects.values_list("path", "new_path")] == [("/cal/", "/soleus/")]


def test_autosave_keeps_the_draft_and_says_its_number(admin_client, client):
    post = make_live_post()
    sent = form_on(admin_client.get(address_of(post))) | {"title": "Sit on a balloon"}

    answer = autosave(admin_client, post, sent)

    assert answer.status_code == 200
    assert answer.json()["number"] == Version.objects.draft_of(post).number
    assert answer.json()["change_url"] == address_of(post)
    assert "changes not yet live" in answer.json()["state"]
    assert "balloon" not in client.get("/lean-on-a-ball/").text


def test_autosave_of_a_new_post_makes_it_once(admin_client):
    address = address_to_add(SelfCarePost)
    sent = form_on(admin_client.get(address)) | {"title": "Sit on a balloon"}

    answer = admin_client.post(f"{address}autosave/", sent).json()
    post = SelfCarePost.objects.get()
    autosave(admin_client, post, sent | {"_based_on": answer["number"], "title": "On a balloon"})

    assert answer["change_url"] == address_of(post)
    assert [v.data["title"] for v in versions(post)] == [["On a balloon"]]


def test_autosave_from_an_old_window_sets_its_text_aside(admin_client):
    post = make_live_post()
    sent = form_on(admin_client.get(address_of(post)))
    save_draft(make_editor("ada"), post, title="By Ada")

    answer = autosave(admin_client, post, sent | {"title": "By me"})

    assert answer.status_code == 409
    assert shown_in_form(admin_client, post, "title") == ["By Ada"]
    page = admin_client.get(answer.json()["compare_url"])
    assert texts(page, ".difference del") == ["me"]
    assert texts(page, ".difference ins") == ["Ada"]


@pytest.mark.parametrize("button", ["_save", "_publish", "_take_down"])
def test_no_button_of_an_old_window_overwrites(admin_client, client, button):
    post = make_live_post()
    sent = form_on(admin_client.get(address_of(post)))
    save_draft(make_editor("ada"), post, title="By Ada")

    page = admin_client.post(address_of(post), sent | {"title": "By me", button: "1"}, follow=True)

    assert "a newer text was saved in another window" in page.text
    assert "Lean on a ball" in client.get("/lean-on-a-ball/").text
    assert shown_in_form(admin_client, post, "title") == ["By Ada"]
    assert [v.data["title"] for v in versions(post, kind="set-aside")] == [["By me"]]


def test_window_from_before_publishing_is_an_old_one(admin_client):
    post = make_live_post()
    save_draft(admin_client, post, title="Sit on a balloon")
    sent = form_on(admin_client.get(address_of(post)))
    publish(admin_client, post, title="Stand on a balloon")

    answer = autosave(admin_client, post, sent)

    assert answer.status_code == 409


def test_draft_stays_among_the_versions_once_a_form_was_opened_on_it(admin_client):
    post = make_live_post()
    save_draft(admin_client, post, title="By me")

    save_draft(make_editor("ada"), post, title="By Ada")

    assert {*(v.data["title"][0] for v in versions(post))} == {
        *("Lean on a ball", "By me", "By Ada")
    }


def test_first_edit_of_a_draft_without_versions_keeps_its_former_text(admin_client):
    post = make_live_post(published_at=None)

    save_draft(admin_client, post, temporary_relief="<p>Sit.</p>")

    former = versions(post)[-1]
    assert former.kind == "saved"
    assert former.data["temporary_relief"] == ["<p>Lean on a ball.</p>"]


def test_publishing_locks_the_page_in_a_transaction(transactional_db, admin_client):
    post = make_live_post()

    page = publish(admin_client, post, title="Sit on a balloon")

    assert "is live" in page.text


def test_interleaved_saves_of_several_editors_lose_no_text(admin_client, monkeypatch):
    monkeypatch.setattr(DraftAdmin, "_findings", lambda *args: [])  # they'd take most of the time
    post = make_live_post()
    editors = [admin_client, *(make_editor(f"editor-{n}") for n in range(1, EDITORS))]
    windows, sent, chance = {}, [], random.Random(3)

    for number in range(SAVES):
        editor = chance.randrange(EDITORS)
        if editor not in windows or chance.random() < 0.05:  # he reloads, and clears the field
            newest = Version.objects.of(post).exclude(kind="set-aside").first()
            data = newest.data if newest else form_on(admin_client.get(address_of(post)))
            opened = {"_opened_on": newest.number if newest else 0}
            windows[editor] = data | opened | {"_based_on": opened["_opened_on"], "red_flags": ""}
        window = windows[editor]
        sent.append(f"word{number}")
        window["red_flags"] += f" {sent[-1]}"
        answer = autosave(editors[editor], post, window)
        if answer.status_code == 409:
            del windows[editor]
        else:
            window["_based_on"] = answer.json()["number"]

    kept = {word for v in versions(post) for word in v.data["red_flags"][0].split()}
    assert kept == {*sent}


def test_answer_of_autosave_is_plain_json(admin_client):
    post = make_live_post()

    answer = autosave(admin_client, post, form_on(admin_client.get(address_of(post))))

    parts = {"number", "change_url", "saved_at", "state", "readiness"}
    assert json.loads(answer.content).keys() == parts
