"""The search index is at one with the pages, whatever way they change."""

import io
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from integrativeworks.content.models import Trash
from integrativeworks.search import index
from integrativeworks.search.models import Entry, Word
from muscles.models import Muscle
from posts.models import Activity, Equipment, Post, PostMuscle, ProtocolStep
from tests.desk import address_of, publish, save_draft
from tests.factories import (
    A_DAY,
    A_MINUTE,
    SUMMARY,
    make_group,
    make_muscle,
    make_pattern,
    make_protocol,
    make_self_care_post,
)
from tests.pages import result_titles


def found(client, query):
    return result_titles(client.get("/search/", {"q": query}))


# --- what an editor does ---


def test_page_is_found_once_it_is_published_and_never_before(admin_client, client):
    post = make_self_care_post(
        "Lean on a ball",
        summary=SUMMARY,
        temporary_relief="<p>Lean.</p>",
        muscles=[make_muscle()],
        published_at=None,
    )
    save_draft(admin_client, post, title="Sit on a balloon")
    admin_client.get(address_of(post, "preview"))
    assert found(client, "balloon") == []

    publish(admin_client, post)
    assert found(client, "balloon") == ["Sit on a balloon"]

    save_draft(admin_client, post, title="Roll on a bottle")
    admin_client.get(address_of(post, "preview"))
    assert found(client, "bottle") == []
    assert found(client, "balloon") == ["Sit on a balloon"]

    publish(admin_client, post)
    assert found(client, "bottle") == ["Roll on a bottle"]
    assert found(client, "balloon") == []


def test_page_that_was_taken_down_is_not_found(db, client):
    post = make_pattern("Calf cramps")
    assert found(client, "calf") == ["Calf cramps"]

    post.published_at = None
    post.save()

    assert found(client, "calf") == []


@pytest.mark.parametrize("make", [make_pattern, make_muscle])
def test_scheduled_page_is_found_from_its_minute_on(db, client, make):
    page = make("Calf cramps", published_at=now() + A_DAY)
    assert found(client, "calf") == []

    # Its minute comes: nothing is saved and nothing runs.
    type(page).objects.update(published_at=now() - A_MINUTE)

    assert found(client, "calf") == ["Calf cramps"]


def test_page_from_the_trash_is_found_again(db, client, admin_user):
    post = make_pattern("Calf cramps", refers=[make_muscle("Soleus")], tags=["night"])
    assert found(client, "night") == ["Calf cramps"]

    trash = Trash.throw_away(post, admin_user)
    assert found(client, "calf night soleus") == ["Soleus"]

    trash.restore()
    assert found(client, "night") == ["Calf cramps"]
    assert "Calf cramps" in found(client, "soleus")


def test_names_that_leave_with_a_row_come_back_with_it(db, client, admin_user):
    group = make_group("Rotator cuff")
    activity = Activity.objects.create(name="Throwing", slug="throwing")
    make_muscle("Subscapularis", group=group)
    make_pattern("Stiff shoulder").activities.add(activity)
    assert found(client, "rotator") == ["Subscapularis"]
    assert found(client, "throwing") == ["Stiff shoulder"]

    trash = [Trash.throw_away(row, admin_user) for row in (group, activity)]
    assert found(client, "rotator") == found(client, "throwing") == []

    for one in trash:
        one.restore()
    assert found(client, "rotator") == ["Subscapularis"]
    assert found(client, "throwing") == ["Stiff shoulder"]


def test_deleted_page_leaves_nothing_in_the_index(db, client):
    post, muscle = make_pattern("Calf cramps"), make_muscle("Soleus")
    index.catch_up()
    assert Entry.objects.count() == 2

    post.delete()
    Muscle.objects.filter(pk=muscle.pk).delete()

    assert found(client, "calf soleus") == []
    assert Entry.objects.count() == 0


# --- what a page hangs on ---


def test_post_follows_the_names_of_its_muscles(db, client):
    muscle = make_muscle("Peroneus longus")
    post = make_pattern("Pain beside the shin", refers=[muscle])
    assert "Pain beside the shin" in found(client, "peroneus")

    muscle.name = "Fibularis longus"
    muscle.save()
    assert "Pain beside the shin" in found(client, "fibularis")
    assert found(client, "peroneus") == []

    PostMuscle.objects.get(post=post).delete()
    assert found(client, "fibularis") == ["Fibularis longus"]

    PostMuscle.objects.create(post=post, muscle=muscle)
    assert "Pain beside the shin" in found(client, "fibularis")

    muscle.delete()
    assert found(client, "fibularis") == []


def test_post_follows_its_words_to_choose_from(db, client):
    drive = Activity.objects.create(name="Driving", slug="driving")
    ball = Equipment.objects.create(name="Tennis ball")
    pattern = make_pattern("Hamstring cramps", tags=["commute"])
    care = make_self_care_post("Lean on it", relieves=[pattern])
    assert found(client, "driving") == found(client, "tennis") == []

    pattern.activities.add(drive)
    ball.self_care.add(care)
    assert found(client, "driving") == ["Hamstring cramps"]
    assert found(client, "tennis") == ["Lean on it"]

    ball.name = "Lacrosse ball"
    ball.save()
    pattern.tags.set(["travel"])
    pattern.title = "Hamstrings like wood"
    pattern.save()
    assert found(client, "lacrosse") == ["Lean on it"]
    assert found(client, "travel") == ["Hamstrings like wood"]
    assert "Lean on it" in found(client, "wood")
    assert found(client, "tennis") == found(client, "commute") == []

    drive.patterns.clear()
    ball.self_care.remove(care)
    care.relieves.clear()
    assert found(client, "driving") == found(client, "lacrosse") == []
    assert found(client, "wood") == ["Hamstrings like wood"]


