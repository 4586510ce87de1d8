"""Bones, and joints as the bones they join: together a graph that can be walked."""

from django.db import models
from django.urls import reverse

from integrativeworks.content.models import Addressed


class Bone(Addressed):
    name = models.CharField(
        max_length=80,
        unique=True,
        error_messages={"unique": "There is already a bone of this name."},
    )
    latin_name = models.CharField("Latin name", max_length=80, blank=True)
    description = models.TextField(blank=True, help_text="A sentence or two in plain words.")
    position = models.PositiveSmallIntegerField(
        "place from head to foot", default=0, help_text="Lists are sorted by this number."
    )

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("muscles:bone", args=[self.slug])

    def what_links_here(self):
        muscles = self.muscles_from.all() | self.muscles_to.all()
        return [*muscles.distinct(), *self.joints.all(), *self.cranial_techniques.all()]


class Joint(Addressed):
    name = models.CharField(
        max_length=80,
        unique=True,
        error_messages={"unique": "There is already a joint of this name."},
    )
    description = models.TextField(blank=True, help_text="A sentence or two in plain words.")
    bones = models.ManyToManyField(
        Bone,
        related_name="joints",
        help_text="The bones it joins. Which joints a muscle crosses is worked out from this.",
    )
    position = models.PositiveSmallIntegerField(
        "place from head to foot", default=0, help_text="Lists are sorted by this number."
    )

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("muscles:joint", args=[self.slug])
