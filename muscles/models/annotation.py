"""What is marked on a picture: trigger points, zones of pain, bones."""

import re
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import models

from integrativeworks.content.models import Image

from .muscle import Muscle

MOST_POINTS = 100
LONGEST_DESCRIPTION = Image._meta.get_field("alt").max_length
A_POINT = re.compile(r"(-?\d*\.?\d+),(-?\d*\.?\d+)", re.ASCII)


def read_points(text):
    """[(x, y), …] of “0.42,0.31 0.5,0.4”: the left and upper edge are 0, the others 1.

    Raises ValidationError, in plain words, for anything else.
    """
    written = text.split(maxsplit=MOST_POINTS)
    if len(written) > MOST_POINTS:
        raise ValidationError(f"A mark has up to {MOST_POINTS} points; these are more.")
    found = [A_POINT.fullmatch(point) for point in written]
    if not all(found):
        raise ValidationError(
            "Write each point as from the left, comma, from the top, with a blank "
            "between two points: 0.42,0.31 0.5,0.4"
        )
    points = [tuple(map(float, point.groups())) for point in found]
    if not all(0 <= number <= 1 for point in points for number in point):
        raise ValidationError("A point lies outside the picture: both its numbers go from 0 to 1.")
    return points


def write_points(points):
    return " ".join(f"{round(x, 4):g},{round(y, 4):g}" for x, y in points)


class AnnotationManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().select_related("muscle")

    def by_kind(self):
        """[(kind, annotations), …] of the kinds that occur, in the order of a legend."""
        order = list(Annotation.Kind)
        found = sorted(self.all(), key=lambda mark: order.index(mark.kind))
        groups = groupby(found, lambda mark: mark.kind)
        return [(Annotation.Kind(kind), list(marks)) for kind, marks in groups]

    def in_words(self):
        """What is marked, as a description for those who can’t see it; as long as one may be."""
        parts = []
        for kind, marks in self.by_kind():
            names = dict.fromkeys(_beginning_small(mark.name) for mark in marks if mark.name)
            parts.append(f"{kind.label}: {', '.join(names)}" if names else kind.label)
        text = "; ".join([*parts[:1], *map(_beginning_small, parts[1:])])
        if len(text) < LONGEST_DESCRIPTION:
            return text and f"{text}."
        return f"{text[: LONGEST_DESCRIPTION - 2].rpartition(' ')[0]} …"


class Annotation(models.Model):
    """A mark on a picture. Its points are relative to the picture, whatever file that has."""

    class Kind(models.TextChoices):
        TRIGGER_POINT = "trigger", "Trigger point"
        MAIN = "main", "Main zone"
        SPILLOVER = "spillover", "Spillover"
        ORIGIN = "origin", "Origin bone"
        INSERTION = "insertion", "Insertion bone"
        TRAPPED = "trapped", "Trapped bone"

    LETTERS = {Kind.ORIGIN: "O", Kind.INSERTION: "I", Kind.TRAPPED: "T"}

    image = models.ForeignKey(Image, models.CASCADE, related_name="annotations")
    kind = models.CharField("what it is", max_length=10, choices=Kind)
    muscle = models.ForeignKey(
        Muscle, models.SET_NULL, null=True, blank=True, related_name="annotations"
    )
    label = models.CharField(
        "in words",
        max_length=80,
        blank=True,
        help_text="“front fibers”, “back of the thigh”, “iliac crest”.",
    )
    points = models.TextField(
        help_text="From the left and from the top, as parts of 1: “0.42,0.31” is a trigger point; "
        "an outline has three points or more.",
        validators=[read_points],
    )

    objects = AnnotationManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "mark"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(points=""),
                name="muscles_annotation_lies_somewhere",
                violation_error_message="A mark needs a place on the picture.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.name}" if self.name else self.get_kind_display()

    def clean(self):
        try:
            number = len(read_points(self.points))
        except ValidationError:
            number = 0
        if not number:
            return  # its field says so
        if self.kind == self.Kind.TRIGGER_POINT and number > 1:
            raise ValidationError({"points": "A trigger point has one point; these are more."})
        if self.kind in self.Kind and self.kind != self.Kind.TRIGGER_POINT and number < 3:
            raise ValidationError({"points": "An outline needs three points or more."})

    def save(self, *args, **kwargs):
        self.points = write_points(read_points(self.points))
        super().save(*args, **kwargs)

    @property
    def name(self):
        if self.muscle and self.label:
            return f"{self.muscle} ({self.label})"
        return str(self.muscle or "") or self.label

    @property
    def letter(self):
        return self.LETTERS.get(self.kind, "")

    @property
    def drawn(self):
        """Its points in the drawing over the picture."""
        width, height = self.image.drawing_size
        return [(round(x * width), round(y * height)) for x, y in read_points(self.points)]

    @property
    def outline(self):
        return " ".join(f"{x},{y}" for x, y in self.drawn)

    @property
    def middle(self):
        """Where its letter or asterisk stands."""
        return [round(sum(numbers) / len(numbers)) for numbers in zip(*self.drawn, strict=True)]


def _beginning_small(text):
    return text[:1].lower() + text[1:]
