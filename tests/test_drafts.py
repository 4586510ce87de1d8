"""What is typed in the desk reaches visitors only when it is published, and is never lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localtime, now

from posts.models import Article, NMTProtocol, PostMuscle, ReferralPattern, SelfCarePost
from tests.desk import (
    address_of,
    address_to_add,
    form_on,
    press,
    publish,
    save_draft,
    shown_in_form,
    versions,
)
from tests.factories import (
    A_DAY,
    SUMMARY,
    make_article,
    make_live_post,
    make_muscle,
    make_pattern,
    make_protocol,
)
from tests.pages import card_titles, result_titles, select, texts

PUBLIC = ["/", "/self-care/", "/muscles/psoas-major/", "/search/?q=ball", "/feed.atom"]


# --- a draft beside a live page ---


def test_visitors_see_the_live_text_until_the_changes_are_published(admin_client, client):
    post = make_live_post()
    typed = {"title": "Sit on a balloon", "temporary_relief": "<p>A balloon helps.</p>"}

    save_draft(admin_client, post, **typed)

    for address in [*PUBLIC, "/lean-on-a-ball/"]:
        assert "balloon" not in client.get(address).text
        assert "ean on a ball" in client.get(address).text
    assert not result_titles(client.get("/search/?q=balloon"))

    publish(admin_client, post)

    for address in [*PUBLIC[:3], "/lean-on-a-ball/", "/search/?q=balloon"]:
        assert "Sit on a balloon" in client.get(address).text


def test_tags_relations_and_muscles_are_part_of_the_draft(admin_client, client):
    soleus = make_muscle("Soleus")
    sciatica, cramps = make_pattern("Sciatica"), make_pattern("Calf cramps")
    post = make_live_post(relieves=[sciatica], tags=["sitting"])
    typed = {"relieves": [cramps.pk], "tags": "running", "about": [soleus.pk]}

    save_draft(admin_client, post, **typed)

    assert [*post.relieves.all()] == [sciatica]
    assert [*post.tags.names()] == ["sitting"]
    assert post.title not in client.get("/muscles/soleus/").text
    assert shown_in_form(admin_client, post, "relieves") == [str(cramps.pk)]
    assert shown_in_form(admin_client, post, "about") == [str(soleus.pk)]

    publish(admin_client, post)

    assert [*post.relieves.all()] == [cramps]
    assert [*post.tags.names()] == ["running"]
    assert post.title in client.get("/muscles/soleus/").text
    assert post.title not in card_titles(client.get("/muscles/psoas-major/"))


def test_roles_of_muscles_and_regions_are_part_of_the_draft(admin_client):
    minimus, biceps = make_muscle("Gluteus minimus"), make_muscle("Biceps femoris")
    pattern = make_pattern(
        "Hamstring cramps",
        summary=SUMMARY,
        getting_relief="<p>Press.</p>",
        red_flags="you limp",
        refers=[minimus],
        main=["buttock"],
    )
    typed = {"refers": [biceps.pk], "blamed": [minimus.pk], "main": [], "spillover": ["buttock"]}

    def roles():
        return {row.role: row.muscle for row in PostMuscle.objects.filter(post=pattern)}

    save_draft(admin_client, pattern, **typed)

    assert roles() == {"refers": minimus}
    assert pattern.post_regions.get().extent == "main"

    publish(admin_client, pattern)

    assert roles() == {"refers": biceps, "blamed": minimus}
    assert pattern.post_regions.get().extent == "spillover"


def test_steps_changed_added_and_deleted_are_part_of_the_draft(admin_client, client):
    protocol = make_protocol(
        "Hip routine",
        summary=SUMMARY,
        purpose="<p>Ease.</p>",
        muscles=[make_muscle()],
    )
    for position, title in enumerate(["Warm up", "Press", "Rest"], 1):
        protocol.steps.create(title=title, position=position)
    typed = {
        "steps-0-title": "Warm the hip",
        "steps-1-DELETE": "on",
        "steps-TOTAL_FORMS": "4",
        "steps-3-title": "Drink",
        "steps-3-position": "4",
        "steps-3-text": "<p>Water.</p>",
        "steps-3-protocol": protocol.pk,
        "steps-3-id": "",
    }

    def steps():
        return [*protocol.steps.values_list("title", flat=True)]

    save_draft(admin_client, protocol, **typed)

    assert steps() == ["Warm up", "Press", "Rest"]
    assert "Drink" not in client.get("/hip-routine/").text
    assert shown_in_form(admin_client, protocol, "steps-0-title") == ["Warm the hip"]
    assert shown_in_form(admin_client, protocol, "steps-1-DELETE") == ["on"]
    assert shown_in_form(admin_client, protocol, "steps-3-title") == ["Drink"]

    publish(admin_client, protocol)

    assert steps() == ["Warm the hip", "Rest", "Drink"]


def test_saving_twice_adds_a_new_step_once(admin_client):
    protocol = make_protocol("Hip routine", published_at=None)
    step = {"steps-0-title": "Drink", "steps-0-position": "1", "steps-0-id": ""}
    save_draft(admin_client, protocol, **{"steps-TOTAL_FORMS": "1"} | step)

    save_draft(admin_client, protocol, title="Hip routine, again")

    assert [step.title for step in protocol.steps.all()] == ["Drink"]


# --- keeping, discarding, taking down, scheduling ---


def test_draft_of_a_new_post_may_lack_everything(admin_client, client):
    press(admin_client, "_save", address_to_add(ReferralPattern))

    pattern = ReferralPattern.objects.get()
    assert pattern.published_at is None
    assert client.get(pattern.get_absolute_url()).status_code == 404


def test_draft_of_a_live_post_may_lack_everything(admin_client, client):
    post = make_live_post()

    page = save_draft(admin_client, post, title="", slug="", summary="", temporary_relief="")

    assert "draft saved" in page.text
    assert form_on(page)["title"] == [""]
    assert "Lean on a ball." in client.get("/lean-on-a-ball/").text


def test_two_new_posts_of_one_title_get_an_address_each(admin_client):
    for _ in range(2):
        press(admin_client, "_save", address_to_add(Article), title="Untold", slug="untold")

    assert {*Article.objects.values_list("slug", flat=True)} == {"untold", "untold-2"}


def test_discarding_shows_the_live_text_again_and_keeps_the_draft(admin_client):
    post = make_live_post()
    save_draft(admin_client, post, title="Sit on a balloon")

    page = press(admin_client, "_discard", address_of(post))

    assert form_on(page)["title"] == ["Lean on a ball"]
    assert [v.data["title"] for v in versions(post, kind="saved")] == [["Sit on a balloon"]]


def test_post_that_is_taken_down_is_a_draft_with_its_changes(admin_client, client):
    post = make_live_post()

    page = press(admin_client, "_take_down", address_of(post), title="Sit on a balloon")

    assert "taken down" in page.text
    assert client.get("/lean-on-a-ball/").status_code == 404
    assert shown_in_form(admin_client, post, "title") == ["Sit on a balloon"]


def act_in_list(client, action, *rows):
    """The list after an action on `rows`, all of one kind."""
    address = reverse(f"admin:{rows[0]._meta.app_label}_{rows[0]._meta.model_name}_changelist")
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(address, chosen, follow=True)


def test_list_publishes_the_changes_of_a_live_post_and_keeps_its_date(admin_client, client):
    soleus = make_muscle("Soleus")
    post = make_live_post()
    save_draft(admin_client, post, title="Sit on a balloon", about=[soleus.pk], tags="running")

    page = act_in_list(admin_client, "publish_now", post)

    assert "1 published." in page.text
    assert texts(page, "td.field-state") == ["live"]
    assert "Sit on a balloon" in client.get("/lean-on-a-ball/").text
    assert post.title not in card_titles(client.get("/muscles/psoas-major/"))
    assert [*post.tags.names()] == ["running"]
    assert SelfCarePost.objects.get().published_at == post.published_at
    assert versions(post)[0].kind == "live"
    assert shown_in_form(admin_client, post, "title") == ["Sit on a balloon"]


def test_list_publishes_a_draft_with_its_rows(admin_client, client):
    protocol = make_protocol(
        "Hip routine", published_at=None, purpose="<p>Ease.</p>", muscles=[make_muscle()]
    )
    step = {"steps-TOTAL_FORMS": "1", "steps-0-title": "Drink", "steps-0-position": "1"}
    save_draft(admin_client, protocol, summary=SUMMARY, **step)

    page = act_in_list(admin_client, "publish_now", protocol)

    assert texts(page, "td.field-state") == ["live"]
    assert "Drink" in client.get("/hip-routine/").text
    assert protocol.steps.count() == 1
    assert versions(protocol)[0].kind == "live"


def test_list_publishes_at_once_what_was_scheduled(admin_client, client):
    post = make_live_post(published_at=now() + A_DAY)

    act_in_list(admin_client, "publish_now", post)

    assert client.get("/lean-on-a-ball/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ({"summary": ""}, "Write a summary"),
        ({"title": ""}, "Title: This field is required."),
        ({"steps-0-title": "x" * 300}, "Title: Ensure this value has at most"),
    ],
)
def test_list_does_not_publish_changes_that_lack_something(admin_client, client, typed, missing):
    protocol = make_protocol(
        "Hip routine", summary=SUMMARY, purpose="<p>Ease.</p>", muscles=[make_muscle()]
    )
    protocol.steps.create(title="Rest")
    save_draft(admin_client, protocol, **{"purpose": "<p>Sleep.</p>"} | typed)

    page = act_in_list(admin_client, "publish_now", protocol)

    assert missing in texts(page, ".messagelist")[0]
    assert texts(page, "td.field-state") == ["live, with changes not yet live"]
    assert "Sleep." not in client.get("/hip-routine/").text


def test_post_taken_down_in_the_list_follows_its_draft(admin_client, client):
    post = make_live_post()
    save_draft(admin_client, post, title="Sit on a balloon", temporary_relief="<p>Sit.</p>")

    page = act_in_list(admin_client, "take_down", post)

    assert "1 taken down." in page.text
    assert texts(page, "th.field-title") == ["Sit on a balloon"]
    assert client.get("/lean-on-a-ball/").status_code == 404
    assert shown_in_form(admin_client, post, "temporary_relief") == ["<p>Sit.</p>"]


def test_address_of_a_post_that_was_taken_down_leads_on(admin_client, client):
    post = make_live_post()
    act_in_list(admin_client, "take_down", post)

    publish(admin_client, post, slug="sit-on-a-balloon")

    assert client.get("/lean-on-a-ball/").headers["Location"] == "/sit-on-a-balloon/"


def test_publishing_without_a_date_leaves_a_live_post_its_own(admin_client):
    post = make_live_post()

    publish(admin_client, post, published_at_0="", published_at_1="")

    assert SelfCarePost.objects.get().published_at == post.published_at


def test_post_goes_live_at_the_time_in_the_form(admin_client, client):
    post = make_live_post(published_at=None)
    due = localtime(now() + A_DAY)
    typed = {"published_at_0": f"{due:%Y-%m-%d}", "published_at_1": f"{due:%H:%M:%S}"}

    page = publish(admin_client, post, **typed)

    assert "goes live by itself" in page.text
    assert client.get("/lean-on-a-ball/").status_code == 404
    post.refresh_from_db()
    assert abs(post.published_at - due) < timedelta(seconds=1)


def test_list_tells_and_filters_the_states(admin_client):
    rows = {
        "Half-written": {"published_at": None},
        "Due tomorrow": {"published_at": now() + A_DAY},
        "As it is": {},
        "Reworked": {},
    }
    made = {title: make_article(title, **facts) for title, facts in rows.items()}
    save_draft(admin_client, made["Reworked"], body="<p>New.</p>")

    def listed(state=""):
        page = admin_client.get(reverse("admin:posts_article_changelist") + state)
        titles = texts(page, "th.field-title")
        return dict(zip(titles, texts(page, "td.field-state"), strict=True))

    states = listed()
    assert states["Half-written"] == "draft"
    assert states["Due tomorrow"].startswith("scheduled for")
    assert states["As it is"] == "live"
    assert states["Reworked"] == "live, with changes not yet live"
    assert listed("?state=changes").keys() == {"Reworked"}
    assert listed("?state=scheduled").keys() == {"Due tomorrow"}


def test_enter_saves_a_draft(admin_client):
    for address in (address_of(make_live_post()), address_to_add(NMTProtocol)):
        first = select(admin_client.get(address), "#content-main form [type=submit]")[0]

        assert first.attrs["name"] == "_save"
