"""Every version can be read, compared and brought back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from integrativeworks.content.models import Version
from posts.models import Activity
from tests.desk import (
    address_of,
    form_on,
    make_editor,
    publish,
    save_draft,
    shown_in_form,
    versions,
)
from tests.factories import (
    SUMMARY,
    figure,
    make_article,
    make_muscle,
    make_pattern,
    make_picture,
    make_protocol,
    make_self_care_post,
    picture_file,
)
from tests.pages import select, texts

BRING_EVERYTHING = ["title", "summary", "tags", "about", "relieves", "steps", "purpose"]


def compare(client, row, query):
    return client.get(f"{address_of(row, 'compare')}?{query}")


def bring_back(client, row, number, fields):
    address = f"{address_of(row, 'compare')}?a={number}"
    return client.post(address, {"take": fields}, follow=True)


def test_versions_tell_who_changed_what(admin_client):
    post = make_article("Untold", body="<p>Once.</p>", summary=SUMMARY)
    save_draft(make_editor("ada"), post, body="<p>Twice.</p>", tags="calf")

    page = admin_client.get(address_of(post, "versions"))

    rows = texts(page, ".versions tbody tr")
    assert len(rows) == 2
    assert "Changes not yet live ada Tags, Body" in rows[0]
    assert "Went live" in rows[1]


def test_compare_marks_words_that_went_and_came(admin_client):
    post = make_article("Untold", body="<p>Press the <strong>hip</strong> gently</p>")
    save_draft(admin_client, post, body="<p>Press the calf gently &amp; long</p>")

    page = compare(admin_client, post, "a=1")

    assert texts(page, ".difference h2") == ["Body"]
    assert texts(page, ".difference del") == ["hip"]
    assert texts(page, ".difference ins") == ["calf", "& long"]


def test_any_two_versions_are_compared(admin_client):
    post = make_article("Untold")
    for title in ("Told", "Retold"):
        save_draft(admin_client, post, title=title)
    oldest, middle, newest = sorted(v.number for v in versions(post))

    page = compare(admin_client, post, f"a={oldest}&b={middle}")

    assert texts(page, ".difference del") == ["Untold"]
    assert texts(page, ".difference ins") == ["Told"]
    assert "They are the same." in compare(admin_client, post, f"a={newest}").text


def test_text_in_a_comparison_is_shown_and_not_run(admin_client):
    post = make_article("Untold")
    save_draft(admin_client, post, title="<script>alert(1)</script>")

    page = compare(admin_client, post, "a=1")

    assert "<script>alert" not in page.text


WORDS = "<p>Warm up</p><p>Lie down.</p>"


@pytest.mark.parametrize(
    "formatted",
    [
        "<h2>Warm up</h2><p>Lie down.</p>",
        "<ul><li><p>Warm up</p></li></ul><p>Lie down.</p>",
        "<p>Warm up</p><p><strong>Lie</strong> down.</p>",
    ],
)
def test_version_that_differs_in_formatting_alone_can_be_brought_back(admin_client, formatted):
    post = make_article("Untold", body=formatted)
    save_draft(admin_client, post, body=WORDS)

    page = compare(admin_client, post, "a=1")
    bring_back(admin_client, post, 1, [select(page, "[name=take]")[0].attrs["value"]])

    assert texts(page, ".difference") == ["Body Only formatting changed."]
    assert shown_in_form(admin_client, post, "body") == [formatted]


def test_formatting_typed_in_an_old_window_is_offered(admin_client):
    post = make_article("Untold", body=WORDS)
    sent = form_on(admin_client.get(address_of(post)))
    save_draft(make_editor("ada"), post)

    typed = {"body": "<h2>Warm up</h2><p>Lie down.</p>", "_save": "1"}
    page = admin_client.post(address_of(post), sent | typed, follow=True)

    assert texts(page, ".difference") == ["Body Only formatting changed."]


@pytest.mark.parametrize(
    ("alt", "shows"), [("", "The outer hamstring, shaded red."), ("A &amp; B", "A & B")]
)
def test_pictures_of_a_version_are_told_and_brought_back(admin_client, alt, shows):
    picture = make_picture()
    body = f"<p>Look.</p>{figure(picture, alt)}"
    post = make_article("Untold", body=body)
    save_draft(admin_client, post, body="<p>Look.</p>")

    page = compare(admin_client, post, "a=1")
    bring_back(admin_client, post, 1, ["body"])

    assert texts(page, ".difference del") == [f"[picture: {shows}]"]
    assert shown_in_form(admin_client, post, "body") == [body]


def test_picture_that_was_deleted_is_told_as_such(admin_client):
    post = make_article("Untold", body='<p>Look. <img src="/pictures/9/"></p>')
    save_draft(admin_client, post, body="<p>Look.</p>")

    page = compare(admin_client, post, "a=1")

    assert texts(page, ".difference del") == ["[picture: no longer in the library]"]


def test_another_cover_of_the_same_description_can_be_brought_back(admin_client):
    covers = [make_picture(file=picture_file(f"{n}.jpg", size=(60, n))) for n in (30, 40)]
    post = make_article("Untold", cover=covers[0])
    save_draft(admin_client, post, cover=covers[1].pk)

    page = compare(admin_client, post, "a=1")

    assert texts(page, ".difference h2") == ["Picture"]


def test_formatting_of_a_step_and_activities_come_back(admin_client):
    protocol = make_protocol("Hip routine")
    protocol.steps.create(title="Rest", text="<p>Lie <strong>down</strong>.</p>")
    save_draft(admin_client, protocol, **{"steps-0-text": "<p>Lie down.</p>"})
    driving = Activity.objects.create(name="Driving", slug="driving")
    pattern = make_pattern("Cramps", activities=[driving])
    save_draft(admin_client, pattern, activities=[])

    steps, activities = (
        texts(compare(admin_client, row, "a=1"), ".difference") for row in (protocol, pattern)
    )
    bring_back(admin_client, protocol, 1, ["steps"])
    bring_back(admin_client, pattern, 1, ["activities"])

    assert steps == ["Steps Only formatting changed."]
    assert activities == ["Activities Driving"]
    assert shown_in_form(admin_client, protocol, "steps-0-text") == [
        "<p>Lie <strong>down</strong>.</p>"
    ]
    assert shown_in_form(admin_client, pattern, "activities") == [str(driving.pk)]


def test_old_version_comes_back_with_tags_links_and_steps(admin_client):
    soleus, psoas = make_muscle("Soleus"), make_muscle("Psoas major")
    protocol = make_protocol(
        "Hip routine", summary=SUMMARY, muscles=[soleus], tags=["hip"], purpose="<p>Ease.</p>"
    )
    for position, title in enumerate(["Warm up", "Rest"], 1):
        protocol.steps.create(title=title, position=position)
    typed = {"about": [psoas.pk], "tags": "calf", "steps-0-DELETE": "on", "steps-1-title": "Sleep"}
    publish(admin_client, protocol, **typed)
    assert [step.title for step in protocol.steps.all()] == ["Sleep"]

    page = bring_back(admin_client, protocol, 1, BRING_EVERYTHING)
    assert "Taken into the draft" in page.text
    assert [step.title for step in protocol.steps.all()] == ["Sleep"]
    publish(admin_client, protocol)

    assert [step.title for step in protocol.steps.all()] == ["Warm up", "Rest"]
    assert [*protocol.tags.names()] == ["hip"]
    assert [*protocol.muscles.all()] == [soleus]


def test_version_older_than_a_step_comes_back_without_it(admin_client):
    protocol = make_protocol(
        "Hip routine", summary=SUMMARY, muscles=[make_muscle()], purpose="<p>Ease.</p>"
    )
    step = {"steps-TOTAL_FORMS": "1", "steps-0-title": "Rest", "steps-0-position": "1"}
    publish(admin_client, protocol, **step)

    bring_back(admin_client, protocol, 1, ["steps"])
    publish(admin_client, protocol)

    assert not protocol.steps.exists()


def test_only_the_ticked_parts_come_back(admin_client):
    post = make_self_care_post("Lean on a ball", summary="Lean.", relieves=[make_pattern("Cramps")])
    save_draft(admin_client, post, title="Sit on a ball", summary="Sit.", relieves=[])

    bring_back(admin_client, post, 1, ["title", "relieves"])

    assert shown_in_form(admin_client, post, "title") == ["Lean on a ball"]
    assert shown_in_form(admin_client, post, "summary") == ["Sit."]
    assert len(shown_in_form(admin_client, post, "relieves")) == 1


def test_draft_from_before_bringing_back_stays_among_the_versions(admin_client):
    post = make_article("Untold")
    save_draft(admin_client, post, title="Told")

    bring_back(admin_client, post, 1, ["title"])

    assert ["Told"] in [v.data["title"] for v in versions(post)]


def test_version_that_names_a_row_deleted_since_comes_back_without_it(admin_client):
    soleus = make_muscle("Soleus")
    post = make_article("Untold", muscles=[soleus], summary=SUMMARY)
    save_draft(admin_client, post, about=[])
    soleus.delete()

    page = bring_back(admin_client, post, 1, ["about"])

    assert page.status_code == 200


def test_all_that_differs_is_taken_by_one_button(admin_client):
    post = make_self_care_post("Lean on a ball", summary="Lean.", tags=["ball"])
    save_draft(admin_client, post, title="Sit on a ball", summary="Sit.", tags="")

    admin_client.post(f"{address_of(post, 'compare')}?a=1", {"all": "Take all of it"})

    for name, value in {"title": "Lean on a ball", "summary": "Lean.", "tags": "ball"}.items():
        assert shown_in_form(admin_client, post, name) == [value]


def test_nothing_ticked_is_told_and_changes_nothing(admin_client):
    post = make_article("Untold")
    save_draft(admin_client, post, title="Told")

    page = bring_back(admin_client, post, 1, [])

    assert "tick at least one part" in page.text
    assert texts(page, ".difference h2") == ["Title"]
    assert len(versions(post)) == 2


def make_many_versions(post, number):
    Version.objects.bulk_create(
        Version(
            content_type=Version.objects.content_type_of(post),
            object_id=post.pk,
            number=n,
            kind="saved",
            data={"title": [f"Title {n // 2}"]},
            saved_at=now(),
        )
        for n in range(1, number + 1)
    )


def test_every_version_is_reached_and_compared(admin_client):
    post = make_article("Untold")
    make_many_versions(post, 60)

    first, last = (
        admin_client.get(f"{address_of(post, 'versions')}?page={page}") for page in (1, 3)
    )

    assert texts(first, ".paginator") == ["Page 1 of 3 Next"]
    assert len(texts(first, ".versions tbody tr")) == 24
    assert len(texts(last, ".versions tbody tr")) == 12
    for name in "ab":
        values = [o.attrs["value"] for o in select(last, f"select[name={name}] option")]
        assert values == [str(n) for n in range(60, 0, -1)]


def test_last_version_on_a_page_tells_what_changed_in_it(admin_client):
    post = make_article("Untold")
    make_many_versions(post, 25)
    Version.objects.filter(number=1).update(data={"title": ["Once"]})

    page = admin_client.get(address_of(post, "versions"))

    assert "Title" in texts(page, ".versions tbody tr")[-1]


def test_versions_cost_the_same_queries_for_few_and_many(admin_client):
    def queries(number):
        post = make_article(f"Told {number} times")
        make_many_versions(post, number)
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(address_of(post, "versions"))
        return captured

    queries(1)
    few, many = queries(2), queries(300)

    assert len(many) == len(few)
    assert all("LIMIT" in query["sql"] for query in many if '"data"' in query["sql"])


@pytest.mark.parametrize(
    "query", ["", "a=", "a=9", "a=x", "a=-1", "a=²", "a=9999999999", "a=1&b=9"]
)
def test_number_of_no_version_is_not_found(admin_client, query):
    post = make_article("Untold")
    save_draft(admin_client, post, title="Told")

    assert compare(admin_client, post, query).status_code == 404


def test_page_without_versions_says_so(admin_client):
    page = admin_client.get(address_of(make_article("Untold"), "versions"))

    assert "Nothing has been changed here yet." in page.text
