"""What is a draft or scheduled can be seen nowhere; what is live, everywhere."""

import time
from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.factories import (
    A_DAY,
    A_MINUTE,
    make_bone,
    make_group,
    make_joint,
    make_muscle,
    make_pattern,
    make_self_care_post,
    make_technique,
)
from tests.pages import card_titles

UNPUBLISHED = {"draft": lambda: None, "scheduled": lambda: now() + A_DAY}

POST_SHOWS = [
    "/",
    "/self-care/",
    "/self-care/?zone=hip&tag=driving",
    "/tags/driving/",
    "/search/?q=ball",
    "/feed.atom",
    "/sitemap.xml",
    "/muscles/psoas-major/",
    "/low-back-pain/",
]
MUSCLE_SHOWS = [
    "/muscles/",
    "/muscles/?zone=hip",
    "/muscles/groups/gluteal-muscles/",
    "/muscles/psoas-major/",
    "/bones/hip-bone/",
    "/bones/femur/",
    "/joints/hip-joint/",
    "/search/?q=piriformis",
    "/sitemap.xml",
    "/low-back-pain/",
]


def make_post_to_find(published_at):
    psoas = make_muscle("Psoas major")
    pattern = make_pattern("Low back pain", refers=[psoas], tags=["driving"])
    make_self_care_post(
        "Lean on a ball",
        muscles=[psoas, make_muscle("Gluteus medius", regions=["hip-side"])],
        relieves=[pattern],
        tags=["driving"],
        place_on_home=1,
        published_at=published_at,
    )


def make_muscle_to_find(published_at):
    hip_bone, femur = make_bone("Hip bone"), make_bone("Femur")
    make_joint("Hip joint", [hip_bone, femur])
    piriformis = make_muscle(
        "Piriformis",
        group=make_group("Gluteal muscles"),
        regions=["buttock", "hip-side"],
        origin_bones=[hip_bone],
        insertion_bones=[femur],
        synergists=[make_muscle("Psoas major")],
        published_at=published_at,
    )
    make_pattern("Low back pain", refers=[piriformis])


@pytest.mark.parametrize("address", [*POST_SHOWS, "/lean-on-a-ball/"])
def test_live_post_is_seen_everywhere(db, client, address):
    make_post_to_find(published_at=now() - A_MINUTE)

    assert "lean-on-a-ball" in client.get(address).text


@pytest.mark.parametrize("state", UNPUBLISHED)
@pytest.mark.parametrize("address", POST_SHOWS)
def test_unpublished_post_is_seen_nowhere(db, client, address, state):
    make_post_to_find(published_at=UNPUBLISHED[state]())

    page = client.get(address)

    assert page.status_code == 200
    assert "lean-on-a-ball" not in page.text
    assert "Lean on a ball" not in page.text


@pytest.mark.parametrize("address", [*MUSCLE_SHOWS, "/muscles/piriformis/"])
def test_live_muscle_is_seen_everywhere(db, client, address):
    make_muscle_to_find(published_at=now() - A_MINUTE)

    assert "/muscles/piriformis/" in client.get(address).text


@pytest.mark.parametrize("state", UNPUBLISHED)
@pytest.mark.parametrize("address", MUSCLE_SHOWS)
def test_unpublished_muscle_is_seen_nowhere(db, client, address, state):
    make_muscle_to_find(published_at=UNPUBLISHED[state]())

    page = client.get(address)

    assert page.status_code == 200
    assert "/muscles/piriformis/" not in page.text
    assert "Piriformis" not in page.text


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_page_of_something_unpublished_is_not_there(db, client, state):
    make_muscle("Piriformis", published_at=UNPUBLISHED[state]())
    make_pattern("Low back pain", published_at=UNPUBLISHED[state]())

    assert client.get("/muscles/piriformis/").status_code == 404
    assert client.get("/low-back-pain/").status_code == 404


def test_tag_of_drafts_alone_has_no_page(db, client):
    make_pattern("Low back pain", tags=["secret"], published_at=None)

    assert client.get("/tags/secret/").status_code == 404
    assert "secret" not in client.get("/pain/").text


def test_draft_technique_is_not_on_the_page_of_its_bone(db, client):
    sacrum = make_bone("Sacrum")
    make_technique("Sacral hold", bones=[sacrum], published_at=None)
    make_technique("Sacral rock", bones=[sacrum])

    page = client.get("/bones/sacrum/")

    assert "Sacral rock" in page.text
    assert "Sacral hold" not in page.text


def test_zones_of_a_draft_are_not_drawn_on_the_page_of_its_muscle(db, client):
    psoas = make_muscle("Psoas major")
    make_pattern("Low back pain", refers=[psoas], main=["low-back"], published_at=None)

    assert "Where its pain is felt" not in client.get("/muscles/psoas-major/").text


def test_scheduled_post_goes_live_by_itself_in_its_minute(db, client):
    pattern = make_pattern("Low back pain", published_at=now() + timedelta(seconds=1))

    assert card_titles(client.get("/pain/")) == []
    assert client.get("/low-back-pain/").status_code == 404

    time.sleep((pattern.published_at - now()).total_seconds() + 0.05)

    assert card_titles(client.get("/pain/")) == ["Low back pain"]
    assert client.get("/low-back-pain/").status_code == 200


def test_post_taken_down_is_gone_and_kept(db, client):
    pattern = make_pattern("Low back pain")

    pattern.published_at = None
    pattern.save()

    assert client.get("/low-back-pain/").status_code == 404
    assert pattern.state == "draft"


@pytest.mark.parametrize(
    ("moved", "state"), [(-A_MINUTE, "live"), (A_DAY, "scheduled"), (None, "draft")]
)
def test_state_follows_from_the_date_alone(db, moved, state):
    pattern = make_pattern("Low back pain", published_at=moved and now() + moved)

    assert pattern.state == state
