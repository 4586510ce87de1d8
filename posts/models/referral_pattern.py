from collections import defaultdict

from django.db import models
from django.db.models import Q

from integrativeworks.content.richtext import RichTextField

from ..finder import Pattern
from .post import Kind, Post, PostQuerySet, PostRegion


class Activity(models.Model):
    """Something people do that sets a pain off or keeps it going."""

    name = models.CharField(
        max_length=60,
        unique=True,
        help_text="As a visitor would say it: “Getting up from a chair”.",
        error_messages={"unique": "There is already an activity of this name."},
    )
    slug = models.SlugField(
        max_length=60,
        unique=True,
        error_messages={"unique": "Another activity already has this address."},
    )
    position = models.PositiveSmallIntegerField("place in lists", default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "activities"

    def __str__(self):
        return self.name

    def what_links_here(self):
        return self.patterns.all()


class ReferralPatternQuerySet(PostQuerySet):
    def to_weigh(self, regions, activities):
        """What the finder weighs of those felt in one of `regions` (ids); without regions, of
        those set off by one of `activities` (keys). Two queries, and no texts.
        """
        wanted = Q(regions__in=regions) if regions else Q(activities__in=activities)
        keys = self.filter(wanted).order_by().values("pk")
        facts = defaultdict(lambda: {"main": set(), "spillover": set(), "activities": set()})
        felt = PostRegion.objects.filter(post__in=keys)
        for key, region, extent in felt.values_list("post", "region", "extent"):
            facts[key][extent].add(region)
        set_off = self.model.activities.through.objects.filter(referralpattern__in=keys)
        for key, activity in set_off.values_list("referralpattern", "activity"):
            facts[key]["activities"].add(activity)
        return [
            Pattern(key, **{name: frozenset(ids) for name, ids in facts[key].items()})
            for key in sorted(facts, reverse=True)
        ]


class ReferralPattern(Post):
    KIND = Kind(
        key="pain",
        name="Pain pattern",
        plural="Pain patterns",
        promise="What a pain is like, which muscle is blamed for it and which one sends it.",
        order=1,
    )
    section_fields = (
        "how_people_describe_it",
        "wrong_suspect",
        "what_activates_it",
        "anatomy_behind_it",
        "elicit_blamed",
        "elicit_referring",
        "getting_relief",
        "when_to_see_a_doctor",
    )
    core_section = "getting_relief"
    kin_fields = (*Post.kin_fields, "activities")

    how_people_describe_it = RichTextField(
        blank=True, help_text="In their own words. Begin with a sentence or two as a quote."
    )
    wrong_suspect = RichTextField(
        "why the usual suspect is wrong",
        blank=True,
        help_text="Which muscle people believe it to be, and what speaks against it.",
    )
    what_activates_it = RichTextField(
        blank=True, help_text="What sets the pain off, and what keeps it going."
    )
    anatomy_behind_it = RichTextField(
        "the anatomy behind it",
        blank=True,
        help_text="Where the muscle lies, what it does, why its pain is felt elsewhere.",
    )
    elicit_blamed = RichTextField(
        "elicit the blamed muscle",
        blank=True,
        help_text="How to stretch or press the usual suspect, and what that does not bring on.",
    )
    elicit_referring = RichTextField(
        "elicit the one that refers",
        blank=True,
        help_text="How to bring the pattern on deliberately, to show where it comes from.",
    )
    getting_relief = RichTextField(
        blank=True, help_text="What to do first. The self-care posts that relieve it follow."
    )
    when_to_see_a_doctor = RichTextField(
        blank=True, help_text="When this is not a matter of muscles."
    )
    activities = models.ManyToManyField(
        Activity,
        related_name="patterns",
        blank=True,
        help_text="What sets it off or keeps it going. Visitors will search by these.",
    )

    objects = ReferralPatternQuerySet.as_manager()

    class Meta:
        verbose_name = "pain pattern"
