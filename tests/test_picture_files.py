"""The files of a picture: a new one, an earlier one, and those in the trash."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import now

from integrativeworks.content.models import EarlierFile, Image, Trash
from tests.desk import address_of, form_on
from tests.factories import (
    A_DAY,
    figure,
    make_article,
    make_picture,
    picture_file,
    uploaded,
)
from tests.pages import select, texts

pytestmark = pytest.mark.usefixtures("own_media")


def replace(client, picture, file):
    sent = form_on(client.get(address_of(picture)))
    return client.post(address_of(picture), sent | {"file": file}, follow=True)


def test_new_file_shows_on_every_page_at_once(admin_client, client):
    picture = make_picture("A hip.", file=picture_file(size=(300, 200)))
    make_article("In a text", body=figure(picture), cover=picture)

    replace(admin_client, picture, uploaded("knee.png", size=(400, 100)))

    sources = [image.attrs["src"] for image in select(client.get("/in-a-text/"), "article img")]
    assert len(sources) == 2
    for source in sources:
        assert f"/renditions/{picture.pk}/knee-" in source
        assert default_storage.exists(source.removeprefix("/media/"))


def test_replacement_is_undone_from_its_message(admin_client):
    picture = make_picture("A hip.", file=picture_file(size=(300, 200)))
    before = picture.url

    page = replace(admin_client, picture, uploaded("knee.png", size=(400, 100)))
    [undo] = select(page, "form.undo")
    page = admin_client.post(undo.attrs["action"], follow=True)

    again = Image.objects.get()
    assert "has its earlier file again" in texts(page, ".messagelist")[0]
    assert (again.url, again.width, again.height) == (before, 300, 200)
    assert "knee.png" in EarlierFile.objects.get().file.name


def test_earlier_files_are_offered_in_the_form(admin_client):
    picture = make_picture("A hip.")
    for size in ((70, 50), (80, 50)):
        replace(admin_client, picture, uploaded(size=size))

    page = admin_client.get(address_of(picture))

    assert len(select(page, ".earlier-files li")) == 2
    addresses = [b.attrs["formaction"] for b in select(page, ".earlier-files button")]
    admin_client.post(addresses[-1])
    assert Image.objects.get().width == 60
    assert EarlierFile.objects.count() == 2


def test_earlier_file_that_was_lost_changes_nothing(admin_client):
    picture = make_picture("A hip.")
    replace(admin_client, picture, uploaded("knee.png", size=(70, 50)))
    earlier = EarlierFile.objects.get()
    default_storage.delete(earlier.file.name)

    address = reverse("admin:content_image_bring_back", args=[picture.pk, earlier.pk])
    page = admin_client.post(address, follow=True)

    assert "can’t be read any more" in texts(page, ".messagelist")[0]
    assert EarlierFile.objects.get() == earlier
    assert Image.objects.get().width == 70


def test_file_that_it_has_already_is_not_taken_again(admin_client):
    picture = make_picture("A hip.", file=uploaded())

    page = replace(admin_client, picture, uploaded())

    assert texts(page, ".errorlist") == ["That is the very file which this picture has already."]
    assert not EarlierFile.objects.exists()


def test_bad_new_file_leaves_the_old_one(admin_client):
    picture = make_picture("A hip.")

    page = replace(admin_client, picture, SimpleUploadedFile("hip.jpg", b"just words"))

    assert "Save it as JPEG" in texts(page, ".errorlist")[0]
    assert Image.objects.get().file.name == picture.file.name


def files():
    found = []
    for folder in ("pictures", "renditions"):
        found += [
            p.name for p in (default_storage.base_location / folder).rglob("*") if p.is_file()
        ]
    return found


def test_picture_comes_back_with_its_files(admin_client, client):
    picture = make_picture("A hip.")
    make_article("In a text", body=figure(picture))
    before = files()

    admin_client.post(address_of(picture, "delete"), {"post": "yes"})
    assert not select(client.get("/in-a-text/"), "article img")
    call_command("empty_trash")
    Trash.objects.get().restore()

    assert select(client.get("/in-a-text/"), "article img")
    assert files() == before


def test_files_go_with_the_old_trash(admin_client):
    other = make_picture("A calf.", file=picture_file("calf.png"))
    kept = files()
    picture = make_picture("A hip.")
    replace(admin_client, picture, uploaded(size=(70, 50)))

    admin_client.post(address_of(picture, "delete"), {"post": "yes"})
    Trash.objects.update(deleted_at=now() - 31 * A_DAY)
    call_command("empty_trash")

    assert files() == kept
    assert Image.objects.get() == other


def test_replaced_file_is_kept_for_thirty_days(admin_client):
    picture = make_picture("A hip.")
    replace(admin_client, picture, uploaded("knee.png", size=(70, 50)))
    both = files()

    EarlierFile.objects.update(replaced_at=now() - 29 * A_DAY)
    call_command("empty_trash")
    assert files() == both
    EarlierFile.objects.update(replaced_at=now() - 31 * A_DAY)
    call_command("empty_trash")

    assert {name.split(".")[0][:4] for name in files()} == {"knee"}
    assert not EarlierFile.objects.exists()
