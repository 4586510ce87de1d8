"""Draw the human figure from ``silhouette.toml``, ``regions.toml`` and ``landmarks.toml``.

    python muscles/body/draw_figure.py

Writes ``figure.json`` beside it, and ``static/figure.svg`` with the same paths for the pages to
use. Needs Python 3.11 and shapely; the site itself needs neither this program nor shapely, only
its results.

How it works
------------
* Coordinates: x = 0 is the midline, y grows downwards, the figure is about 970 units tall. Only
  the half with x > 0 is described; the other half is its mirror image.
* The arm is described in a frame of its own, ``(s, w)``: ``s`` runs along the arm from the
  shoulder joint (0) over the elbow (about 175) and the wrist (about 315) to the finger tips
  (about 420), ``w`` is the distance from the arm's axis, positive towards the thumb. Moving the
  joints in ``silhouette.toml`` therefore moves the whole arm with its regions.
* All outlines are Catmull-Rom curves through the given points. ``[x, y, "corner"]`` makes a point
  a corner. In the polygons of regions a sharp turn is a corner without saying so.
* A region is its polygon ∩ silhouette − the regions before it. Whatever remains unclaimed at the
  end, and any splinter that was cut off, goes to the neighbour with the longest common border:
  the regions tile the silhouette without holes.
* A region that reaches the midline is joined with its mirror image into one path, unless it says
  ``apart = true``.
* For drawing, each region is shrunk by ``GAP``, its corners are rounded and its borders are
  fitted with cubic curves.
"""

import itertools
import json
import math
import tomllib
from pathlib import Path

from shapely import affinity
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
from shapely.ops import unary_union

HERE = Path(__file__).parent
SPRITE = HERE.parent.parent / "static" / "figure.svg"
VIEWS = ("front", "back")

GAP = 0.75  # each region is shrunk by this much: neighbours are two gaps apart
CORNER_RADIUS = 3.2  # rounding of a region's corners
CORNER_TURN = 42  # degrees: a sharper turn of a region's border is a corner
POLYGON_CORNER_TURN = 52  # degrees: the same for the source points of a region
SPLINTER = 1.2  # parts of a region thinner than twice this go to a neighbour
OUTLINE_TOLERANCE = 0.14  # how far the fitted outline may stray
TOLERANCE = 0.4  # how far a fitted curve may stray
STEP = 0.8  # length of the straight bits with which curves are approximated for cutting


# --- curves -------------------------------------------------------------------------------------
# ----------------------


def catmull_rom(points, corners=frozenset(), closed=False):
    """Cubic Bézier segments (four points each) through the points; centripetal, so that it never
    loops.
    """
    count = len(points)
    segments = []
    for i in range(count if closed else count - 1):
        j = (i + 1) % count
        p1, p2 = points[i], points[j]
        before_is_open = i in corners or (not closed and i == 0)
        after_is_open = j in corners or (not closed and j == count - 1)
        p0 = p1 if before_is_open else points[i - 1]
        p3 = p2 if after_is_open else points[(j + 1) % count]
        d1, d2, d3 = (math.sqrt(math.dist(a, b)) for a, b in ((p0, p1), (p1, p2), (p2, p3)))
        c1, c2 = p1, p2
        if d2 and not before_is_open and d1:
            c1 = tuple(
                (d1 * d1 * p2[k] - d2 * d2 * p0[k] + (2 * d1 * d1 + 3 * d1 * d2 + d2 * d2) * p1[k])
                / (3 * d1 * (d1 + d2))
                for k in (0, 1)
            )
        if d2 and not after_is_open and d3:
            c2 = tuple(
                (d3 * d3 * p1[k] - d2 * d2 * p3[k] + (2 * d3 * d3 + 3 * d3 * d2 + d2 * d2) * p2[k])
                / (3 * d3 * (d3 + d2))
                for k in (0, 1)
            )
        # A bit next to a corner bends towards the control point of its other end.
        if before_is_open and not after_is_open:
            c1 = tuple(p1[k] + (c2[k] - p1[k]) * 0.5 for k in (0, 1))
        elif after_is_open and not before_is_open:
            c2 = tuple(p2[k] + (c1[k] - p2[k]) * 0.5 for k in (0, 1))
        segments.append((p1, c1, c2, p2))
    return segments


