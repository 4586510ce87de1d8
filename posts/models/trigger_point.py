from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from muscles.figure import VIEWS, views
from muscles.models import Muscle
from muscles.models.region import regions_of_the_drawing

from .post import Post

IN_PERCENT = {
    "max_digits": 4,
    "decimal_places": 1,
    "validators": [MinValueValidator(0), MaxValueValidator(100)],
}


class TriggerPoint(models.Model):
    """Where a trigger point that sends the pain of a post is marked on a drawing of the body."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="trigger_points")
    muscle = models.ForeignKey(Muscle, models.CASCADE, related_name="trigger_points")
    view = models.CharField(
        "drawing",
        max_length=12,
        default="back",
        choices=[(key, phrase.removeprefix("the ").capitalize()) for key, phrase in VIEWS.items()],
    )
    across = models.DecimalField(
        **IN_PERCENT, help_text="From the left edge of the drawing, in percent."
    )
    down = models.DecimalField(**IN_PERCENT, help_text="From its upper edge, in percent.")
    label = models.CharField(
        max_length=60, blank=True, help_text="Which part of the muscle: “back fibers”."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(across__range=(0, 100), down__range=(0, 100)),
                name="posts_triggerpoint_lies_on_the_drawing",
                violation_error_message="A trigger point lies between 0 and 100 percent.",
            ),
        ]

    def __str__(self):
        return f"{self.muscle.name}, {self.label}" if self.label else self.muscle.name

    @property
    def region_name(self):
        """Where on the body it is drawn."""
        region = views()[self.view].region_at(self.across, self.down)
        return regions_of_the_drawing()[region].name if region else ""

    def clean(self):
        super().clean()
        if self.view in VIEWS and None not in (self.across, self.down) and not self.region_name:
            raise ValidationError(
                "This place lies beside the body. Click on the drawing, or change the percentages."
            )
