"""Which pages a changed row changes in the search: the one place where signals tell of it.

A row changes the pages it is, the page it belongs to (a step, a muscle's role), and the pages that
are found by its name (`kin_fields`). It marks them before it goes, and after it is written.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.apps import apps
from django.db.models.signals import m2m_changed, post_save, pre_delete

from muscles.models import Muscle
from posts.models import Post

from .index import mark_everything
from .models import Entry

_imported = ContextVar("_imported", default=None)  # the models that an import has changed so far


@contextmanager
def one_import():
    """Many changes at once: at the end every page is marked, instead of some with each change."""
    token = _imported.set(set())
    try:
        yield
        is_changed = bool(_imported.get())
    finally:
        _imported.reset(token)
    if is_changed:
        mark_everything()


def follow_changes():
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, (Muscle, Post)) or _links_to_posts(model) or _stands_on(model):
            post_save.connect(_row_changed, sender=model)
            pre_delete.connect(_row_changed, sender=model)
    m2m_changed.connect(_links_changed)


def _is_imported(model):
    """Whether it changes within `one_import()`, which marks the pages."""
    imported = _imported.get()
    if imported is not None:
        imported.add(model)
    return imported is not None


def _row_changed(sender, instance, **facts):
    if _is_imported(sender):
        return
    muscles, posts = set(), set()
    if isinstance(instance, Muscle):
        muscles.add(instance.pk)
    if isinstance(instance, Post):
        posts.add(instance.pk)
    posts |= {getattr(instance, field.attname) for field in _links_to_posts(sender)}
    for model, name in _stands_on(sender):
        found = muscles if model is Muscle else posts
        found |= set(model._base_manager.filter(**{name: instance.pk}).values_list("pk", flat=True))
    Entry.objects.mark(muscles, posts - {None})


def _links_changed(instance, action, model, pk_set, **facts):
    if action not in ("post_add", "post_remove", "pre_clear") or _is_imported(type(instance)):
        return
    _row_changed(type(instance), instance)
    if issubclass(model, Post):
        Entry.objects.mark(posts=pk_set or ())
    elif issubclass(model, Muscle):
        Entry.objects.mark(muscles=pk_set or ())


@cache
def _links_to_posts(model):
    """The foreign keys by which a row of `model` belongs to a post."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.many_to_one and issubclass(field.related_model, Post)
    ]


@cache
def _stands_on(model):
    """(model of the pages, relation) of each relation by which `model` gives pages its names."""
    found = [(Muscle, "group"), *((Muscle, name) for name in Muscle.kin_fields)]
    found += [(Post, name) for name in Post.kin_fields]
    for kind in Post.__subclasses__():
        found += [(kind, name) for name in kind.kin_fields if name not in Post.kin_fields]
    return [
        (pages, name)
        for pages, name in found
        if issubclass(model, pages._meta.get_field(name).related_model)
    ]
