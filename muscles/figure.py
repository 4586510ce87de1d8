"""The drawings of the body, and the windows through which pages look at them.

`body/draw_figure.py` makes both the drawings, `static/figure-*.svg`, and `body/figure.json`, from
which only the place of each region is needed here.
"""

import json
from collections import namedtuple
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

FIGURE_FILE = Path(__file__).parent / "body" / "figure.json"
VIEWS = {
    "front": "the body from the front",
    "back": "the body from behind",
    "head-front": "the head from the front",
    "head-side": "the head from the side",
    "head-back": "the head from behind",
    "hand-palm": "the palm of the hand",
    "hand-back": "the back of the hand",
    "foot-top": "the foot from above",
    "foot-sole": "the sole of the foot",
}
BODY = ("front", "back")
# A zone is shown in the fewest views that have all of it; it takes more to know these.
ZONE_VIEWS = {
    "head": ("head-side", "head-front", "head-back"),
    "face": ("head-front", "head-side"),
    "neck": ("head-front", "head-back", "head-side"),
}
MARGIN = 45  # in units of the drawing, where the whole figure is 1000 high
SMALLEST = 250  # a window shows enough of the body to know where one is
PHONE = 340  # px: so wide is a drawing on a phone,
FINGERTIP = 26  # px: and there a link is no smaller than this

# A part of the drawing that leads somewhere: a `Region`, or one of `Region.Zone`.
RegionLink = namedtuple("RegionLink", "region url is_chosen", defaults=[False])
ZoneLink = namedtuple("ZoneLink", "zone url is_chosen", defaults=[False])


class Window(namedtuple("Window", "left top width height")):
    """A part of a drawing, in its units."""

    @classmethod
    def around(cls, boxes, margin, smallest=0):
        """The window on `boxes`: neither very tall nor very flat, and no less high than wanted."""
        left, top = (min(box[side] for box in boxes) - margin for side in (0, 1))
        right, bottom = (max(box[side] for box in boxes) + margin for side in (2, 3))
        height = max(bottom - top, (right - left) * 0.7, smallest)
        width = max(right - left, height * 0.7)
        left, top = (left + right - width) / 2, (top + bottom - height) / 2
        return cls(round(left), round(top), round(width), round(height))

    @property
    def center(self):
        return self.left + self.width / 2

    def __str__(self):
        return " ".join(map(str, self))


class View:
    """One drawing.

    `regions` has the boxes of each, (left, top, right, bottom): one, or one for each side of the
    body. Of `glimpses`, regions too, only a part is to be seen.
    """

    def __init__(self, name):
        facts = _facts()[name]
        self.name, self.phrase = name, VIEWS[name]
        self.is_detail = name not in BODY
        self.is_symmetric = facts["is_symmetric"]
        self.sprite = f"figure-{name.split('-')[0] if self.is_detail else 'body'}.svg"
        self.window = Window(*facts["window"])
        self.regions = {key: cell["boxes"] for key, cell in facts["regions"].items()}
        self.glimpses = {key for key, cell in facts["regions"].items() if cell["is_partial"]}
        # How wide a circle fits into each part that may be a link.
        self.circles = {key: cell["circle"] for key, cell in facts["regions"].items()}
        self.zones = facts["zones"]
        self._shapes = {key: cell["shape"] for key, cell in facts["regions"].items()}

    def drawn(self, regions):
        return [region for region in regions if region.pk in self.regions]

    def seen(self, regions):
        """Those of `regions` that are drawn whole."""
        return [region for region in self.drawn(regions) if region.pk not in self.glimpses]

    def boxes(self, regions):
        return [box for region in self.drawn(regions) for box in self.regions[region.pk]]

    def area(self, regions):
        """How much of the picture `regions` fill, as a share of the window on them."""
        if not (boxes := self.boxes(regions)):
            return 0
        window = self.window if self.is_detail else Window.around(boxes, MARGIN, SMALLEST)
        filled = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
        return filled / (window.width * window.height)

    def place(self, across, down):
        """A point of the drawing, given in percent of its width and height."""
        left, top, width, height = self.window
        return left + width * float(across) / 100, top + height * float(down) / 100

    def region_at(self, across, down):
        """The id of the region there, or None beside the body."""
        x, y = self.place(across, down)
        if self.is_symmetric:
            x = abs(x)
        # Shapes are rough: a point between two of them belongs to one that is near.
        for dx, dy in ((0, 0), (-2, 0), (2, 0), (0, -2), (0, 2)):
            for key, shape in self._shapes.items():
                if _is_inside(x + dx, y + dy, shape):
                    return key
        return None


def _is_inside(x, y, corners):
    """Whether a line from the point to the right crosses the border an odd number of times."""
    is_inside = False
    for (x1, y1), (x2, y2) in pairwise(corners):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            is_inside = not is_inside
    return is_inside


@cache
def _facts():
    return json.loads(FIGURE_FILE.read_text(encoding="utf-8"))


@cache
def views():
    """Every `View` by its name."""
    return {name: View(name) for name in VIEWS}


def fewest_views(regions, weight=lambda region: 1):
    """The fewest views that show every region, the most telling one first."""
    left_over, chosen = set(regions), []
    while left_over:
        best = max(
            views().values(),
            key=lambda view: (
                sum(weight(region) for region in view.seen(left_over)),
                view.is_detail,
                view.area(left_over),
            ),
        )
        if not best.seen(left_over):
            break  # a region that the drawing doesn't have
        left_over.difference_update(best.seen(left_over))
        chosen.append(best)
    return chosen


