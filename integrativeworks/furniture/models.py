"""What stands around every page: edited once, shown where it belongs, gone when emptied."""

from django.db import models

from integrativeworks.content.models import Image
from integrativeworks.content.richtext import IN_BODY, RichTextField


class SiteSettings(models.Model):
    name = models.CharField("site name", max_length=80, default="Integrative Works")
    tagline = models.CharField(
        max_length=160,
        blank=True,
        default="Where it hurts is often not where the trouble is.",
    )
    description = models.CharField(
        "description for search engines",
        max_length=250,
        blank=True,
        default="Pain patterns, self-care and anatomy from a manual therapist’s practice: "
        "find the muscle that sends the pain, and what helps.",
    )
    notice = RichTextField(
        "notice on older posts",
        blank=True,
        help_text="Shown on posts marked “still to be reworked”.",
    )
    patreon_text = RichTextField("Patreon invitation", blank=True)
    patreon_url = models.URLField("Patreon address", blank=True)
    author_name = models.CharField(max_length=80, blank=True)
    author_note = RichTextField("author’s note", blank=True, help_text="Closes every page.")
    author_portrait = models.ForeignKey(
        Image, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    about = RichTextField(
        "about page", blank=True, headings=IN_BODY, help_text="The whole text of the page “About”."
    )
    contact_email = models.EmailField(
        "contact address",
        blank=True,
        help_text="Shown on the site, and where readers’ messages are sent.",
    )
    signature = models.TextField(
        blank=True,
        help_text="Closes your answers to readers. Without one it is “Kind regards” and your name.",
    )
    instagram_url = models.URLField("Instagram address", blank=True)
    disclaimer_everyone = RichTextField(
        "disclaimer for everyone", blank=True, help_text="Below posts written for everyone."
    )
    disclaimer_therapists = RichTextField(
        "disclaimer for therapists", blank=True, help_text="Below posts for trained therapists."
    )

    class Meta:
        verbose_name = "site text"
        verbose_name_plural = "site texts"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="furniture_one_row_of_settings",
                violation_error_message="The site has its texts already. Change those.",
            )
        ]

    def __str__(self):
        return self.name

    @classmethod
    def load(cls):
        """The site's texts; the defaults where none were saved yet. One query."""
        return cls.objects.select_related("author_portrait").filter(pk=1).first() or cls(pk=1)

    @property
    def has_about_page(self):
        return bool(self.about or self.description)

    def disclaimer_for(self, post):
        """As visitors see it; `rendering.show()` has prepared it."""
        return self.shown[self._disclaimer_field(post)]

    def disclaimer_of(self, post):
        """As it is kept."""
        return getattr(self, self._disclaimer_field(post))

    @staticmethod
    def _disclaimer_field(post):
        is_for_therapists = post.audience == post.Audience.THERAPISTS
        return "disclaimer_therapists" if is_for_therapists else "disclaimer_everyone"


class Product(models.Model):
    name = models.CharField(max_length=80)
    text = models.CharField(max_length=250, blank=True)
    picture = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    url = models.URLField(
        "where to get it",
        blank=True,
        help_text="Empty this to take the product off the site.",
    )
    position = models.PositiveSmallIntegerField("place in the list", default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name
