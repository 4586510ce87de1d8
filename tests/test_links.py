"""Links between pages are kept by the page, so they lead to it whatever its address."""

import json

import pytest
from django.core.management import call_command
from django.core.serializers import deserialize
from django.db import connection
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from integrativeworks.content.models import FormerAddress, Trash
from integrativeworks.furniture.models import SiteSettings
from posts.models import Article, Post
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


# --- as they are kept ---


@pytest.fixture
def psoas(db):
    return make_muscle("Psoas major")


TYPED = [
    ("/muscles/psoas-major/", ""),
    ("/muscles/psoas-major", ""),
    ("http://testserver/muscles/psoas-major/", ""),
    ("https://testserver/muscles/psoas-major", ""),
    ("https://www.testserver/muscles/psoas-major", ""),
    ("/muscles/psoas-major/?kind=pain&amp;page=2#related", "?kind=pain&amp;page=2#related"),
]


def stored(page, name="body"):
    """A text as it is in the database."""
    return type(page).objects.values_list(name, flat=True).get(pk=page.pk)


@pytest.mark.parametrize(("typed", "rest"), TYPED)
def test_typed_address_of_a_page_becomes_a_link_to_the_page(psoas, typed, rest):
    post = make_article("Untold", body=f'<p><a href="{typed}" title="It">the page</a></p>')

    assert stored(post) == f'<p><a href="page:muscle/{psoas.pk}{rest}" title="It">the page</a></p>'


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("http://testserver/pain/?zone=hip", "/pain/?zone=hip"),
        ("/about", "/about/"),
        ("/not-yet/#part", "/not-yet/#part"),
        ("https://elsewhere.example/muscles/psoas-major/", None),
        ("https://testserver.example/about/", None),
        ("#related", None),
        ("page:muscle/999", None),
    ],
)
def test_address_of_no_page_is_kept_as_an_address(psoas, typed, kept):
    post = make_article("Untold", body=f'<p><a href="{typed}">x</a></p>')

    assert stored(post) == f'<p><a href="{kept or typed}">x</a></p>'


def by_save(post, html):
    post.body = html
    post.save()


def by_update(post, html):
    Post.objects.filter(pk=post.pk).update(body=html)


def by_bulk_update(post, html):
    post.body = html
    Article.objects.bulk_update([post], ["body"])


def by_form(post, html):
    modelform_factory(Article, fields=["body"])({"body": html}, instance=post).save()


def by_loaddata(post, html):
    fields = {"kind": "articles", "title": "Untold", "slug": "untold", "body": html}
    moments = dict.fromkeys(["created_at", "updated_at", "published_at"], now().isoformat())
    rows = [
        {"model": "posts.post", "pk": post.pk, "fields": fields | moments},
        {"model": "posts.article", "pk": post.pk, "fields": {}},
    ]
    for row in deserialize("json", json.dumps(rows)):
        row.save()


@pytest.mark.parametrize("change", [by_save, by_update, by_bulk_update, by_form, by_loaddata])
def test_link_is_kept_by_page_on_every_way_in(psoas, change):
    post = make_article("Untold")

    change(post, '<p><a href="/muscles/psoas-major/">the page</a></p>')

    assert stored(post) == f"<p>{kept_link(psoas)}</p>"


def test_former_address_that_is_typed_means_the_page_of_today(psoas):
    psoas.slug = "iliopsoas"
    psoas.save()

    post = make_article("Untold", body='<p><a href="/muscles/psoas-major/">the page</a></p>')

    assert stored(post) == f"<p>{kept_link(psoas)}</p>"


def test_address_that_leads_elsewhere_means_where_it_leads(db):
    FormerAddress.leave("/old-blog/", "/articles/")

    post = make_article("Untold", body='<p><a href="/old-blog/#top">x</a></p>')

    assert stored(post) == '<p><a href="/articles/#top">x</a></p>'


def test_link_typed_before_its_page_existed_goes_along_when_it_moves(db, client):
    link = '<p><a href="/muscles/psoas-major">the page</a></p>'
    post = make_article("Untold", body=link)
    routine = make_protocol("Routine", purpose=link)
    step = routine.steps.create(title="Rest", text=link)
    psoas = make_muscle("Psoas major")
    assert links_of(client.get("/untold/")) == [("the page", "/muscles/psoas-major/")]

    psoas.slug = "iliopsoas"
    psoas.save()

    texts = {stored(post), stored(routine, "purpose"), stored(step, "text")}
    assert texts == {f"<p>{kept_link(psoas)}</p>"}


def test_links_survive_dump_and_load(psoas, tmp_path, client):
    post = make_article("Untold", body=f"<p>{kept_link(psoas)}</p>")
    call_command("dumpdata", "muscles.muscle", "posts", output=str(tmp_path / "all.json"))
    psoas.delete()
    post.delete()

    call_command("loaddata", tmp_path / "all.json", verbosity=0)

    assert links_of(client.get("/untold/")) == [("the page", "/muscles/psoas-major/")]


def test_links_lead_on_once_a_deleted_page_is_restored(psoas, client):
    make_article("Untold", body=f"<p>{kept_link(psoas)}</p>")

    trash = Trash.throw_away(psoas, None)
    assert links_of(client.get("/untold/")) == []
    trash.restore()

    assert links_of(client.get("/untold/")) == [("the page", "/muscles/psoas-major/")]


def test_text_without_typed_addresses_is_saved_without_queries(psoas, django_assert_num_queries):
    post = make_article("Untold")
    html = f'<p>{kept_link(psoas)} <a href="https://example.org/">out</a></p>'

    with django_assert_num_queries(1):
        by_update(post, html)