def bezier_at(segment, t):
    a, b, c, d = segment
    u = 1 - t
    return tuple(
        u**3 * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t**3 * d[k] for k in (0, 1)
    )


def flatten(segments):
    """The segments as a list of points about STEP apart."""
    points = [segments[0][0]]
    for segment in segments:
        pieces = max(2, math.ceil(math.dist(segment[0], segment[3]) / STEP))
        points += [bezier_at(segment, n / pieces) for n in range(1, pieces + 1)]
    return points


def turn(before, here, after):
    """By how many degrees the way before → here → after turns."""
    first = math.atan2(here[1] - before[1], here[0] - before[0])
    second = math.atan2(after[1] - here[1], after[0] - here[0])
    return abs(math.degrees((second - first + math.pi) % (2 * math.pi) - math.pi))


def mirrored(points):
    return [(-x, y) for x, y in points]


# --- the arm's own frame
# ----------------------------------------------------------------------------------------------


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
        over = (
            s - along
        )  # before the shoulder joint and beyond the finger tips the frame goes on straight
        return here.x + dx * over + dy * w, here.y + dy * over - dx * w


def read_points(entry, arm):
    """The points of a table on the page, and the indices of those marked as corners."""
    place = arm.place if entry.get("frame") == "arm" else lambda x, y: (x, y)
    points = [place(*point[:2]) for point in entry["points"]]
    corners = {i for i, point in enumerate(entry["points"]) if "corner" in point[2:]}
    return points, corners


# --- silhouette ---------------------------------------------------------------------------------
# ----------------------


def half_outline(source, view, arm):
    """Bézier segments of the half silhouette from the crown to the crotch."""
    points, corners = [], set()
    for piece in source["piece"]:
        if view in piece.get("views", VIEWS):
            new_points, new_corners = read_points(piece, arm)
            corners |= {len(points) + i for i in new_corners}
            points += new_points
    # A phantom neighbour across the midline lets the crown start level.
    segments = catmull_rom([mirrored(points[1:2])[0], *points], {i + 1 for i in corners})
    return fewer(segments[1:], [points[i] for i in corners])


def fewer(segments, corners):
    """The same line in fewer segments; corners stay where they are."""
    runs, run = [], []
    for segment in segments:
        run.append(segment)
        if any(math.dist(segment[3], corner) < 1e-6 for corner in corners):
            runs, run = [*runs, run], []
    runs += [run] if run else []
    short = []
    for n, run in enumerate(runs):
        short += fit(flatten(run), first=(1, 0) if n == 0 else None, tolerance=OUTLINE_TOLERANCE)
    return short


def whole_outline(half):
    """The half and its mirror image as one closed run of segments."""
    other = [tuple((-x, y) for x, y in reversed(segment)) for segment in reversed(half)]
    return half + other


# --- regions ------------------------------------------------------------------------------------
# ----------------------


def region_polygon(entry, arm):
    points, corners = read_points(entry, arm)
    count = len(points)
    turns = [turn(points[i - 1], points[i], points[(i + 1) % count]) for i in range(count)]
    corners |= {i for i in range(count) if turns[i] > POLYGON_CORNER_TURN}
    if corners:  # start at a corner
        first = min(corners)
        points = points[first:] + points[:first]
        corners = {(i - first) % count for i in corners}
    polygon = Polygon(flatten(catmull_rom(points, corners, closed=True)))
    return polygon if polygon.is_valid else polygon.buffer(0)


def parts(shape):
    """The polygons of any shape."""
    if isinstance(shape, Polygon):
        return [] if shape.is_empty else [shape]
    if isinstance(shape, (MultiPolygon, GeometryCollection)):
        return [polygon for part in shape.geoms for polygon in parts(part)]
    return []


