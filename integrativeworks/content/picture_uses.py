"""Where a picture is used: on pages and in site texts, live or in changes not yet live."""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import capfirst

from .image import Image
from .richtext import RichTextField, picture_ids
from .versions import Version


class Use(NamedTuple):
    page: models.Model
    place: str
    is_draft: bool

    def __str__(self):
        return f"{self.page} ({self.place}{', not yet live' if self.is_draft else ''})"

    @property
    def is_for_visitors(self):
        return not self.is_draft and getattr(self.page, "published_at", True) is not None

    @property
    def desk_address(self):
        meta = getattr(self.page, "desk_model", type(self.page))._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.page.pk])


@cache
def places():
    """The fields that hold a picture or a formatted text, by the model whose table they are in."""
    found = {
        model: [field for field in model._meta.local_fields if _holds_pictures(field)]
        for model in apps.get_models()
    }
    return {model: fields for model, fields in found.items() if fields}


def _holds_pictures(field):
    return isinstance(field, RichTextField) or (field.related_model is Image and field.editable)


def uses_of(picture):
    """Every `Use` of `picture`, live ones first. The number of queries doesn't grow with them."""
    uses = {}
    for model, fields in places().items():
        named = (_names(field, picture) for field in fields)
        for row in _with_page(model).filter(Q(*named, _connector=Q.OR)):
            for field in fields:
                if picture.pk in _pictures(field, field.value_from_object(row)):
                    use = Use(_page(row), capfirst(field.verbose_name), is_draft=False)
                    uses[use.page, use.place] = use
    for use in _in_drafts(picture):
        uses.setdefault((use.page, use.place), use)
    return sorted(uses.values(), key=lambda use: (not use.is_for_visitors, str(use)))


def used_ids():
    """The ids of all pictures that are used anywhere."""
    found = set()
    for model, fields in places().items():
        holding = (_names(field) for field in fields)
        names = [field.attname for field in fields]
        for row in model._base_manager.filter(Q(*holding, _connector=Q.OR)).values_list(*names):
            for field, value in zip(fields, row, strict=True):
                found |= _pictures(field, value)
    for draft in Version.objects.filter(kind=Version.Kind.DRAFT).iterator():
        for _, ids in _sent_pictures(draft):
            found |= ids
    return found


def _names(field, picture=None):
    """The condition that `field` holds `picture`, or any."""
    if isinstance(field, RichTextField):
        return Q(**{f"{field.name}__contains": f'src="{picture.address if picture else "/pic"}'})
    return Q(**{field.name: picture}) if picture else Q(**{f"{field.name}__isnull": False})


def _pictures(field, value):
    if isinstance(field, RichTextField):
        return picture_ids(value)
    return {value} - {None}


def _parent(model):
    """The relation from rows without a form of their own to the page in whose form they are."""
    if model in admin.site._registry:
        return None
    return next(f.name for f in model._meta.local_fields if f.many_to_one and not f.null)


def _with_page(model):
    parent = _parent(model)
    rows = model._base_manager.all()
    return rows.select_related(parent) if parent else rows


def _page(row):
    parent = _parent(type(row))
    return getattr(row, parent) if parent else row


def _in_drafts(picture):
    drafts = Version.objects.filter(kind=Version.Kind.DRAFT).annotate(
        text=Cast("data", models.TextField())
    )
    naming = Q(text__contains=picture.address) | Q(text__contains=f'["{picture.pk}"]')
    by_model = defaultdict(dict)
    for draft in drafts.filter(naming).select_related("content_type"):
        by_model[draft.content_type.model_class()][draft.object_id] = draft
    for model, found in by_model.items():
        for page in model._base_manager.filter(pk__in=found):
            for place, ids in _sent_pictures(found[page.pk]):
                if picture.pk in ids:
                    yield Use(page, place, is_draft=True)


def _sent_pictures(draft):
    """(place, ids of pictures) of each value that the form of a page sent."""
    fields = {field.name: field for found in places().values() for field in found}
    for name, values in draft.data.items():
        prefix, _, last = name.rpartition("-")
        if last in fields and draft.data.get(f"{prefix}-DELETE") != ["on"]:
            field = fields[last]
            if isinstance(field, RichTextField):
                ids = picture_ids("".join(values))
            else:
                ids = {int(value) for value in values if value.isdecimal()}
            yield capfirst(field.verbose_name), ids
