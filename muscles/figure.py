"""The body drawing, cropped to what matters: `static/figure.svg` seen through a window.

`body/draw_figure.py` makes both the drawing and `body/figure.json`, from which only the size
of each region is needed here.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FIGURE_FILE = Path(__file__).parent / "body" / "figure.json"
VIEWS = {"front": "from the front", "back": "from behind"}
MARGIN = 45  # in units of the drawing, where the whole figure is 1000 high
SMALLEST = 250  # a window shows enough of the body to know where one is


@cache
def boxes():
    """{"front": {region id: (left, top, right, bottom)}, "back": …}"""
    views = json.loads(FIGURE_FILE.read_text(encoding="utf-8"))
    return {
        view: {region: tuple(cell["box"]) for region, cell in views[view]["regions"].items()}
        for view in VIEWS
    }


@dataclass
class Drawing:
    """One view of the body with `main` and `spillover`, lists of regions, lit.

    `window` is the crop as (left, top, width, height), four wide to three high or taller.
    """

    view: str
    main: list
    spillover: list

    @property
    def window(self):
        seen = [boxes()[self.view][region.pk] for region in self.main + self.spillover]
        left, top = (min(box[side] for box in seen) - MARGIN for side in (0, 1))
        right, bottom = (max(box[side] for box in seen) + MARGIN for side in (2, 3))
        height = max(bottom - top, (right - left) * 3 / 4, SMALLEST)
        width = max(right - left, height * 4 / 3)
        return (
            round((left + right - width) / 2),
            round((top + bottom - height) / 2),
            round(width),
            round(height),
        )

    @property
    def view_box(self):
        return " ".join(map(str, self.window))

    @property
    def description(self):
        """The drawing in words."""
        parts = [f"Drawing of the body {VIEWS[self.view]}"]
        if self.main:
            parts.append("main zone: " + ", ".join(r.name.lower() for r in self.main))
        if self.spillover:
            parts.append("spillover: " + ", ".join(r.name.lower() for r in self.spillover))
        return "; ".join(parts) + "."


def drawings(main, spillover=()):
    """The fewest `Drawing`s that show every region, the most telling view first."""
    left_over = {*main, *spillover}
    shown = []
    while left_over:
        view = max(VIEWS, key=lambda v: _weight(v, left_over, main))
        drawing = Drawing(
            view,
            [region for region in main if region.pk in boxes()[view]],
            [region for region in spillover if region.pk in boxes()[view]],
        )
        seen = {*drawing.main, *drawing.spillover}
        if not left_over & seen:
            break  # a region that the drawing doesn't have
        left_over -= seen
        shown.append(drawing)
    return shown


def _weight(view, regions, main):
    seen = [region for region in regions if region.pk in boxes()[view]]
    return sum(3 if region in main else 1 for region in seen), view == "back"