def cut_regions(entries, half, arm):
    """id → polygon; together they are the half silhouette."""
    cells, leftovers, free = {}, [], half
    for entry in entries:
        cell = region_polygon(entry, arm).intersection(free)
        free = free.difference(cell)
        body = cell.buffer(-SPLINTER).buffer(SPLINTER * 1.02, join_style="mitre").intersection(cell)
        pieces = sorted(parts(body), key=lambda piece: piece.area)
        if not pieces:
            raise SystemExit(f"{entry['id']}: nothing left of it")
        cells[entry["id"]] = pieces[-1]
        leftovers += parts(cell.difference(pieces[-1]))
    leftovers += parts(free)
    worth_telling = [piece for piece in leftovers if piece.buffer(-SPLINTER).area > 4]
    for piece in sorted(leftovers, key=lambda piece: -piece.area):
        seam = piece.buffer(0.05)
        best = max(cells, key=lambda name: seam.intersection(cells[name]).area)
        grown = unary_union([cells[best], piece.buffer(0.02)])
        others = unary_union([cell for name, cell in cells.items() if name != best])
        cells[best] = max(
            parts(grown.difference(others).intersection(half)), key=lambda part: part.area
        )
        if piece in worth_telling:
            place = piece.representative_point()
            print(f"  unclaimed: {piece.area:.0f} at ({place.x:.0f}, {place.y:.0f}) goes to {best}")
    return cells


def joined(cell):
    """A cell that reaches the midline and its mirror image in one piece."""
    other = affinity.scale(cell, -1, 1, origin=(0, 0))
    bridged = unary_union(
        [cell.buffer(0.2, join_style="mitre"), other.buffer(0.2, join_style="mitre")]
    )
    return max(parts(bridged.buffer(-0.2, join_style="mitre")), key=lambda part: part.area)


# --- from polygons to short paths
# -------------------------------------------------------------------------------------


def ring_points(polygon):
    """The outer ring, evenly spaced, without crumbs."""
    ring = polygon.simplify(0.03).exterior
    kept = []
    for point in ring.coords[:-1]:
        if not kept or math.dist(kept[-1], point) > 0.12:
            kept.append(point)
    if math.dist(kept[0], kept[-1]) <= 0.12:
        kept.pop()
    return kept


def find_corners(ring, reach=1.4):
    """Distances along the ring at which it turns sharply."""
    length = ring.length

    def at(distance):
        return ring.interpolate(distance % length).coords[0]

    candidates = []
    distance = 0.0
    for point, after in zip(ring.coords[:-1], ring.coords[1:], strict=False):
        angle = turn(at(distance - reach), point, at(distance + reach))
        if angle > CORNER_TURN:
            candidates.append((angle, distance))
        distance += math.dist(point, after)
    corners = []
    for _, distance in sorted(candidates, reverse=True):
        if all(min(abs(distance - c), length - abs(distance - c)) > reach * 1.5 for c in corners):
            corners.append(distance)
    return sorted(corners)


def stretch(ring, start, end):
    """The points of the ring from one distance to another."""
    length = ring.length
    pieces = max(3, round((end - start) / 0.9))
    return [
        ring.interpolate((start + (end - start) * n / pieces) % length).coords[0]
        for n in range(pieces + 1)
    ]


