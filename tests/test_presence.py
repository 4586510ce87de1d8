"""Whoever opens a form learns who else has it open."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from integrativeworks.content.models import OpenForm
from tests.browser import sign_in
from tests.desk import address_of, make_editor
from tests.factories import make_article, make_muscle

MINE, OTHERS = "a" * 32, "b" * 32


def say_hello(client, row, window, **more):
    return client.post(address_of(row, "presence"), {"window": window} | more)


def test_other_editor_is_named(admin_client):
    post = make_article("Untold")
    say_hello(make_editor("Ann"), post, OTHERS)

    told = say_hello(admin_client, post, MINE).json()["others"]

    assert len(told) == 1
    assert told[0].startswith("Ann has this open too, since")


def test_own_second_window_is_told_apart(admin_client):
    post = make_article("Untold")
    say_hello(admin_client, post, OTHERS)

    told = say_hello(admin_client, post, MINE).json()["others"]

    assert told[0].startswith("You have this open in another window too")


def test_nobody_else_is_told_of(admin_client):
    post, editor = make_article("Untold"), make_editor("Ann")
    say_hello(editor, make_muscle(pk=post.pk), "c" * 32)  # another page of the same number
    say_hello(editor, post, OTHERS)
    say_hello(editor, post, OTHERS, leaves="yes")
    say_hello(editor, post, "d" * 32)
    OpenForm.objects.filter(window="d" * 32).update(seen_at=now() - timedelta(minutes=2))

    assert say_hello(admin_client, post, MINE).json() == {"others": []}
    assert not OpenForm.objects.filter(window="d" * 32).exists()


@pytest.mark.parametrize("window", ["", "A" * 32, "a" * 33, "'; --", "\x00" * 32])
def test_window_without_a_proper_name_is_refused(admin_client, window):
    assert say_hello(admin_client, make_article("Untold"), window).status_code == 400


def test_only_editors_are_told(client, db):
    assert say_hello(client, make_article("Untold"), MINE).status_code == 302


def test_notice_comes_and_goes_with_the_other_window(page, live_server, admin_user):
    address = address_of(make_article("Untold"))
    sign_in(page)
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    expect(other.locator("#presence")).to_contain_text("You have this open in another window")
    other.close(run_before_unload=True)

    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#presence")).to_be_hidden()
