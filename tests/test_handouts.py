"""To take along: a post as a PDF, several as one, and what the practitioner makes for a client."""

import io
import json
import re
from urllib.parse import urlsplit

import pytest
import typst
import zxingcpp
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pixels
from playwright.sync_api import expect
from pypdf import PdfReader

from integrativeworks.furniture.models import SiteSettings
from integrativeworks.handouts.drawing import drawing_files
from integrativeworks.handouts.models import Handout, handed_out
from posts.models import Equipment
from tests.browser import sign_in
from tests.factories import (
    figure,
    load_starter_library,
    make_article,
    make_mark,
    make_muscle,
    make_pattern,
    make_picture,
    make_self_care_post,
    picture_file,
)
from tests.pages import card_titles, main_part, select, texts

pytestmark = pytest.mark.django_db

RELIEF = """
<p>Lean on the ball <strong>softly</strong>, see <a href="/cramps/">cramps</a>.</p>
<h3>How</h3><ol><li><p>Breathe</p></li><li><p>Wait</p></li></ol>
<table><tbody><tr><th>Side</th><th>Seconds</th></tr><tr><td>Left</td><td>30</td></tr></tbody></table>
<blockquote><p>It let go.</p></blockquote>
"""


def make_care(title="Lean on a ball", **facts):
    return make_self_care_post(
        title,
        **{
            "summary": "Where to put the ball.",
            "temporary_relief": RELIEF,
            "red_flags": "it is numb",
        }
        | facts,
    )


def read(response):
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_handout_holds_what_one_needs_away_from_the_screen(client):
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"author_name": "Ada Hand", "disclaimer_everyone": "<p>No doctor.</p>"}
    )
    post = make_care(muscles=[make_muscle()], main=["buttock"], when_to_get_help="<p>Soon.</p>")
    post.equipment.add(Equipment.objects.create(name="A tennis ball"))

    reader = read(client.get("/lean-on-a-ball/handout.pdf"))

    told = words(reader)
    for text in (
        *("Lean on a ball", "Where to put the ball.", "A tennis ball", "it is numb", "softly"),
        *("Breathe", "Left 30", "It let go.", "Soon.", "No doctor.", "Ada Hand"),
        "http://testserver/lean-on-a-ball/",
    ):
        assert text in told
    assert reader.metadata.title == "Lean on a ball"


def test_handout_is_a_tagged_pdf_whose_pictures_speak(client):
    picture = make_picture(file=picture_file("ball.avif", size=(600, 400)))
    pictures = figure(picture, alt="A ball.")
    pictures += f'<p><img src="{picture.address.replace(str(picture.pk), "4711")}" alt="Gone."></p>'
    make_care(main=["buttock"], temporary_relief=RELIEF + pictures)

    reader = read(client.get("/lean-on-a-ball/handout.pdf"))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    alts = " ".join(alternatives(root["/StructTreeRoot"]))
    for text in ("Drawing of", "A ball.", "QR code"):
        assert text in alts


def alternatives(element):
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            yield from alternatives(child)
    elif hasattr(element, "get"):
        if "/Alt" in element:
            yield str(element["/Alt"])
        if "/K" in element:
            yield from alternatives(element["/K"])


