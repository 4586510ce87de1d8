"""What the desk's front page tells: what waits, and what is still to be written."""

from collections import Counter

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from muscles.models import Muscle
from posts.models import Post, PostMuscle

from .checkup import checkup
from .content.link_report import report
from .content.models import NotFound, Version
from .content.places import change_url
from .feedback.models import Message, Reply

MOST = 8  # rows of each list


def overview():
    """The front page's lists and the coverage matrix; a fixed number of queries."""
    posts, now = Post.objects, timezone.now()
    waiting = Message.objects.filter(status=Message.Status.NEW)
    reworked = posts.filter(awaits_rework=False).count()
    awaiting = posts.filter(awaits_rework=True)
    not_found = NotFound.objects.waiting()
    broken, _ = report()
    return {
        "changes": _changes(),
        "scheduled": [
            (change_url(page), page, page.published_at)
            for model in (Muscle, Post)
            for page in model.objects.filter(published_at__gt=now).order_by("published_at")[:MOST]
        ],
        "failing": [(change_url(page), page, findings) for page, findings in checkup()[:MOST]],
        "waiting": waiting[:MOST],
        "waiting_count": waiting.count(),
        "unsent": Reply.objects.unsent().select_related("message")[:MOST],
        "held_back_count": Message.objects.filter(status=Message.Status.PROBABLY_SPAM).count(),
        "awaiting": [(change_url(post), post) for post in awaiting.order_by("updated_at")[:MOST]],
        "awaiting_count": awaiting.count(),
        "broken": broken[:MOST],
        "broken_count": len(broken),
        "not_found": not_found[:MOST],
        "not_found_count": not_found.count(),
        "reworked_count": reworked,
        "all_count": reworked + awaiting.count(),
        "kinds": Post.kinds(),
        "matrix": coverage(),
    }


def _changes():
    """(address of the form, page, saved at) of each draft beside a live page, the newest first."""
    drafts = Version.objects.filter(kind=Version.Kind.DRAFT).order_by("-saved_at")
    keys = {(draft.content_type_id, draft.object_id): draft.saved_at for draft in drafts}
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
            found.append((change_url(page), page, keys[type_id, page.pk]))
    return sorted(found, key=lambda row: row[2], reverse=True)[:MOST]


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
