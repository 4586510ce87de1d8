"""Addresses: none is taken twice, and none that was ever used stops leading to its page."""

import pytest
from django.db import IntegrityError
from django.forms import modelform_factory
from django.urls import URLResolver, get_resolver
from django.utils.timezone import now

from integrativeworks.content.models import FormerAddress
from posts.models import Article, Post, Tag
from posts.models.post import FIXED_ADDRESSES
from tests.factories import (
    A_DAY,
    make_article,
    make_bone,
    make_group,
    make_joint,
    make_muscle,
    make_pattern,
    make_self_care_post,
)

OTHER_ADDRESSES = {"static"}  # served by the web server


def first_steps(resolver):
    """The first steps of all addresses below `resolver` that don't stand for a post."""
    for pattern in resolver.url_patterns:
        route = str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver) and not route:
            yield from first_steps(pattern)
        elif route and not route.startswith("<"):
            yield route.split("/")[0]


def rename(page, slug):
    page.slug = slug
    page.save()


def test_list_of_fixed_addresses_is_the_one_of_the_urls():
    indexes = {kind.key for kind in Post.kinds()}

    assert set(first_steps(get_resolver())) | OTHER_ADDRESSES | indexes == set(FIXED_ADDRESSES)


@pytest.mark.parametrize("slug", [address for address in FIXED_ADDRESSES if "." not in address])
def test_post_cannot_take_a_fixed_address(db, slug):
    form = modelform_factory(Article, fields=["title", "slug"])({"title": "Mine", "slug": slug})

    said = "This address belongs to a page of the site itself. Choose another."
    assert said in form.errors.as_text()
    with pytest.raises(IntegrityError):
        make_article("Mine", slug=slug)


@pytest.mark.parametrize("kind", Post.kinds(), ids=lambda kind: kind.key)
def test_post_cannot_take_the_address_of_a_kind(db, kind):
    form = modelform_factory(Article, fields=["title", "slug"])({"title": "Mine", "slug": kind.key})

    assert form.errors["slug"] == [
        "This address belongs to a page of the site itself. Choose another."
    ]
    with pytest.raises(IntegrityError):
        make_article("Mine", slug=kind.key)


@pytest.mark.parametrize("slug", ["searching", "tags-for-pain", "about-us", "pain-and-posture"])
def test_post_may_take_an_address_that_is_only_similar(db, client, slug):
    form = modelform_factory(Article, fields=["title", "slug"])({"title": "Mine", "slug": slug})
    assert form.errors == {}

    make_article("Mine", slug=slug)

    assert client.get(f"/{slug}/").status_code == 200


def test_muscle_may_be_called_like_a_fixed_address(db, client):
    make_muscle("Groups", slug="groups")

    assert client.get("/muscles/groups/").status_code == 200


@pytest.mark.parametrize(
    ("make", "folder"),
    [
        (make_self_care_post, "/"),
        (make_muscle, "/muscles/"),
        (make_group, "/muscles/groups/"),
        (make_bone, "/bones/"),
        (make_joint, "/joints/"),
    ],
)
def test_former_address_leads_on_for_good(db, client, make, folder):
    page = make("Old name")

    rename(page, "new-name")
    answer = client.get(f"{folder}old-name/")

    assert (answer.status_code, answer.headers.get("Location")) == (301, f"{folder}new-name/")
    assert client.get(f"{folder}new-name/").status_code == 200


@pytest.mark.parametrize(("old", "new"), [("calf", "calves"), ("hüfte", "ü" * 100)])
def test_former_address_of_a_tag_leads_on_for_good(db, client, old, new):
    post = make_article("Untold", tags=["calf"])
    Tag.objects.update(slug=old)
    post.body = f'<p><a href="/tags/{old}/">calves</a></p>'
    post.save()
    tag = Tag.objects.get()

    rename(tag, new)

    page = client.get(f"/tags/{old}/")
    assert (page.status_code, page.url) == (301, tag.get_absolute_url())
    assert client.get(page.url).status_code == 200
    post.refresh_from_db()
    assert f'href="/tags/{new}/"' in post.body


def test_every_former_address_leads_straight_to_the_page(db, client):
    pattern = make_pattern("Pain", slug="first")

    rename(pattern, "second")
    rename(pattern, "third")

    assert client.get("/first/").headers["Location"] == "/third/"
    assert client.get("/second/").headers["Location"] == "/third/"


def test_page_that_goes_back_to_its_first_address_is_found_there(db, client):
    pattern = make_pattern("Pain", slug="first")

    rename(pattern, "second")
    rename(pattern, "first")

    assert client.get("/first/").status_code == 200
    assert client.get("/second/").headers["Location"] == "/first/"


def test_page_taken_down_at_its_first_address_leads_nowhere(db, client):
    pattern = make_pattern("Pain", slug="first")
    rename(pattern, "second")
    rename(pattern, "first")

    pattern.published_at = None
    pattern.save()

    assert client.get("/first/").status_code == 404


@pytest.mark.parametrize("published_at", [None, now() + A_DAY], ids=["draft", "scheduled"])
def test_former_address_does_not_tell_where_a_hidden_page_will_be(db, client, published_at):
    pattern = make_pattern("Pain", slug="first")
    rename(pattern, "the-secret-of-spring")
    pattern.published_at = published_at
    pattern.save()

    answer = client.get("/first/")
    assert answer.status_code == 404
    assert "spring" not in answer.text

    pattern.published_at = now()
    pattern.save()
    assert client.get("/first/").headers["Location"] == "/the-secret-of-spring/"


def test_former_address_of_a_deleted_page_is_not_found(db, client):
    pattern = make_pattern("Pain", slug="first")
    rename(pattern, "second")
    pattern.delete()

    assert client.get("/first/").status_code == 404


def test_former_address_may_lead_to_any_page_of_the_site(db, client):
    FormerAddress.leave("/2014/05/old/", "/pain/")

    for address in ("/2014/05/old/", "/2014/05/old"):
        assert client.get(address).headers["Location"] == "/pain/"


def test_new_page_at_a_former_address_is_shown_there(db, client):
    rename(make_pattern("Pain", slug="first"), "second")

    make_article("Something else", slug="first")

    assert "Something else" in client.get("/first/").text


def test_page_at_a_former_address_can_move_too(db, client):
    rename(make_pattern("Pain", slug="first"), "second")
    article = make_article("Something else", slug="first")

    rename(article, "third")

    assert client.get("/first/").headers["Location"] == "/third/"
    assert client.get("/second/").status_code == 200


def test_former_address_without_its_last_slash_leads_on_too(db, client):
    rename(make_pattern("Pain", slug="first"), "second")

    answer = client.get("/first", follow=True)

    assert answer.redirect_chain[-1] == ("/second/", 301)


def test_saving_without_a_new_address_leaves_nothing_behind(db):
    pattern = make_pattern("Pain", slug="first")

    pattern.title = "Other pain"
    pattern.save()

    assert not FormerAddress.objects.exists()


def test_kind_of_a_renamed_post_does_not_matter(db, client):
    make_pattern("Pain", slug="first")

    rename(Post.objects.get(), "second")

    assert client.get("/first/").headers["Location"] == "/second/"


def test_address_that_never_was_is_not_found(db, client):
    page = client.get("/never-was/")

    assert page.status_code == 404
    assert "This page isn’t here" in page.text
