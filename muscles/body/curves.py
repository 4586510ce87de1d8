"""Smooth curves through points, and the short SVG paths that draw them.

A curve is a list of cubic Bézier curves of four points each.
"""

import itertools
import math

from shapely.geometry import LineString

STEP = 0.8  # length of the straight bits with which curves are approximated for cutting
OUTLINE_TOLERANCE = 0.14  # how far a fitted outline may stray
TOLERANCE = 0.4  # the same for every other curve
HOPELESS = 16  # a curve that strays so many times too far is split without trying to better it
CORNER_TURN = 42  # degrees: a sharper turn of a border is a corner


def catmull_rom(points, corners=frozenset(), closed=False):
    """Curves through the points; centripetal, so that they never loop."""
    count = len(points)
    curves = []
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
        curves.append((p1, c1, c2, p2))
    return curves


def bezier_at(curve, t):
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = curve
    u = 1 - t
    a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
    return a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


def flatten(curves):
    """The curves as a list of points about STEP apart."""
    points = [curves[0][0]]
    for curve in curves:
        pieces = max(2, math.ceil(math.dist(curve[0], curve[3]) / STEP))
        points += [bezier_at(curve, n / pieces) for n in range(1, pieces + 1)]
    return points


def turn(before, here, after):
    """By how many degrees the way before → here → after turns."""
    first = math.atan2(here[1] - before[1], here[0] - before[0])
    second = math.atan2(after[1] - here[1], after[0] - here[0])
    return abs(math.degrees((second - first + math.pi) % (2 * math.pi) - math.pi))


def mirrored(points):
    return [(-x, y) for x, y in points]


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
    pieces = max(3, round((end - start) / 1.5))
    return [
        ring.interpolate((start + (end - start) * n / pieces) % length).coords[0]
        for n in range(pieces + 1)
    ]


def fit(points, first=None, last=None, tolerance=TOLERANCE):
    """Cubic curves near the points (least squares; split where the error is largest)."""

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
        curve = (
            p0,
            (p0[0] + first[0] * alpha, p0[1] + first[1] * alpha),
            (p3[0] + last[0] * beta, p3[1] + last[1] * beta),
            p3,
        )
        errors = [
            math.dist(bezier_at(curve, t), point) for point, t in zip(points, ts, strict=True)
        ]
        worst = max(errors)
        if best is None or worst < best[0]:
            best = worst, errors.index(worst), curve
        if worst <= tolerance or worst > HOPELESS * tolerance:
            break
        # Move each parameter to the nearest place on the curve (one step of Newton's method).
        renewed = []
        for point, t in zip(points, ts, strict=False):
            h = 1e-3
            here, ahead = bezier_at(curve, t), bezier_at(curve, min(t + h, 1))
            slope = [(ahead[k] - here[k]) / h for k in (0, 1)]
            norm = slope[0] ** 2 + slope[1] ** 2
            step = sum((point[k] - here[k]) * slope[k] for k in (0, 1)) / norm if norm > 1e-9 else 0
            renewed.append(min(max(t + step, 0), 1))
        ts = [0.0, *sorted(renewed[1:-1]), 1.0]
    worst, where, curve = best
    if worst <= tolerance or len(points) < 6:
        return [curve]
    where = min(max(where, 2), len(points) - 3)
    direction = unit(points[max(where - 2, 0)], points[min(where + 2, len(points) - 1)])
    back = (-direction[0], -direction[1])
    return fit(points[: where + 1], first, back, tolerance) + fit(
        points[where:], direction, last, tolerance
    )


def fewer(curves, corners, first=None):
    """The same line in fewer curves; corners stay where they are. `first`: the way it starts."""
    runs, run = [], []
    for curve in curves:
        run.append(curve)
        if any(math.dist(curve[3], corner) < 1e-6 for corner in corners):
            runs, run = [*runs, run], []
    runs += [run] if run else []
    short = []
    for n, run in enumerate(runs):
        short += fit(flatten(run), None if n else first, tolerance=OUTLINE_TOLERANCE)
    return short


class PathWriter:
    """A path in relative commands, in tenths of a unit.

    Each is rounded against the place really reached, so that nothing drifts. `grain`: the points
    lie on a grid of so many tenths.
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


def open_path(curves, grain=2):
    path = PathWriter(grain)
    path.move(curves[0][0])
    for curve in curves:
        path.curve(*curve[1:])
    return path.text


def closed_path(steps):
    """One point: move there; two: a bend with its control point; three: a cubic curve."""
    path = PathWriter()
    for step in steps:
        (path.move, path.bend, path.curve)[len(step) - 1](*step)
    return path.close()


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


def polygon_path(corners):
    """A closed path of straight lines between whole units."""
    path = PathWriter(grain=10)
    path.move(corners[0])
    for corner in corners[1:-1]:
        path.line(path.tenths(corner))
    return path.close()
