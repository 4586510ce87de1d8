"""Where something is written: the fields of all forms of the desk that hold texts or addresses."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from .richtext import RichTextField


@dataclass(frozen=True)
class Place:
    """A filled field of `row`, which is in the form of `page`: `page` itself or a part of it."""

    page: models.Model
    row: models.Model
    field: models.Field

    def __str__(self):
        label = capfirst(self.field.verbose_name)
        return label if self.row is self.page else f"{self.row}: {label}"

    @property
    def value(self):
        return getattr(self.row, self.field.name)

    @property
    def is_rich(self):
        return isinstance(self.field, RichTextField)

    @property
    def url(self):
        """The form at that field."""
        form = change_url(self.page)
        return f"{form}#id_{self.field.name}" if self.row is self.page else form


def change_url(row):
    """Where the desk edits `row`; a post in the form of its kind."""
    meta = getattr(row, "form_model", type(row))._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def places(*parts, kinds=(RichTextField,)):
    """The filled fields of `kinds` that hold one of `parts`, if given. One query for each form."""
    return [place for model, link in forms() for place in _places_of(model, link, parts, kinds)]


def forms():
    """model → its way to the page in whose form its rows are written; None: in their own."""
    links = {}
    parents = {parent for model in apps.get_models() for parent in model._meta.parents}
    for model, model_admin in admin.site._registry.items():
        if model not in parents:  # those are written in the forms of their kinds
            links[model] = None
            for inline in model_admin.inlines:
                relations = (field for field in inline.model._meta.fields if field.is_relation)
                links[inline.model] = next(
                    field.name for field in relations if issubclass(model, field.related_model)
                )
    return links.items()


def _places_of(model, link, parts, kinds):
    """Those of the rows of `model`, which are parts of the page that `link` leads to, if any."""
    fields = [field for field in model._meta.fields if isinstance(field, kinds)]
    if not fields:
        return
    holding = [(f"{field.name}__contains", part) for field in fields for part in parts]
    rows = model._base_manager.filter(Q(*holding, _connector=Q.OR)).order_by()
    for row in rows.select_related(link) if link else rows:
        for field in fields:
            if getattr(row, field.name):
                yield Place(getattr(row, link) if link else row, row, field)
