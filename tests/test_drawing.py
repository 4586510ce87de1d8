"""The drawings themselves: every region has its place, and the program makes them anew."""

import gzip
import re
import shutil
import subprocess
import sys
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from django.conf import settings
from shapely import Polygon, affinity
from shapely.geometry import box
from shapely.ops import unary_union

from muscles.figure import BODY, FIGURE_FILE, VIEWS, views
from muscles.models.region import regions_of_the_drawing

pytestmark = pytest.mark.once

STATIC = settings.BASE_DIR / "static"
GAP = 2  # units of the drawing: two regions are no further apart


def points_of(path):
    """The corners of each closed part of an SVG path, curves as eight straight bits."""
    parts, here = [], (0, 0)
    for letter, text in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]
        step = {"M": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6, "Z": 1}[letter]
        for start in range(0, len(numbers), step):
            values = numbers[start : start + step]
            x, y = here
            if letter == "M":
                here = tuple(values)
                parts.append([here])
                continue
            if letter == "h":
                values = [values[0], 0]
            elif letter == "v":
                values = [0, values[0]]
            curve = [here, *((x + a, y + b) for a, b in zip(*[iter(values)] * 2, strict=True))]
            parts[-1] += [_on(curve, n / 8) for n in range(1, 9)]
            here = curve[-1]
    return parts


def _on(curve, t):
    """The point of a Bézier curve of any degree at `t`."""
    while len(curve) > 1:
        curve = [tuple(a[k] * (1 - t) + b[k] * t for k in (0, 1)) for a, b in pairwise(curve)]
    return curve[0]


@cache
def shapes(view, sprite=None):
    """What is drawn of a view: name → polygon, or several in one."""
    svg = (STATIC / (sprite or views()[view].sprite)).read_text("utf-8")
    found = re.findall(rf'<path id="{view}-(\S+)"[^>]* d="([^"]*)"', svg)
    return {
        name: unary_union([Polygon(part).buffer(0) for part in points_of(path)])
        for name, path in found
        if name != "landmarks"
    }


@pytest.fixture(params=VIEWS)
def view(request):
    return views()[request.param]


def test_every_region_is_drawn_whole_somewhere():
    drawn = {region for view in views().values() for region in view.regions.keys() - view.glimpses}

    assert drawn == regions_of_the_drawing().keys()


def test_no_two_regions_lie_on_each_other(view):
    cells = {name: shape for name, shape in shapes(view.name).items() if name != "outline"}

    assert cells.keys() == view.regions.keys()
    for (one, here), (other, there) in combinations(cells.items(), 2):
        assert here.intersection(there).area < 1, f"{one} and {other}"


def test_regions_leave_no_hole_in_the_figure(view):
    drawn = shapes(view.name)
    body = drawn["outline"].intersection(box(*corners(view.window)))
    cells = unary_union([shape for name, shape in drawn.items() if name != "outline"])

    holes = parts_of(body.difference(cells.buffer(GAP)))

    assert all(hole.area < 2 for hole in holes)
    assert cells.difference(drawn["outline"].buffer(GAP)).area < 2


def parts_of(shape):
    return getattr(shape, "geoms", [shape])


def corners(window):
    left, top, width, height = window
    return left, top, left + width, top + height


def test_boxes_are_those_of_what_is_drawn(view):
    for region, boxes in view.regions.items():
        around = unary_union([box(*sides) for sides in boxes]).bounds

        assert shapes(view.name)[region].bounds == pytest.approx(around, abs=1.6), region


def test_both_sides_of_the_body_are_alike(view):
    if view.is_symmetric:
        for name, shape in shapes(view.name).items():
            mirrored = affinity.scale(shape, -1, 1, origin=(0, 0))

            assert shape.symmetric_difference(mirrored).area < shape.area * 0.03, name


def test_a_place_is_in_the_region_that_is_drawn_there(view):
    left, top, width, height = view.window
    for region, shape in shapes(view.name).items():
        spot = shape.intersection(box(*corners(view.window))).representative_point()
        across, down = 100 * (spot.x - left) / width, 100 * (spot.y - top) / height
        if region != "outline":
            assert view.region_at(across, down) == region


def test_beside_the_body_is_no_region(view):
    assert view.region_at(0.5, 1) is None
    assert view.region_at(-50, 50) is None


@pytest.mark.parametrize("name", BODY)
def test_zones_are_made_of_the_regions_lying_in_them(name):
    zones, regions = shapes(name, "figure-zones.svg"), shapes(name)

    for region in regions.keys() - {"outline"}:
        zone = regions_of_the_drawing()[region].zone
        lost = regions[region].difference(zones[zone].buffer(0.5)).area

        assert lost < regions[region].area / 100, f"{region} in {zone}"


@pytest.mark.parametrize("name", BODY)
def test_zones_can_be_tapped_beside_the_body_too(name):
    drawn = shapes(name, "figure-zones.svg")
    body = drawn["outline"]

    for zone in views()[name].zones:
        reach = drawn[f"{zone}-reach"]
        others = unary_union([drawn[other] for other in views()[name].zones if other != zone])

        assert reach.difference(body).area > 0
        assert drawn[zone].difference(reach.buffer(GAP)).area < 1
        assert reach.intersection(others).area < 0.02 * others.area


def test_drawings_stay_small():
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in STATIC.glob("figure-*")}

    assert len(sizes) == 5
    assert sizes.pop("figure-body.svg") < 17_000
    assert sizes.pop("figure-zones.svg") < 12_500
    assert max(sizes.values()) < 8_000


def test_the_program_draws_the_same_again(tmp_path):
    """Byte for byte: what is committed is what the source points say."""
    body, static = tmp_path / "muscles" / "body", tmp_path / "static"
    shutil.copytree(FIGURE_FILE.parent, body)
    shutil.copytree(FIGURE_FILE.parent.parent / "starter", body.parent / "starter")
    static.mkdir()
    (body / FIGURE_FILE.name).unlink()

    subprocess.run([sys.executable, body / "draw_figure.py"], check=True, capture_output=True)

    assert (body / FIGURE_FILE.name).read_bytes() == FIGURE_FILE.read_bytes()
    drawn = sorted(static.iterdir())
    assert [path.name for path in drawn] == sorted(p.name for p in STATIC.glob("figure-*"))
    for path in drawn:
        assert path.read_bytes() == Path(STATIC / path.name).read_bytes(), path.name
