"""What muscles and posts are made of: an address, a publishing date."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from .image import EarlierFile, Image  # noqa: F401  (models live there)
from .links import find, own_path, read, trouble_with
from .not_found import NotFound
from .richtext import relink
from .text import searchable, stems
from .trash import Trash  # noqa: F401  (a model lives there)
from .versions import PreviewLink, Version  # noqa: F401  (models live there)


class PublishedQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__lte=Now())

    def matching(self, query):
        """Rows that hold at least half the telling words of `query`, best first.

        A word in a name counts more than one in the text. None for no telling words.
        """
        words = stems(query)
        if not words:
            return self.none()
        hits, score = Value(0), Value(0)
        for word in words:
            in_text = When(search_text__contains=word, then=1)
            hits += Case(in_text, default=0)
            score += Case(When(search_names__contains=word, then=5), in_text, default=0)
        rows = self.annotate(hits=hits, score=score).filter(hits__gte=(len(words) + 1) // 2)
        return rows.order_by("-score", "-pk")


class Addressed(models.Model):
    """Something with a page of its own. When its address changes, the old one leads to the new."""

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

    @transaction.atomic
    def save(self, *args, **kwargs):
        former = self.pk and type(self)._base_manager.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if former and former.slug != self.slug:
            FormerAddress.leave(former.get_absolute_url(), self.get_absolute_url())


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
    search_names = models.TextField(editable=False, default="")
    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    @property
    def is_live(self):
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def state(self):
        if self.published_at is None:
            return "draft"
        return "live" if self.is_live else "scheduled"

    def names_to_search(self):
        """The names it goes by: a search finds them before anything else."""
        raise NotImplementedError

    def words_to_search(self):
        """The other texts a search of it looks through."""
        raise NotImplementedError

    def save(self, *args, **kwargs):
        self.search_names = searchable(" ".join(self.names_to_search()))
        self.search_text = f"{self.search_names} {searchable(' '.join(self.words_to_search()))}"
        super().save(*args, **kwargs)


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
