"""Formatted text is clean on every way into the database, and keeps what the editor offers."""

import json

import pytest
from django.core.management import call_command
from django.forms import modelform_factory
from hypothesis import given
from hypothesis import strategies as st

from integrativeworks.content.richtext import clean
from integrativeworks.furniture.models import SiteSettings
from muscles.models import Muscle
from posts.models import Post, ProtocolStep, SelfCarePost
from tests.factories import make_muscle, make_protocol, make_self_care_post

NASTY = '<p onclick="steal()">Lean on a ball.</p><script>steal()</script>'
CLEAN = "<p>Lean on a ball.</p>"
FIGURE = '<figure><img src="/pictures/1/"></figure>'


def by_save(muscle):
    muscle.anomalies = NASTY
    muscle.save()


def by_update(muscle):
    Muscle.objects.update(anomalies=NASTY)


def by_bulk_update(muscle):
    muscle.anomalies = NASTY
    Muscle.objects.bulk_update([muscle], ["anomalies"])


def by_bulk_create(muscle):
    muscle.delete()
    Muscle.objects.bulk_create([Muscle(anomalies=NASTY, slug="psoas-major")])


def by_update_or_create(muscle):
    Muscle.objects.update_or_create(pk=muscle.pk, defaults={"anomalies": NASTY})


def by_form(muscle):
    form = modelform_factory(Muscle, fields=["anomalies"])({"anomalies": NASTY}, instance=muscle)
    form.save()


@pytest.mark.parametrize(
    "change", [by_save, by_update, by_bulk_update, by_bulk_create, by_update_or_create, by_form]
)
def test_text_is_cleaned_on_its_way_in(db, change):
    change(make_muscle())

    assert Muscle.objects.get().anomalies == CLEAN


def test_text_is_cleaned_by_loaddata(db, tmp_path):
    muscle, post = make_muscle(), make_self_care_post("Lean on a ball")
    call_command("dumpdata", "muscles.muscle", "posts", output=str(tmp_path / "all.json"))
    rows = json.loads((tmp_path / "all.json").read_text())
    for row in rows:
        for name in {"anomalies", "body", "temporary_relief"} & row["fields"].keys():
            row["fields"][name] = NASTY
    (tmp_path / "all.json").write_text(json.dumps(rows))

    call_command("loaddata", tmp_path / "all.json", verbosity=0)

    muscle.refresh_from_db()
    assert muscle.anomalies == CLEAN
    assert SelfCarePost.objects.get(pk=post.pk).body == CLEAN
    assert SelfCarePost.objects.get(pk=post.pk).temporary_relief == CLEAN


def test_body_sections_steps_and_site_texts_are_cleaned_alike(db):
    post = make_self_care_post("Lean on a ball", body=NASTY, temporary_relief=NASTY)
    step = ProtocolStep.objects.create(protocol=make_protocol("Routine"), text=NASTY)
    site = SiteSettings.objects.create(notice=NASTY, pk=1)

    assert Post.objects.get(pk=post.pk).body == CLEAN
    assert SelfCarePost.objects.get().temporary_relief == CLEAN
    assert ProtocolStep.objects.get(pk=step.pk).text == CLEAN
    assert SiteSettings.objects.get(pk=site.pk).notice == CLEAN


def test_row_in_memory_holds_what_the_database_holds(db):
    assert make_muscle(anomalies=NASTY).anomalies == CLEAN


