"""Draw the human figure and its details from the source points in this folder.

    python muscles/body/draw_figure.py

Writes `figure.json` beside it and `static/figure*.svg`: the paths by id, for the pages to use
(front-outline, front-landmarks, front-thigh-front; front-thigh in the file of the zones). Needs
Python 3.11 and shapely; the site itself needs neither this program nor shapely, only its results.

How it works
------------
* The body, front and back, is in `silhouette.toml`, `regions.toml` and `landmarks.toml`; each
  detail has a file of its own. y grows downwards; the body is about 970 units tall.
* Of a symmetric view only the half with x > 0 is described; the other half is its mirror image,
  the midline is x = 0.
* The arm is described in a frame of its own, `(s, w)`: `s` runs along the arm from the shoulder
  joint (0) over the elbow (about 175) and the wrist (about 315) to the finger tips (about 420),
  `w` is the distance from the arm's axis, positive towards the thumb. Moving the joints in
  `silhouette.toml` therefore moves the whole arm with its regions.
* All outlines are Catmull-Rom curves through the given points. `[x, y, "corner"]` makes a point
  a corner. In the polygons of regions a sharp turn is a corner without saying so.
* An outline that does not come back to where it began is an edge of the picture: a neck, a
  wrist. It is filled, and not drawn, along the straight line between its ends.
* A region is its polygon ∩ silhouette − the regions before it. Whatever remains unclaimed at the
  end, and any splinter that was cut off, goes to the neighbour with the longest common border:
  the regions tile the silhouette without holes.
* A region that reaches the midline is joined with its mirror image into one path, unless it says
  `apart = true`.
* For drawing, each region is shrunk by `GAP`, its corners are rounded and its borders are fitted
  with cubic curves.
"""

import csv
import json
import math
import tomllib
from pathlib import Path

from curves import (
    LineString,
    catmull_rom,
    closed_path,
    fewer,
    find_corners,
    fit,
    flatten,
    mirrored,
    open_path,
    outlined,
    polygon_path,
    ring_points,
    stretch,
    turn,
)
from shapely import affinity, maximum_inscribed_circle
from shapely.geometry import GeometryCollection, MultiPolygon, Polygon, box
from shapely.ops import unary_union
from shapely.validation import explain_validity

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "static"
ZONES = HERE.parent / "starter" / "regions.tsv"
BODY = ("front", "back")
# Which views are drawn into which file: a page loads only what it shows.
SPRITES = {
    "figure-body": BODY,
    "figure-head": ("head-front", "head-side", "head-back"),
    "figure-hand": ("hand-palm", "hand-back"),
    "figure-foot": ("foot-top", "foot-sole"),
}

GAP = 0.75  # each region is shrunk by this much: neighbours are two gaps apart
CORNER_RADIUS = 3.2  # rounding of a region's corners
POLYGON_CORNER_TURN = 52  # degrees: a sharper turn of a region's source points is a corner
BLEED = 8  # regions at an edge of the picture go on so far beyond it
REACH, PACE = 28, 4  # how far beside the body a zone can be tapped, and in which steps it grows
SPLINTER = 1.2  # parts of a region thinner than twice this go to a neighbour


# --- source points ---------------------------------------------------------------------------


class ArmFrame:
    """Places (s, w), along and across the arm, on the page."""

    def __init__(self, joints):
        self.axis = LineString(flatten(catmull_rom([tuple(joint) for joint in joints])))

    def place(self, s, w):
        along = min(max(s, 0), self.axis.length)
        here = self.axis.interpolate(along)
        a = self.axis.interpolate(max(along - 12, 0))
        b = self.axis.interpolate(min(along + 12, self.axis.length))
        dx, dy = b.x - a.x, b.y - a.y
        length = math.hypot(dx, dy)
        dx, dy = dx / length, dy / length
        over = s - along  # beyond its ends the frame goes on straight
        return here.x + dx * over + dy * w, here.y + dy * over - dx * w


