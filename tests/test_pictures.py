"""Pictures: what is taken, what is removed from them, and what a page makes of them."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pixels
from PIL.ImageFile import ImageFile
from PIL.PngImagePlugin import PngInfo

from integrativeworks.content.models import Image
from integrativeworks.content.picture_admin import UploadForm
from integrativeworks.content.pictures import NO_PICTURE, digest_of, validate_picture
from tests.factories import (
    make_article,
    make_muscle,
    make_picture,
    make_self_care_post,
    picture_file,
)
from tests.pages import select, texts

IS_EMPTY = "The submitted file is empty."
WHOLE = {name: picture_file(name).read() for name in ("hip.jpg", "hip.png", "hip.webp", "hip.avif")}
TAKEN_UPRIGHT = Pixels.Exif()
TAKEN_UPRIGHT[0x0110] = "Camera of the practitioner"
TAKEN_IN_ATLANTA = Pixels.Exif()
TAKEN_IN_ATLANTA[0x0112] = 6  # orientation: the camera was held upright
TAKEN_IN_ATLANTA[0x0110] = "Camera of the practitioner"
TAKEN_IN_ATLANTA.get_ifd(0x8825)[1] = "N"

pytestmark = pytest.mark.usefixtures("own_media")


def stored_bytes(name):
    return Path(default_storage.path(name)).read_bytes()


def stored(name):
    return Pixels.open(BytesIO(stored_bytes(name)))


def versions(picture, format):
    """The versions of `picture` for visitors: width → the stored picture."""
    parts = [part.split() for part in getattr(picture, format).split(", ") if part]
    return {int(width[:-1]): stored(url.removeprefix("/media/")) for url, width in parts}


def png_with_much_text():
    """A small file that unpacks to a large one."""
    text = PngInfo()
    text.add_text("Comment", "x" * 100_000_000, zip=True)
    return picture_file("hip.png", pnginfo=text).read()


def upload(name, content):
    """The form for a picture, filled in with this file."""
    return UploadForm({}, {"file": SimpleUploadedFile(name, content)})


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


@pytest.mark.parametrize("format", ["webp", "avif"])
@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((60, 40), [60]),
        ((480, 300), [240, 480]),
        ((1000, 500), [240, 480, 960, 1000]),
        ((1700, 850), [240, 480, 960, 1600]),
    ],
)
def test_versions_are_made_of_fitting_widths(db, format, size, widths):
    made = versions(make_picture(file=picture_file(size=size)), format)

    assert sorted(made) == widths
    for width, image in made.items():
        assert image.format == format.upper()
        assert image.size == (width, round(width * size[1] / size[0]))


def test_very_high_picture_has_only_versions_that_webp_can_hold(db):
    assert sorted(versions(make_picture(file=picture_file(size=(300, 17_000))), "webp")) == [240]


def test_very_flat_picture_has_versions(db):
    assert versions(make_picture(file=picture_file(size=(2000, 1))), "webp")[240].size == (240, 1)


def test_picture_without_versions_is_shown_as_it_is(db):
    picture = Image.objects.create(alt="A hip.", file=picture_file())

    assert (picture.webp, picture.avif) == ("", "")
    assert picture.url == picture.thumbnail_url == picture.file.url


def test_command_makes_what_is_missing(db, capsys):
    done, missing = make_picture(), Image.objects.create(file=picture_file(size=(500, 10)))
    Image.objects.update(digest="")

    call_command("make_renditions")
    call_command("make_renditions")

    missing.refresh_from_db()
    assert missing.renditions == {"avif": [500, 480, 240], "webp": [500, 480, 240]}
    assert set(versions(missing, "webp")) == {500, 480, 240}
    assert Image.objects.get(pk=done.pk).renditions == done.renditions
    assert capsys.readouterr().out == "1 picture made ready.\nNothing was missing.\n"


def test_command_goes_on_after_a_file_that_is_gone(db, capsys):
    lost, found = (Image.objects.create(file=picture_file()) for _ in range(2))
    lost.file.storage.delete(lost.file.name)

    call_command("make_renditions")

    found.refresh_from_db()
    assert found.renditions
    assert f"{lost.file_name}: its file can’t be read." in capsys.readouterr().err


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

    assert versions(picture, "webp")[480].size == versions(picture, "avif")[480].size == (480, 10)


@pytest.mark.parametrize("format", ["webp", "avif"])
def test_transparency_is_kept(db, format):
    picture = make_picture(file=picture_file("bone.png", size=(500, 10), mode="RGBA"))

    assert versions(picture, format)[480].getpixel((0, 0))[3] == 0


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
        ("hip.avif", picture_file("hip.avif", size=(600, 600)).read()[:-20]),
        ("hip.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("hip.gif", picture_file("hip.gif").read()),
        ("hip.jpg", picture_file("hip.gif").read()),
        ("hip.png", png_with_much_text()),
    ],
)
def test_file_that_is_no_picture_for_the_site_is_refused(db, name, content):
    assert upload(name, content).errors["file"] in ([NO_PICTURE], [IS_EMPTY])


@pytest.mark.parametrize(
    ("name", "kind"), [("hip.jpg", "hip.png"), ("hip.html", "hip.jpg"), ("hip", "hip.webp")]
)
def test_file_that_lies_about_itself_is_refused(db, name, kind):
    [error] = upload(name, picture_file(kind).read()).errors["file"]

    assert "what is in it is a" in error
    assert "Give it its true ending" in error


def test_file_of_too_many_bytes_is_refused_before_it_is_read(db):
    file = SimpleUploadedFile("large.jpg", b"x")
    file.size = 101 * 1024**2

    with pytest.raises(ValidationError, match="This file has 101 megabytes"):
        validate_picture(file)


@given(st.data())
def test_broken_file_is_refused_whatever_is_broken(data):
    name = data.draw(st.sampled_from(["hip.jpg", "hip.png", "hip.webp", "hip.avif"]))
    content = bytearray(WHOLE[name])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    file = SimpleUploadedFile(name, bytes(content[: data.draw(st.integers(1, len(content)))]))

    with suppress(ValidationError):
        digest_of(file)


@pytest.mark.parametrize("name", ["hip.png", "hip.webp"])
def test_same_pixels_have_the_same_digest_whatever_stands_around_them(name):
    one, other = picture_file(name, exif=TAKEN_UPRIGHT, lossless=True), picture_file(name)

    assert digest_of(one) == digest_of(other) != digest_of(picture_file(name, size=(60, 41)))


def test_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(db, monkeypatch):
    large = picture_file("large.png", size=(7000, 6000), mode="1").read()
    monkeypatch.setattr(ImageFile, "load", lambda image: pytest.fail("unpacked"))

    errors = upload("large.png", large).errors["file"]

    assert errors == [
        "This picture has 42 megapixels; the site takes up to 40. Make it smaller and try again."
    ]


@pytest.mark.parametrize("mode", ["1", "L"])
def test_large_picture_is_taken_and_kept_at_a_size_that_can_be_handled(db, mode):
    large = picture_file("large.png", size=(8000, 5000), mode=mode).read()

    picture = upload("large.png", large).save()

    assert (picture.width, picture.height) == (5059, 3162)


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "size", "kept"),
    [("large.jpg", (8000, 5000), (5059, 3162)), ("large.avif", (6000, 4000), (4898, 3265))],
)
def test_large_photograph_is_taken_and_kept_in_its_colours(db, name, size, kept):
    file = picture_file(name, size, color="#b33a1e", speed=10)  # of AVIF

    picture = upload(name, file.read()).save()

    image = stored(picture.file.name)
    assert (picture.width, picture.height) == image.size == kept
    assert image.convert("RGB").getpixel((9, 9)) == pytest.approx((0xB3, 0x3A, 0x1E), abs=3)


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

    picture.make_renditions()

    picture = Image.objects.get()
    assert (picture.width, picture.height) == (1000, 100)
    assert versions(picture, "webp")[960].size == (960, 96)


def test_cover_is_on_the_page_with_alt_size_caption_and_credit(db, client):
    cover = make_picture("A hip.", picture_file(size=(500, 300)), caption="Leaning.", credit="Ann")
    make_self_care_post("Lean on a ball", cover=cover)

    page = client.get("/lean-on-a-ball/")

    [image] = select(page, "article img")
    assert image.attrs["alt"] == "A hip."
    assert (image.attrs["width"], image.attrs["height"]) == ("500", "300")
    assert image.attrs["srcset"] == cover.webp
    [source] = select(page, "article picture source[type='image/avif']")
    assert source.attrs["srcset"] == cover.avif
    assert source.attrs["sizes"] == image.attrs["sizes"]
    assert "Leaning." in page.text
    assert "Ann" in page.text
    assert f'<meta property="og:image" content="http://testserver{cover.url}">' in page.text


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


# --- in a text ---


def shown(client, picture, html):
    """The texts of a page that says `html`, and its pictures."""
    make_article("Untold", body=html.format(picture=picture.address))
    return client.get("/untold/")


def test_picture_in_a_text_has_the_words_of_the_library(db, client):
    picture = make_picture(
        "A “hip”.", picture_file(size=(1700, 850)), caption="Leaning & <resting>.", credit="Ann"
    )

    page = shown(client, picture, '<p>So:</p><figure><img src="{picture}" alt=""></figure>')

    [image] = select(page, ".prose figure picture img")
    assert image.attrs["alt"] == "A “hip”."
    assert (image.attrs["width"], image.attrs["height"]) == ("1700", "850")
    assert image.attrs["srcset"] == picture.webp
    assert select(page, ".prose source")[0].attrs["srcset"] == picture.avif
    assert texts(page, ".prose figcaption") == ["Leaning & <resting>. · Ann"]


def test_text_may_use_other_words(db, client):
    picture = make_picture("A hip.", caption="Leaning.")

    page = shown(
        client,
        picture,
        '<figure><img src="{picture}" alt="&quot;Here&quot; &amp; there">'
        "<figcaption>See <em>here</em></figcaption></figure>",
    )

    assert select(page, ".prose img")[0].attrs["alt"] == '"Here" & there'
    assert texts(page, ".prose figcaption") == ["See here"]
    assert texts(page, ".prose em") == ["here"]


def test_picture_outside_a_figure_has_no_caption(db, client):
    page = shown(client, make_picture(caption="Leaning."), '<img src="{picture}" alt="">')

    assert len(select(page, ".prose picture")) == 1
    assert not select(page, "figcaption")


def test_decoration_is_not_spoken(db, client):
    picture = make_picture("A leaf.", is_decorative=True)

    page = shown(client, picture, '<img src="{picture}" alt="">')

    assert select(page, ".prose img")[0].attrs["alt"] == ""


def test_picture_that_is_gone_takes_its_figure_along(db, client):
    picture = make_picture()
    html = (
        '<p>One.</p><figure><img src="{picture}"><figcaption>It.</figcaption></figure><p>Two.</p>'
    )
    make_article("Untold", body=html.format(picture=picture.address))
    picture.delete()

    page = client.get("/untold/")

    assert "<p>One.</p><p>Two.</p>" in page.text


def test_pictures_in_texts_cost_one_query(db, client, django_assert_num_queries):
    html = '<figure><img src="{}" alt=""></figure>'
    pictures = [make_picture(f"Picture {n}") for n in range(6)]
    make_article("One", body=html.format(pictures[0].address))
    make_article("Many", body="".join(html.format(p.address) for p in pictures))

    with CaptureQueriesContext(connection) as queries:
        client.get("/one/")
        cost = len(queries)
    with django_assert_num_queries(cost):
        page = client.get("/many/")

    assert len(select(page, ".prose picture")) == 6


def test_visitor_learns_nothing_of_pictures_by_their_number(db, client, admin_client):
    picture = make_picture()

    assert client.get(picture.address).status_code == 404
    assert admin_client.get(picture.address).url == picture.url
    assert admin_client.get("/pictures/99999999999999999999/").status_code == 404
