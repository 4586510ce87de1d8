"""Pictures: what is taken, what is removed from them, and what a page makes of them."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory
from PIL import Image as Pixels
from PIL.ImageFile import ImageFile

from integrativeworks.content.models import Image
from tests.factories import make_muscle, make_picture, make_self_care_post, picture_file
from tests.pages import select

ImageForm = modelform_factory(Image, fields=["file", "alt"])
TAKEN_IN_ATLANTA = Pixels.Exif()
TAKEN_IN_ATLANTA[0x0112] = 6  # orientation: the camera was held upright
TAKEN_IN_ATLANTA[0x0110] = "Camera of the practitioner"
TAKEN_IN_ATLANTA.get_ifd(0x8825)[1] = "N"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def stored_bytes(name):
    return Path(default_storage.path(name)).read_bytes()


def stored(name):
    return Pixels.open(BytesIO(stored_bytes(name)))


def smallest_version(picture):
    return stored(picture.srcset.split()[0].removeprefix("/media/"))


def upload(name, content):
    """The form for a picture, filled in with this file."""
    return ImageForm({"alt": "A hip."}, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("name", ["hip.jpg", "hip.png", "hip.webp", "hip.avif"])
def test_camera_data_is_removed_and_the_picture_stands_upright(db, name):
    file = picture_file(name, size=(60, 40), exif=TAKEN_IN_ATLANTA)

    picture = make_picture(file=file)

    image = stored(picture.file.name)
    assert image.size == (picture.width, picture.height) == (40, 60)
    assert not image.getexif()
    assert b"Camera" not in stored_bytes(picture.file.name)


def test_remarks_of_the_camera_are_removed(db):
    picture = make_picture(file=picture_file(comment=b"33.7 N 84.4 W"))

    assert b"33.7 N" not in stored_bytes(picture.file.name)


def test_smaller_versions_are_made_for_each_width_below_its_own(db):
    picture = make_picture(file=picture_file(size=(1000, 500)))

    versions = [part.split() for part in picture.srcset.split(", ")]

    assert [width for _, width in versions] == ["480w", "960w"]
    for url, width in versions:
        image = stored(url.removeprefix("/media/"))
        assert image.format == "WEBP"
        assert image.size == (int(width[:-1]), int(width[:-1]) // 2)


def test_picture_smaller_than_all_versions_has_none(db):
    assert make_picture(file=picture_file(size=(480, 300))).srcset == ""


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *(("scan.png", mode) for mode in ("1", "L", "LA", "P", "RGBA", "I;16")),
        *(("print.jpg", mode) for mode in ("L", "CMYK")),
        *(("drawing.webp", mode) for mode in ("RGB", "RGBA")),
        ("drawing.avif", "RGBA"),
    ],
)
def test_pictures_of_every_color_mode_are_taken(db, name, mode):
    picture = make_picture(file=picture_file(name, size=(500, 10), mode=mode))

    assert smallest_version(picture).size == (480, 10)


def test_transparency_is_kept(db):
    picture = make_picture(file=picture_file("bone.png", size=(500, 10), mode="RGBA"))

    assert smallest_version(picture).getpixel((0, 0))[3] == 0


def test_phone_picture_with_a_second_one_inside_is_taken(db):
    buffer = BytesIO()
    second = Pixels.new("RGB", (10, 10))
    Pixels.new("RGB", (60, 40)).save(buffer, "MPO", save_all=True, append_images=[second])

    picture = upload("phone.jpg", buffer.getvalue()).save()

    image = stored(picture.file.name)
    assert (image.format, image.size) == ("JPEG", (60, 40))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hip.jpg", b"just words"),
        ("hip.jpg", b"<script>steal()</script>"),
        ("hip.jpg", b""),
        ("hip.jpg", picture_file(size=(600, 600)).read()[:2000]),
        ("hip.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("hip.gif", picture_file("hip.gif").read()),
        ("hip.html", picture_file().read()),
    ],
)
def test_file_that_is_no_picture_for_the_site_is_refused(db, name, content):
    assert "file" in upload(name, content).errors


def test_refusal_says_what_to_do(db):
    errors = upload("hip.gif", picture_file("hip.gif").read()).errors["file"]

    assert errors == [
        "This file is not a picture the site can use. Save it as JPEG, PNG, WebP or AVIF."
    ]


def test_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(db, monkeypatch):
    large = picture_file("large.png", size=(7000, 6000), mode="1").read()
    monkeypatch.setattr(ImageFile, "load", lambda image: pytest.fail("unpacked"))

    errors = upload("large.png", large).errors["file"]

    assert errors == [
        "This picture has 42 megapixels; the site takes up to 40. Make it smaller and try again."
    ]


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(10_000, 10_000), (20_000, 10_000)])
def test_bomb_is_refused(db, size):
    assert "file" in upload("bomb.png", picture_file("bomb.png", size=size, mode="1").read()).errors


def test_picture_saved_again_is_not_packed_again(db):
    picture = make_picture(file=picture_file(size=(500, 300)))
    before = stored_bytes(picture.file.name)

    again = Image.objects.get()
    again.caption = "The hip."
    again.save()

    assert again.file.name == picture.file.name
    assert stored_bytes(again.file.name) == before


def test_picture_replaced_by_another_has_versions_of_that(db):
    picture = make_picture(file=picture_file(size=(500, 300)))

    picture.file = ContentFile(picture_file(size=(1000, 100)).read(), name="other.jpg")
    picture.save()

    picture = Image.objects.get()
    assert (picture.width, picture.height) == (1000, 100)
    assert "other.960.webp 960w" in picture.srcset


def test_cover_is_on_the_page_with_alt_size_caption_and_credit(db, client):
    cover = make_picture("A hip.", picture_file(size=(500, 300)), caption="Leaning.", credit="Ann")
    make_self_care_post("Lean on a ball", cover=cover)

    page = client.get("/lean-on-a-ball/")

    [image] = select(page, "article img")
    assert image.attrs["alt"] == "A hip."
    assert (image.attrs["width"], image.attrs["height"]) == ("500", "300")
    assert image.attrs["srcset"] == cover.srcset
    assert "Leaning." in page.text
    assert "Ann" in page.text
    assert f'<meta property="og:image" content="http://testserver{cover.file.url}">' in page.text


def test_card_leaves_its_picture_unspoken(db, client):
    make_self_care_post("Lean on a ball", cover=make_picture("A hip."))

    [image] = select(client.get("/self-care/"), ".card img")

    assert image.attrs["alt"] == ""


def test_muscle_shows_its_illustration(db, client):
    make_muscle("Psoas major", illustration=make_picture("The psoas, drawn."))

    [image] = select(client.get("/muscles/psoas-major/"), "article img")

    assert image.attrs["alt"] == "The psoas, drawn."


def test_post_outlives_its_picture(db, client):
    post = make_self_care_post("Lean on a ball", cover=make_picture())

    post.cover.delete()

    assert client.get("/lean-on-a-ball/").status_code == 200
