"""Keeps the entries at one with their pages.

A change only marks the entry (see `following`). What is marked is read anew before the next search
looks, so no relation that is written later, no rollback and no bulk import can leave it behind.
"""

from django.db import transaction

from muscles.models import Muscle
from posts.models import Post

from .models import SHORTEST_TO_MEND, Entry, Word
from .words import is_telling, stem, words_of

AT_ONCE = 100  # pages that one search reads at most
MOST_WORDS = 5000  # of one page; PostgreSQL takes a megabyte of them


def catch_up():
    """Read up to 100 marked pages anew; return how many there were. One query if none."""
    if not Entry.objects.stale().exists():
        return 0
    with transaction.atomic():
        stale = Entry.objects.stale().select_for_update(skip_locked=True)
        keys = list(stale.values_list("pk", flat=True)[:AT_ONCE])
        pages = [page for page in [*_muscles(keys), *_posts(keys)] if page.published_at]
        entries = [_entry_of(page) for page in pages]
        Entry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[
                *("kind", "names", "texts", "name_words", "kin_words", "all_words", "is_stale")
            ],
        )
        Entry.objects.filter(pk__in=set(keys) - {entry.pk for entry in entries}).delete()
        Word.objects.bulk_create(
            [Word(word=word) for word in sorted(set().union(*map(_words_to_mend, pages)))],
            ignore_conflicts=True,
        )
    return len(keys)


def catch_up_entirely():
    while catch_up():
        pass


def mark_everything():
    """Mark every page; return how many there are. What is known of them stays until it is read."""
    with transaction.atomic():
        Word.objects.all().delete()
        Entry.objects.update(is_stale=True)
        Entry.objects.mark(
            muscles=Muscle.objects.values_list("pk", flat=True),
            posts=Post.objects.values_list("pk", flat=True),
        )
    return Entry.objects.count()


def _muscles(keys):
    keys = [-key for key in keys if key < 0]
    return _with_kin(Muscle, keys).select_related("group") if keys else []


def _posts(keys):
    kinds = Post.objects.filter(pk__in=keys).order_by().values_list("kind", flat=True).distinct()
    for kind in kinds:
        yield from _with_kin(Post.model_of(kind), keys)


def _with_kin(model, keys):
    return model._base_manager.filter(pk__in=keys).prefetch_related(*model.kin_fields)


def _entry_of(page):
    names = [" ".join(name.split()) for name in page.names_to_search()]
    texts = [" ".join(text.split()) for text in page.texts_to_search()]
    name_words = words_of(" ".join(names))  # as written, too, for one who is still typing
    name_words = [*name_words, *map(stem, name_words)]
    kin_words = [stem(word) for word in words_of(" ".join(page.kin_to_search()))]
    text_words = [stem(word) for word in words_of(" ".join(texts))]
    is_muscle = isinstance(page, Muscle)
    return Entry(
        pk=-page.pk if is_muscle else page.pk,
        muscle_id=page.pk if is_muscle else None,
        post_id=None if is_muscle else page.pk,
        kind="muscles" if is_muscle else page.kind,
        names="\n".join(filter(None, names)).replace("\x00", ""),
        texts="\n".join(filter(None, texts)).replace("\x00", ""),
        name_words=_each_once(name_words),
        kin_words=_each_once(kin_words),
        all_words=_each_once([*name_words, *kin_words, *text_words]),
        is_stale=False,
    )


def _each_once(words):
    return " ".join(list(dict.fromkeys(words))[:MOST_WORDS])


def _words_to_mend(page):
    names = words_of(" ".join([*page.names_to_search(), *page.kin_to_search()]))
    return {word for word in names if is_telling(word) and len(word) >= SHORTEST_TO_MEND}