def test_picture_brings_its_marks_and_their_legend(client):
    picture = make_picture("A hip.", picture_file(size=(600, 400)))
    make_mark(picture, muscle=make_muscle("Gluteus minimus"), label="front fibers")
    make_mark(picture, "origin", "0.1,0.1 0.4,0.1 0.4,0.4", label="iliac crest")
    make_care(cover=picture, temporary_relief=figure(picture, alt="Own words."))

    reader = read(client.get("/lean-on-a-ball/handout.pdf"))

    told = words(reader)
    assert told.count("Trigger point: Gluteus minimus (front fibers)") == 2
    assert told.count("Origin bone: iliac crest") == 2
    alts = " ".join(alternatives(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert "A hip. Own words." in alts
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    picture.file.storage.delete(picture.file.name)
    assert "Trigger point" not in words(read(client.get("/lean-on-a-ball/handout.pdf")))


@pytest.mark.parametrize(("paper", "width"), [("letter", 612), ("a4", 595)])
def test_handout_comes_on_both_papers(client, paper, width):
    make_care()

    page = read(client.get(f"/lean-on-a-ball/handout.pdf?paper={paper}")).pages[0]

    assert round(page.mediabox.width) == width


def test_qr_code_reads_back_to_the_page(client, monkeypatch):
    make_care()
    cache.clear()
    compile_pdf = typst.compile

    def compile_png(*args, **options):
        options.pop("pdf_standards", None)
        return compile_pdf(*args, **options | {"format": "png", "ppi": 150})

    monkeypatch.setattr(typst, "compile", compile_png)
    drawn = client.get("/lean-on-a-ball/handout.pdf").content
    codes = zxingcpp.read_barcodes(Pixels.open(io.BytesIO(drawn)))
    cache.clear()

    assert [code.text for code in codes] == ["http://testserver/lean-on-a-ball/"]


def make_marked_cramps(**facts):
    """A pattern with a trigger point of a live muscle and one of a draft."""
    minimus = make_muscle("Gluteus minimus")
    half_written = make_muscle("Half-written", published_at=None)
    cramps = make_pattern("Cramps", main=["buttock"], spillover=["hip-side"], **facts)
    place = {"view": "back", "across": "64.9", "down": "46.2"}
    cramps.trigger_points.create(muscle=minimus, label="“back” & front", **place)
    cramps.trigger_points.create(muscle=half_written, **place)
    return cramps


@pytest.mark.parametrize("address", ["/cramps/handout.pdf", "/lean-on-a-ball/handout.pdf"])
def test_drawing_shows_zones_and_trigger_points_of_a_pattern_or_of_what_is_relieved(
    client, address
):
    make_care(relieves=[make_marked_cramps()])

    reader = read(client.get(address))

    assert "main zone spillover trigger point" in words(reader)
    alts = " ".join(alternatives(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert "Main zone: buttock. Spillover: outer hip." in alts
    assert "Gluteus minimus, “back” & front (upper buttock)." in alts
    assert "Half-written" not in alts


def test_drawing_tells_its_zones_apart_by_a_pattern_and_its_legend_explains_what_is_there(client):
    [drawing] = drawing_files(make_marked_cramps())
    make_pattern("Sore buttock", main=["buttock"])

    assert 'fill="url(#figure-spillover)"' in drawing.svg
    assert '<pattern id="figure-spillover"' in drawing.svg
    assert ".figure-spillover { fill" not in drawing.svg  # which would win over the pattern
    told = words(read(client.get("/sore-buttock/handout.pdf")))
    assert "main zone" in told
    assert "spillover" not in told
    assert "trigger point" not in told


def test_text_that_is_in_no_section_comes_first(client):
    make_care(body="<h2>Whence it came</h2><p>From before there were sections.</p>")

    told = words(read(client.get("/lean-on-a-ball/handout.pdf")))

    assert "Whence it came From before there were sections. For temporary relief" in told


def test_handout_of_a_pattern_names_who_sends_the_pain_and_who_is_blamed(client):
    draft = make_muscle("Half-written", published_at=None)
    senders = [make_muscle("Gluteus minimus"), make_muscle("Piriformis"), draft]
    blamed = make_muscle("Biceps femoris")
    make_pattern("Cramps", summary="It grabs.", refers=senders, blamed=[blamed])
    make_pattern("Ache", satellites=[blamed])

    told = words(read(client.get("/cramps/handout.pdf")))

    assert (
        "It grabs. Sends the pain: Gluteus minimus, Piriformis · Usually blamed: Biceps femoris"
    ) in told
    assert "Half-written" not in told
    assert "blamed" not in words(read(client.get("/ache/handout.pdf")))


def test_handout_stands_any_text(client):
    make_care('#panic("x") $ \\ 日本 🦵 <b>', slug="odd", red_flags='#eval("1")\n*\'_`@')

    told = words(read(client.get("/odd/handout.pdf")))

    assert '#panic("x") $ \\' in told
    assert '#eval("1")' in told


@pytest.mark.parametrize(
    "address",
    [
        *("/an-article/handout.pdf", "/a-draft/handout.pdf", "/nothing/handout.pdf"),
        *("/lean-on-a-ball/handout.pdf?paper=a0", "/handout.pdf", "/handout.pdf?post=nothing"),
        *("/handout/unknown/", "/handout/unknown/handout.pdf", "/handout.pdf?post=%00"),
    ],
)
def test_there_is_no_handout_of_this(client, address):
    make_care()
    make_care("A draft", published_at=None)
    make_article("An article")

    assert client.get(address).status_code == 404


@pytest.mark.once
def test_every_handout_of_the_library_has_two_pages_at_most(client):
    load_starter_library()

    lengths = {
        post.slug: len(read(client.get(f"/{post.slug}/handout.pdf")).pages) for post in handed_out()
    }

    assert len(lengths) > 80
    assert {slug: pages for slug, pages in lengths.items() if pages > 2} == {}


def test_post_page_offers_it_on_both_papers(client):
    make_care()

    links = [
        a.attrs["href"] for a in select(client.get("/lean-on-a-ball/"), 'a[href*="handout.pdf"]')
    ]

    assert [client.get(link).status_code for link in links] == [200, 200]


def test_collected_posts_are_one_document(client):
    make_pattern("Cramps", summary="It grabs.", getting_relief=RELIEF)
    make_care()

    page = client.get("/handout/?post=lean-on-a-ball&post=cramps&post=nothing")
    pdf_link = select(page, "main a.button")[0].attrs["href"]
    reader = read(client.get(pdf_link))

    assert texts(page, ".collected li > a:first-child") == ["Cramps", "Lean on a ball"]
    assert not select(page, "input[name=q]")[0].attrs.get("value")
    assert len(reader.pages) == 2
    assert "It grabs." in words(reader)
    removed = client.get(select(page, "[data-handout-remove=cramps]")[0].attrs["href"])
    assert texts(removed, ".collected li > a:first-child") == ["Lean on a ball"]


def test_too_many_collected_posts_are_cut_short(client):
    for n in range(20):
        make_care(f"Care {n}")
    wanted = [f"post=care-{n % 20}" for n in range(10_000)]

    page = client.get("/handout/?" + "&".join(wanted[:900]))

    assert len(select(page, ".collected li")) == 12
    assert client.get("/handout/?" + "&".join(wanted)).status_code == 400


@pytest.mark.parametrize("page", ["/handout/", "/handout.pdf"])
def test_collected_posts_cost_a_constant_number_of_queries(client, page):
    def queries(number):
        address = f"{page}?" + "&".join(f"post=c{kind}-{n}" for n in range(number) for kind in "pc")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    for n in range(5):
        picture = make_picture().address
        text = f'<p><a href="/cp-0/">Cramps</a></p><figure><img src="{picture}" alt=""></figure>'
        cramps = make_pattern(
            f"Cp {n}", main=["buttock"], refers=[make_muscle(f"M {n}")], body=text
        )
        make_care(f"Cc {n}", relieves=[cramps], temporary_relief=text)

    assert queries(5) == queries(1)


def test_client_gets_the_line_on_top_and_only_what_is_live(admin_client, client):
    care, draft = make_care(), make_care("Half-written", published_at=None)
    sent = {"client": "Ms. K.", "note": "Twice a day.", "posts": [care.pk, draft.pk]}

    admin_client.post("/admin/handouts/handout/add/", sent | {"_continue": "1"}, follow=True)
    address = Handout.objects.get().get_absolute_url()
    page = client.get(address)

    assert "Twice a day." in main_part(page)
    assert "Ms. K." not in page.text
    assert "Half-written" not in page.text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    reader = read(client.get(address + "handout.pdf"))
    assert words(reader).startswith("Twice a day.")
    assert len(reader.pages) == 1


def test_handout_of_a_client_holds_no_more_posts_than_a_visitor_s(admin_client, client):
    posts = [make_care(f"Care {n}") for n in range(13)]
    sent = {"client": "Ms. K.", "note": "", "posts": [post.pk for post in posts]}

    refused = admin_client.post("/admin/handouts/handout/add/", sent)

    assert "A handout holds 12 posts at most; these are 13." in refused.text
    handout = Handout.objects.create(client="Ms. K.")
    handout.posts.set(posts)
    assert len(card_titles(client.get(handout.get_absolute_url()))) == 12


def test_desk_shows_the_link_to_send(admin_client):
    handout = Handout.objects.create(client="Ms. K.")

    page = admin_client.get(f"/admin/handouts/handout/{handout.pk}/change/")

    assert texts(page, "[data-copy]") == [f"http://testserver/handout/{handout.token}/"]


def test_desk_copies_the_link_to_send(page, live_server, admin_user):
    handout = Handout.objects.create(client="Ms. K.")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page)
    page.goto(f"/admin/handouts/handout/{handout.pk}/change/")

    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(handout.get_absolute_url())
    assert page.evaluate("getSelection().toString()") == copied


def test_visitor_collects_two_posts_and_takes_one_off(page, live_server):
    make_pattern("Cramps", summary="It grabs.", getting_relief=RELIEF)
    make_care()

    for path in ("/cramps/", "/lean-on-a-ball/"):
        page.goto(path)
        page.get_by_role("button", name="Add to my handout").click()
        expect(page.get_by_role("button", name="Take off my handout")).to_be_visible()
    page.get_by_role("link", name="My handout (2)").click()
    page.get_by_role("link", name="Remove Cramps").click()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)

    page.goto("/handout/")
    expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text("Lean on a ball")
    link = page.get_by_role("link", name="PDF, A4").get_attribute("href")
    assert re.fullmatch(r"post=lean-on-a-ball&paper=a4", urlsplit(link).query)
    answer = page.request.get(link)
    assert answer.headers["content-type"] == "application/pdf"


def keep_in_browser(page, value):
    page.evaluate("value => localStorage.setItem('handout', value)", value)


def kept_in_browser(page):
    return json.loads(page.evaluate("localStorage.getItem('handout')"))


def test_collection_holds_twelve_posts_and_says_so(page, live_server):
    for n in range(13):
        make_care(f"Care {n}")

    page.goto("/care-12/")
    keep_in_browser(page, json.dumps([f"care-{n}" for n in range(15)]))
    page.reload()
    expect(page.get_by_role("link", name="My handout (12)")).to_be_visible()
    page.get_by_role("button", name="Add to my handout").click()
    expect(page.get_by_text("It holds 12 posts at most")).to_be_visible()
    page.get_by_role("link", name="My handout (12)").click()

    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(12)
    expect(page.get_by_text("A handout holds 12 posts at most.")).to_be_visible()


def test_collection_forgets_what_is_gone_and_what_it_cannot_read(page, live_server):
    make_care()

    page.goto("/handout/")
    keep_in_browser(page, '["lean-on-a-ball", "gone"]')
    page.goto("/handout/?post=gone")
    expect(page.get_by_text("What is no longer on the site was left out.")).to_be_visible()
    assert kept_in_browser(page) == ["lean-on-a-ball"]
    page.goto("/handout/?post=lean-on-a-ball")
    assert kept_in_browser(page) == ["lean-on-a-ball"]

    for broken in ("[not json", "7", '{"a": 1}', "null"):
        keep_in_browser(page, broken)
        page.goto("/lean-on-a-ball/")
        page.get_by_role("button", name="Add to my handout").click()
        assert kept_in_browser(page) == ["lean-on-a-ball"]


def press_on(page, control):
    """Press Tab until `control` has the focus, then Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if control.evaluate("control => control === document.activeElement"):
            return page.keyboard.press("Enter")
    pytest.fail(f"A keyboard does not get to {control} on {page.url}.")


def test_visitor_collects_and_takes_off_by_keyboard_alone(page, live_server):
    make_care()
    page.goto("/lean-on-a-ball/")

    press_on(page, page.get_by_role("button", name="Add to my handout"))
    press_on(page, page.get_by_role("link", name="My handout (1)"))
    press_on(page, page.get_by_role("link", name="Remove Lean on a ball"))

    expect(page.get_by_text("It is empty.")).to_be_visible()
    assert kept_in_browser(page) == []


def test_handout_without_javascript(new_context, live_server):
    make_care()
    page = new_context(java_script_enabled=False).new_page()

    page.goto("/lean-on-a-ball/")
    assert page.get_by_role("button", name="Add to my handout").count() == 0
    link = page.get_by_role("link", name="Handout, A4 (PDF)").get_attribute("href")
    assert page.request.get(link).headers["content-type"] == "application/pdf"
    page.goto("/handout/")
    expect(page.locator("noscript p")).to_be_visible()


def test_self_care_prints_its_steps_and_no_navigation(page, live_server):
    make_care(when_to_get_help="<p>Soon.</p>")
    page.goto("/lean-on-a-ball/")

    page.emulate_media(media="print")

    for text in ("Lean on a ball", "it is numb", "Breathe", "Soon.", "/lean-on-a-ball/"):
        expect(page.get_by_text(text).filter(visible=True).first).to_be_visible()
    for part in ("navigation", "banner", "button"):
        expect(page.get_by_role(part).filter(visible=True)).to_have_count(0)
    expect(page.get_by_text("Take it along")).to_be_hidden()
