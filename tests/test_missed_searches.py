"""Searches that found nothing wait in the desk for a meaning. Of the visitor nothing is kept."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from integrativeworks.search.models import Meaning, MissedSearch
from tests.desk import address_of, address_to_add, form_on
from tests.factories import make_pattern
from tests.pages import result_titles, select, texts

LIST = "/admin/search/missedsearch/"


def search(client, query, **more):
    return client.get("/search/", {"q": query, **more})


def kept():
    return dict(MissedSearch.objects.order_by("words").values_list("words", "times"))


def listed(admin_client):
    return texts(admin_client.get(LIST), ".field-words")


# --- what is kept ---


def test_search_that_found_nothing_is_counted_by_its_words(db, client):
    make_pattern("Hamstring cramps")

    for query in ("Hammy", " hammy! ", "HÀMMY", "a frozen hip", "hamstring", "???", "is it me"):
        search(client, query)

    assert kept() == {"frozen hip": 1, "hammy": 3}
    assert now() - MissedSearch.objects.get(words="hammy").last_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    "query",
    [
        "ann@example.org",
        "mail ann @ example",
        "call me at 404 5551234",
        "my name is Ann Reader and I live at Peachtree",
        "x" * 61,
        "word " * 1000,
    ],
)
def test_what_may_be_personal_is_not_kept(db, client, query):
    search(client, query)

    assert kept() == {}


def test_only_a_search_that_was_sent_is_kept(db, client):
    client.get("/search/suggest/?q=hammy")
    client.head("/search/?q=hammy")

    assert kept() == {}


def test_slip_that_could_be_mended_is_not_kept_and_one_asked_about_is(db, client):
    make_pattern("Piriformis and neck")

    search(client, "piriformus")
    search(client, "nekc")

    assert kept() == {"nekc": 1}


def test_narrowing_or_turning_a_page_is_no_search_of_its_own(db, client):
    make_pattern("Hamstring cramps")

    search(client, "hamstring", kind="cases", page=9)

    assert kept() == {}


def test_kept_searches_are_bounded_and_the_latest_stay(db, client, monkeypatch):
    monkeypatch.setattr(MissedSearch, "MOST", 3)

    for query in ("one1", "two2", "three3", "one1", "four4"):
        search(client, query)

    assert kept() == {"one1": 2, "three3": 1, "four4": 1}


# --- what the practitioner does with them ---


def test_desk_lists_them_the_most_wanted_first(admin_client, client):
    for query in ("hammy", "funny bone", "funny bone"):
        search(client, query)

    assert listed(admin_client) == ["funny bone", "hammy"]
    assert texts(admin_client.get(LIST), ".field-times") == ["2", "1"]


def test_one_click_leads_to_a_row_of_words_that_begins_with_it(admin_client, client):
    make_pattern("Hamstring cramps")
    search(client, "hammy")

    [link] = select(admin_client.get(LIST), ".field-what_to_do a")
    form = form_on(admin_client.get(link.attrs["href"]))
    assert form["words"] == ["hammy, "]

    admin_client.post(link.attrs["href"], form | {"words": "hammy, hamstring"})

    assert result_titles(search(client, "hammy")) == ["Hamstring cramps"]
    assert listed(admin_client) == []


def test_dismissed_search_stays_away(admin_client, client):
    search(client, "unicorn")
    [button] = select(admin_client.get(LIST), ".field-what_to_do button")

    answer = admin_client.post(button.attrs["formaction"], follow=True)
    search(client, "unicorn")

    assert "“unicorn” won’t be listed again" in answer.text
    assert listed(admin_client) == []


@pytest.mark.parametrize("method", ["get", "head"])
def test_nothing_is_dismissed_by_a_link(admin_client, client, method):
    search(client, "unicorn")

    address = f"{LIST}{MissedSearch.objects.get().pk}/dismiss/"

    assert getattr(admin_client, method)(address).status_code == 405
    assert client.post(address).status_code == 302
    assert listed(admin_client) == ["unicorn"]


def test_desk_shows_an_empty_list_and_makes_no_such_row_by_hand(admin_client):
    assert admin_client.get(LIST).status_code == 200
    assert admin_client.get(f"{LIST}add/").status_code == 403


# --- words that mean the same ---


@pytest.mark.parametrize("words", ["calf", "calf,", "calf, Calf , calfs'", ", ,", "the, of"])
def test_row_of_one_word_is_refused_and_stays_in_the_form(admin_client, words):
    answer = admin_client.post(address_to_add(Meaning), {"words": words})

    assert "Give at least two different words, separated by a comma." in answer.text
    assert form_on(answer)["words"] == [words]
    assert not Meaning.objects.exists()


def test_row_is_tidied_and_edited(admin_client, client):
    make_pattern("Calf cramps")
    admin_client.post(address_to_add(Meaning), {"words": " calf ,  gastroc  muscle,"})
    row = Meaning.objects.get()
    assert row.words == "calf, gastroc muscle"

    admin_client.post(address_of(row), {"words": "calf, wade"})

    assert result_titles(search(client, "wade")) == ["Calf cramps"]
    assert result_titles(search(client, "gastroc")) == []
