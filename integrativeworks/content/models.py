"""What muscles and posts are made of: an address, a publishing date."""

from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from .image import EarlierFile, Image  # noqa: F401  (models live there)
from .links import find, own_path, read, trouble_with
from .not_found import NotFound
from .presence import OpenForm  # noqa: F401  (a model lives there)
from .richtext import relink
from .trash import Trash  # noqa: F401  (a model lives there)
from .versions import PreviewLink, Version


class PublishedQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__lte=Now())


class LeavesFormerAddress(models.Model):
    """When its `slug` changes, its old address leads to the new one.

    The old address of what nobody could visit, like the half-typed one of a draft, is forgotten.
    """

    was_live = True

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        former = self.pk and type(self)._base_manager.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if former and former.slug != self.slug and former.was_live:
            # As a request names them: the slug of a tag may have letters like “ü”.
            FormerAddress.leave(*(unquote(one.get_absolute_url()) for one in (former, self)))


class Addressed(LeavesFormerAddress):
    """Something with a page of its own, which links in texts keep by its key."""

    slug = models.SlugField(
        "address",
        max_length=100,
        unique=True,
        help_text="The last part of the page’s address. It fills itself from the title. "
        "If you change it later, the old address keeps leading here.",
        error_messages={"unique": "Another page already has this address."},
    )

    is_live = True

    class Meta:
        abstract = True


class Publishable(Addressed):
    """A page that is a draft, scheduled or live, and is found by search."""

    published_at = models.DateTimeField(
        "published",
        null=True,
        blank=True,
        db_index=True,
        help_text="Leave it empty to publish at once. A time in the future: it goes live by itself "
        "then.",
    )
    created_at = models.DateTimeField("created", auto_now_add=True)
    updated_at = models.DateTimeField("last changed", auto_now=True)

    kin_fields = ()  # relations by whose names it is found too

    class Meta:
        abstract = True

    @property
    def is_live(self):
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def was_live(self):
        """Whether it is live, or went live before it was taken down. One query for a draft."""
        return self.is_live or Version.objects.of(self).filter(kind=Version.Kind.LIVE).exists()

    @property
    def state(self):
        if self.published_at is None:
            return "draft"
        return "live" if self.is_live else "scheduled"

    def remove_versions(self):
        """Once it is gone for good."""
        for model in (Version, PreviewLink):
            model.objects.of(self).delete()

    def names_to_search(self):
        """The names it goes by: a search finds them before anything else."""
        raise NotImplementedError

    def kin_to_search(self):
        """The names of what it hangs on, drafts left out."""
        for field in self.kin_fields:
            for row in getattr(self, field).all():
                if not isinstance(row, Publishable):
                    yield str(row)
                elif row.published_at:
                    yield from row.names_to_search()

    def texts_to_search(self):
        """The other texts a search of it looks through, in reading order."""
        raise NotImplementedError


class FormerAddress(models.Model):
    """An address that a page has left, and where the page is now."""

    path = models.CharField(max_length=200, unique=True)
    new_path = models.CharField(max_length=200, db_index=True)
    left_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["path"]
        verbose_name = "former address"
        verbose_name_plural = "former addresses"

    def __str__(self):
        return f"{self.path} → {self.new_path}"

    @property
    def is_open(self):
        """Whether visitors may know where it leads: not if to a page that isn't live."""
        target, _ = read(self.new_path)
        page = find({target}).get(target) if target else None
        return page.is_live if page else target is None

    def clean(self):
        self.new_path = own_path(self.new_path)[0] or self.new_path
        target, _ = read(self.new_path)
        trouble = trouble_with(self.new_path, find({target}) if target else {})
        if trouble or self.new_path == self.path or not self.new_path.startswith("/"):
            trouble = trouble or "leads nowhere else: choose another page of this site"
            raise ValidationError({"new_path": f"This {trouble}."})

    @classmethod
    def leave(cls, path, new_path):
        """Lead `path` to `new_path`, and with it every address that led to `path`."""
        cls.objects.filter(path=new_path).delete()
        cls.objects.filter(new_path=path).update(new_path=new_path)
        cls.objects.update_or_create(path=path, defaults={"new_path": new_path})
        NotFound.objects.filter(path=path).delete()
        relink(path.rstrip("/"))
