"""What the forms of the desk held: changes not yet live, and every version before.

A version is what the form sends: sections, relations, tags, pictures and rows of a page alike,
complete or not. So a draft can always be kept, and any version can be put back into the form.
"""

import math

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import get_random_string


class Stale(Exception):
    """The text was typed over an older version than the newest."""


class OfPageQuerySet(models.QuerySet):
    @staticmethod
    def content_type_of(page):
        return ContentType.objects.get_for_model(page)

    def of(self, page):
        return self.filter(content_type=self.content_type_of(page), object_id=page.pk)


class VersionQuerySet(OfPageQuerySet):
    def draft_of(self, page):
        """The changes of `page` that are not yet live, or None."""
        return self.of(page).filter(kind=Version.Kind.DRAFT).first()

    def latest_number(self, page):
        """The number of the newest version of `page`; 0 if it has none."""
        return self.of(page).aggregate(newest=models.Max("number"))["newest"] or 0

    def number_in_form(self, page):
        """The number a form of `page` starts from. What was set aside is not in the form."""
        return self.exclude(kind=Version.Kind.SET_ASIDE).latest_number(page)

    def keep(self, page, data, user, kind, opened_on=math.inf):
        """Add what the form sent (`data`, a QueryDict) as the newest version of `page`.

        A draft is written over by the form that made it, which was opened on an older number
        (`opened_on`). Whoever opened a form on the draft leaves it among the versions.
        """
        number = self.latest_number(page) + 1
        draft = self.draft_of(page)
        if draft and kind in (Version.Kind.DRAFT, Version.Kind.LIVE):
            if draft.number > opened_on:
                draft.delete()
            else:
                draft.stop_being_the_draft()
        return self.create(
            content_type=self.content_type_of(page),
            object_id=page.pk,
            number=number,
            kind=kind,
            data={name: list(values) for name, values in data.lists() if is_content(name)},
            saved_at=timezone.now(),
            saved_by=user,
        )


def is_content(name):
    """Whether a form's field is part of the page, and not a button or the form's own business."""
    return not name.startswith("_") and name != "csrfmiddlewaretoken"


class Version(models.Model):
    class Kind(models.TextChoices):
        DRAFT = "draft", "changes not yet live"
        SAVED = "saved", "saved"
        LIVE = "live", "went live"
        SET_ASIDE = "set-aside", "set aside: another window had saved a newer text"

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    data = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=models.Q(kind="draft"),
                name="content_version_one_draft_a_page",
            ),
            models.UniqueConstraint(
                "content_type", "object_id", "number", name="content_version_numbers_count_up"
            ),
        ]

    def __str__(self):
        return f"Version {self.number}"

    def stop_being_the_draft(self):
        self.kind = self.Kind.SAVED
        self.save()

    @property
    def form_data(self):
        """The version as a form receives it."""
        data = QueryDict(mutable=True)
        for name, values in self.data.items():
            data.setlist(name, values)
        return data


def fresh_token():
    return get_random_string(32)


class PreviewLink(models.Model):
    """Lets somebody without an account see a page as its draft now stands, for a while."""

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    token = models.CharField(max_length=40, unique=True, default=fresh_token)
    expires_at = models.DateTimeField()

    objects = OfPageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self):
        return f"Preview until {self.expires_at:%Y-%m-%d}"

    @property
    def page(self):
        return self.content_type.model_class()._base_manager.filter(pk=self.object_id).first()