def fit(points, first=None, last=None, tolerance=TOLERANCE):
    """Cubic segments near the points (least squares; split where the error is largest)."""

    def unit(a, b):
        length = math.dist(a, b) or 1
        return (b[0] - a[0]) / length, (b[1] - a[1]) / length

    reach = min(3, len(points) - 1)
    first = first or unit(points[0], points[reach])
    last = last or unit(points[-1], points[-1 - reach])
    p0, p3 = points[0], points[-1]
    lengths = [0.0]
    for a, b in itertools.pairwise(points):
        lengths.append(lengths[-1] + math.dist(a, b))
    ts = [length / lengths[-1] for length in lengths]
    best = None
    for _ in range(5):
        c00 = c01 = c11 = x0 = x1 = 0.0
        for point, t in zip(points, ts, strict=False):
            u = 1 - t
            b0, b1, b2, b3 = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            a0, a1 = (first[0] * b1, first[1] * b1), (last[0] * b2, last[1] * b2)
            rest = [point[k] - p0[k] * (b0 + b1) - p3[k] * (b2 + b3) for k in (0, 1)]
            c00 += a0[0] ** 2 + a0[1] ** 2
            c01 += a0[0] * a1[0] + a0[1] * a1[1]
            c11 += a1[0] ** 2 + a1[1] ** 2
            x0 += a0[0] * rest[0] + a0[1] * rest[1]
            x1 += a1[0] * rest[0] + a1[1] * rest[1]
        determinant = c00 * c11 - c01 * c01
        chord = math.dist(p0, p3)
        alpha = (x0 * c11 - x1 * c01) / determinant if abs(determinant) > 1e-9 else 0
        beta = (c00 * x1 - c01 * x0) / determinant if abs(determinant) > 1e-9 else 0
        if alpha < chord * 0.01 or beta < chord * 0.01 or max(alpha, beta) > lengths[-1]:
            alpha = beta = chord / 3
        segment = (
            p0,
            (p0[0] + first[0] * alpha, p0[1] + first[1] * alpha),
            (p3[0] + last[0] * beta, p3[1] + last[1] * beta),
            p3,
        )
        errors = [
            math.dist(bezier_at(segment, t), point) for point, t in zip(points, ts, strict=True)
        ]
        worst = max(errors)
        if best is None or worst < best[0]:
            best = worst, errors.index(worst), segment
        if worst <= tolerance:
            break
        # Move each parameter to the nearest place on the curve (one step of Newton's method).
        renewed = []
        for point, t in zip(points, ts, strict=False):
            h = 1e-3
            here, ahead = bezier_at(segment, t), bezier_at(segment, min(t + h, 1))
            slope = [(ahead[k] - here[k]) / h for k in (0, 1)]
            norm = slope[0] ** 2 + slope[1] ** 2
            step = sum((point[k] - here[k]) * slope[k] for k in (0, 1)) / norm if norm > 1e-9 else 0
            renewed.append(min(max(t + step, 0), 1))
        ts = [0.0, *sorted(renewed[1:-1]), 1.0]
    worst, where, segment = best
    if worst <= tolerance or len(points) < 6:
        return [segment]
    where = min(max(where, 2), len(points) - 3)
    direction = unit(points[max(where - 2, 0)], points[min(where + 2, len(points) - 1)])
    back = (-direction[0], -direction[1])
    return fit(points[: where + 1], first, back, tolerance) + fit(
        points[where:], direction, last, tolerance
    )


def region_border(polygon):
    """A region's border as steps of a path (shrunk by the gap, corners rounded, as few curves as
    will do).
    """
    shrunk = polygon.buffer(-GAP, join_style="mitre", mitre_limit=3)
    shrunk = max(parts(shrunk), key=lambda part: part.area)
    points = ring_points(shrunk)
    ring = LineString([*points, points[0]])
    corners = find_corners(ring)
    if not corners:
        closed = stretch(ring, 0, ring.length)
        way = (closed[1][0] - closed[-2][0], closed[1][1] - closed[-2][1])
        size = math.hypot(*way)
        way = way[0] / size, way[1] / size
        return [
            closed[:1],
            *(segment[1:] for segment in fit(closed, way, (-way[0], -way[1]))),
        ], shrunk
    edges = []
    for start, end in zip(corners, [*corners[1:], corners[0] + ring.length], strict=False):
        trim = min(CORNER_RADIUS, (end - start) * 0.36)
        edges.append(
            (
                fit(stretch(ring, start + trim, end - trim)),
                ring.interpolate(end % ring.length).coords[0],
            )
        )
    steps = [edges[0][0][0][:1]]
    for n, (segments, corner) in enumerate(edges):
        steps += [segment[1:] for segment in segments]
        steps.append((corner, edges[(n + 1) % len(edges)][0][0][0]))
    return steps, shrunk


