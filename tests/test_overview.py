"""The desk's front page: what waits, and what is still to be written."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from integrativeworks.furniture.models import SiteSettings
from tests.desk import form_on, save_draft
from tests.factories import (
    A_DAY,
    make_article,
    make_message,
    make_muscle,
    make_pattern,
    make_picture,
    make_protocol,
    make_reply,
    make_rows_of_posts,
    make_self_care_post,
    picture_file,
)
from tests.pages import select, texts

SUMMARY = "It lifts the heel at every single step, and steadies the leg when you stand still."


def section(page, heading):
    """The texts of the list under `heading` on the front page."""
    for part in select(page, "section.module"):
        if part.query("h2")[0].to_text().startswith(heading):
            return [" ".join(item.to_text().split()) for item in part.query("li")]
    return []


def test_front_page_asks_where_messages_shall_go(admin_client):
    asked = section(admin_client.get("/admin/"), "Mail")
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_email": "bo@example.org"})

    assert asked == [
        "Say where readers’ messages shall be mailed until then you find them here only"
    ]
    assert not section(admin_client.get("/admin/"), "Mail")


def test_front_page_lists_what_waits(admin_client):
    save_draft(admin_client, make_article("Reworked"), title="Reworked again")
    save_draft(admin_client, make_muscle("Soleus"), origin="The tibia.")
    make_article("Half-written", published_at=None)
    make_article("Due tomorrow", published_at=now() + A_DAY)
    make_article("Old one", awaits_rework=True)
    make_message("A comma too many.")
    make_message("Thanks.", status="answered")

    page = admin_client.get("/admin/")

    changes = section(page, "Changes not yet live")
    assert [row.split(" saved")[0] for row in changes] == ["Soleus", "Reworked"]
    assert section(page, "Scheduled")[0].startswith("Due tomorrow")
    assert section(page, "Readers wait for an answer: 1")[0].startswith("A comma too many.")
    assert section(page, "Still to be reworked: 1")[0].startswith("Old one")
    assert "3 of 4 posts are done" in page.text


def test_front_page_lists_live_pages_that_lack_something(admin_client):
    make_article("Half-done", summary="", body="")
    make_article("A draft", published_at=None)
    make_muscle("Soleus", summary="")

    page = admin_client.get("/admin/")

    post, muscle = section(page, "Live, and could be better")
    assert post.startswith("Half-done Needed: ")
    assert post.endswith("And 1 more.")
    assert muscle.startswith("Soleus Needed: Write a summary")


def test_front_page_counts_what_waits_and_shows_the_rest_on_demand(admin_client):
    make_rows_of_posts(10, make_muscle("Soleus"), awaits_rework=True)

    page = admin_client.get("/admin/")

    assert len(section(page, "Still to be reworked: 10")) == 10
    assert len(select(page, ".waiting details li")) == 2
    assert texts(page, ".waiting summary") == ["2 more"]


def test_next_to_go_live_comes_first(admin_client):
    make_muscle("Soleus", published_at=now() + 2 * A_DAY)
    make_article("Tomorrow", published_at=now() + A_DAY)

    rows = section(admin_client.get("/admin/"), "Scheduled: 2")

    assert [row.split()[0] for row in rows] == ["Tomorrow", "Soleus"]


def test_front_page_leads_to_pictures_that_are_not_described(admin_client):
    make_picture("A hip.")
    picture = make_picture("", picture_file(size=(61, 40)))

    [link] = select(admin_client.get("/admin/"), ".waiting h2 a")

    assert link.to_text() == "Pictures not described: 1"
    assert list(admin_client.get(link.attrs["href"]).context["cl"].queryset) == [picture]


def test_front_page_reads_steps_and_relations_of_live_pages(admin_client):
    cramps = make_pattern("Cramps", published_at=None)
    facts = {"summary": SUMMARY, "muscles": [make_muscle("Soleus", summary=SUMMARY)]}
    make_self_care_post("Ball", temporary_relief="<p>Lean.</p>", relieves=[cramps], **facts)
    protocol = make_protocol("Routine", purpose="<p>Hips.</p>", audience="therapists", **facts)
    protocol.steps.create(title="Rest", text="<p>" + "word " * 41 + "</p>")

    page = admin_client.get("/admin/")

    protocol_row, care_row = sorted(section(page, "Live, and could be better"), reverse=True)
    assert "in “Rest: Text” has 41 words" in protocol_row
    assert care_row == "Ball “Cramps” isn’t live: visitors don’t see it here."


def test_mended_page_leaves_the_list(admin_client):
    muscle = make_muscle("Soleus", summary="")
    admin_client.get("/admin/")

    muscle.summary = SUMMARY
    muscle.save()

    assert section(admin_client.get("/admin/"), "Live, and could be better") == []


def test_front_page_tells_of_answers_not_sent_and_of_what_was_held_back(admin_client):
    SiteSettings.objects.create(pk=1, contact_email="bo@example.org")
    make_reply(make_message(name="Ann", status="answered"))
    make_reply(make_message(name="Ben", status="answered"), sent_at=now())
    make_message("Backlinks.", status="probably")

    page = admin_client.get("/admin/")

    assert section(page, "Mail to look after") == [
        "Your answer to Ann could not be sent yet",
        "Probably spam: 1 not mailed to you",
    ]
    assert section(page, "Readers wait") == []


def test_matrix_counts_each_post_once(admin_client):
    psoas = make_muscle("Psoas major")
    make_pattern("Cramps", refers=[psoas], satellites=[psoas])

    page = admin_client.get("/admin/")

    cells = texts(page, ".coverage tbody td")
    assert cells[0] == "1"
    assert cells[1] == "Write self-care for Psoas major"


@pytest.mark.parametrize(("column", "role"), [(0, "refers"), (1, "about")])
def test_gap_leads_to_a_form_with_the_muscle_chosen(admin_client, column, role):
    psoas = make_muscle("Psoas major")
    gap = select(admin_client.get("/admin/"), ".coverage a.gap")[column]

    form = form_on(admin_client.get(gap.attrs["href"]))

    assert form[role] == [str(psoas.pk)]


def test_front_page_costs_the_same_for_few_and_many(admin_client):
    def queries():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            admin_client.get("/admin/")
        return len(captured)

    make_rows_of_posts(2, make_muscle("Soleus"), awaits_rework=True)
    save_draft(admin_client, make_article("Reworked"), title="Again")
    queries()
    few = queries()
    for n in range(20):
        make_muscle(f"Muscle {n}", published_at=now() + A_DAY)
        make_reply(make_message(f"Message {n}"))
    for n in range(3):
        save_draft(admin_client, make_article(f"Article {n}"), title=f"Again {n}")

    assert queries() == few
