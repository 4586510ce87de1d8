"""“Ready to publish?”: musts stop publishing, advice never does."""

import pytest

from tests.desk import address_of, form_on, publish
from tests.factories import (
    SUMMARY,
    make_article,
    make_case,
    make_muscle,
    make_pattern,
    make_protocol,
    make_self_care_post,
    make_technique,
    make_therapy_note,
)
from tests.pages import texts

LONG = "<p>" + "word " * 41 + "</p>"


def make_ready(name):
    """A post that has all it needs, not yet live."""
    facts = {"summary": SUMMARY, "published_at": None}
    if name == "article":
        return make_article("Untold", body="<p>Once.</p>", **facts)
    muscles = {"refers" if name == "pattern" else "muscles": [make_muscle("Soleus")]}
    if name == "pattern":
        pattern = make_pattern(
            "Cramps",
            getting_relief="<p>Press.</p>",
            red_flags="you limp",
            main=["buttock"],
            **(facts | muscles),
        )
        make_self_care_post("Lean on a ball", relieves=[pattern])
        return pattern
    make = {"self-care": make_self_care_post, "case": make_case, "technique": make_technique}[name]
    post = make("Ready", audience="therapists", **facts, **muscles)
    setattr(post, post.core_section, "<p>Once.</p>")
    post.save()
    return post


NAMES = ["article", "pattern", "self-care", "case", "technique"]

MUSTS = [
    ("self-care", "title", {"title": ""}),
    ("self-care", "summary", {"summary": ""}),
    ("self-care", "about", {"about": []}),
    ("pattern", "refers", {"refers": []}),
    ("self-care", "temporary_relief", {"temporary_relief": ""}),
    ("pattern", "red_flags", {"red_flags": ""}),
    ("case", "consent_note", {"consent_note": " "}),
]
ADVICE = [
    ("article", "summary", {"summary": "Too short."}),
    ("article", "body", {"body": LONG}),
    ("article", "body", {"body": "<h2>One</h2><h4>Skipped</h4><p>Text.</p>"}),
    ("article", "body", {"body": '<p><a href="/nowhere/">a link</a></p>'}),
    ("article", "body", {"body": '<p>Text.</p><img src="/pictures/1/" alt="">'}),
    ("pattern", "main", {"main": []}),
    ("technique", "audience", {"audience": "everyone"}),
]


@pytest.mark.parametrize("name", NAMES)
def test_ready_post_has_nothing_to_say(admin_client, name):
    page = admin_client.get(address_of(make_ready(name)))

    assert texts(page, ".readiness li") == []
    assert "Everything is there." in page.text


@pytest.mark.parametrize("name", NAMES)
def test_ready_post_is_published(admin_client, name):
    post = make_ready(name)

    publish(admin_client, post)

    post.refresh_from_db()
    assert post.is_live


@pytest.mark.parametrize(("name", "field", "typed"), MUSTS)
def test_must_stops_publishing_and_keeps_what_was_typed(admin_client, name, field, typed):
    post = make_ready(name)

    page = publish(admin_client, post, tags="just typed", **typed)

    post.refresh_from_db()
    assert post.published_at is None
    assert page.context["errors"]
    assert field in page.context["adminform"].form.errors
    assert form_on(page)["tags"] == ["just typed"]


@pytest.mark.parametrize(
    ("name", "field", "typed", "word"),
    [*((*must, "Needed") for must in MUSTS), *((*advice, "Better") for advice in ADVICE)],
)
def test_check_is_told_while_writing(admin_client, name, field, typed, word):
    post = make_ready(name)
    sent = form_on(admin_client.get(address_of(post))) | typed

    readiness = admin_client.post(address_of(post, "autosave"), sent).json()["readiness"]

    assert f'data-field="{field}">{word}' in readiness


@pytest.mark.parametrize(("name", "field", "typed"), ADVICE)
def test_advice_never_stops(admin_client, name, field, typed):
    post = make_ready(name)

    publish(admin_client, post, **typed)

    post.refresh_from_db()
    assert post.is_live


def test_pattern_without_self_care_is_told_so(admin_client):
    pattern = make_ready("pattern")
    pattern.self_care.all().delete()

    page = admin_client.get(address_of(pattern))

    assert "No self-care post relieves this pattern yet." in page.text


@pytest.mark.parametrize(
    "text",
    [LONG, "<h2>One</h2><h4>Skipped</h4>", '<p><a href="/nowhere/">a link</a></p>'],
)
def test_advice_about_a_step_names_it_and_leads_to_its_field(admin_client, text):
    protocol = make_protocol("Hip routine")
    protocol.steps.create(title="Rest", text="<p>Rest.</p>")
    sent = form_on(admin_client.get(address_of(protocol))) | {"steps-0-text": text}

    readiness = admin_client.post(address_of(protocol, "autosave"), sent).json()["readiness"]

    assert 'data-field="steps-0-text">Better' in readiness
    assert "“Rest: Text”" in readiness


def test_advice_about_what_is_chosen_but_not_live(admin_client):
    pattern = make_pattern("Cramps", published_at=None)
    muscle = make_muscle("Soleus", published_at=None)
    post = make_self_care_post("Lean on a ball", muscles=[muscle], relieves=[pattern])

    page = admin_client.get(address_of(post))

    told = texts(page, ".readiness li")
    assert "Better: “Cramps” isn’t live: visitors don’t see it here." in told
    assert "Better: “Soleus” isn’t live: visitors don’t see it here." in told


@pytest.mark.parametrize(("audience", "is_told"), [("everyone", True), ("therapists", False)])
def test_advice_about_a_technique_in_a_post_for_everyone(admin_client, audience, is_told):
    links = {"techniques": [make_technique("Hold")], "patterns": [make_pattern("Cramps")]}
    note = make_therapy_note("Notes", audience=audience, **links)

    page = admin_client.get(address_of(note))

    assert ("“Hold” is for therapists" in page.text) == is_told
    assert "“Cramps” is for therapists" not in page.text
