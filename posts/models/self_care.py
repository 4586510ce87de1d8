from django.db import models

from integrativeworks.content.richtext import RichTextField

from .post import Kind, Post
from .referral_pattern import ReferralPattern


class Equipment(models.Model):
    """A thing that a self-care post uses: a tennis ball, a strap, a wall."""

    name = models.CharField(
        max_length=60,
        unique=True,
        error_messages={"unique": "This thing is already on the list."},
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "equipment"

    def __str__(self):
        return self.name

    def what_links_here(self):
        return self.self_care.all()


class SelfCarePost(Post):
    KIND = Kind(
        key="self-care",
        name="Self-care",
        plural="Self-care",
        promise="What you can do yourself, step by step, with things you have at home.",
        order=2,
    )
    section_fields = (
        "before_you_start",
        "activities_to_change",
        "temporary_relief",
        "longer_lasting_relief",
        "corrective_exercise",
        "when_to_get_help",
    )
    core_section = "temporary_relief"
    kin_fields = (*Post.kin_fields, "relieves", "equipment")

    before_you_start = RichTextField(
        blank=True, help_text="Who this is for, what to have at hand, and who should not do it."
    )
    activities_to_change = RichTextField(
        "activities to avoid or change",
        blank=True,
        help_text="What keeps the trouble going, and how to do it differently.",
    )
    temporary_relief = RichTextField(
        "for temporary relief",
        blank=True,
        help_text="What helps within minutes: where to put the ball, how long, how it should feel.",
    )
    longer_lasting_relief = RichTextField(
        "stretches and exercises for longer-lasting relief",
        blank=True,
        help_text="Each with position, movement, how long and how often.",
    )
    corrective_exercise = RichTextField(
        "corrective exercise and yoga",
        blank=True,
        help_text="What keeps it from coming back.",
    )
    when_to_get_help = RichTextField(
        blank=True, help_text="When to stop, and whom to ask: a therapist, a doctor."
    )
    relieves = models.ManyToManyField(
        ReferralPattern,
        related_name="self_care",
        blank=True,
        help_text="The pain patterns it helps with. It shows on their pages by itself.",
    )
    equipment = models.ManyToManyField(
        Equipment, related_name="self_care", blank=True, help_text="The things it uses."
    )

    class Meta:
        verbose_name = "self-care post"
