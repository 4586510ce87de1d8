"""The drawings whose parts are links: `{% zones_to_choose %}` and `{% regions_to_choose %}`."""

from collections import Counter
from types import SimpleNamespace

import pytest
from django.template import engines

from muscles.figure import FINGERTIP, PHONE, RegionLink, ZoneLink, drawings, region_maps, views
from muscles.models import Region
from tests.pages import select, texts


def drawn(tag, links):
    """The tag as a page shows it."""
    template = engines["django"].from_string(f"{{% load body %}}{{% {tag} links %}}")
    return SimpleNamespace(text=template.render({"links": links}))


def links_to(zone, chosen=()):
    return [
        RegionLink(region, f"/where/?region={region.pk}", region.pk in chosen)
        for region in Region.objects.filter(zone=zone)
    ]


def zone_map(chosen=()):
    return drawn(
        "zones_to_choose",
        [ZoneLink(zone, f"/where/{zone}/", zone in chosen) for zone in Region.Zone],
    )


def test_each_zone_is_one_link_on_front_and_back():
    page = zone_map()

    links = select(page, "a")
    assert [link.attrs["aria-label"] for link in links] == Region.Zone.labels
    assert links[0].attrs["href"] == "/where/head/"
    [thigh] = [link for link in links if link.attrs["aria-label"] == "Thigh"]
    shown = {use.attrs["href"].partition("#")[2] for use in thigh.query("use")}
    assert shown == {"front-thigh", "front-thigh-reach", "back-thigh", "back-thigh-reach"}


def test_chosen_zone_is_marked_in_more_than_colour():
    page = zone_map(chosen=["knee"])

    [knee] = select(page, "a[aria-current=true]")
    assert knee.attrs["aria-label"] == "Knee"
    assert knee.query("use[fill='url(#figure-chosen)']")
    assert "Knee (chosen)" in texts(page, ".figure-name")


@pytest.mark.parametrize("zone", Region.Zone)
def test_every_region_of_a_zone_is_one_stop_of_the_tab_key(db, zone):
    links = links_to(zone)

    page = drawn("regions_to_choose", links)

    stops = select(page, "a:not([tabindex])")
    assert Counter(stop.attrs["href"] for stop in stops) == Counter(link.url for link in links)
    names = {link.region.name for link in links}
    assert {stop.attrs["aria-label"] for stop in stops} == names
    for double in select(page, "a[tabindex]"):
        assert double.attrs["tabindex"] == "-1"
        assert double.attrs["aria-hidden"] == "true"


def test_region_on_both_views_is_marked_in_both(db):
    page = drawn("regions_to_choose", links_to("elbow", chosen=["elbow-inner"]))

    front, back = select(page, "svg.figure-map")
    assert front.query("a[aria-current]")
    assert back.query("a[aria-current]")
    assert texts(page, "a[aria-current] .figure-name") == ["Inner elbow (chosen)"] * 2


def test_name_of_a_region_is_escaped(db):
    region = Region(id="palm", name='<b>"Palm"</b>', zone="hand")

    page = drawn("regions_to_choose", [RegionLink(region, '/?a="><b>&b=1')])

    assert "<b>" not in page.text
    assert select(page, "a")[0].attrs["aria-label"] == '<b>"Palm"</b>'


@pytest.mark.parametrize("zone", Region.Zone)
def test_links_have_room_for_a_fingertip_on_a_phone(db, zone):
    for shown in region_maps(links_to(zone)):
        for link, _ in shown.places:
            room = shown.view.circles[link.region.pk] * PHONE / shown.window.width

            assert room >= FINGERTIP, f"{link.region.pk} {shown.view.name}"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("head", ["head-side", "head-front", "head-back"]),
        ("face", ["head-front", "head-side"]),
        ("hand", ["hand-palm", "hand-back"]),
        ("foot", ["foot-top", "foot-sole"]),
        ("knee", ["front", "back"]),
        ("low-back", ["back"]),
    ],
)
def test_zone_is_shown_by_the_views_that_tell_it_best(db, zone, shown):
    assert [shown.view.name for shown in region_maps(links_to(zone))] == shown


def test_zone_without_regions_is_an_empty_map():
    assert not select(drawn("regions_to_choose", []), "a")


def test_maps_ask_the_database_nothing(db, django_assert_num_queries):
    links = links_to("hip")

    with django_assert_num_queries(0):
        drawn("regions_to_choose", links)
        zone_map()


def test_small_figure_is_drawn_among_the_views_of_its_page_if_any_of_it_is_seen_there(db):
    palm, forearm, heel = (Region.objects.get(pk=key) for key in ("palm", "forearm-radial", "heel"))
    hand = [views()["hand-palm"], views()["hand-back"]]

    [spread] = drawings([forearm], [palm], among=hand)
    [elsewhere] = drawings([heel], among=hand)

    assert (spread.view.name, spread.main, spread.spillover) == ("hand-palm", [], [palm])
    assert elsewhere.view.name == "foot-sole"
