from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from integrativeworks import env
from integrativeworks.content.trash import Trash
from integrativeworks.furniture.models import SiteSettings
from muscles.models import Muscle
from posts.models import Post
from tests.factories import make_article, make_muscle


@pytest.mark.parametrize(
    ("name", "wrong", "read", "advice"),
    [
        ("SECRET_KEY", "", env.secret_key, "`make .env` writes a fresh one"),
        ("SECRET_KEY", "short", env.secret_key, "at least 50 random characters"),
        ("SITE_URL", "www.example.org", env.site_url, "Write it like https://www.example.org"),
        ("SITE_URL", "ftp://example.org", env.site_url, "Write it like https://"),
        ("SITE_URL", "https://[::1", env.site_url, "Write it like https://"),
        ("SITE_URL", "https://", env.site_url, "Write it like https://"),
        ("SITE_URL", "https://example.org/blog", env.site_url, "without a path"),
        ("DATABASE_URL", "mysql://user@localhost/site", env.database, "Write postgres://"),
        ("DATABASE_URL", "postgres://[::1/site", env.database, "Write it like postgres://"),
        ("DATABASE_URL", "my database", env.database, "Write it like postgres://"),
        ("EMAIL_URL", "pigeon://roof", env.email, "Write it like smtp"),
        ("PROXIES", "two", lambda: env.whole_number("PROXIES", 0), "Write a whole number"),
        ("PROXIES", "-1", lambda: env.whole_number("PROXIES", 0), "Write a whole number"),
        ("DEBUG", "maybe", lambda: env.flag("DEBUG"), "Write yes or no"),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")  # a site is not run with warnings as errors
def test_wrong_value_is_refused_with_the_way_to_mend_it(monkeypatch, name, wrong, read, advice):
    monkeypatch.setenv(name, wrong)

    with pytest.raises(ImproperlyConfigured) as refusal:
        read()

    assert name in str(refusal.value)
    assert advice in str(refusal.value)


def ensure_admin():
    printed = StringIO()
    call_command("ensure_admin", stdout=printed)
    return printed.getvalue()


def test_first_start_makes_an_administrator_and_prints_how_to_sign_in(db, client):
    printed = ensure_admin()

    password = printed.split("Password")[1].split()[0]
    answer = client.post("/admin/login/", {"username": "admin", "password": password})
    assert "http://testserver/admin/" in printed
    assert answer.status_code == 302
    assert client.get("/admin/").wsgi_request.user.is_superuser


def test_later_starts_leave_the_administrator_alone_and_print_nothing(db):
    ensure_admin()
    before = User.objects.values().get()

    assert ensure_admin() == ""
    assert User.objects.values().get() == before


def test_no_administrator_is_added_where_there_is_one_of_another_name(admin_user):
    admin_user.username = "practitioner"
    admin_user.save()

    assert ensure_admin() == ""
    assert User.objects.get() == admin_user


def test_somebody_else_named_admin_is_not_made_an_administrator(db):
    User.objects.create_user("admin")

    assert ensure_admin() == ""
    assert not User.objects.get().is_superuser


@pytest.mark.parametrize(
    "make",
    [
        make_muscle,
        lambda: make_article("Untold"),
        lambda: SiteSettings.objects.create(name="The site"),
        lambda: Trash.throw_away(make_article("Untold"), None),
    ],
    ids=["muscle", "post", "settings", "trash"],
)
def test_site_that_has_or_had_anything_gets_no_starter_library_on_start(db, make):
    make()
    tables = [Muscle, Post, SiteSettings]
    before = [model.objects.count() for model in tables]

    call_command("load_starter_library", if_empty=True, stdout=StringIO())

    assert [model.objects.count() for model in tables] == before