def outlined(steps):
    """The line along the steps of a path, for its extent."""
    points = [steps[0][0]]
    for step in steps[1:]:
        start = points[-1]
        if len(step) == 2:  # a bend as a cubic curve
            corner, end = step
            handles = [
                tuple(a[k] + (corner[k] - a[k]) * 2 / 3 for k in (0, 1)) for a in (start, end)
            ]
            step = (*handles, end)
        points += flatten([(start, *step)])[1:]
    return LineString(points)


def closed_path(steps):
    """One point: move there; two: a bend with its control point; three: a cubic curve."""
    path = PathWriter()
    for step in steps:
        (path.move, path.bend, path.curve)[len(step) - 1](*step)
    return path.close()


class PathWriter:
    """A path in relative commands, in tenths, each rounded against the place really reached, so
    that nothing drifts.

    ``grain``: the points lie on a grid of so many tenths.
    """

    def __init__(self, grain=2):
        self.text, self.letter, self.here, self.grain = "", "", (0, 0), grain

    def tenths(self, point):
        return tuple(round(value * 10 / self.grain) * self.grain for value in point[:2])

    @staticmethod
    def number(tenths):
        whole, rest = divmod(abs(tenths), 10)
        text = (str(whole) if whole or not rest else "") + (f".{rest}" if rest else "")
        return ("-" if tenths < 0 else "") + text

    def write(self, letter, *tenths):
        repeated = letter == self.letter and letter != "M"
        text = "" if repeated else letter
        for n, value in enumerate(tenths):
            number = self.number(value)
            follows_number = n > 0 or repeated
            # A number needs no blank before it when it starts with a minus, or with a dot after a
            # number with a dot.
            last = text or self.text
            has_dot = (
                "." in last[max(last.rfind(c) for c in " -,lcqvhszM") + 1 :] if last else False
            )
            if follows_number and number[0] != "-" and not (number[0] == "." and has_dot):
                text += " "
            text += number
            if repeated and n == 0:
                self.text, text = self.text + text, ""
        self.text += text
        self.letter = letter

    def move(self, point):
        self.here = self.tenths(point)
        self.write("M", *self.here)

    def curve(self, c1, c2, end):
        end = self.tenths(end)
        x, y = self.here
        chord = math.dist(self.here, end)
        if chord == 0:
            return
        # Control points of long curves may be rough: that shifts the curve by less than half as
        # much.
        grid = self.grain
        if grid > 1:
            grid = 10 if chord > 140 else 5 if chord > 40 else 2
        c1, c2 = self.roughly(c1, grid), self.roughly(c2, grid)
        bulge = max(
            abs((end[0] - x) * (y - c[1]) - (x - c[0]) * (end[1] - y)) / chord for c in (c1, c2)
        )
        if bulge < 2:  # as good as straight
            self.line(end)
            return
        self.write("c", c1[0] - x, c1[1] - y, c2[0] - x, c2[1] - y, end[0] - x, end[1] - y)
        self.here = end

    def line(self, end):
        x, y = self.here
        if end[0] == x:
            self.write("v", end[1] - y)
        elif end[1] == y:
            self.write("h", end[0] - x)
        else:
            self.write("l", end[0] - x, end[1] - y)
        self.here = end

    def roughly(self, point, grid):
        """In tenths, on a grid that starts where the pen is: short numbers."""
        return tuple(
            here + round((10 * value - here) / grid) * grid
            for value, here in zip(point, self.here, strict=True)
        )

    def bend(self, corner, end):
        corner, end = self.roughly(corner, 5), self.tenths(end)
        x, y = self.here
        if end == self.here:
            return
        self.write("q", corner[0] - x, corner[1] - y, end[0] - x, end[1] - y)
        self.here = end

    def close(self):
        return self.text + "Z"


