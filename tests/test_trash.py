"""What is deleted can come back, with all that belonged to it."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import now

from integrativeworks.content.models import PreviewLink, Trash, Version
from integrativeworks.furniture.models import Product
from posts.models import Activity, Equipment, Tag
from tests.desk import address_of, save_draft
from tests.factories import (
    make_article,
    make_bone,
    make_case,
    make_group,
    make_joint,
    make_message,
    make_muscle,
    make_pattern,
    make_picture,
    make_protocol,
    make_reply,
    make_self_care_post,
    make_technique,
    make_therapy_note,
)
from tests.pages import select, texts

APPS = ["muscles", "posts", "furniture", "feedback", "content.Image"]


def database():
    """Every row an editor knows of, whatever the order."""
    out = io.StringIO()
    call_command("dumpdata", *APPS, format="jsonl", stdout=out)
    # JSON keeps milliseconds: what was written at .000123 comes back at .000, written as nothing.
    return sorted(out.getvalue().replace(".000Z", "Z").splitlines())


def make_everything():
    """One of each, all linked with one another; by name."""
    picture, femur, group = make_picture(), make_bone("Femur"), make_group()
    hip = make_joint("Hip joint", [femur])
    soleus = make_muscle("Soleus")
    psoas = make_muscle(
        "Psoas major",
        group=group,
        illustration=picture,
        origin_bones=[femur],
        regions=["hip-side"],
        synergists=[soleus],
    )
    pattern = make_pattern("Cramps", refers=[psoas], blamed=[soleus], main=["buttock"])
    drive = Activity.objects.create(name="Driving", slug="driving")
    pattern.activities.add(drive)
    ball = Equipment.objects.create(name="A ball")
    care = make_self_care_post(
        "Lean on a ball", muscles=[psoas], relieves=[pattern], equipment=[ball], tags=["calf"]
    )
    protocol = make_protocol("Hip routine", muscles=[psoas], cover=picture)
    protocol.steps.create(title="Rest", picture=picture)
    technique = make_technique("Hold", muscles=[psoas])
    links = {"patterns": [pattern], "protocols": [protocol], "techniques": [technique]}
    return {
        "picture": picture,
        "bone": femur,
        "group": group,
        "joint": hip,
        "muscle": psoas,
        "pattern": pattern,
        "activity": drive,
        "equipment": ball,
        "self-care": care,
        "protocol": protocol,
        "technique": technique,
        "note": make_therapy_note("Notes", muscles=[psoas], **links),
        "case": make_case("A case", muscles=[psoas]),
        "article": make_article("Untold", tags=["calf"]),
        "tag": Tag.objects.get(name="calf"),
        "product": Product.objects.create(name="Mug", url="https://example.org/", picture=picture),
        "message": make_reply(make_message()).message,
    }


NAMES = [
    *("picture", "bone", "group", "joint", "muscle", "pattern", "activity", "equipment"),
    *("self-care", "protocol", "technique", "note", "case", "article", "tag", "product"),
    "message",
]


def delete(client, row):
    return client.post(address_of(row, "delete"), {"post": "yes"}, follow=True)


def delete_selected(client, *rows):
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    meta = rows[0]._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return client.post(address, chosen | {"post": "yes"}, follow=True)


def restore(client):
    sent = {"keys": Trash.objects.latest("pk").pk}
    return client.post(reverse("admin:content_trash_restore"), sent, follow=True)


def undo(client, page):
    """Press the one button *Undo* on `page`."""
    [form] = select(page, "form.undo")
    sent = {field.attrs["name"]: field.attrs["value"] for field in form.query("input")}
    return client.post(form.attrs["action"], sent, follow=True)


@pytest.mark.parametrize("name", NAMES)
def test_it_goes_and_comes_back_with_everything(admin_client, name):
    row = make_everything()[name]
    before = database()

    delete(admin_client, row)
    assert not type(row).objects.filter(pk=row.pk).exists()
    page = restore(admin_client)

    assert "is back as it was" in page.text
    assert database() == before
    assert not Trash.objects.exists()


def test_page_is_at_its_address_again(admin_client, client):
    post = make_article("Untold", tags=["calf"])

    delete(admin_client, post)
    assert client.get("/untold/").status_code == 404
    restore(admin_client)

    assert texts(client.get("/untold/"), "h1") == ["Untold"]


def test_picture_that_comes_back_takes_no_place_filled_since(admin_client):
    old, new = make_picture("A hip."), make_picture("A knee.")
    kept, changed = make_article("Kept", cover=old), make_article("Changed", cover=old)

    delete(admin_client, old)
    type(changed).objects.filter(pk=changed.pk).update(cover=new)
    restore(admin_client)

    kept.refresh_from_db()
    changed.refresh_from_db()
    assert (kept.cover, changed.cover) == (old, new)


def test_message_of_the_deletion_has_an_undo_button(admin_client):
    post = make_article("Untold")

    page = delete(admin_client, post)
    undo(admin_client, page)

    assert texts(page, "form.undo button") == ["Undo"]
    assert type(post).objects.get() == post


def test_several_go_and_come_back_at_once(admin_client):
    soleus = make_muscle("Soleus")
    muscles = [soleus, make_muscle("Psoas major", synergists=[soleus])]
    before = database()

    page = delete_selected(admin_client, *muscles)

    assert texts(page, ".messagelist li") == ["2 muscles are in the trash for 30 days. Undo"]
    assert {trash.name for trash in Trash.objects.all()} == {"Soleus", "Psoas major"}
    page = undo(admin_client, page)
    assert texts(page, ".messagelist li") == ["2 are back as they were."]
    assert database() == before


def test_one_of_several_whose_place_is_taken_keeps_no_other_from_coming_back(admin_client):
    page = delete_selected(admin_client, make_article("Untold"), make_article("Untamed"))
    make_article("Untold")

    page = undo(admin_client, page)

    taken, back = texts(page, ".messagelist li")
    assert taken.startswith("“Untold” can’t come back yet.")
    assert back == "“Untamed” is back as it was."


def test_what_lost_its_place_says_so_and_stays_in_the_trash(admin_client):
    delete(admin_client, make_article("Untold"))
    make_article("Untold")

    page = restore(admin_client)

    assert texts(page, ".messagelist li") == [
        "“Untold” can’t come back yet. Another page already has this address. "
        "There is already a post of this kind with this title."
    ]
    assert Trash.objects.get().name == "Untold"


def test_what_lost_its_home_says_so(admin_client):
    protocol = make_protocol("Hip routine")
    step = protocol.steps.create(title="Rest")
    Trash.throw_away(step, None)
    protocol.delete()

    page = restore(admin_client)

    assert "The NMT protocol that it belonged to is gone." in page.text


def test_delete_page_lists_what_links_here(admin_client):
    pattern = make_pattern("Cramps", refers=[make_muscle("Soleus")])
    make_self_care_post("Lean on a ball", relieves=[pattern])

    page = admin_client.get(address_of(pattern, "delete"))

    assert "Lean on a ball" in page.text
    assert "30 days" in page.text


def test_only_what_is_older_than_thirty_days_is_emptied(admin_client, capsys):
    for title, days in (("Old", 31), ("New", 29)):
        delete(admin_client, make_article(title))
        Trash.objects.filter(name=title).update(deleted_at=now() - timedelta(days=days))

    call_command("empty_trash")

    assert Trash.objects.get().name == "New"
    assert capsys.readouterr().out == "1 removed for good.\n"


@pytest.mark.parametrize(("days", "kept"), [(31, False), (29, True)])
def test_versions_and_preview_links_go_with_what_is_gone_for_good(admin_client, days, kept):
    case, other = make_case("The violinist"), make_case("Another")
    for row in (case, other):
        save_draft(admin_client, row, presentation="<p>Told in private.</p>")
        admin_client.post(address_of(row, "share"), {"days": "7"})
    delete(admin_client, case)
    Trash.objects.update(deleted_at=now() - timedelta(days=days))

    call_command("empty_trash")

    for model in (Version, PreviewLink):
        assert set(model.objects.values_list("object_id", flat=True)) == (
            {case.pk, other.pk} if kept else {other.pk}
        )


def test_nothing_comes_back_by_a_mere_link(admin_client):
    delete(admin_client, make_article("Untold"))

    page = admin_client.get(reverse("admin:content_trash_restore"))

    assert page.status_code == 405


def test_only_who_may_see_the_trash_brings_back(db, client):
    trash = Trash.throw_away(make_article("Untold"), None)
    client.force_login(User.objects.create_user("guest", is_staff=True))

    page = client.post(reverse("admin:content_trash_restore"), {"keys": trash.pk})

    assert page.status_code == 403
    assert Trash.objects.get() == trash
