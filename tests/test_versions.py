"""Every version can be read, compared and brought back."""

import pytest

from tests.desk import (
    address_of,
    make_editor,
    publish,
    save_draft,
    shown_in_form,
    versions,
)
from tests.factories import (
    make_article,
    make_muscle,
    make_pattern,
    make_protocol,
    make_self_care_post,
)
from tests.pages import texts

SUMMARY = "What to do when the calf hurts, in a few words that a visitor reads on the card of it."
BRING_EVERYTHING = ["title", "summary", "tags", "about", "relieves", "steps", "purpose"]


def compare(client, row, query):
    return client.get(f"{address_of(row, 'compare')}?{query}")


def bring_back(client, row, number, fields):
    address = f"{address_of(row, 'compare')}?a={number}"
    return client.post(address, {"take": fields}, follow=True)


def test_versions_tell_who_changed_what(admin_client):
    post = make_article("Untold", body="<p>Once.</p>", summary=SUMMARY)
    save_draft(make_editor("ada"), post, body="<p>Twice.</p>", tags="calf")

    page = admin_client.get(address_of(post, "versions"))

    rows = texts(page, ".versions tbody tr")
    assert len(rows) == 2
    assert "Changes not yet live ada Tags, Body" in rows[0]
    assert "Went live" in rows[1]


def test_compare_marks_words_that_went_and_came(admin_client):
    post = make_article("Untold", body="<p>Press the <strong>hip</strong> gently</p>")
    save_draft(admin_client, post, body="<p>Press the calf gently &amp; long</p>")

    page = compare(admin_client, post, "a=1")

    assert texts(page, ".difference h2") == ["Body"]
    assert texts(page, ".difference del") == ["hip"]
    assert texts(page, ".difference ins") == ["calf", "& long"]


def test_any_two_versions_are_compared(admin_client):
    post = make_article("Untold")
    for title in ("Told", "Retold"):
        save_draft(admin_client, post, title=title)
    oldest, middle, newest = sorted(v.number for v in versions(post))

    page = compare(admin_client, post, f"a={oldest}&b={middle}")

    assert texts(page, ".difference del") == ["Untold"]
    assert texts(page, ".difference ins") == ["Told"]
    assert "They are the same." in compare(admin_client, post, f"a={newest}").text


def test_text_in_a_comparison_is_shown_and_not_run(admin_client):
    post = make_article("Untold")
    save_draft(admin_client, post, title="<script>alert(1)</script>")

    page = compare(admin_client, post, "a=1")

    assert "<script>alert" not in page.text


def test_old_version_comes_back_with_tags_links_and_steps(admin_client):
    soleus, psoas = make_muscle("Soleus"), make_muscle("Psoas major")
    protocol = make_protocol(
        "Hip routine", summary=SUMMARY, muscles=[soleus], tags=["hip"], purpose="<p>Ease.</p>"
    )
    for position, title in enumerate(["Warm up", "Rest"], 1):
        protocol.steps.create(title=title, position=position)
    typed = {"about": [psoas.pk], "tags": "calf", "steps-0-DELETE": "on", "steps-1-title": "Sleep"}
    publish(admin_client, protocol, **typed)
    assert [step.title for step in protocol.steps.all()] == ["Sleep"]

    page = bring_back(admin_client, protocol, 1, BRING_EVERYTHING)
    assert "Taken into the draft" in page.text
    assert [step.title for step in protocol.steps.all()] == ["Sleep"]
    publish(admin_client, protocol)

    assert [step.title for step in protocol.steps.all()] == ["Warm up", "Rest"]
    assert [*protocol.tags.names()] == ["hip"]
    assert [*protocol.muscles.all()] == [soleus]


def test_version_older_than_a_step_comes_back_without_it(admin_client):
    protocol = make_protocol(
        "Hip routine", summary=SUMMARY, muscles=[make_muscle()], purpose="<p>Ease.</p>"
    )
    step = {"steps-TOTAL_FORMS": "1", "steps-0-title": "Rest", "steps-0-position": "1"}
    publish(admin_client, protocol, **step)

    bring_back(admin_client, protocol, 1, ["steps"])
    publish(admin_client, protocol)

    assert not protocol.steps.exists()


def test_only_the_ticked_parts_come_back(admin_client):
    post = make_self_care_post("Lean on a ball", summary="Lean.", relieves=[make_pattern("Cramps")])
    save_draft(admin_client, post, title="Sit on a ball", summary="Sit.", relieves=[])

    bring_back(admin_client, post, 1, ["title", "relieves"])

    assert shown_in_form(admin_client, post, "title") == ["Lean on a ball"]
    assert shown_in_form(admin_client, post, "summary") == ["Sit."]
    assert len(shown_in_form(admin_client, post, "relieves")) == 1


def test_draft_from_before_bringing_back_stays_among_the_versions(admin_client):
    post = make_article("Untold")
    save_draft(admin_client, post, title="Told")

    bring_back(admin_client, post, 1, ["title"])

    assert ["Told"] in [v.data["title"] for v in versions(post)]


def test_version_that_names_a_row_deleted_since_comes_back_without_it(admin_client):
    soleus = make_muscle("Soleus")
    post = make_article("Untold", muscles=[soleus], summary=SUMMARY)
    save_draft(admin_client, post, about=[])
    soleus.delete()

    page = bring_back(admin_client, post, 1, ["about"])

    assert page.status_code == 200


@pytest.mark.parametrize(
    "query", ["", "a=", "a=9", "a=x", "a=-1", "a=²", "a=9999999999", "a=1&b=9"]
)
def test_number_of_no_version_is_not_found(admin_client, query):
    post = make_article("Untold")
    save_draft(admin_client, post, title="Told")

    assert compare(admin_client, post, query).status_code == 404


def test_page_without_versions_says_so(admin_client):
    page = admin_client.get(address_of(make_article("Untold"), "versions"))

    assert "Nothing has been changed here yet." in page.text
