import csv
from functools import cache
from pathlib import Path

from django.db import models

# Its clinical names follow the regions of the body in Terminologia Anatomica and Gray’s Anatomy
# (Standring, ed.); what is smaller than these is named by side and level.
REGIONS_FILE = Path(__file__).parent.parent / "starter" / "regions.tsv"


@cache
def regions_of_the_drawing():
    """Every `Region`, by its id, as `starter/regions.tsv` has it. No query."""
    with REGIONS_FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {
        row["id"]: Region(
            id=row["id"],
            name=row["name"],
            clinical_name=row["clinical_name"],
            zone=row["zone"],
            is_seen_from_front="front" in row["views"],
            is_seen_from_back="back" in row["views"],
            position=position,
        )
        for position, row in enumerate(rows)
    }


class RegionQuerySet(models.QuerySet):
    def follow_the_drawing(self):
        """Make the table hold the regions of the drawing."""
        self.bulk_create(
            regions_of_the_drawing().values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[
                "name",
                "clinical_name",
                "zone",
                "is_seen_from_front",
                "is_seen_from_back",
                "position",
            ],
        )


class Region(models.Model):
    """A place on the body's surface. Its id is the one of the drawing and never changes."""

    class Zone(models.TextChoices):
        HEAD = "head", "Head"
        FACE = "face", "Face and jaw"
        NECK = "neck", "Neck"
        SHOULDER = "shoulder", "Shoulder"
        CHEST = "chest", "Chest and ribs"
        BELLY = "belly", "Belly"
        UPPER_BACK = "upper-back", "Upper back"
        LOW_BACK = "low-back", "Lower back"
        HIP = "hip", "Hip and buttock"
        GROIN = "groin", "Groin"
        UPPER_ARM = "upper-arm", "Upper arm"
        ELBOW = "elbow", "Elbow"
        FOREARM = "forearm", "Forearm and wrist"
        HAND = "hand", "Hand"
        THIGH = "thigh", "Thigh"
        KNEE = "knee", "Knee"
        LOWER_LEG = "lower-leg", "Lower leg"
        FOOT = "foot", "Ankle and foot"

    id = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    clinical_name = models.CharField(max_length=80)
    zone = models.CharField(max_length=20, choices=Zone)
    is_seen_from_front = models.BooleanField()
    is_seen_from_back = models.BooleanField()
    position = models.PositiveSmallIntegerField()

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name
