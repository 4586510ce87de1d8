from django.db import models

from integrativeworks.content.richtext import RichTextField
from muscles.models import Bone

from .post import Kind, Post


class CranialTechnique(Post):
    KIND = Kind(
        key="cranial-techniques",
        name="Cranial technique",
        plural="Cranial techniques",
        promise="A gentle hold for the far end of the chain, for trained therapists.",
        order=5,
    )
    section_fields = ("intent", "hand_contact", "technique", "cautions")
    core_section = "technique"
    kin_fields = (*Post.kin_fields, "bones")

    intent = RichTextField(blank=True, help_text="What the hold is meant to allow.")
    hand_contact = RichTextField(blank=True, help_text="Where each hand and finger lies.")
    technique = RichTextField(blank=True, help_text="What to do, how lightly, and for how long.")
    cautions = RichTextField(blank=True, help_text="When not to do it.")
    bones = models.ManyToManyField(Bone, related_name="cranial_techniques", blank=True)

    class Meta:
        verbose_name = "cranial technique"
