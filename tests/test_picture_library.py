"""The library of pictures: taking in, describing, finding, replacing, and knowing what is used."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from integrativeworks.content.models import EarlierFile, Image, Trash
from integrativeworks.content.picture_uses import used_ids, uses_of
from integrativeworks.furniture.models import Product, SiteSettings
from posts.models import ProtocolStep
from tests.desk import address_of, form_on, press, publish, save_draft
from tests.factories import (
    A_DAY,
    make_article,
    make_muscle,
    make_picture,
    make_protocol,
    make_self_care_post,
    picture_file,
)
from tests.pages import select, texts

LIBRARY = "/admin/content/image/"
SUMMARY = "What to do when the calf hurts, in a few words that a visitor reads on the card of it."


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def uploaded(name="hip.jpg", **options):
    return SimpleUploadedFile(name, picture_file(name, **options).read())


def upload(client, file):
    return client.post(f"{LIBRARY}upload/", {"file": file})


def describe(client, picture, **typed):
    return client.post(address_of(picture, "describe"), typed)


def figure(picture, alt="", caption=""):
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{picture.address}" alt="{alt}">{words}</figure>'


def shown(page):
    """The names of the pictures on a page of the library."""
    return {link.to_text() for link in select(page, ".picture-grid a")}


# --- upload ---


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


# --- description ---


def test_description_is_kept(admin_client):
    picture = make_picture("")

    answer = describe(admin_client, picture, alt="A hip.", role="anatomy")

    picture.refresh_from_db()
    assert answer.status_code == 200
    assert answer.json()["picture"]["is_described"]
    assert (picture.alt, picture.role, picture.is_described) == ("A hip.", "anatomy", True)


def test_picture_may_be_only_decoration(admin_client):
    picture = make_picture("")

    assert describe(admin_client, picture, is_decorative="on").status_code == 200
    assert not Image.objects.without_description().exists()


@pytest.mark.parametrize(
    ("alt", "said"),
    [
        ("", "Say what it shows"),
        ("   ", "Say what it shows"),
        ("hip.jpg", "the name of a file"),
        ("IMG_2041", "the name of a file"),
        ("DSC00012", "the name of a file"),
        ("final-hip-v2", "the name of a file"),
        ("Screenshot 2024-01-01 at 10.00.00 PM", "the name of a file"),
        ("Screenshot 2024-01-01 at 10.00.00.png", "the name of a file"),
        ("My hip photo.JPG", "the name of a file"),
        ("DSC 1234", "the name of a file"),
        ("Left hip", "the name of a file"),
    ],
)
def test_missing_or_false_description_is_asked_for_again(admin_client, alt, said):
    make_picture("Another.", picture_file("left-hip.jpg"))
    picture = make_picture("", picture_file("left-hip.jpg", size=(61, 40)))

    answer = describe(admin_client, picture, alt=alt)

    picture.refresh_from_db()
    assert answer.status_code == 422
    assert said in answer.json()["html"]
    assert picture.alt == ""


@pytest.mark.parametrize("alt", ["Hip", "Photo of a hip, 2 cm above the bone.", "Image of L5"])
def test_words_are_no_name_of_a_file(admin_client, alt):
    picture = make_picture("", picture_file("left-hip.jpg"))

    describe(admin_client, picture, alt=alt)

    picture.refresh_from_db()
    assert picture.alt == alt


@pytest.mark.parametrize("place", ["cover", "body"])
def test_picture_without_description_cannot_go_live(admin_client, place):
    picture = make_picture("")
    post = make_article("Untold", summary=SUMMARY, body="<p>Once.</p>", published_at=None)
    typed = {"cover": picture.pk} if place == "cover" else {"body": figure(picture)}

    page = publish(admin_client, post, **typed)

    post.refresh_from_db()
    assert post.published_at is None
    assert f"The picture {picture.file_name} is not described" in " ".join(
        texts(page, ".readiness")
    )

    describe(admin_client, picture, alt="A hip.")
    publish(admin_client, post, **typed)
    post.refresh_from_db()
    assert post.is_live


def test_text_may_describe_it_by_words_of_its_own(admin_client):
    post = make_article("Untold", summary=SUMMARY, published_at=None)

    publish(admin_client, post, body=figure(make_picture(""), alt="A hip, from behind."))

    post.refresh_from_db()
    assert post.is_live


@pytest.mark.parametrize("field", ["picture", "text"])
def test_picture_of_a_step_is_checked_alike(admin_client, field):
    post = make_protocol(
        "Hip routine",
        summary=SUMMARY,
        muscles=[make_muscle()],
        purpose="<p>Once.</p>",
        published_at=None,
    )
    step = post.steps.create(title="Rest")
    picture = make_picture("")
    typed = {f"steps-0-{field}": picture.pk if field == "picture" else figure(picture)}

    page = publish(admin_client, post, **typed)
    post.refresh_from_db()
    assert post.published_at is None
    assert f"steps-0-{field}" in [a.attrs["data-field"] for a in select(page, ".readiness a")]

    publish(admin_client, post, **typed, **{"steps-0-DELETE": "on"})
    post.refresh_from_db()
    assert post.is_live
    assert not ProtocolStep.objects.filter(pk=step.pk).exists()


def test_list_does_not_publish_what_is_not_described(admin_client):
    cover = make_picture("")
    post = make_article(
        "Untold", summary=SUMMARY, body="<p>Once.</p>", cover=cover, published_at=None
    )
    chosen = {"action": "publish_now", "_selected_action": [post.pk]}

    page = admin_client.post(reverse("admin:posts_article_changelist"), chosen, follow=True)

    post.refresh_from_db()
    assert post.published_at is None
    assert "is not described" in texts(page, ".messagelist")[0]


@pytest.mark.parametrize("model", [SiteSettings, Product])
def test_site_texts_and_products_take_only_described_pictures(admin_client, model):
    picture = make_picture("")
    row = model.objects.create(pk=1, name="Mug")
    field = "author_portrait" if model is SiteSettings else "picture"

    page = press(admin_client, "_save", address_of(row), **{field: picture.pk})

    row.refresh_from_db()
    assert getattr(row, field) is None
    assert "is not described" in texts(page, ".errorlist")[0]


def test_description_of_a_picture_that_visitors_see_cannot_be_emptied(admin_client):
    picture = make_picture("A hip.")
    make_self_care_post("Lean on a ball", cover=picture)
    make_self_care_post("Lean on a wall", cover=picture, published_at=None)

    page = press(admin_client, "_save", address_of(picture), alt="")

    picture.refresh_from_db()
    assert picture.alt == "A hip."
    assert texts(page, ".errorlist") == [
        "It is shown to visitors (Lean on a ball), so it needs one."
    ]


# --- finding ---


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


# --- use ---


def use_everywhere(client, picture):
    """Put `picture` into every place that there is; the names of the pages."""
    make_muscle("Psoas major", illustration=picture)
    make_self_care_post("As cover", cover=picture)
    make_article("In a text", body=figure(picture))
    make_protocol("In steps").steps.create(title="Rest", picture=picture, text=figure(picture))
    SiteSettings.objects.create(pk=1, name="The site", author_portrait=picture)
    Product.objects.create(name="A mug", picture=picture, url="https://example.org/")
    for title, typed in (
        ("Drafted cover", {"cover": picture.pk}),
        ("Drafted text", {"temporary_relief": figure(picture)}),
    ):
        save_draft(client, make_self_care_post(title), **typed)
    return {
        *("Psoas major", "As cover", "In a text", "In steps", "The site", "A mug"),
        *("Drafted cover", "Drafted text"),
    }


def test_form_shows_every_place_of_use_one_click_away(admin_client):
    picture = make_picture("A hip.")
    names = use_everywhere(admin_client, picture)
    make_self_care_post("Elsewhere", cover=make_picture("A calf."))

    page = admin_client.get(address_of(picture))

    links = select(page, ".uses a")
    assert {link.to_text() for link in links} == names
    for link in links:
        assert link.to_text() in admin_client.get(link.attrs["href"]).text
    assert len(texts(page, ".uses li")) == len(names) + 1  # a step has it in its text as well
    assert [t for t in texts(page, ".uses li") if "Drafted" in t] == [
        "Drafted cover Picture, in changes not yet live",
        "Drafted text For temporary relief, in changes not yet live",
    ]


def test_used_pictures_are_known_wherever_they_are(admin_client):
    for name in ("cover", "body", "draft"):
        picture = make_picture(name)
        post = make_self_care_post(f"With {name}", **{
            "cover": {"cover": picture}, "body": {"body": figure(picture)}
        }.get(name, {}))  # fmt: skip
        if name == "draft":
            save_draft(admin_client, post, cover=picture.pk)
    make_picture("unused")

    assert used_ids() == set(Image.objects.exclude(alt="unused").values_list("pk", flat=True))


def test_number_in_a_text_is_not_taken_for_a_use(admin_client):
    picture = make_picture()
    make_article("Untold", body=f"<p>See {picture.address}</p>")
    save_draft(admin_client, make_article("Told"), video_url=f"https://e.org{picture.address}")

    assert uses_of(picture) == []


def test_where_it_is_used_is_shown_before_deletion(admin_client):
    picture = make_picture("A hip.")
    names = use_everywhere(admin_client, picture)
    chosen = {"action": "delete_selected", "_selected_action": [picture.pk]}

    for page in (
        admin_client.get(address_of(picture, "delete")),
        admin_client.post(LIBRARY, chosen),
    ):
        assert names == {link.to_text() for link in select(page, "h2 + ul a")}


def test_uses_cost_the_same_for_many(admin_client, django_assert_num_queries):
    picture = make_picture()
    use_everywhere(admin_client, picture)
    with CaptureQueriesContext(connection) as queries:
        uses_of(picture)
    cost = len(queries)
    for n in range(5):
        post = make_self_care_post(f"Lean {n}", cover=picture)
        save_draft(admin_client, post, temporary_relief=figure(picture))
        make_protocol(f"Routine {n}").steps.create(title="Rest", picture=picture)

    with django_assert_num_queries(cost):
        uses_of(picture)


# --- replacement ---


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
    upload(admin_client, uploaded())
    picture = Image.objects.get()

    page = replace(admin_client, picture, uploaded())

    assert texts(page, ".errorlist") == ["That is the very file which this picture has already."]
    assert not EarlierFile.objects.exists()


def test_bad_new_file_leaves_the_old_one(admin_client):
    picture = make_picture("A hip.")

    page = replace(admin_client, picture, SimpleUploadedFile("hip.jpg", b"just words"))

    assert "Save it as JPEG" in texts(page, ".errorlist")[0]
    assert Image.objects.get().file.name == picture.file.name


# --- focus ---


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


# --- trash and files ---


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
