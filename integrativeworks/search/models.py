"""What search knows: an entry for each page, the words to mend typos with, and words that mean
the same."""

import re

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from muscles.models import Muscle
from posts.models import Post

from .words import is_telling, telling_stems, words_of

SHORTEST_TO_MEND = 4  # letters of a word that a slip may be mended to


class EntryQuerySet(models.QuerySet):
    def published(self):
        """Entries whose page is live by its own date, so that a scheduled one is found in time."""
        return self.filter(Q(post__published_at__lte=Now()) | Q(muscle__published_at__lte=Now()))

    def stale(self):
        return self.filter(is_stale=True).order_by("pk")

    def mark(self, muscles=(), posts=()):
        """Note that the pages with these keys are to be read anew. One query."""
        entries = [Entry(pk=-key, muscle_id=key) for key in set(muscles)]
        entries += [Entry(pk=key, post_id=key) for key in set(posts)]
        self.bulk_create(
            sorted(entries, key=lambda entry: entry.pk),  # two at once lock in the same order
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["is_stale"],
        )


class Entry(models.Model):
    """A page as search knows it: one that is live or scheduled.

    Its key is the post's own, or the muscle's below zero: so it is the same in every dump. The
    database itself doesn't hold it to its page, or the trash would keep and restore it as well.
    """

    id = models.BigIntegerField(primary_key=True)
    muscle = models.OneToOneField(
        Muscle, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    post = models.OneToOneField(
        Post, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    kind = models.CharField(max_length=30)
    names = models.TextField()  # one a line
    texts = models.TextField()  # one a line, for the passage that is shown
    # What is searched in: each word once, one space apart.
    name_words = models.TextField()  # as written, and their stems
    kin_words = models.TextField()  # stems of the names of what it hangs on
    all_words = models.TextField()  # every stem of the page
    is_stale = models.BooleanField(default=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(is_stale=True), name="search_entry_stale")
        ]

    def __str__(self):
        return self.names.partition("\n")[0]


class Word(models.Model):
    """A word that some page is or was called by: what a slip of the finger may have meant."""

    word = models.CharField(max_length=40, unique=True)

    def __str__(self):
        return self.word


class Meaning(models.Model):
    """Words that mean the same: whoever searches for one of them finds the others too."""

    words = models.CharField(
        max_length=400,
        help_text="Two or more, separated by commas: “calf, gastroc, gastrocnemius”. "
        "One may be of several words: “shoulder blade, scapula”.",
    )

    class Meta:
        ordering = ["words"]
        verbose_name = "row of words that mean the same"
        verbose_name_plural = "words that mean the same"

    def __str__(self):
        return self.words

    @property
    def word_list(self):
        return [" ".join(word.split()) for word in self.words.split(",") if words_of(word)]

    def clean(self):
        different = {tuple(telling_stems(word)) for word in self.word_list} - {()}
        if len(different) < 2:
            raise ValidationError(
                {"words": "Give at least two different words, separated by a comma."}
            )
        self.words = ", ".join(self.word_list)


class MissedSearchQuerySet(models.QuerySet):
    def note(self, query):
        """Count a search that found nothing: its words, and nothing of who searched.

        What is long, or may be an address, a number or a whole letter, is not kept.
        """
        words = self._normalised(query)
        is_personal = "@" in query or re.search(r"\d{4}", query)
        if not words or is_personal or len(query) > 60 or len(query.split()) > 6:
            return
        if not self._count(words):
            try:
                with transaction.atomic():
                    self.create(words=words)
            except IntegrityError:  # somebody searched for the same at the same moment
                self._count(words)
            latest_first = self.order_by("-last_at", "-pk").values_list("pk", flat=True)
            self.filter(pk__in=list(latest_first[MissedSearch.MOST :])).delete()

    def _count(self, words):
        return self.filter(words=words).update(times=F("times") + 1, last_at=timezone.now())

    def waiting(self):
        return self.filter(is_dismissed=False)

    def answer(self, words):
        """Forget the searches for `words`: they find something now."""
        self.filter(words__in=map(self._normalised, words)).delete()

    @staticmethod
    def _normalised(query):
        return " ".join(filter(is_telling, words_of(query)))


class MissedSearch(models.Model):
    """Words that were searched for and found nothing. Dismissed ones wait unseen, so as not to
    come back as new."""

    MOST = 500

    words = models.CharField("searched for", max_length=60, unique=True)
    times = models.PositiveIntegerField("how often", default=1)
    last_at = models.DateTimeField("last time", default=timezone.now)
    is_dismissed = models.BooleanField(default=False)

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-times", "-last_at"]
        verbose_name = "search that found nothing"
        verbose_name_plural = "searches that found nothing"

    def __str__(self):
        return self.words
