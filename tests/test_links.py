"""Links between pages are kept by the page, so they lead to it whatever its address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from integrativeworks.furniture.models import SiteSettings
from tests.factories import (
    A_DAY,
    make_article,
    make_bone,
    make_group,
    make_joint,
    make_muscle,
    make_pattern,
    make_protocol,
    make_self_care_post,
)
from tests.pages import main_part, select


def kept_link(page, words="the page", rest=""):
    """A link to `page` as it is stored."""
    name = "post" if hasattr(page, "kind") else page._meta.model_name
    return f'<a href="page:{name}/{page.pk}{rest}">{words}</a>'


def links_of(page, css="main .prose a"):
    """(words, address) of each link in the texts of an answer."""
    return [(a.to_text(), a.attrs["href"]) for a in select(page, css)]


# --- as visitors see them ---


@pytest.mark.parametrize(
    "make", [make_self_care_post, make_pattern, make_muscle, make_group, make_bone, make_joint]
)
def test_link_leads_to_the_address_of_today(db, client, make):
    target = make("The target")
    make_article("Untold", body=f"<p>Read {kept_link(target, rest='#part')}.</p>")

    target.slug = "moved"
    target.save()

    address = f"{target.get_absolute_url()}#part"
    assert links_of(client.get("/untold/")) == [("the page", address)]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("published_at", [None, now() + A_DAY], ids=["draft", "scheduled"])
def test_link_to_what_is_not_live_is_plain_text(db, client, published_at):
    target = make_muscle("Psoas major", published_at=published_at)
    make_article("Untold", body=f"<p>The {kept_link(target, '<em>psoas</em>')} pulls.</p>")

    page = client.get("/untold/")

    assert "<p>The <em>psoas</em> pulls.</p>" in page.text
    assert "page:" not in page.text


@pytest.mark.parametrize("href", ["page:post/999", "page:ghost/1", "page:bone/0", "/gone/"])
def test_link_to_what_is_missing_is_plain_text(db, client, href):
    make_article("Untold", body=f'<p>Read <a href="{href}">this</a>.</p>')

    assert "<p>Read this.</p>" in client.get("/untold/").text


@pytest.mark.parametrize(
    "href",
    [
        *("https://example.org/x/?a=1&amp;b=2#c", "//example.org/", "mailto:hello@example.org"),
        *("/pain/", "/about/", "/muscles/?zone=hip", "#part", "/media/a.pdf"),
    ],
)
def test_other_links_stay_as_they_are(db, client, href):
    make_article("Untold", body=f'<p>Read <a title="It" href="{href}">this</a>.</p>')

    assert f'<a title="It" href="{href}">this</a>' in client.get("/untold/").text


def test_links_lead_on_in_every_text_of_the_site(db, client):
    link = f"<p>{kept_link(make_muscle('Psoas major'))}</p>"
    site = ("author_note", "patreon_text", "about", "notice", "disclaimer_everyone")
    SiteSettings.objects.create(pk=1, **dict.fromkeys(site, link))
    make_muscle("Iliacus", functional_considerations=link, anomalies=link)
    routine = make_protocol("Routine", purpose=link, body=link, awaits_rework=True)
    routine.steps.create(title="Rest", text=link)

    counts = {
        address: client.get(address).text.count('<a href="/muscles/psoas-major/">the page</a>')
        for address in ("/", "/about/", "/muscles/iliacus/", "/routine/")
    }

    assert counts == {"/": 2, "/about/": 3, "/muscles/iliacus/": 4, "/routine/": 7}


def test_words_that_look_like_a_link_are_left_alone(db, client):
    make_muscle("Psoas major")
    make_article("Untold", body='<p>Write &lt;a href="/muscles/psoas-major/"&gt;.</p>')

    assert '&lt;a href="/muscles/psoas-major/"&gt;' in main_part(client.get("/untold/"))


def test_page_costs_the_same_for_few_and_many_links(db, client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/untold/").status_code == 200
        return len(captured)

    pages = [make(f"{n}") for n in range(15) for make in (make_muscle, make_bone, make_article)]
    few = "".join(kept_link(page) for page in pages[:3])
    post = make_self_care_post("Untold", temporary_relief=f"<p>{few}</p>")
    for_few = queries()
    for name in ("body", *post.section_fields):
        setattr(post, name, "".join(f"<p>{kept_link(page)}</p>" for page in pages))
    post.save()

    assert queries() == for_few
