from django.core.exceptions import ValidationError
from django.db import models

from integrativeworks.content.richtext import RichTextField

from .post import Kind, Post
from .referral_pattern import ReferralPattern


class Case(Post):
    KIND = Kind(
        key="cases",
        name="Case",
        plural="Cases",
        promise="One person’s story, from the complaint to what it taught.",
        order=6,
    )
    section_fields = ("presentation", "findings", "work_done", "outcome", "what_it_taught")
    core_section = "presentation"
    kin_fields = (*Post.kin_fields, "patterns")

    presentation = RichTextField(blank=True, help_text="Who came, with what, since when.")
    findings = RichTextField(blank=True, help_text="What was seen, tested and felt.")
    work_done = RichTextField(blank=True, help_text="What was done, in which order.")
    outcome = RichTextField(blank=True, help_text="What became of it, and how long it was watched.")
    what_it_taught = RichTextField(blank=True, help_text="What to look for the next time.")
    patterns = models.ManyToManyField(
        ReferralPattern,
        related_name="cases",
        blank=True,
        verbose_name="pain patterns",
        help_text="The pain patterns it is an example of.",
    )
    consent_note = models.CharField(
        "consent",
        max_length=200,
        blank=True,
        help_text="Needed to publish: who agreed, how and when. Readers don’t see it. "
        "Or: “Invented case.”",
    )

    class Meta:
        verbose_name = "case"

    @property
    def consent_sentence(self):
        """What readers are told. The note itself may name the person, and stays with us."""
        if "invented" in self.consent_note.lower():
            return "This case is invented."
        return "Published with the consent of the person it is about."

    def clean(self):
        super().clean()
        if self.published_at and not self.consent_note.strip():
            raise ValidationError(
                {"consent_note": "A case can’t be published before consent is noted here."}
            )