@pytest.mark.parametrize(
    "html",
    [
        "<p>Plain, <strong>bold</strong> and <em>slanted</em>,<br>and a new line.</p>",
        "<h3>Where</h3><h4>Exactly</h4>",
        "<ul><li>A ball</li></ul><ol><li>Lean</li></ol>",
        "<blockquote><p>It grabs again.</p></blockquote>",
        '<p><a href="/muscles/psoas-major/">psoas</a></p>',
        '<p><a href="https://example.org/#part">elsewhere</a></p>',
        '<p><a href="mailto:hello@example.org">write</a> <a href="tel:+1404">call</a></p>',
        '<figure><img src="/pictures/1/" alt="A hip"><figcaption>A hip</figcaption></figure>',
        '<table><tbody><tr><th colspan="2">Day</th></tr><tr><td>1</td></tr></tbody></table>',
    ],
)
def test_what_the_editor_offers_is_kept(html):
    assert clean(html) == html


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<a href="javascript:steal()">x</a>', "<a>x</a>"),
        ('<a href=" JaVaScRiPt:steal()">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        ('<a href="/" target="_blank" class="big">x</a>', '<a href="/">x</a>'),
        ('<p style="position:fixed" id="content">x</p>', "<p>x</p>"),
        ('<img src="/pictures/1/" alt="A" onerror="x()">', '<img src="/pictures/1/" alt="A">'),
        ('<figure class="big"><img src="/pictures/1/" width="9"></figure>', FIGURE),
        ('<iframe src="https://example.org"></iframe>', ""),
        ('<form action="/feedback/"><input name="text"></form>', ""),
        ("<svg><script>steal()</script></svg>", ""),
        ("<style>body { display: none }</style><p>x</p>", "<p>x</p>"),
        ("<h1>Mine</h1>", "Mine"),
        ("<!-- note --><p>x</p>", "<p>x</p>"),
        ('<p class="MsoNormal" style="mso-x:1"><o:p></o:p>Word</p>', "<p>Word</p>"),
        ("<p>a\x00b</p>", "<p>ab</p>"),
    ],
)
def test_what_the_editor_does_not_offer_is_dropped(html, left):
    assert clean(html) == left


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (
            '<p>x</p><figure><img src="{}" alt="A"><figcaption>A hip</figcaption></figure>',
            "<p>x</p><p>A hip</p>",
        ),
        ('<p>x</p><figure><img src="{}"><figcaption> </figcaption></figure>', "<p>x</p>"),
        ('<p>x</p><p><img src="{}" alt="A"></p>', "<p>x</p>"),
        ('<p>x<img src="{}" alt="A"></p><figcaption>A hip</figcaption>', "<p>x</p><p>A hip</p>"),
        ('<figure><img src="{}"></figure>' + FIGURE, FIGURE),
        ('<p>x<img alt="> src=" src="{}"></p>', "<p>x</p>"),
    ],
)
@pytest.mark.parametrize(
    "src",
    ["https://example.org/a.png", "//example.org/a.png", "data:,x", "/media/a.png", "/pictures/x/"],
)
def test_picture_that_is_not_in_the_library_leaves_only_words(html, left, src):
    assert clean(html.format(src)) == left


def test_picture_copied_from_a_page_of_the_site_is_the_one_in_the_library():
    copied = '<picture><source srcset="x"><img src="/media/renditions/7/hip-1.480.webp"></picture>'

    assert clean(f"<p>x</p>{copied}") == '<p>x</p><img src="/pictures/7/">'


@pytest.mark.parametrize("html", ["", " ", "<p></p>", "<p>&nbsp;<br></p>", "<ul><li></li></ul>"])
def test_text_without_words_is_empty(html):
    assert clean(html) == ""


def test_empty_section_is_not_shown(db, client):
    make_self_care_post(
        "Lean on a ball", temporary_relief="<p> </p>", when_to_get_help="<p>Go.</p>"
    )

    page = client.get("/lean-on-a-ball/")

    assert "When to get help" in page.text
    assert "For temporary relief" not in page.text


PIECES = ["<", ">", "</", "script", "p", "img src=x onerror=", "a href=", "javascript:", '"', "'"]
PIECES += [
    "svg",
    "style",
    "table",
    "&lt;",
    "&#60;",
    "<!--",
    "-->",
    "<![CDATA[",
    "\x00",
    "مرحبا",
    "🦴",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join))
def test_what_is_clean_stays_as_it_is(html):
    once = clean(html)

    assert clean(once) == once
    assert "<script" not in once