def read(name):
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


class Source:
    """What one view is drawn from."""

    def __init__(self, view):
        if view in BODY:
            facts = read("silhouette.toml") | read("landmarks.toml")
            facts["region"] = read("regions.toml")[view]
            for name in ("piece", "line"):
                facts[name] = [e for e in facts[name] if view in e.get("views", BODY)]
        else:
            facts = read(f"{view}.toml")
        self.view = view
        self.window = facts["window"]
        self.is_symmetric = facts["is_symmetric"]
        self.is_closed = facts.get("is_closed", self.is_symmetric and view in BODY)
        self.pieces, self.regions, self.lines = facts["piece"], facts["region"], facts["line"]
        self.arm = ArmFrame(facts["arm"]) if "arm" in facts else None

    def points(self, entry):
        """The points of a table on the page, and the indices of those marked as corners."""
        place = self.arm.place if entry.get("frame") == "arm" else lambda x, y: (x, y)
        points = [place(*point[:2]) for point in entry["points"]]
        corners = {i for i, point in enumerate(entry["points"]) if "corner" in point[2:]}
        return points, corners

    def outline(self):
        """The silhouette as one run of curves; of a symmetric view both halves."""
        points, corners = [], set()
        for piece in self.pieces:
            new_points, new_corners = self.points(piece)
            corners |= {len(points) + i for i in new_corners}
            points += new_points
        if not self.is_symmetric:
            curves = catmull_rom(points, corners, self.is_closed)
            return fewer(curves, [points[i] for i in corners])
        # A phantom neighbour across the midline lets the crown start level.
        curves = catmull_rom([mirrored(points[1:2])[0], *points], {i + 1 for i in corners})[1:]
        half = fewer(curves, [points[i] for i in corners], first=(1, 0))
        return [tuple(mirrored(reversed(curve))) for curve in reversed(half)] + half

    def polygon(self, region):
        points, corners = self.points(region)
        count = len(points)
        turns = [turn(points[i - 1], points[i], points[(i + 1) % count]) for i in range(count)]
        corners |= {i for i in range(count) if turns[i] > POLYGON_CORNER_TURN}
        if corners:  # start at a corner
            first = min(corners)
            points = points[first:] + points[:first]
            corners = {(i - first) % count for i in corners}
        polygon = Polygon(flatten(catmull_rom(points, corners, closed=True)))
        return polygon if polygon.is_valid else polygon.buffer(0)

    def landmarks(self):
        """The fine lines on the figure as paths."""
        for entry in self.lines:
            points, corners = self.points(entry)
            is_closed = entry.get("closed", False)
            is_single = entry.get("once") or not self.is_symmetric
            for side in [points] if is_single else [points, mirrored(points)]:
                path = open_path(catmull_rom(side, corners, is_closed))
                yield path + ("Z" if is_closed else "")


# --- regions -----------------------------------------------------------------------------------


def parts(shape):
    """The polygons of any shape."""
    if isinstance(shape, Polygon):
        return [] if shape.is_empty else [shape]
    if isinstance(shape, (MultiPolygon, GeometryCollection)):
        return [polygon for part in shape.geoms for polygon in parts(part)]
    return []


def largest(shape):
    return max(parts(shape), key=lambda part: part.area)


