from functools import cached_property

from django.db import models

from integrativeworks.content.models import Image
from integrativeworks.content.richtext import RichTextField, plain_text

from .post import Kind, Post


class NMTProtocol(Post):
    KIND = Kind(
        key="nmt-protocols",
        name="NMT protocol",
        plural="NMT protocols",
        promise="A neuromuscular routine, step by step, for trained therapists.",
        order=4,
    )
    section_fields = ("purpose", "cautions")
    core_section = "purpose"
    kin_fields = (*Post.kin_fields, "steps")

    purpose = RichTextField(
        "purpose and when to use it", blank=True, help_text="What it is for, and for whom."
    )
    cautions = RichTextField(
        blank=True, help_text="Where not to press, and when not to treat at all."
    )

    class Meta:
        verbose_name = "NMT protocol"

    @cached_property
    def steps_with_pictures(self):
        return list(self.steps.select_related("picture").prefetch_related("picture__annotations"))

    def parts(self):
        return self.steps_with_pictures

    def texts_to_search(self):
        yield from super().texts_to_search()
        for step in self.steps.all():
            yield plain_text(step.text)


class ProtocolStep(models.Model):
    protocol = models.ForeignKey(NMTProtocol, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("number", default=1)
    title = models.CharField(max_length=120)
    text = RichTextField(blank=True, help_text="Position, hand, direction, depth, seconds.")
    picture = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "step"

    def __str__(self):
        return self.title
