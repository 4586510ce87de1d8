"""The desk tells which links are broken, which lead out, and what links to a page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from integrativeworks.content.link_report import what_links_here
from integrativeworks.content.links import link_to
from integrativeworks.content.models import Trash
from integrativeworks.furniture.models import Product, SiteSettings
from posts.models import Activity, Article, Equipment, Tag
from tests.desk import address_of, press, publish, save_draft, shown_in_form, versions
from tests.factories import (
    A_DAY,
    figure,
    make_article,
    make_bone,
    make_group,
    make_joint,
    make_muscle,
    make_pattern,
    make_picture,
    make_protocol,
    make_self_care_post,
    make_therapy_note,
)
from tests.pages import select, texts

REPORT = "/admin/links/"
OUTGOING = "/admin/links/?show=outgoing"


def linking(href, words="a link"):
    return f'<p>Read <a href="{href}">{words}</a>.</p>'


def rows(page):
    """(where, address of the form, what) of each link that the report lists."""
    return [
        (texts_of[0], row.query("a")[0].attrs["href"], texts_of[1])
        for row in select(page, ".links tbody tr")
        for texts_of in [[" ".join(cell.to_text().split()) for cell in row.query("td")]]
    ]


# --- broken links ---


def test_sound_links_are_not_reported(admin_client):
    psoas = make_muscle("Psoas major")
    post = make_self_care_post("Untold", temporary_relief="<p>Rest.</p>")
    sound = [
        *(link_to(psoas), f"{link_to(post)}#temporary_relief", f"{link_to(psoas)}#related"),
        *("/pain/?zone=hip", "/about/", "mailto:ann@example.org", "tel:+1404", "#any"),
        *("https://example.org/", "/media/a.pdf", "/muscles/"),
    ]
    make_article("Told", body="".join(linking(href) for href in sound))

    page = admin_client.get(REPORT)

    assert rows(page) == []
    assert "Every link leads to a live page." in page.text


@pytest.mark.parametrize(
    ("href", "trouble"),
    [
        ("page:post/999", "leads to a page that was deleted"),
        ("/nowhere/", "leads to /nowhere/, where there is no page"),
        ("/2014/05/old/", "leads to /2014/05/old/, where there is no page"),
        ("/admin/posts/", "leads into the desk, where visitors can’t go"),
        ("www.example.org", "leads nowhere: “www.example.org” isn’t a whole address"),
        ("#getting_relief", "leads to a section of “Told” that is empty or gone: #getting_relief"),
    ],
)
def test_broken_link_is_reported_with_its_field_one_click_away(admin_client, href, trouble):
    post = make_article("Told", body=linking(href))

    [(where, form, what)] = rows(admin_client.get(REPORT))

    assert where == "Told: Body"
    assert form == f"{address_of(post)}#id_body"
    assert what.startswith(f"“a link” {trouble}")


@pytest.mark.parametrize("published_at", [None, now() + A_DAY])
def test_link_to_what_is_not_live_is_reported(admin_client, published_at):
    psoas = make_muscle("Psoas major", published_at=published_at)
    make_article("Told", body=linking(link_to(psoas)))

    [(*_, what)] = rows(admin_client.get(REPORT))

    assert what == "“a link” leads to “Psoas major”, which isn’t live"


def test_link_to_an_emptied_section_is_reported(admin_client):
    post = make_self_care_post("Untold", temporary_relief="<p>Rest.</p>")
    make_article("Told", body=linking(f"{link_to(post)}#temporary_relief"))

    post.temporary_relief = ""
    post.save()

    [(*_, what)] = rows(admin_client.get(REPORT))
    assert what.endswith("leads to a section of “Untold” that is empty or gone: #temporary_relief")


def test_picture_that_left_the_library_is_reported(admin_client):
    picture = make_picture()
    make_article("Told", body=figure(picture, alt="A hip"))
    assert rows(admin_client.get(REPORT)) == []

    Trash.throw_away(picture, None)

    [(where, _, what)] = rows(admin_client.get(REPORT))
    assert (where, what) == ("Told: Body", "shows a picture that is no longer in the library")


def test_links_are_found_in_every_text_of_the_site(admin_client):
    link = linking("/nowhere/")
    SiteSettings.objects.create(pk=1, about=link)
    make_muscle("Soleus", anomalies=link)
    make_pattern("Pattern", wrong_suspect=link)
    routine = make_protocol("Routine", purpose=link)
    routine.steps.create(title="Rest", text=link)

    found = {where: form for where, form, _ in rows(admin_client.get(REPORT))}

    assert found.keys() == {
        "Integrative Works: About page",
        "Soleus: Anomalies",
        "Pattern: Why the usual suspect is wrong",
        "Routine: Purpose and when to use it",
        "Routine: Rest: Text",
    }
    assert found["Routine: Rest: Text"] == address_of(routine)


def test_links_that_visitors_see_come_first(admin_client):
    make_article("A draft", body=linking("/nowhere/"), published_at=None)
    make_article("Live", body=linking("/nowhere/"))

    assert [where for where, *_ in rows(admin_client.get(REPORT))] == [
        "Live: Body",
        "A draft: Body draft",
    ]


def test_front_page_tells_of_broken_links(admin_client):
    make_article("Told", body=linking("/nowhere/"))

    page = admin_client.get("/admin/")

    assert "Broken links: 1" in texts(page, ".waiting h2")
    assert "Links" in texts(page, ".app-site th a")


# --- links to other sites ---


def test_links_to_other_sites_are_listed_without_asking_them(admin_client):
    SiteSettings.objects.create(pk=1, patreon_url="https://patreon.example/")
    mug = Product.objects.create(name="Mug", url="https://mugs.example/")
    make_article("Film", video_url="https://video.example/1")
    make_article("Told", body=linking("https://example.org/a?b=1&amp;c=2", "a study"))

    found = {where: (form, what) for where, form, what in rows(admin_client.get(OUTGOING))}

    assert {where: what for where, (_, what) in found.items()} == {
        "Integrative Works: Patreon address": "https://patreon.example/",
        "Mug: Where to get it": "https://mugs.example/",
        "Film: Video": "https://video.example/1",
        "Told: Body": "“a study” https://example.org/a?b=1&c=2",
    }
    assert found["Mug: Where to get it"][0] == f"{address_of(mug)}#id_url"


def test_site_without_links_says_so(admin_client):
    assert "No page links to another site." in admin_client.get(OUTGOING).text


def test_long_report_has_pages(admin_client):
    for n in range(2):
        make_article(f"Told {n}", body=linking("/nowhere/") * 60)

    assert len(rows(admin_client.get(REPORT))) == 100
    assert len(rows(admin_client.get(f"{REPORT}?page=2"))) == 20
    assert len(rows(admin_client.get(f"{REPORT}?page=x"))) == 100


def test_report_costs_the_same_for_few_and_many_links(admin_client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(REPORT)
        return len(captured)

    target = make_muscle("Psoas major", published_at=None)
    body = linking(link_to(target)) + linking("/nowhere/") + linking("https://example.org/")
    make_article("Told", body=body)
    queries()
    few = queries()
    for n in range(10):
        make_article(f"Told {n}", body=body * 5)
        make_pattern(f"Pattern {n}", wrong_suspect=body, getting_relief=body)

    assert queries() == few


def test_visitor_sees_no_report(client, db):
    assert client.get(REPORT).status_code == 302


# --- “Ready to publish?” ---


@pytest.mark.parametrize(
    "href", ["{}", "/muscles/psoas-major/", "http://testserver/muscles/psoas-major"]
)
def test_link_to_a_draft_is_told_while_writing(admin_client, href):
    psoas = make_muscle("Psoas major", published_at=None)
    post = make_article("Told")

    page = save_draft(admin_client, post, body=linking(href.format(link_to(psoas))))

    advice = "A link in “Body” leads to “Psoas major”, which isn’t live."
    assert f"Better: {advice}" in texts(page, ".readiness li")


def test_link_of_a_draft_to_itself_is_no_trouble(admin_client):
    post = make_article("Told", published_at=None)

    page = save_draft(admin_client, post, body=linking(f"{link_to(post)}#part"))

    assert "isn’t live" not in page.text


def test_muscle_is_told_of_its_broken_links_too(admin_client):
    psoas = make_muscle("Psoas major")

    page = save_draft(admin_client, psoas, anomalies=linking("/nowhere/"))

    assert "leads to /nowhere/, where there is no page" in page.text


def test_link_is_part_of_the_draft_and_of_every_version(admin_client, client):
    psoas, soleus = make_muscle("Psoas major"), make_muscle("Soleus")
    post = make_article("Told", summary="A few words.", body="<p>Read.</p>")

    save_draft(admin_client, post, body=linking("/muscles/psoas-major/"))
    assert "a link" not in client.get("/told/").text
    publish(admin_client, post)
    assert 'href="/muscles/psoas-major/">a link' in client.get("/told/").text
    [with_psoas] = versions(post, kind="live", data__body=[linking("/muscles/psoas-major/")])
    publish(admin_client, post, body=linking(link_to(soleus)))
    compare = f"{address_of(post, 'compare')}?a={with_psoas.number}"
    page = admin_client.get(compare)
    admin_client.post(compare, {"take": ["body"]})
    publish(admin_client, post)

    assert texts(page, ".difference") == ["Body Read a link [→ Psoas major]. Soleus]."]
    assert Article.objects.get().body == linking(link_to(psoas))


# --- what links here ---


def mentions(row):
    [(_, found)] = what_links_here([row])
    return {(str(mention.page), str(mention.place or "")) for mention in found}


@pytest.mark.parametrize("href", ["{}", "{}#part", "{}?kind=pain", "/muscles/psoas-major/#part"])
def test_texts_that_link_here_are_found(db, href):
    href = href.format("page:muscle/1")
    make_article("Told", body=linking(href))
    make_article("Nearly", body=linking("page:muscle/11") + linking("/muscles/psoas-major-2/"))

    psoas = make_muscle("Psoas major", pk=1)

    assert mentions(psoas) == {("Told", "Body")}


def test_page_that_links_to_itself_is_not_told_so(db):
    post = make_article("Told")
    post.body = linking(link_to(post))
    post.save()

    assert mentions(post) == set()


def test_relations_are_what_links_here_too(db):
    femur, group, soleus = make_bone("Femur"), make_group("Hip muscles"), make_muscle("Soleus")
    hip = make_joint("Hip", [femur])
    psoas = make_muscle("Psoas", group=group, origin_bones=[femur], synergists=[soleus])
    pattern = make_pattern("Cramps", refers=[psoas])
    driving = Activity.objects.create(name="Driving", slug="driving")
    ball = Equipment.objects.create(name="A ball")
    pattern.activities.add(driving)
    care = make_self_care_post("Lean", relieves=[pattern], equipment=[ball], tags=["calf"])
    make_therapy_note("Notes", patterns=[pattern])
    tag = Tag.objects.get()

    names = {str(row): {name for name, _ in mentions(row)} for row in (femur, group, psoas)}
    names |= {str(row): {name for name, _ in mentions(row)} for row in (pattern, care, driving)}
    names |= {str(row): {name for name, _ in mentions(row)} for row in (ball, tag, hip)}

    assert names == {
        "Femur": {"Psoas", str(hip)},
        "Hip muscles": {"Psoas"},
        "Psoas": {"Soleus", "Cramps"},
        "Cramps": {"Lean", "Notes"},
        "Lean": {"Cramps"},
        "Driving": {"Cramps"},
        "A ball": {"Lean"},
        "calf": {"Lean"},
        "Hip": set(),
    }


def test_delete_page_lists_texts_and_relations_with_their_forms(admin_client):
    pattern = make_pattern("Cramps")
    care = make_self_care_post("Lean on a ball", relieves=[pattern])
    told = make_article("Told", body=linking(link_to(pattern)))

    page = admin_client.get(address_of(pattern, "delete"))

    listed = select(page, "#content li a")
    assert [a.attrs["href"] for a in listed] == [f"{address_of(told)}#id_body", address_of(care)]
    assert "Told in the text: Body" in texts(page, "#content li")


def test_page_to_delete_several_lists_what_links_to_each(admin_client):
    posts = [make_article("Untold"), make_article("Untamed")]
    make_article("Told", body=linking(link_to(posts[0])))
    chosen = {"action": "delete_selected", "_selected_action": [p.pk for p in posts]}

    page = admin_client.post(reverse("admin:posts_article_changelist"), chosen)

    assert texts(page, "#content h2") == ["What links to “Untold”"]
    assert {"Untold", "Untamed", "Told in the text: Body"} <= {*texts(page, "#content li")}


# --- taking down ---


def test_page_that_nothing_links_to_is_taken_down_at_once(admin_client):
    post = make_article("Untold")

    page = press(admin_client, "_take_down", address_of(post))

    assert "“Untold” has been taken down." in page.text
    post.refresh_from_db()
    assert post.state == "draft"


def test_what_links_here_is_shown_before_a_page_is_taken_down(admin_client, client):
    post = make_article("Untold", summary="A few words.", body="<p>Read.</p>")
    told = make_article("Told", body=linking(link_to(post)))

    page = press(admin_client, "_take_down", address_of(post), body="<p>Just typed.</p>")

    assert texts(page, "#content h2") == ["What links to “Untold”"]
    assert select(page, "#content li a")[0].attrs["href"] == f"{address_of(told)}#id_body"
    assert client.get("/untold/").status_code == 200
    assert shown_in_form(admin_client, post, "body") == ["<p>Just typed.</p>"]

    page = admin_client.post(page.request["PATH_INFO"], follow=True)

    assert "“Untold” has been taken down." in page.text
    assert client.get("/untold/").status_code == 404
    assert "<p>Read a link.</p>" in client.get("/told/").text
    assert shown_in_form(admin_client, post, "body") == ["<p>Just typed.</p>"]


def test_several_are_taken_down_once_that_is_confirmed(admin_client):
    posts = [make_article("Untold"), make_article("Untamed")]
    make_article("Told", body=linking(link_to(posts[0])))
    address = reverse("admin:posts_article_changelist")
    chosen = {"action": "take_down", "_selected_action": [p.pk for p in posts]}

    page = admin_client.post(address, chosen)
    assert texts(page, "#content h2") == ["What links to “Untold”"]
    assert Article.objects.published().count() == 3
    hidden = select(page, "#content form input[type=hidden]")
    sent = [(field.attrs["name"], field.attrs["value"]) for field in hidden]
    done = admin_client.post(
        address,
        {name: [v for n, v in sent if n == name] for name, _ in sent},
        follow=True,
    )

    assert "2 taken down." in done.text
    assert Article.objects.published().get().title == "Told"


def test_stranger_takes_nothing_down(client, db):
    post = make_article("Untold")

    assert client.post(address_of(post, "confirm_take_down")).status_code == 302
    assert Article.objects.published().exists()