def cut_regions(source, body):
    """id → polygon; together they are the body (the half of it, if it is symmetric)."""
    cells, leftovers, free = {}, [], body
    for entry in source.regions:
        cell = source.polygon(entry).intersection(free)
        free = free.difference(cell)
        core = cell.buffer(-SPLINTER).buffer(SPLINTER * 1.02, join_style="mitre").intersection(cell)
        pieces = sorted(parts(core), key=lambda piece: piece.area)
        if not pieces:
            raise SystemExit(f"{source.view}: nothing is left of {entry['id']}")
        cells[entry["id"]] = pieces[-1]
        leftovers += parts(cell.difference(pieces[-1]))
    leftovers += parts(free)
    for piece in sorted(leftovers, key=lambda piece: -piece.area):
        seam = piece.buffer(0.05)
        best = max(cells, key=lambda name: seam.intersection(cells[name]).area)
        grown = unary_union([cells[best], piece.buffer(0.02)])
        others = [cells[name] for name in cells if name != best and cells[name].intersects(seam)]
        cells[best] = largest(grown.difference(unary_union(others)).intersection(body))
        if piece.buffer(-SPLINTER).area > 4:
            at = piece.representative_point()
            print(f"  unclaimed: {piece.area:.0f} at ({at.x:.0f}, {at.y:.0f}) goes to {best}")
    return cells


def merged(cells):
    """The cells in one piece, or as few as they make."""
    bridged = unary_union([cell.buffer(0.2, join_style="mitre") for cell in cells])
    pieces = parts(bridged.buffer(-0.2, join_style="mitre"))
    return [piece for piece in pieces if not piece.buffer(-SPLINTER).is_empty]


def border(polygon):
    """The border of a polygon as steps of a path, and the shape it encloses.

    It is shrunk by the gap, its corners are rounded, and it has as few curves as will do.
    """
    shrunk = largest(polygon.buffer(-GAP, join_style="mitre", mitre_limit=3))
    points = ring_points(shrunk)
    ring = LineString([*points, points[0]])
    corners = find_corners(ring)
    if not corners:
        closed = stretch(ring, 0, ring.length)
        way = (closed[1][0] - closed[-2][0], closed[1][1] - closed[-2][1])
        size = math.hypot(*way)
        way = way[0] / size, way[1] / size
        curves = fit(closed, way, (-way[0], -way[1]))
        return [closed[:1], *(curve[1:] for curve in curves)], shrunk
    edges = []
    for start, end in zip(corners, [*corners[1:], corners[0] + ring.length], strict=True):
        trim = min(CORNER_RADIUS, (end - start) * 0.36)
        edges.append(
            (
                fit(stretch(ring, start + trim, end - trim)),
                ring.interpolate(end % ring.length).coords[0],
            )
        )
    steps = [edges[0][0][0][:1]]
    for n, (curves, corner) in enumerate(edges):
        steps += [curve[1:] for curve in curves]
        steps.append((corner, edges[(n + 1) % len(edges)][0][0][0]))
    return steps, shrunk


# --- all together ------------------------------------------------------------------------------