# --- drawings that show ------------------------------------------------------------------------


@dataclass
class Drawing:
    """One view of the body with `main`, `spillover` and `places`, lists of regions, lit.

    `marks`: the `TriggerPoint`s placed on it.
    """

    view: View
    main: list
    spillover: list
    places: list
    marks: list

    @cached_property
    def window(self):
        if self.view.is_detail:
            return self.view.window
        points = [(x, y, x, y) for x, y in self.asterisks]
        boxes = self.view.boxes(self.main + self.spillover + self.places)
        return Window.around(boxes + points, MARGIN, SMALLEST)

    @property
    def asterisks(self):
        """The place of each mark, on both sides of the body where both are drawn."""
        places = {self.view.place(mark.across, mark.down): None for mark in self.marks}
        if self.view.is_symmetric:
            places |= {(-x, y): None for x, y in places if abs(x) > 1}
        return [(round(x, 1), round(y, 1)) for x, y in places]

    @property
    def asterisk_scale(self):
        """So that it is as large in any window as one of 12 units in a window of 300."""
        return round(max(self.window.height, self.window.width) / 300, 2)

    @property
    def description(self):
        """The drawing in words."""
        parts = {
            "Main zone": [region.name.lower() for region in self.main],
            "Spillover": [region.name.lower() for region in self.spillover],
            "Shaded": [region.name.lower() for region in self.places],
            "Trigger points, marked by asterisks": dict.fromkeys(
                f"{mark} ({mark.region_name.lower()})" for mark in self.marks
            ),
        }
        sentences = [f"{title}: {'; '.join(names)}." for title, names in parts.items() if names]
        return " ".join([f"Drawing of {self.view.phrase}.", *sentences])


def drawings(main=(), spillover=(), places=(), marks=(), among=()):
    """The fewest `Drawing`s that show every mark and every region, the most telling one first.

    `among`: views that a page has loaded already. One of them will do, if any of it is seen there.
    """

    def weight(region):
        return 3 if region in main else 1

    def worth(view):
        return sum(map(weight, view.seen(lit)))

    lit = [*main, *spillover, *places]
    if chosen := [view for view in among if worth(view)]:
        chosen = [max(chosen, key=lambda view: (worth(view), view.area(lit)))]
    else:
        marked = [views()[name] for name in {mark.view: None for mark in marks}]
        shown = {region for view in marked for region in view.seen(lit)}
        chosen = marked + fewest_views([region for region in lit if region not in shown], weight)
        chosen.sort(key=worth, reverse=True)
    return [
        Drawing(
            view,
            view.drawn(main),
            view.drawn(spillover),
            view.drawn(places),
            [mark for mark in marks if mark.view == view.name],
        )
        for view in chosen
    ]


# --- drawings whose parts are links ----------------------------------------------------------


class Map:
    """A drawing seen through `window`, with a strip above it for the name one points at."""

    @property
    def name_size(self):
        return round(self.window.width * 0.042, 1)

    @property
    def name_line(self):
        return round(self.window.top - self.name_size * 0.75, 1)

    @property
    def strip(self):
        return Window(
            self.window.left,
            round(self.window.top - self.name_size * 2),
            self.window.width,
            round(self.name_size * 2),
        )

    @property
    def view_box(self):
        return self.strip._replace(height=self.strip.height + self.window.height)


class RegionMap(Map):
    """A view in which the regions of one zone are links.

    `places`: each link, and whether the Tab key comes to it here, where it is drawn largest.
    """

    def __init__(self, view, links, homes):
        self.view = view
        seen = view.seen(link.region for link in links)
        self.places = [(link, homes[link.region] == view) for link in links if link.region in seen]

    @cached_property
    def window(self):
        """Both sides of the body, unless the links would be too small for a fingertip."""
        if self.view.is_detail:
            return self.view.window
        regions = [link.region for link, _ in self.places]
        window = Window.around(self.view.boxes(regions), 20, 200)
        least = min(self.view.circles[region.pk] for region in regions)
        if least * PHONE / window.width < FINGERTIP:
            window = Window.around([self.view.regions[r.pk][0] for r in regions], 20, 200)
        return window


def region_maps(links):
    """The `RegionMap`s that show the regions of `links`, all of one zone."""
    if not links:
        return []
    regions = [link.region for link in links]
    if names := ZONE_VIEWS.get(regions[0].zone):
        chosen = [views()[name] for name in names]
    else:
        chosen = fewest_views(regions)
    homes = {
        region: max(chosen, key=lambda view: (bool(view.seen([region])), view.area([region])))
        for region in regions
    }
    return [RegionMap(view, links, homes) for view in chosen]


class ZoneMap(Map):
    """The body from the front and, beside it, from behind; its zones are links.

    `places`: each link, and the bodies it is seen on.
    """

    def __init__(self, links):
        bodies = [views()[name] for name in BODY]
        left, top, width, height = bodies[0].window
        self.bodies = [(view, n * width) for n, view in enumerate(bodies)]
        self.window = Window(left, top, width * len(bodies), height)
        self.places = [
            (link, [(view, shift) for view, shift in self.bodies if link.zone in view.zones])
            for link in links
        ]
