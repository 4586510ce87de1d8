"""The finder's ranking, by its rules and by what people say of real pain."""

import gzip
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from muscles.models import Region
from posts.finder import Pattern, rank
from posts.models import Activity
from tests.factories import starter_library_loaded
from tests.pages import select

CASES = tomllib.loads(Path(__file__).with_name("finder_cases.toml").read_text("utf-8"))["cases"]


@pytest.fixture(scope="module", autouse=True)
def starter_library(django_db_setup, django_db_blocker):
    with starter_library_loaded(django_db_blocker):
        yield


def pattern(key, main="", spillover="", activities=""):
    return Pattern(key, *(frozenset(names.split()) for names in (main, spillover, activities)))


def ranked(*patterns, regions="", activities=""):
    """The keys of the patterns that fit, best first."""
    chosen = frozenset(regions.split()), frozenset(activities.split())
    return [match.pattern.key for match in rank(patterns, *chosen)]


def found(client, regions, activities):
    """The slugs of the patterns the page shows for a choice, in its order."""
    page = client.get("/where/", {"region": regions, "activity": activities})
    return [link.attrs["href"].strip("/") for link in select(page, ".result h3 a")]


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_finder_understands(db, client, case):
    slugs = found(client, case["regions"], case["activities"])

    if "first" in case:
        assert slugs[:1] == [case["first"]]
    else:
        assert case["among_first_three"] in slugs[:3]


def test_there_are_at_least_forty_cases_and_they_name_what_exists(db):
    regions = set(Region.objects.values_list("pk", flat=True))
    activities = set(Activity.objects.values_list("slug", flat=True))

    assert len(CASES) >= 40
    for case in CASES:
        assert set(case["regions"]) <= regions
        assert set(case["activities"]) <= activities


@pytest.mark.parametrize("zone", Region.Zone)
def test_zone_with_its_drawings_is_quickly_loaded(db, client, zone):
    page = client.get(f"/where/{zone}/").content
    sprites = set(re.findall(r"figure-[a-z]+(?=[.\w]*\.svg#)", page.decode()))

    files = [page, *((settings.BASE_DIR / f"static/{name}.svg").read_bytes() for name in sprites)]

    assert len(files) > 1
    assert sum(len(gzip.compress(file)) for file in files) < 25_000


def test_main_zone_outweighs_spillover():
    spreads = pattern("spreads here", main="calf", spillover="heel")
    begins = pattern("begins here", main="heel", spillover="calf")

    assert ranked(spreads, begins, regions="heel") == ["begins here", "spreads here"]


def test_spillover_with_every_activity_does_not_outweigh_the_main_zone():
    spreads = pattern("spreads here", main="calf", spillover="heel", activities="running driving")
    begins = pattern("begins here", main="heel", spillover="calf")

    found = ranked(spreads, begins, regions="heel", activities="running driving")

    assert found == ["begins here", "spreads here"]


def test_pattern_that_covers_more_of_the_chosen_regions_comes_first():
    heel = pattern("heel alone", main="heel", activities="running")
    both = pattern("heel and calf", main="heel calf sole")

    found = ranked(heel, both, regions="heel calf", activities="running")

    assert found == ["heel and calf", "heel alone"]


def test_activity_decides_between_patterns_felt_in_the_same_place():
    sitting = pattern("sitting", main="heel", activities="sitting")
    running = pattern("running", main="heel", activities="running walking")

    assert ranked(sitting, running, regions="heel", activities="running") == ["running", "sitting"]


def test_pattern_of_few_regions_outweighs_one_that_covers_half_the_body():
    half = pattern("half the body", main="heel calf thigh hip back", spillover="neck head")
    heel = pattern("heel", main="heel")

    assert ranked(half, heel, regions="heel") == ["heel", "half the body"]


def test_activity_outweighs_specificity():
    specific = pattern("specific", main="heel")
    running = pattern("running", main="heel calf", spillover="sole thigh", activities="running")

    assert ranked(specific, running, regions="heel", activities="running")[0] == "running"


def test_pattern_felt_elsewhere_does_not_fit_whatever_sets_it_off():
    neck = pattern("neck", main="neck", activities="driving")

    assert ranked(neck, regions="heel", activities="driving") == []


def test_activities_alone_find_what_they_set_off():
    driving = pattern("driving", main="neck", activities="driving")
    both = pattern("both", main="calf", activities="driving running")
    sleeping = pattern("sleeping", main="heel", activities="sleeping")

    assert ranked(driving, both, sleeping, activities="running driving") == ["both", "driving"]


def test_nothing_fits_nothing():
    assert ranked(pattern("heel", main="heel", activities="running")) == []


def test_equals_keep_their_order():
    found = ranked(pattern("first", main="heel"), pattern("second", main="heel"), regions="heel")

    assert found == ["first", "second"]


def test_match_tells_what_of_the_choice_it_fits():
    felt = pattern("heel", main="heel sole", spillover="calf", activities="running walking")

    [match] = rank([felt], frozenset({"heel", "calf", "neck"}), frozenset({"running", "driving"}))

    assert (match.main, match.spillover, match.activities) == ({"heel"}, {"calf"}, {"running"})
