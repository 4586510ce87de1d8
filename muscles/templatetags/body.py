from django import template

from muscles.figure import ZoneMap, drawings, region_maps

register = template.Library()


@register.inclusion_tag("muscles/_figure.html")
def figure(zones=(), regions=(), marks=(), is_small=False, among=()):
    """The body with `zones` (rows with a region and its extent) or `regions`, as places, lit.

    `marks`: the `TriggerPoint`s that get an asterisk. A small figure is one drawing without
    words, for a card that says the rest; if possible `among` these views.
    """
    lit = _by_extent(zones) if zones else {"places": _sorted(regions)}
    shown = drawings(**lit, marks=marks, among=among)
    return {"drawings": shown[:1] if is_small else shown, "is_small": is_small}


@register.inclusion_tag("muscles/_zone_map.html")
def zones_to_choose(links):
    """The whole body, front and back, whose zones are links.

    `links`: a `muscles.figure.ZoneLink(zone, url, is_chosen=False)` for each zone, in the order
    of the Tab key. No queries.
    """
    return {"map": ZoneMap(links)}


@register.inclusion_tag("muscles/_region_maps.html")
def regions_to_choose(links):
    """A zone of the body, drawn large, whose regions are links: one stop of the Tab key each.

    `links`: a `muscles.figure.RegionLink(region, url, is_chosen=False)` for each region of one
    zone. No queries. A plain list of the same links belongs beside it.
    """
    return {"maps": region_maps(links)}


def _sorted(regions):
    return sorted(regions, key=lambda region: region.position)


def _by_extent(zones):
    # A region that is main for one pattern stays main, whatever it is for another.
    main = {row.region for row in zones if row.extent == "main"}
    places = {row.region for row in zones if row.extent == "place"}
    spillover = {row.region for row in zones} - main - places
    return {
        "main": _sorted(main),
        "spillover": _sorted(spillover),
        "places": _sorted(places),
    }


@register.filter
def by_extent(zones):
    """[("main", region names), ("spillover", …), ("places", …)], what is empty left out."""
    return [
        (extent, [region.name for region in regions])
        for extent, regions in _by_extent(zones).items()
        if regions
    ]


@register.filter
def names(marks):
    """What the trigger points are called, each once."""
    return list(dict.fromkeys(map(str, marks)))
