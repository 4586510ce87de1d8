from django.db import models

from integrativeworks.content.richtext import RichTextField

from .cranial_technique import CranialTechnique
from .nmt_protocol import NMTProtocol
from .post import Kind, Post
from .referral_pattern import ReferralPattern


class TherapyNote(Post):
    KIND = Kind(
        key="therapy-notes",
        name="Therapy notes",
        plural="Therapy notes",
        promise="Cranial, spinal and local joint work for colleagues, the far end first.",
        order=3,
    )
    section_fields = ("understanding_the_anatomy", "cranial", "spinal", "local_joint", "home_care")
    core_section = "understanding_the_anatomy"
    kin_fields = (*Post.kin_fields, "patterns")

    understanding_the_anatomy = RichTextField(
        blank=True, help_text="What a colleague has to know before putting a hand on it."
    )
    cranial = RichTextField(blank=True, help_text="Cranial work that comes first.")
    spinal = RichTextField(blank=True, help_text="Work on the spine and the pelvis.")
    local_joint = RichTextField(blank=True, help_text="Work on the joints the muscle crosses.")
    home_care = RichTextField(blank=True, help_text="What the client does between visits.")
    governing_chain = models.TextField(
        blank=True,
        help_text="From the pain to the far end, one link a line: pain, trigger point, "
        "local joint, pelvis, atlanto-occipital joint, craniosacral pattern.",
    )
    patterns = models.ManyToManyField(
        ReferralPattern,
        related_name="therapy_notes",
        blank=True,
        verbose_name="pain patterns",
        help_text="The pain patterns these notes treat.",
    )
    protocols = models.ManyToManyField(
        NMTProtocol,
        related_name="therapy_notes",
        blank=True,
        verbose_name="NMT protocols",
        help_text="The traditional protocols that go with them.",
    )
    techniques = models.ManyToManyField(
        CranialTechnique,
        related_name="therapy_notes",
        blank=True,
        verbose_name="cranial techniques",
        help_text="The cranial techniques they use.",
    )

    class Meta:
        verbose_name = "therapy notes"
        verbose_name_plural = "therapy notes"

    @property
    def governing_chain_list(self):
        return [line.strip() for line in self.governing_chain.splitlines() if line.strip()]
