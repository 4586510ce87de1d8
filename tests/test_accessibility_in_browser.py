"""Every kind of page, in light and dark, wide and narrow."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from integrativeworks.furniture.models import Product, SiteSettings
from integrativeworks.handouts.models import Handout
from posts.models import Post
from tests import browser
from tests.factories import make_muscle, make_picture, make_protocol, picture_file

PAGES = {
    "home": "/",
    "where": "/where/",
    "zone": "/where/knee/",
    "choice": "/where/thigh/?region=thigh-back&region=heel&activity=driving",
    "choice on the whole body": "/where/?region=thigh-back&region=heel&activity=driving",
    "choice without a pattern": "/where/?region=palm",
    "pain patterns": "/pain/",
    "self-care": "/self-care/",
    "therapy notes": "/therapy-notes/",
    "NMT protocols": "/nmt-protocols/",
    "cranial techniques": "/cranial-techniques/",
    "cases": "/cases/",
    "articles": "/articles/",
    "list without a post": "/articles/?zone=neck&tag=driving",
    "pain pattern": "/hamstring-cramps/",
    "self-care post": "/driving-without-hamstring-cramps/",
    "therapy note": "/treating-the-lateral-hip/",
    "NMT protocol": "/nmt-gluteal-region/",
    "cranial technique": "/ear-pull/",
    "case": "/case-the-violinist/",
    "article": "/where-it-hurts/",
    "post with everything": "/everything/",
    "muscles": "/muscles/",
    "muscle": "/muscles/gluteus-minimus/",
    "muscle with a picture": "/muscles/soleus-accessorius/",
    "muscle group": "/muscles/groups/rotator-cuff/",
    "bone": "/bones/femur/",
    "joint": "/joints/hip/",
    "tag": "/tags/driving/",
    "search": "/search/",
    "search with results": "/search/?q=hamstring+cramps+when+I+drive",
    "search without results": "/search/?q=unicorn",
    "about": "/about/",
    "feedback": "/feedback/?page=/pain/&quote=It+grabs+again.",
    "thank you": "/feedback/sent/?page=/pain/",
    "collection": "/handout/?post=hamstring-cramps&post=driving-without-hamstring-cramps&post=gone",
    "empty collection": "/handout/",
    "handout of a client": "/handout/ms-k/",
    "not found": "/no-such-page/",
}

RICH_TEXT = """
<p>Press <strong>softly</strong>, <em>never</em> hard, see <a href="/muscles/">the muscles</a>.</p>
<h3>How long</h3><ul><li><p>A minute</p></li></ul><ol><li><p>Breathe</p></li></ol>
<h4>Not longer</h4><blockquote><p>It grabs again.</p></blockquote>
<table><tbody><tr><th>Muscle</th><th>Sternocleidomastoideus</th><th>Extensorcarpiradialisbrevis</th></tr>
<tr><td>Pressure</td><td>light</td><td>light</td></tr></tbody></table>
<figure><img src="{url}" alt="A ball under the hip."><figcaption>Lean on it.</figcaption></figure>
<p>Pneumonoultramicroscopicsilicovolcanoconiosis-and-otorhinolaryngological-electroencephalography</p>
"""

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def transactional_db(lasting_starter_library):
    """The starter library, and beside it what it has none of: pictures, tables, long words.

    Made once, since no test here changes anything.
    """
    picture = make_picture(file=picture_file(size=(1000, 600)), caption="Shaded", credit="By hand")
    SiteSettings.objects.update(author_portrait=picture)
    Product.objects.update(picture=picture)
    section = RICH_TEXT.format(url=picture.file.url)
    muscle = make_muscle("Soleus accessorius", illustration=picture, anomalies=section)
    protocol = make_protocol(
        "Everything",
        muscles=[muscle],
        cover=picture,
        red_flags="it is numb",
        purpose=section,
        body=section.replace("h3>", "h2>").replace("h4>", "h3>"),
        video_url="https://www.youtube.com/watch?v=1",
        awaits_rework=True,
        audience="therapists",
    )
    protocol.steps.create(title="Press", text=section, picture=picture)
    handout = Handout.objects.create(client="Ms. K.", note="Twice a day.", token="ms-k")
    handout.posts.set(Post.objects.filter(kind="pain")[:3])


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(page, path):
    answer = page.goto(path)

    assert answer.ok or path == "/no-such-page/"
    browser.axe(page)


def test_axe_finds_nothing_in_a_refused_message(page):
    page.goto("/feedback/")
    page.get_by_role("textbox", name="Your e-mail").fill("nowhere")

    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("alert")).to_contain_text("Not sent yet.")
    browser.axe(page)


def test_nothing_scrolls_sideways_on_the_narrowest_phone(page):
    page.set_viewport_size({"width": 320, "height": 600})

    widths = {}
    for path in PAGES.values():
        page.goto(path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert widths == dict.fromkeys(PAGES.values(), 320)


def test_pages_ask_no_other_host_for_anything(page, base_url):
    requests = []
    page.on("request", lambda request: requests.append(request.url))

    for path in PAGES.values():
        page.goto(path)

    assert {urlsplit(url).netloc for url in requests} == {urlsplit(base_url).netloc}


def test_axe_finds_nothing_on_the_page_of_a_failure(page, monkeypatch):
    monkeypatch.setattr("posts.views.page_context", None)

    answer = page.goto("/hamstring-cramps/")

    assert answer.status == 500
    browser.axe(page)
