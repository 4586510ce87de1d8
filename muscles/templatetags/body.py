from django import template

from muscles.figure import drawings

register = template.Library()


@register.inclusion_tag("muscles/_figure.html")
def figure(zones=None, regions=None, is_small=False):
    """The body with `zones` of pain (rows with a region and its extent) or places (`regions`) lit.

    A small figure is one drawing without words, for a card that says the rest.
    """
    if zones is not None:
        # A region that is main for one pattern stays main, whatever it is for another.
        main = {row.region for row in zones if row.extent == "main"}
        spillover = {row.region for row in zones} - main
    else:
        main, spillover = set(regions), set()
    shown = drawings(_sorted(main), _sorted(spillover))
    return {
        "drawings": shown[:1] if is_small else shown,
        "is_small": is_small,
        "lit": "figure-place" if zones is None else "figure-main",
    }


def _sorted(regions):
    return sorted(regions, key=lambda region: region.position)


@register.filter
def by_extent(zones):
    """[("main", region names), ("spillover", region names)], what is empty left out."""
    main = {row.region for row in zones if row.extent == "main"}
    spillover = {row.region for row in zones} - main
    return [
        (extent, [region.name for region in _sorted(regions)])
        for extent, regions in (("main", main), ("spillover", spillover))
        if regions
    ]
