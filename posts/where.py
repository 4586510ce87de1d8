"""“Where does it hurt?”: what a visitor chose, and what fits it.

The choice lives in the address alone, so it can be shared and bookmarked, and the way back
undoes it.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.http import urlencode

from muscles.figure import RegionLink, ZoneLink, region_maps
from muscles.models import Region

from .finder import rank
from .models import Activity, Post, PostMuscle, RedFlag, ReferralPattern, SelfCarePost

MOST_REGIONS = 20
MOST_RESULTS = 12
MOST_NEAR = 6


class Choice:
    """The regions and activities that a query names, and the zone whose page this is, if any.

    What isn't known is left out, and so are regions beyond `MOST_REGIONS`. Two queries.
    """

    def __init__(self, query, zone=""):
        self.zone = zone
        self._all_regions = list(Region.objects.all())
        self._all_activities = list(Activity.objects.all())
        named = {*query.getlist("region")}, {*query.getlist("activity")}
        regions = [region for region in self._all_regions if region.pk in named[0]]
        self.regions = regions[:MOST_REGIONS]
        self.activities = [one for one in self._all_activities if one.slug in named[1]]
        self.left_out = len(named[0] | named[1]) > len(self.regions) + len(self.activities)

    def __bool__(self):
        return bool(self.regions or self.activities)

    @property
    def zone_name(self):
        return Region.Zone(self.zone).label if self.zone else ""

    @property
    def places(self):
        """The chosen regions; before any is chosen, all of the zone."""
        return self.regions or [one for one in self._all_regions if one.zone == self.zone]

    @property
    def path(self):
        return self._address(self.zone, [], [])

    @property
    def address(self):
        return self._address(self.zone, self.regions, self.activities)

    @property
    def address_of_whole_body(self):
        return self._address("", self.regions, self.activities)

    def zone_links(self):
        """Each leads to the page of its zone. One counts as chosen if a region of it is."""
        chosen = {region.zone for region in self.regions}
        return [
            ZoneLink(zone, self._address(zone, self.regions, self.activities), zone in chosen)
            for zone in Region.Zone
        ]

    def region_links(self):
        """The regions of the zone: each link chooses one, or takes it back."""
        return [self._link(one) for one in self._all_regions if one.zone == self.zone]

    @cached_property
    def views(self):
        """Those of the body that show the zone."""
        return [shown.view for shown in region_maps(self.region_links())]

    def links_elsewhere(self):
        """The chosen regions outside the zone."""
        return [self._link(one) for one in self.regions if one.zone != self.zone]

    def activities_among(self, keys):
        """(activity, whether it is chosen) of those with these keys, and of all chosen ones."""
        return [
            (one, one in self.activities)
            for one in self._all_activities
            if one.pk in keys or one in self.activities
        ]

    def _link(self, region):
        is_chosen = region in self.regions
        others = [one for one in self.regions if one != region]
        regions = others if is_chosen else [*others, region]
        return RegionLink(region, self._address(self.zone, regions, self.activities), is_chosen)

    @staticmethod
    def _address(zone, regions, activities):
        path = reverse("posts:zone", args=[zone]) if zone else reverse("posts:where")
        chosen = [("region", one.pk) for one in sorted(regions, key=lambda one: one.position)]
        chosen += [("activity", one.slug) for one in activities]
        return f"{path}?{urlencode(chosen)}" if chosen else path


@dataclass(frozen=True)
class Result:
    """A pattern that fits, and why, in words."""

    pattern: ReferralPattern
    reason: str

    @property
    def refers(self):
        return self._muscles(PostMuscle.Role.REFERS)

    @property
    def blamed(self):
        return self._muscles(PostMuscle.Role.BLAMED)

    def _muscles(self, role):
        return [row.muscle for row in self.pattern.post_muscles.all() if row.role == role]


class Results:
    """The patterns that fit `choice`, and what to read before them. At most seven queries."""

    def __init__(self, choice):
        matches = self._matches(choice)
        self.count = len(matches)
        self.activities = {key for match in matches for key in match.pattern.activities}
        chosen = len(choice.regions)
        self.covers_all = any(len(m.main) + len(m.spillover) >= chosen for m in matches)
        shown = matches[:MOST_RESULTS]
        if choice.places:
            self.flags = RedFlag.objects.of(choice.places)
        else:
            felt = {region for match in shown for region in match.pattern.main}
            self.flags = RedFlag.objects.that_cannot_wait(felt)
        keys = [match.pattern.key for match in shown]
        patterns = _with_help().in_bulk(keys) if keys else {}
        self.shown = [Result(patterns[m.pattern.key], reason(m, choice)) for m in shown]
        self.more = self.count - len(shown)
        self.near = [] if matches else self._near(choice)

    @staticmethod
    def _matches(choice):
        regions = frozenset(region.pk for region in choice.places)
        activities = frozenset(activity.pk for activity in choice.activities)
        patterns = ReferralPattern.objects.published().to_weigh(regions, activities)
        matches = rank(patterns, regions, activities)
        if not choice.regions:
            # A zone's page first lists what is felt there, then what may spread there.
            matches.sort(key=lambda match: not match.main)
        return matches

    @staticmethod
    def _near(choice):
        """Patterns felt in the same parts of the body, for a choice that nothing fits."""
        zones = {region.zone for region in choice.places}
        found = Post.objects.published().of_kind(ReferralPattern.KIND)
        return found.filter(regions__zone__in=zones).distinct().for_cards()[:MOST_NEAR]


def _with_help():
    """Patterns without their texts, with the muscles and the self-care a result names."""
    muscles = PostMuscle.objects.filter(muscle__published_at__lte=Now()).select_related("muscle")
    return (
        ReferralPattern.objects.for_cards()
        .defer(*ReferralPattern.section_fields, "body")
        .prefetch_related(
            Prefetch("post_muscles", muscles.in_reading_order()),
            Prefetch("self_care", SelfCarePost.objects.published().only("title", "slug")),
        )
    )


def reason(match, choice):
    """“Main zone: heel. You named running.”"""
    parts = [
        f"{label}: {', '.join(one.name.lower() for one in choice.places if one.pk in keys)}."
        for label, keys in (("Main zone", match.main), ("Spillover", match.spillover))
        if keys
    ]
    if named := [one.name.lower() for one in choice.activities if one.pk in match.activities]:
        parts.append(f"You named {', '.join(named)}.")
    return " ".join(parts)