def open_path(segments, grain=2):
    path = PathWriter(grain)
    path.move(segments[0][0])
    for segment in segments:
        path.curve(*segment[1:])
    return path.text


# --- landmarks ----------------------------------------------------------------------------------
# ----------------------


def landmark_paths(entries, view, arm):
    paths = []
    for entry in entries:
        if view not in entry.get("views", VIEWS):
            continue
        points, corners = read_points(entry, arm)
        closed = entry.get("closed", False)
        for side in [points] if entry.get("once") else [points, mirrored(points)]:
            paths.append(open_path(catmull_rom(side, corners, closed)) + ("Z" if closed else ""))
    return paths


# --- all together -------------------------------------------------------------------------------
# ----------------------


def read(name):
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def draw(view, silhouette, regions, landmarks):
    print(view)
    arm = ArmFrame(silhouette["arm"]["joints"])
    outline = whole_outline(half_outline(silhouette, view, arm))
    body = Polygon(flatten(outline))
    if not body.is_valid:
        raise SystemExit(
            f"{view}: the silhouette crosses itself near {Point(body.exterior.coords[0])}"
        )
    half = body.intersection(box(0, -100, 1000, 2000))
    entries = regions[view]
    cells = cut_regions(entries, half, arm)

    drawn, covered = {}, []
    for entry in entries:
        name = entry["id"]
        cell = cells[name]
        if cell.bounds[0] < 0.3 and not entry.get("apart"):
            steps, shape = region_border(joined(cell))
            runs, shapes = [steps], [shape]
        else:
            steps, shape = region_border(cell)
            runs = [steps, [mirrored(step) for step in steps]]
            shapes = [shape, affinity.scale(shape, -1, 1, origin=(0, 0))]
        bounds = unary_union([outlined(run) for run in runs]).bounds
        drawn[name] = {
            "paths": [closed_path(run) for run in runs],
            "box": [
                *(math.floor(low - 0.2) for low in bounds[:2]),
                *(math.ceil(high + 0.2) for high in bounds[2:]),
            ],
        }
        covered += shapes
    together = unary_union([shape.buffer(GAP * 1.2, join_style="mitre") for shape in covered])
    holes = [hole for hole in parts(body.difference(together)) if hole.buffer(-0.4).area > 0.5]
    for hole in holes:
        print(f"  hole of {hole.area:.1f} at {hole.representative_point().wkt}")
    share = 100 * unary_union(covered).area / body.area
    print(f"  {len(drawn)} regions, {share:.1f} % of the silhouette")

    return {
        "view_box": silhouette["view_box"],
        "outline": open_path(outline, grain=1) + "Z",
        "landmarks": landmark_paths(landmarks["line"], view, arm),
        "regions": drawn,
    }


def sprite(figure):
    """One SVG file whose paths the site's pages use by id: front-outline, front-landmarks, front-
    thigh-front, …
    """
    paths = {}
    for view, parts in figure.items():
        paths[f"{view}-outline"] = [parts["outline"]]
        paths[f"{view}-landmarks"] = parts["landmarks"]
        paths |= {f"{view}-{region}": cell["paths"] for region, cell in parts["regions"].items()}
    # Strokes keep their width however far a page zooms in.
    rows = [
        f'<path id="{name}" vector-effect="non-scaling-stroke" d="{"".join(path)}"/>'
        for name, path in paths.items()
    ]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *rows, "</svg>"]) + "\n"


def main():
    silhouette, regions, landmarks = (
        read("silhouette.toml"),
        read("regions.toml"),
        read("landmarks.toml"),
    )
    figure = {view: draw(view, silhouette, regions, landmarks) for view in VIEWS}
    (HERE / "figure.json").write_text(
        json.dumps(figure, separators=(",", ":")) + "\n", encoding="utf-8"
    )
    SPRITE.write_text(sprite(figure), encoding="utf-8")


if __name__ == "__main__":
    main()
