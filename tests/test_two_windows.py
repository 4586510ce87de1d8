"""What visitors see at once is saved from one window only; the other is told what stands there."""

import pytest
from django.contrib.auth.models import User

from integrativeworks.furniture.models import Product, SiteSettings
from posts.models import Activity
from tests.desk import address_of, form_on, press
from tests.factories import make_bone, make_joint, make_picture, make_red_flag
from tests.pages import texts

SAID = "While you wrote, this was saved in another window."


def send(client, row, page, **typed):
    return client.post(address_of(row), form_on(page) | typed | {"_save": "1"}, follow=True)


def open_form(client, row):
    return client.get(address_of(row))


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: SiteSettings.objects.create(pk=1), "tagline"),
        (lambda: SiteSettings.objects.create(pk=1), "about"),
        (lambda: Product.objects.create(name="Mug"), "text"),
        (lambda: make_picture("A hip."), "caption"),
        (lambda: make_red_flag("the calf is swollen"), "text"),
        (make_bone, "description"),
        (lambda: User.objects.create_user("ann", password="a long one"), "last_name"),
        (lambda: Activity.objects.create(name="Driving", slug="driving"), "name"),
    ],
)
def test_older_window_overwrites_nothing_until_it_is_saved_once_more(admin_client, make, field):
    row = make()
    older = open_form(admin_client, row)
    press(admin_client, "_save", address_of(row), **{field: "Theirs"})

    refused = send(admin_client, row, older, **{field: "Mine"})

    row.refresh_from_db()
    assert "Theirs" in getattr(row, field)
    assert SAID in " ".join(texts(refused, ".errornote, .errorlist"))
    assert "Saved now: Theirs" in texts(refused, ".errorlist")
    assert "Mine" in form_on(refused)[field][0]

    send(admin_client, row, refused)

    row.refresh_from_db()
    assert "Mine" in getattr(row, field)


def test_fields_that_nobody_else_changed_are_not_spoken_of(admin_client):
    site = SiteSettings.objects.create(pk=1, name="Ours", tagline="Old")
    older = open_form(admin_client, site)
    press(admin_client, "_save", address_of(site), tagline="Theirs")

    refused = send(admin_client, site, older, name="Mine", signature="Mine")

    assert [said for said in texts(refused, ".errorlist") if "Saved now" in said] == [
        "Saved now: Theirs"
    ]
    assert form_on(refused)["name"] == ["Mine"]


def test_choices_and_ticks_are_watched_too(admin_client):
    femur, tibia = make_bone("Femur"), make_bone("Tibia")
    joint, picture = make_joint("Knee", [femur]), make_picture("A hip.")
    older, older_picture = open_form(admin_client, joint), open_form(admin_client, picture)
    press(admin_client, "_save", address_of(joint), bones=[femur.pk, tibia.pk])
    press(admin_client, "_save", address_of(picture), is_decorative="on")

    refused = send(admin_client, joint, older)
    refused_picture = send(admin_client, picture, older_picture)

    assert "Saved now: Femur, Tibia" in texts(refused, ".errorlist")
    assert "Saved now: yes" in texts(refused_picture, ".errorlist")
    assert joint.bones.count() == 2


def test_the_same_saved_twice_is_no_quarrel(admin_client):
    site = SiteSettings.objects.create(pk=1)
    older = open_form(admin_client, site)

    for _ in range(2):
        assert SAID not in send(admin_client, site, older, tagline="Mine").text

    site.refresh_from_db()
    assert site.tagline == "Mine"
