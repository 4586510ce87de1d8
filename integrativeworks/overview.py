"""What the desk's front page tells: what waits, and what is still to be written."""

from collections import Counter
from operator import attrgetter, itemgetter
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from muscles.models import Muscle
from posts.models import Post, PostMuscle

from .checkup import checkup
from .content.link_report import report
from .content.models import Image, NotFound, Version
from .content.places import change_url
from .feedback.models import Message, Reply

MOST = 8  # rows of lists of which there is a page with all


class Row(NamedTuple):
    """A page that waits: where to mend it, and why it waits."""

    url: str
    page: Model
    note: str
    is_needed: bool = False


def overview():
    """The front page's lists and the coverage matrix; a fixed number of queries."""
    waiting = Message.objects.filter(status=Message.Status.NEW)
    not_found = NotFound.objects.waiting()
    broken, _ = report()
    awaiting, all_count = _awaiting(), Post.objects.count()
    return {
        "changes": _changes(),
        "scheduled": _scheduled(),
        "failing": _failing(),
        "waiting": waiting[:MOST],
        "waiting_count": waiting.count(),
        "unsent": Reply.objects.unsent().select_related("message")[:MOST],
        "held_back_count": Message.objects.filter(status=Message.Status.PROBABLY_SPAM).count(),
        "awaiting": awaiting,
        "broken": broken[:MOST],
        "broken_count": len(broken),
        "not_found": not_found[:MOST],
        "not_found_count": not_found.count(),
        "undescribed_count": Image.objects.without_description().count(),
        "reworked_count": all_count - len(awaiting),
        "all_count": all_count,
        "kinds": Post.kinds(),
        "matrix": coverage(),
    }


def _changes():
    """Each draft beside a live page, the newest first."""
    drafts = Version.objects.filter(kind=Version.Kind.DRAFT)
    of_page = drafts.values_list("content_type", "object_id", "saved_at")
    keys = {(type_id, key): saved_at for type_id, key, saved_at in of_page}
    types = {
        ContentType.objects.get_for_model(model).pk: model
        for model in (Muscle, *Post.__subclasses__())
    }
    found = []
    for model, parent in ((Muscle, Muscle), (Post, Post)):
        ids = [key for type_id, key in keys if issubclass(types.get(type_id, object), parent)]
        for page in model.objects.filter(pk__in=ids, published_at__isnull=False):
            kept = Post.model_of(page.kind) if isinstance(page, Post) else model
            type_id = ContentType.objects.get_for_model(kept).pk
            found.append((keys[type_id, page.pk], page))
    found.sort(key=itemgetter(0), reverse=True)
    return [Row(change_url(page), page, f"saved {_minute(saved_at)}") for saved_at, page in found]


def _scheduled():
    coming = Q(published_at__gt=timezone.now())
    pages = [page for model in (Muscle, Post) for page in model.objects.filter(coming)]
    pages.sort(key=attrgetter("published_at"))
    return [Row(change_url(page), page, _minute(page.published_at)) for page in pages]


def _failing():
    """Each live page that could be better, with the first of the findings."""
    rows = []
    for page, (first, *others) in checkup():
        note = f"{first.text} And {len(others)} more." if others else first.text
        rows.append(Row(f"{change_url(page)}#id_{first.field}", page, note, first.is_must))
    return rows


def _awaiting():
    posts = Post.objects.filter(awaits_rework=True).order_by("updated_at")
    return [
        Row(change_url(post), post, f"untouched since {_day(post.updated_at)}")
        for post in posts.only("kind", "title", "updated_at")
    ]


def _minute(moment):
    return date_format(timezone.localtime(moment), "M j, H:i")


def _day(moment):
    return date_format(timezone.localtime(moment), "M j, Y")


def coverage():
    """A row a muscle: (muscle, its form, [(kind, number of posts, where to write one)])."""
    rows = PostMuscle.objects.values_list("muscle", "post__kind", "post").distinct()
    counts = Counter((muscle, kind) for muscle, kind, _ in rows)
    return [
        (
            muscle,
            change_url(muscle),
            [(kind, counts[muscle.pk, kind.key], _write(kind, muscle)) for kind in Post.kinds()],
        )
        for muscle in Muscle.objects.all()
    ]


def _write(kind, muscle):
    """The empty form of `kind`, with `muscle` already chosen."""
    meta = Post.model_of(kind.key)._meta
    role = "refers" if kind.key == "pain" else "about"
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_add") + f"?{role}={muscle.pk}"
