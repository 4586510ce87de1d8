"""The library of pictures: taking them in, finding them, and what stays in sight."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrativeworks.content.models import Image
from tests.desk import address_of, press
from tests.factories import (
    figure,
    make_muscle,
    make_picture,
    make_self_care_post,
    picture_file,
    uploaded,
)
from tests.pages import select, texts

LIBRARY = "/admin/content/image/"

pytestmark = pytest.mark.usefixtures("own_media")


def upload(client, file):
    return client.post(f"{LIBRARY}upload/", {"file": file})


def shown(page):
    """The names of the pictures on a page of the library."""
    return {link.to_text() for link in select(page, ".picture-grid a")}


def test_upload_takes_a_picture_in_and_asks_what_it_shows(admin_client):
    answer = upload(admin_client, uploaded(size=(500, 300)))

    picture = Image.objects.get()
    assert answer.status_code == 200
    assert answer.json()["picture"]["address"] == f"/pictures/{picture.pk}/"
    assert f'action="/admin/content/image/{picture.pk}/describe/"' in answer.json()["html"]
    assert (picture.width, picture.height, picture.alt) == (500, 300, "")
    assert set(picture.renditions) == {"webp", "avif"}


@pytest.mark.parametrize("name", ["hip.gif", "hip.<b>png"])
def test_refused_upload_says_why(admin_client, name):
    answer = upload(admin_client, SimpleUploadedFile(name, b"just words"))

    assert answer.status_code == 422
    assert "Save it as JPEG, PNG, WebP or AVIF." in answer.json()["error"]
    assert not Image.objects.exists()


def test_name_of_a_file_is_not_taken_for_html(admin_client):
    file = SimpleUploadedFile("hip.<b>x", picture_file("hip.png").read())

    assert ".&lt;b&gt;x" in upload(admin_client, file).json()["error"]


def test_same_picture_twice_is_noticed_and_the_first_one_offered(admin_client):
    upload(admin_client, uploaded())
    first = Image.objects.get()

    answer = upload(admin_client, uploaded("copy.jpg", comment=b"from another folder"))

    assert answer.status_code == 422
    assert "You have this picture already" in answer.json()["error"]
    assert answer.json()["picture"]["id"] == first.pk
    assert Image.objects.get() == first


@pytest.mark.parametrize("view", ["upload/", "library/", "1/describe/", "1/bring-back/1/"])
def test_library_is_for_the_desk_only(client, db, view):
    answer = client.post(f"{LIBRARY}{view}")

    assert answer.status_code == 302
    assert "/login/" in answer.url


@pytest.mark.parametrize("view", ["upload/", "1/bring-back/1/"])
def test_nothing_is_changed_by_a_mere_link(admin_client, view):
    assert admin_client.get(f"{LIBRARY}{view}").status_code == 403


def test_ordinary_form_takes_a_picture_too(admin_client):
    answer = admin_client.post(
        f"{LIBRARY}add/", {"file": uploaded(), "alt": "A hip.", "focus_x": 50, "focus_y": 50}
    )

    assert answer.status_code == 302
    assert Image.objects.get().renditions


def test_ordinary_form_links_to_the_twin(admin_client):
    upload(admin_client, uploaded())

    page = admin_client.post(f"{LIBRARY}add/", {"file": uploaded(), "focus_x": 50, "focus_y": 50})

    [link] = select(page, ".errorlist a")
    assert link.attrs["href"] == address_of(Image.objects.get())


def test_pictures_are_filtered_and_searched(admin_client):
    hip = make_picture("A hip.", role="anatomy")
    make_picture("A calf.", credit="Ann")
    make_picture("", file=picture_file("knee.png"))
    make_muscle(illustration=hip)

    def found(query):
        return shown(admin_client.get(f"{LIBRARY}?{query}"))

    assert found("") == {"A hip.", "A calf.", "knee.png"}
    assert found("role__exact=anatomy") == {"A hip."}
    assert found("undescribed=yes") == {"knee.png"}
    assert found("unused=yes") == {"A calf.", "knee.png"}
    assert found("q=ann") == {"A calf."}
    assert "No picture fits." in admin_client.get(f"{LIBRARY}?q=nowhere").text


def test_empty_library_says_what_to_do(admin_client):
    assert "The library is empty." in admin_client.get(LIBRARY).text


def test_picture_dialog_searches_the_library(admin_client):
    hip, _ = make_picture("A hip.", caption="Leaning."), make_picture("A calf.")

    [entry] = admin_client.get(f"{LIBRARY}library/?q=leaning").json()["pictures"]

    assert entry["address"] == hip.address
    assert entry["thumbnail"] == hip.thumbnail_url
    assert (entry["alt"], entry["caption"]) == ("A hip.", "Leaning.")


def test_library_costs_the_same_for_many_pictures(admin_client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(f"{LIBRARY}?unused=yes")
        return len(queries)

    make_self_care_post("Lean", cover=make_picture("A hip."), body=figure(make_picture("A calf.")))
    for_few = cost()
    for n in range(10):
        make_self_care_post(f"Lean {n}", cover=make_picture(f"{n}"), body=figure(make_picture("")))
        make_picture(f"A hip, {n}")

    assert cost() == for_few


@pytest.mark.parametrize(("x", "y", "classes"), [
    (50, 50, None), (0, 100, "focus-x-0 focus-y-100"), (34, 35, "focus-x-30 focus-y-40")
])  # fmt: skip
def test_focus_keeps_its_place_in_sight_on_cards(admin_client, client, x, y, classes):
    picture = make_picture("A hip.")
    make_self_care_post("Lean on a ball", cover=picture)

    press(admin_client, "_save", address_of(picture), focus_x=x, focus_y=y)

    [image] = select(client.get("/self-care/"), ".card img")
    assert image.attrs.get("class") == classes


@pytest.mark.parametrize("value", ["-1", "101", "", "left", "1e3", "9" * 30])
def test_focus_outside_the_picture_is_refused(admin_client, value):
    picture = make_picture("A hip.")

    page = press(admin_client, "_save", address_of(picture), focus_x=value)

    picture.refresh_from_db()
    assert picture.focus_x == 50
    assert texts(page, ".errorlist")


def test_style_sheet_knows_every_class_of_focus():
    sheet = Path(finders.find("site.css")).read_text()
    for n in range(101):
        for name in Image(focus_x=n, focus_y=100 - n).focus.split():
            assert f".{name} {{" in sheet
