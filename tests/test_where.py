"""“Where does it hurt?”: zones, regions, what sets it off, red flags, and the patterns that fit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muscles.models import Region
from posts.models import Activity, RedFlag
from posts.where import MOST_REGIONS, MOST_RESULTS
from tests.factories import (
    make_muscle,
    make_pattern,
    make_red_flag,
    make_self_care_post,
)
from tests.pages import select, texts

MOST_QUERIES = 11

pytestmark = pytest.mark.django_db


def make_activities(*names):
    return [Activity.objects.create(name=name, slug=name.lower()) for name in names]


def found(page):
    return texts(page, ".result h3")


def follow(client, page, words):
    """The page behind the link of these words, outside the drawing."""
    links = select(page, ".chips a, .zones a, p a")
    [link] = [link for link in links if link.to_text().startswith(words)]
    return client.get(link.attrs["href"])


def chosen(page):
    return [text.split(" ✕")[0] for text in texts(page, ".chip[aria-current]")]


# --- the way through ---


def test_every_zone_has_a_page_that_the_drawing_and_a_list_lead_to(client):
    page = client.get("/where/")

    drawn = {link.attrs["href"] for link in select(page, "svg a")}
    listed = {link.attrs["href"] for link in select(page, ".zones a")}
    assert drawn == listed == {f"/where/{zone}/" for zone in Region.Zone.values}


@pytest.mark.parametrize("zone", Region.Zone)
def test_zone_offers_each_of_its_regions_to_be_chosen(client, zone):
    page = client.get(f"/where/{zone}/")

    regions = Region.objects.filter(zone=zone)
    addresses = {f"/where/{zone}/?region={region.pk}" for region in regions}
    assert {link.attrs["href"] for link in select(page, ".chips a")} == addresses
    assert {link.attrs["href"] for link in select(page, "svg a")} <= addresses
    assert texts(page, "h1") == [zone.label]


def test_region_is_chosen_and_taken_back_by_its_link(client):
    zone = client.get("/where/knee/")

    front = follow(client, zone, "Front of the knee")
    both = follow(client, front, "Inner knee")
    inner = follow(client, both, "Front of the knee")

    assert chosen(zone) == []
    assert chosen(front) == ["Front of the knee"]
    assert chosen(both) == ["Inner knee", "Front of the knee"]
    assert chosen(inner) == ["Inner knee"]


def test_regions_of_several_zones_are_gathered_on_the_way(client):
    page = client.get("/where/knee/?region=knee-front")

    body = follow(client, page, "Add another part of the body")
    foot = follow(client, body, "Ankle and foot")
    both = follow(client, foot, "Heel")

    assert chosen(body) == chosen(foot) == ["Front of the knee"]
    assert both.request["QUERY_STRING"] == "region=knee-front&region=heel"
    assert chosen(both) == ["Heel", "Front of the knee"]


def test_choice_is_kept_in_the_form_of_what_sets_it_off(client):
    [driving] = make_activities("Driving")
    make_pattern("Knee pain", main=["knee-front"], activities=[driving])

    page = client.get("/where/knee/?region=knee-front&region=heel&activity=driving")

    [form] = select(page, "#set-off")
    fields = [(field.attrs["name"], field.attrs["value"]) for field in form.query("input")]
    assert form.attrs["action"] == "/where/knee/#found"
    assert sorted(fields) == [
        ("activity", "driving"),
        ("region", "heel"),
        ("region", "knee-front"),
    ]


def test_only_activities_that_tell_something_are_offered(client):
    driving, running, _ = make_activities("Driving", "Running", "Chewing")
    make_pattern("Knee pain", main=["knee-front"], activities=[driving])
    make_pattern("Heel pain", main=["heel"], activities=[running])

    page = client.get("/where/?region=knee-front")
    with_running = client.get("/where/?region=knee-front&activity=running")

    assert texts(page, "label.chip") == ["Driving"]
    assert texts(with_running, "label.chip") == ["Driving", "Running"]


def test_start_over_leaves_nothing_chosen(client):
    page = client.get("/where/knee/?region=knee-front&region=heel&activity=driving")

    fresh = follow(client, page, "Start over")

    assert fresh.request["PATH_INFO"] == "/where/knee/"
    assert chosen(fresh) == []


# --- what fits ---


def test_zone_shows_what_is_felt_there_and_then_what_may_spread_there(client):
    make_pattern("Spreads to three", main=["heel"], spillover=["knee-front", "knee-inner"])
    make_pattern("Felt in one", main=["knee-outer", "heel", "shin", "calf-inner"])
    make_pattern("Elsewhere", main=["heel"])

    assert found(client.get("/where/knee/")) == ["Felt in one", "Spreads to three"]


def test_result_says_why_it_fits(client):
    driving, _ = make_activities("Driving", "Running")
    make_pattern("Cramps", main=["thigh-back"], spillover=["knee-back"], activities=[driving])

    page = client.get(
        "/where/?region=thigh-back&region=knee-back&activity=driving&activity=running"
    )

    [result] = texts(page, ".result")
    reason = "Main zone: back of the thigh, lower. Spillover: back of the knee. You named driving."
    assert reason in result


def test_result_names_who_sends_the_pain_who_is_blamed_and_what_relieves_it(client):
    sender, blamed = make_muscle("Gluteus minimus"), make_muscle("Biceps femoris")
    pattern = make_pattern("Cramps", refers=[sender], blamed=[blamed], main=["thigh-back"])
    make_self_care_post("Lean on a ball", relieves=[pattern])
    make_self_care_post("Half-written", relieves=[pattern], published_at=None)

    page = client.get("/where/?region=thigh-back")

    [result] = texts(page, ".result")
    assert "Sends the pain Gluteus minimus Usually blamed Biceps femoris" in result
    assert "Relief: Lean on a ball" in result
    assert "Half-written" not in result


def test_pattern_without_self_care_leads_to_its_own_relief(client):
    make_pattern("Cramps", main=["thigh-back"])

    page = client.get("/where/?region=thigh-back")

    assert select(page, ".result a[href='/cramps/#getting_relief']")


def test_drafts_are_not_found(client):
    hidden = make_muscle("Hidden", published_at=None)
    make_pattern("Live", main=["heel"], refers=[hidden])
    make_pattern("Half-written", main=["heel"], published_at=None)

    page = client.get("/where/?region=heel")

    assert found(page) == ["Live"]
    assert "Hidden" not in page.text


def test_choice_that_no_pattern_covers_is_told_so(client):
    make_pattern("Heel pain", main=["heel"])
    make_pattern("Knee pain", main=["knee-front"])

    page = client.get("/where/?region=heel&region=knee-front")

    assert texts(page, "#found-title") == ["2 patterns fit"]
    assert "None of them covers every place you chose" in page.text
    assert "None of them" not in client.get("/where/?region=heel").text


def test_no_more_than_a_dozen_are_shown(client):
    for n in range(MOST_RESULTS + 3):
        make_pattern(f"Heel pain {n}", main=["heel"])

    page = client.get("/where/?region=heel")

    assert len(found(page)) == MOST_RESULTS
    assert "And 3 more." in page.text


def test_choice_that_nothing_fits_leads_on_kindly(client):
    make_pattern("Heel pain", main=["heel"])

    page = client.get("/where/?region=big-toe")

    assert texts(page, "#found-title") == ["Nothing here fits that yet"]
    assert texts(page, ".card h3") == ["Heel pain"]
    assert select(page, "#found form[role=search]")
    told = client.get(select(page, "#found a[href^='/feedback/']")[0].attrs["href"])
    assert "/where/?region=big-toe" in told.text


def test_activity_alone_finds_what_it_sets_off(client):
    driving, running = make_activities("Driving", "Running")
    make_pattern("Cramps", main=["thigh-back"], activities=[driving])
    make_pattern("Heel pain", main=["heel"], activities=[running])

    assert found(client.get("/where/?activity=driving")) == ["Cramps"]


# --- red flags ---


def test_red_flags_of_the_chosen_regions_come_before_any_advice_the_most_urgent_first(client):
    make_pattern("Heel pain", main=["heel"])
    make_red_flag("the heel is hot", "TODAY", regions=["heel"])
    make_red_flag("the foot is blue", "NOW", regions=["heel", "sole"])
    make_red_flag("you are worried", "SOON")
    make_red_flag("the chest is tight", "NOW", regions=["breastbone"])

    page = client.get("/where/?region=heel")

    said = texts(page, "#found")[0]
    signs = ["the foot is blue", "the heel is hot", "you are worried", "Heel pain"]
    assert sorted(signs, key=said.index) == signs
    assert "the chest is tight" not in said
    assert "Call emergency services now" in said


def test_red_flag_of_several_chosen_regions_is_said_once(client):
    make_red_flag("the foot is blue", "NOW", regions=["heel", "sole"])

    page = client.get("/where/?region=heel&region=sole")

    assert page.text.count("the foot is blue") == 1


def test_zone_shows_the_red_flags_of_its_regions(client):
    make_red_flag("the chest is tight", "NOW", regions=["breastbone"])

    assert "the chest is tight" in client.get("/where/chest/").text
    assert "the chest is tight" not in client.get("/where/knee/").text


def test_activity_alone_shows_emergencies_and_what_counts_everywhere_before_any_advice(client):
    driving, _ = make_activities("Driving", "Running")
    make_pattern("Chest pain", main=["breastbone"], spillover=["jaw"], activities=[driving])
    make_red_flag("the chest is tight", "NOW", regions=["breastbone"])
    make_red_flag("a rib is tender", "TODAY", regions=["breastbone"])
    make_red_flag("the jaw is locked", "NOW", regions=["jaw"])
    make_red_flag("you are worried", "SOON")

    said = texts(client.get("/where/?activity=driving"), "#found")[0]
    nothing_fits = client.get("/where/?activity=running")

    signs = ["the chest is tight", "you are worried", "Chest pain"]
    assert sorted(signs, key=said.index) == signs
    assert "a rib is tender" not in said
    assert "the jaw is locked" not in said
    assert texts(nothing_fits, ".red-flags li") == ["you are worried"]


def test_red_flags_are_shown_even_where_no_pattern_fits(client):
    make_red_flag("the chest is tight", "NOW", regions=["breastbone"])

    assert "the chest is tight" in client.get("/where/?region=breastbone").text


# --- whatever is asked ---


@pytest.mark.parametrize(
    "query",
    [
        *("region=moon", "region=", "region=%00", "region=%ff%fe", "activity=%00", "region[]=heel"),
        *("region=heel'--", "region=%F0%9F%A6%B4", "%00=%00", "region=" + "x" * 1_000_000),
        "region=heel&region=heel&region=moon&activity=moon",
    ],
)
@pytest.mark.parametrize("address", ["/where/", "/where/foot/"])
def test_nonsense_in_the_address_shows_a_page_anyway(client, address, query):
    make_pattern("Heel pain", main=["heel"])

    page = client.get(address, QUERY_STRING=query)

    assert page.status_code == 200
    assert len(page.content) < 100_000


def test_what_is_not_known_is_left_out_and_told(client):
    make_pattern("Heel pain", main=["heel"])

    page = client.get("/where/?region=heel&region=moon")

    assert found(page) == ["Heel pain"]
    assert "Part of this address was left out" in page.text
    assert "left out" not in client.get("/where/?region=heel").text


def test_number_of_regions_is_capped(client):
    ids = list(Region.objects.values_list("pk", flat=True))

    page = client.get("/where/", {"region": ids})

    assert len(chosen(page)) == MOST_REGIONS
    assert "more places than can be weighed" in page.text


def test_ten_thousand_regions_are_refused_in_the_words_of_the_site(client):
    page = client.get("/where/", {"region": ["heel"] * 10_000})

    assert page.status_code == 400
    assert "That could not be understood" in page.text


@pytest.mark.parametrize("zone", ["moon", "HEAD", "head%00", "%F0%9F%A6%B4", "heel"])
def test_unknown_zone_is_not_found(client, zone):
    assert client.get(f"/where/{zone}/").status_code == 404


def test_page_costs_the_same_for_one_pattern_as_for_two_hundred(client):
    addresses = ["/", "/where/", "/where/foot/", "/where/?region=heel&activity=driving"]
    addresses += ["/where/?region=hand", "/where/foot/?region=heel&region=knee-front"]
    addresses += ["/where/?region=palm", "/where/?activity=driving"]
    [driving] = make_activities("Driving")
    sender = make_muscle("Soleus")

    def grow(numbers):
        for n in numbers:
            facts = {"main": ["heel"], "spillover": ["palm"], "activities": [driving]}
            pattern = make_pattern(f"Heel pain {n}", refers=[sender], **facts)
            make_self_care_post(f"Relief {n}", relieves=[pattern])
            make_red_flag(f"sign {n}", "TODAY", regions=["heel"])

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    grow(range(1))
    for_one = {address: cost(address) for address in addresses}
    grow(range(1, 200))

    assert {address: cost(address) for address in addresses} == for_one
    assert max(for_one.values()) <= MOST_QUERIES


# --- the desk ---


def test_practitioner_edits_red_flags(admin_client):
    flag = make_red_flag("the heel is hot", "TODAY", regions=["heel"])

    listed = admin_client.get("/admin/posts/redflag/")
    form = admin_client.get(f"/admin/posts/redflag/{flag.pk}/change/")
    admin_client.post(
        f"/admin/posts/redflag/{flag.pk}/change/",
        {"name": "Heel", "urgency": "1", "text": "the heel is blue", "regions": ["heel", "sole"]},
    )

    assert "the heel is hot" in listed.text
    assert "Ankle and foot" in listed.text
    assert "See a doctor today" in form.text
    flag.refresh_from_db()
    assert (flag.urgency, flag.text) == (RedFlag.Urgency.NOW, "the heel is blue")
    assert flag.regions.count() == 2


def test_regions_have_names_of_their_own():
    names = list(Region.objects.values_list("name", flat=True))

    assert {name for name in names if names.count(name) > 1} == set()
