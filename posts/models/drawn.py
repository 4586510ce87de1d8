"""What is drawn of a post on its page and its card: where its pain is felt, or what it is about."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import DecimalField, Value
from django.db.models.functions import Now
from django.utils.functional import cached_property

from muscles.models import Muscle, Region
from muscles.models.region import regions_of_the_drawing

OWN, OF_PATTERNS, OF_MUSCLES = range(3)
NONE, NOWHERE = Value(""), Value(None, DecimalField())
NO_MARK = (NONE, NOWHERE, NOWHERE, NONE, NONE)


class Zone(NamedTuple):
    region: Region
    extent: str  # "main", "spillover", or "place": where a muscle lies


class Drawn(NamedTuple):
    """`Zone`s and unsaved `TriggerPoint`s. It is false if there is nothing to draw."""

    key: int  # of the post or muscle
    zones: list
    marks: list

    def __bool__(self):
        return bool(self.zones or self.marks)

    @property
    def is_of_muscles(self):
        return any(zone.extent == "place" for zone in self.zones)


class DrawnProperty(cached_property):
    """A post's `Drawn`: one query for one post or, by `prefetch_related`, for a whole list.

    A post without zones and trigger points of its own shows those of its patterns, and if they
    have none, where its muscles lie.
    """

    def is_cached(self, post):
        return self.name in post.__dict__

    def get_prefetch_querysets(self, posts, querysets=None):
        """What Django asks of anything that can be prefetched: rows, and which is whose."""
        return draw(posts), lambda drawn: drawn.key, lambda post: post.pk, True, "drawn", True


def draw(posts):
    """The `Drawn` of each post, in their order. One query."""
    keys = [post.pk for post in posts]
    found = {key: defaultdict(list) for key in keys}
    first, *others = _queries(keys)
    for key, source, _, *row in sorted(first.union(*others, all=True), key=lambda row: row[:3]):
        found[key][source].append(row)
    return [_drawn(key, found[key][min(found[key], default=OWN)]) for key in keys]


def draw_muscle(muscle, patterns):
    """The `Drawn` of the pain that `muscle` refers in `patterns`, each row of it once; if that is
    none, of where it lies. One query.
    """
    from .post import PostRegion

    felt = PostRegion.objects.filter(post__in=patterns)
    marks = muscle.trigger_points.filter(post__in=patterns).order_by()
    rows = felt.values_list(Value(OWN), "region", "extent", *NO_MARK).union(
        marks.values_list(
            Value(OWN), NONE, NONE, "view", "across", "down", "label", "muscle__name"
        ),
        muscle.regions.order_by().values_list(Value(OF_MUSCLES), "pk", Value("place"), *NO_MARK),
    )
    found = defaultdict(list)
    for source, *row in sorted(rows, key=str):  # the same order on every database
        found[source].append(row)
    return _drawn(muscle.pk, found[min(found, default=OWN)])


def _queries(keys):
    """Queries for (post, source, key that gives the order, and what `_drawn` takes)."""
    from .post import Post, PostMuscle  # they need this module

    yield from _zones_and_marks(Post.objects.filter(pk__in=keys).order_by(), "pk", OWN)
    for through, post, linked in Post.links():
        if through._meta.get_field(linked).related_model.KIND.key == "pain":
            live = {f"{post}__in": keys, f"{linked}__published_at__lte": Now()}
            rows = through.objects.filter(**live)
            yield from _zones_and_marks(rows, post, OF_PATTERNS, f"{linked}__")
    muscles = PostMuscle.objects.filter(post__in=keys, muscle__published_at__lte=Now())
    place = "pk", "muscle__regions", Value("place")
    lying = muscles.filter(muscle__regions__isnull=False)
    yield lying.values_list("post", Value(OF_MUSCLES), *place, *NO_MARK)


def _zones_and_marks(rows, post, source, path=""):
    zones, marks = f"{path}post_regions__", f"{path}trigger_points__"
    zone = [zones + name for name in ("pk", "region", "extent")]
    mark = [marks + name for name in ("view", "across", "down", "label", "muscle__name")]
    drawn = rows.filter(**{f"{zones}isnull": False})
    yield drawn.values_list(post, Value(source), *zone, *NO_MARK)
    marked = rows.filter(**{f"{marks}muscle__published_at__lte": Now()})
    yield marked.values_list(post, Value(source), f"{marks}pk", NONE, NONE, *mark)


def _drawn(key, rows):
    from .trigger_point import TriggerPoint

    regions, zones, marks = regions_of_the_drawing(), [], []
    for region, extent, view, across, down, label, name in rows:
        if region:
            zones.append(Zone(regions[region], extent))
        else:
            muscle = Muscle(name=name)
            marks.append(
                TriggerPoint(muscle=muscle, view=view, across=across, down=down, label=label)
            )
    return Drawn(key, zones, marks)
