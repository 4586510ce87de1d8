"""A preview is the page as a visitor would get it, and leaves no trace."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from integrativeworks.content.models import PreviewLink
from tests.desk import address_of, save_draft
from tests.factories import A_MINUTE, make_article, make_muscle, make_protocol, make_self_care_post
from tests.pages import main_part, select, texts

MOST_QUERIES_MORE = 60


def make_edited_post(client):
    """A live protocol with a draft: another title, another muscle, one step instead of two."""
    protocol = make_protocol(
        "Hip routine", muscles=[make_muscle("Psoas major")], purpose="<p>Ease.</p>"
    )
    for title in ("Warm up", "Rest"):
        protocol.steps.create(title=title)
    soleus = make_muscle("Soleus")
    typed = {"title": "Calf routine", "about": [soleus.pk], "steps-1-DELETE": "on"}
    save_draft(client, protocol, **typed)
    return protocol


def share(client, row, days=7):
    """The address of a new link to the preview of `row`."""
    client.post(address_of(row, "share"), {"days": days})
    return f"/preview/{PreviewLink.objects.latest('pk').token}/"


def database():
    import io

    out = io.StringIO()
    call_command("dumpdata", "posts", "muscles", "content", "taggit", stdout=out, verbosity=0)
    return out.getvalue()


def test_preview_shows_the_draft_and_changes_nothing(admin_client, client):
    protocol = make_edited_post(admin_client)
    live, rows = main_part(client.get("/hip-routine/")), database()

    preview = admin_client.get(address_of(protocol, "preview"))

    assert texts(preview, "h1") == ["Calf routine"]
    assert "Soleus" in preview.text
    assert "Warm up" in preview.text
    assert "Rest" not in main_part(preview)
    assert database() == rows
    assert main_part(client.get("/hip-routine/")) == live


def test_preview_is_exactly_the_page_that_publishing_makes(admin_client, client):
    post = make_self_care_post("Lean on a ball", temporary_relief="<p>Ease.</p>", tags=["sitting"])

    preview = admin_client.get(address_of(post, "preview"))

    assert main_part(preview) == main_part(client.get("/lean-on-a-ball/"))


@pytest.mark.parametrize("make", [make_article, make_muscle])
def test_what_was_never_live_can_be_previewed(admin_client, client, make):
    row = make("Half-written", published_at=None)

    preview = admin_client.get(address_of(row, "preview"))

    assert texts(preview, "h1") == ["Half-written"]
    assert client.get(row.get_absolute_url()).status_code == 404


def test_preview_wants_an_account(client, db):
    preview = client.get(address_of(make_article("Untold"), "preview"))

    assert preview.status_code == 302
    assert "/login/" in preview.url


@pytest.mark.parametrize("published_at", [None, now() - A_MINUTE], ids=["draft", "live"])
def test_shared_link_shows_the_newest_draft_to_anybody(admin_client, client, published_at):
    post = make_article("Untold", published_at=published_at)
    address = share(admin_client, post)

    save_draft(admin_client, post, title="Told at last")

    page = client.get(address)
    assert texts(page, "h1") == ["Told at last"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "no-store"


def test_shared_link_expires(admin_client, client):
    address = share(admin_client, make_article("Untold"))

    PreviewLink.objects.update(expires_at=now() - A_MINUTE)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("days", [1, 7, 30])
def test_shared_link_is_good_for_the_chosen_days(admin_client, days):
    share(admin_client, make_article("Untold"), days)

    left = PreviewLink.objects.get().expires_at - now()
    assert timedelta(days=days) - A_MINUTE < left <= timedelta(days=days)


@pytest.mark.parametrize("days", ["", "0", "-1", "8", "3650", "x"])
def test_shared_link_is_good_for_no_other_time(admin_client, days):
    answer = admin_client.post(address_of(make_article("Untold"), "share"), {"days": days})

    assert answer.status_code == 400
    assert not PreviewLink.objects.exists()


def test_a_week_is_proposed_for_a_shared_link(admin_client):
    page = admin_client.get(address_of(make_article("Untold"), "versions"))

    chosen = select(page, "select[name=days] option[selected]")
    assert [option.attrs["value"] for option in chosen] == ["7"]


def test_shared_link_can_be_revoked(admin_client, client):
    post = make_article("Untold")
    address = share(admin_client, post)
    buttons = select(admin_client.get(address_of(post, "versions")), "button[name=revoke]")

    admin_client.post(address_of(post, "share"), {"revoke": buttons[0].attrs["value"]})

    assert client.get(address).status_code == 404


def test_shared_link_to_what_was_deleted_leads_nowhere(admin_client, client):
    post = make_article("Untold")
    address = share(admin_client, post)

    post.delete()

    assert client.get(address).status_code == 404


def test_preview_costs_the_queries_of_the_page_and_a_few_more(admin_client, client):
    def extra(post):
        counts = []
        save_draft(admin_client, post, summary="Short.")
        for reader, address in (
            (client, post.get_absolute_url()),
            (admin_client, address_of(post, "preview")),
        ):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                reader.get(address)
            counts.append(len(queries))
        return counts[1] - counts[0]

    few = extra(make_self_care_post("Lean on it", muscles=[make_muscle("Soleus")]))
    many = extra(
        make_self_care_post("Sit on it", muscles=[make_muscle(f"Muscle {n}") for n in range(30)])
    )

    assert many <= few <= MOST_QUERIES_MORE