def test_muscle_follows_its_group_and_the_regions_it_lies_in(db, client):
    group = make_group("Deep hip rotators")
    muscle = make_muscle("Piriformis", group=group)
    assert found(client, "rotators") == ["Piriformis"]

    group.name = "Small hip turners"
    group.save()
    muscle.regions.set(["buttock"])
    assert found(client, "turners") == found(client, "buttock") == ["Piriformis"]

    group.delete()
    muscle.regions.clear()
    assert found(client, "turners") == found(client, "buttock") == []


def test_protocol_follows_its_steps(db, client):
    protocol = make_protocol("Routine for the hip")
    step = ProtocolStep.objects.create(protocol=protocol, title="Screen", text="<p>Drape.</p>")
    assert found(client, "drape") == ["Routine for the hip"]

    step.text = "<p>Cover.</p>"
    step.save()
    assert found(client, "drape") == []
    assert found(client, "cover") == ["Routine for the hip"]

    step.delete()
    assert found(client, "cover") == []


# --- all at once ---


@pytest.mark.parametrize("dumped", [["muscles", "posts"], ["muscles", "posts", "search"]])
def test_site_from_a_dump_is_found(transactional_db, client, tmp_path, dumped):
    soleus = make_muscle("Soleus", regions=["heel"])
    make_pattern("Sore heel", refers=[soleus], tags=["morning"])
    make_protocol("Routine").steps.create(title="Drape", text="<p>Cover.</p>")
    before = {query: found(client, query) for query in ("soleus", "morning", "drape", "heel")}
    dump = tmp_path / "site.json"
    call_command("dumpdata", *dumped, output=str(dump))
    call_command("flush", verbosity=0, interactive=False)
    assert found(client, "soleus") == []

    call_command("loaddata", str(dump), verbosity=0)

    assert all(before.values())
    assert {query: found(client, query) for query in before} == before


def test_change_that_is_rolled_back_is_not_found(db, client):
    post = make_pattern("Calf cramps")
    assert found(client, "calf") == ["Calf cramps"]

    with transaction.atomic():
        post.title = "Heel pain"
        post.save()
        assert found(client, "heel") == ["Heel pain"]
        transaction.set_rollback(True)

    assert found(client, "heel") == []
    assert found(client, "calf") == ["Calf cramps"]


def test_many_changes_are_read_in_steps(db, client, monkeypatch):
    monkeypatch.setattr(index, "AT_ONCE", 3)
    for n in range(7):
        make_pattern(f"Pain {n}")

    assert [index.catch_up() for _ in range(4)] == [3, 3, 1, 0]
    assert len(found(client, "pain")) == 7


def test_reading_a_page_costs_the_same_for_one_as_for_many(db, django_assert_max_num_queries):
    for n in range(60):
        make_pattern(f"Pain {n}", refers=[make_muscle(f"Muscle {n}")], tags=[f"tag {n}"])

    with django_assert_max_num_queries(20):
        index.catch_up()


# --- the index made anew ---


def rebuild():
    printed = io.StringIO()
    call_command("rebuild_search_index", stdout=printed)
    return printed.getvalue().splitlines()


def test_rebuilding_tells_how_far_it_is(db, monkeypatch):
    monkeypatch.setattr(index, "AT_ONCE", 2)
    for n in range(4):
        make_pattern(f"Pain {n}")
    make_muscle("Soleus")

    assert rebuild() == [
        "2 of 5 pages read.",
        "4 of 5 pages read.",
        "5 of 5 pages read.",
        "The search index is complete.",
    ]


def test_rebuilding_mends_whatever_is_wrong(db, client):
    post = make_pattern("Calf cramps", tags=["night"])
    make_pattern("Heel pain")
    index.catch_up()
    Post.objects.filter(pk=post.pk).update(title="Foot cramps")
    Entry.objects.filter(names="Heel pain").delete()
    Entry.objects.create(pk=999_999, post_id=999_999, kind="pain", all_words="ghost")
    Word.objects.create(word="ghastly")

    rebuild()

    assert found(client, "heel") == ["Heel pain"]
    assert found(client, "foot night") == ["Foot cramps"]
    assert found(client, "calf") == []
    assert not Entry.objects.filter(pk=999_999).exists()
    assert not Word.objects.filter(word="ghastly").exists()


def test_missing_extension_is_told_in_plain_words(db, monkeypatch):
    migration = import_module("integrativeworks.search.migrations.0002_full_text_of_each_database")

    def refuse(*args):
        raise DatabaseError('permission denied to create extension "pg_trgm"')

    monkeypatch.setattr(migration.TrigramExtension, "database_forwards", refuse)

    editor = SimpleNamespace(connection=connection)
    with pytest.raises(CommandError) as told:
        migration.Trigrams().database_forwards("search", editor, None, None)

    assert "Search needs PostgreSQL’s extension pg_trgm" in str(told.value)
    assert "CREATE EXTENSION pg_trgm" in str(told.value)
    assert "permission denied" in str(told.value)