class View:
    """One view: its paths by name, those of its zones, and what the site has to know of it."""

    def __init__(self, name):
        self.source = Source(name)
        outline = self.source.outline()
        self.body = Polygon(flatten(outline))
        if not self.body.is_valid:
            raise SystemExit(f"{name}: {explain_validity(self.body)}")
        self.base = {
            "outline": open_path(outline, grain=1) + ("Z" if self.source.is_closed else ""),
            "landmarks": "".join(self.source.landmarks()),
        }
        left, top, width, height = self.source.window
        seen = box(left, top, left + width, top + height).buffer(BLEED)
        if self.source.is_symmetric:
            seen = seen.intersection(box(0, -1000, 1000, 2000))
        self.cells = cut_regions(self.source, self.body.intersection(seen))
        self.paths, facts = {}, {}
        for entry in self.source.regions:
            name = entry["id"]
            drawn = self.both_sides(self.cells[name], entry.get("apart"))
            self.paths[name] = "".join(closed_path(steps) for steps, _ in drawn)
            facts[name] = room_of(drawn) | {
                "is_partial": entry.get("partial", False),
                "shape": [[round(x), round(y)] for x, y in drawn[0][1].simplify(1).exterior.coords],
            }
        self.facts = {
            "window": self.source.window,
            "is_symmetric": self.source.is_symmetric,
            "zones": [],
            "regions": facts,
        }
        print(f"{self.source.view}: {len(facts)} regions")

    def both_sides(self, shape, is_apart=False):
        """The borders of a shape and of its mirror image; in one piece if they meet."""
        if not self.source.is_symmetric:
            return [border(shape)]
        if shape.bounds[0] < 0.3 and not is_apart:
            other = affinity.scale(shape, -1, 1, origin=(0, 0))
            return [border(piece) for piece in merged([shape, other])]
        steps, shrunk = border(shape)
        return [(steps, shrunk), ([tuple(mirrored(step)) for step in steps], shrunk)]

    def draw_zones(self):
        """The paths of the zones, each made of the regions lying in it."""
        with ZONES.open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file, delimiter="\t") if row["id"] in self.cells]
        self.zone_paths, cells = {}, {}
        for zone in dict.fromkeys(row["zone"] for row in rows):
            shapes = merged([self.cells[row["id"]] for row in rows if row["zone"] == zone])
            drawn = [side for shape in shapes for side in self.both_sides(shape)]
            self.zone_paths[zone] = "".join(closed_path(steps) for steps, _ in drawn)
            self.facts["zones"].append(zone)
            cells[zone] = unary_union(shapes)
        for zone, reach in self.beside_the_body(cells).items():
            corners = [list(piece.exterior.coords) for piece in parts(reach)]
            self.zone_paths[f"{zone}-reach"] = "".join(
                polygon_path(side) for half in corners for side in (half, mirrored(half))
            )

    def beside_the_body(self, cells):
        """Each zone with what of the empty paper within REACH lies nearest to it, to be tapped.

        All zones grow at the same pace until they meet.
        """
        right_half = box(0, -100, 1000, 2000)
        grown = cells
        for _ in range(REACH // PACE):
            for zone, shape in grown.items():
                ring = shape.buffer(PACE).intersection(right_half).difference(self.body)
                others = [o for name, o in grown.items() if name != zone and o.intersects(ring)]
                grown = grown | {zone: unary_union([shape, ring.difference(unary_union(others))])}
        for zone, shape in grown.items():
            # Where two zones met, their borders are as jagged as they grew.
            smooth = shape.buffer(2 * PACE).buffer(-2 * PACE)
            others = unary_union([cell for name, cell in cells.items() if name != zone])
            grown = grown | {zone: smooth.difference(others).simplify(PACE / 2)}
        return grown


def room_of(drawn):
    """The box around each piece of what is drawn, and the largest circle inside of it."""
    widest = max((shape for _, shape in drawn), key=lambda shape: shape.area)
    return {
        "boxes": [box_around(outlined(steps)) for steps, _ in drawn],
        "circle": round(2 * maximum_inscribed_circle(widest).length, 1),
    }


def box_around(line):
    left, top, right, bottom = line.bounds
    return [
        *(math.floor(n - 0.2) for n in (left, top)),
        *(math.ceil(n + 0.2) for n in (right, bottom)),
    ]


def write_sprite(name, paths_by_view):
    # Strokes keep their width however far a page zooms in.
    rows = [
        f'<path id="{view}-{part}" vector-effect="non-scaling-stroke" d="{path}"/>'
        for view, paths in paths_by_view.items()
        for part, path in paths.items()
    ]
    svg = "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *rows, "</svg>", ""])
    (STATIC / f"{name}.svg").write_text(svg, encoding="utf-8")


def main():
    views = {name: View(name) for names in SPRITES.values() for name in names}
    for name, names in SPRITES.items():
        write_sprite(name, {view: views[view].base | views[view].paths for view in names})
    for view in BODY:
        views[view].draw_zones()
    write_sprite("figure-zones", {view: views[view].base | views[view].zone_paths for view in BODY})
    facts = {name: view.facts for name, view in views.items()}
    json_text = json.dumps(facts, separators=(",", ":")) + "\n"
    (HERE / "figure.json").write_text(json_text, encoding="utf-8")


if __name__ == "__main__":
    main()
