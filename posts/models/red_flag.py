from django.db import models
from django.db.models import Q

from muscles.models import Region


class RedFlagQuerySet(models.QuerySet):
    def of(self, regions):
        """Those to be read before any advice about `regions`, the most urgent first."""
        return self.filter(Q(regions__in=regions) | Q(regions=None)).distinct()

    def that_cannot_wait(self, regions):
        """The emergencies among them, and those that count everywhere: where one only knows
        what brings the pain on, all that may fit would be too many to read.
        """
        return self.of(regions).filter(Q(urgency=RedFlag.Urgency.NOW) | Q(regions=None))


class RedFlag(models.Model):
    """A sign that a pain may be no matter of muscles. The finder shows it before any advice."""

    class Urgency(models.IntegerChoices):
        NOW = 1, "Call emergency services now (911 in the US)"
        TODAY = 2, "See a doctor today"
        SOON = 3, "See a doctor soon"

    name = models.CharField(
        max_length=80,
        unique=True,
        help_text="For your own list: “Heart attack”. Visitors don’t see it.",
        error_messages={"unique": "There is already a red flag of this name."},
    )
    urgency = models.PositiveSmallIntegerField("what to do", choices=Urgency)
    text = models.CharField(
        "sign",
        max_length=300,
        help_text="Completes “See a doctor today if …”: “the joint is hot, red and swollen”. "
        "Plain and calm.",
    )
    regions = models.ManyToManyField(
        Region,
        related_name="red_flags",
        blank=True,
        help_text="Where on the body it belongs. Leave it empty for a sign that counts everywhere.",
    )
    source = models.CharField(
        max_length=300,
        blank=True,
        help_text="Where you can read it up again. Visitors don’t see it.",
    )

    objects = RedFlagQuerySet.as_manager()

    class Meta:
        ordering = ["urgency", "pk"]

    def __str__(self):
        return self.name
