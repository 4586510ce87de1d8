"""Where a picture is used: on pages and in site texts, live or in changes not yet live."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from .image import Image, picture_address
from .places import Place, forms
from .richtext import RichTextField, picture_ids
from .versions import Version


class Use(NamedTuple):
    place: Place
    is_draft: bool

    @property
    def page(self):
        return self.place.page

    @property
    def url(self):
        return self.place.url

    @property
    def is_for_visitors(self):
        return not self.is_draft and getattr(self.page, "published_at", True) is not None

    @property
    def how(self):
        if self.is_for_visitors:
            return str(self.place)
        return f"{self.place}, in {'changes not yet live' if self.is_draft else 'a draft'}"


def uses_of(picture):
    """Every `Use` of `picture`, first what visitors see. The queries don't grow with them."""
    [(_, uses)] = uses_of_each([picture])
    return uses


def uses_of_each(pictures):
    """(picture, its uses) of each of `pictures`, in as many queries as for one."""
    found = {picture.pk: {} for picture in pictures}
    for use, ids in (*_on_pages(found), *_in_drafts(found)):
        for key in ids & found.keys():
            # A draft mostly has it where its page has it: that is told once.
            found[key].setdefault((use.page, use.place.field), use)
    return [(picture, sorted(found[picture.pk].values(), key=_seen_first)) for picture in pictures]


def _seen_first(use):
    return not use.is_for_visitors, str(use.page), use.how


def used_ids():
    """The ids of all pictures that are used anywhere."""
    used = set()
    for model, _, fields in _fields():
        names = [field.attname for field in fields]
        for values in model._base_manager.filter(_holding(fields)).values_list(*names):
            used.update(*map(_ids, fields, values))
    for draft in Version.objects.filter(kind=Version.Kind.DRAFT).iterator():
        used.update(*(ids for _, ids in _sent(draft)))
    return used


def _fields():
    """(model, link to the page, fields that hold pictures) of each form, and of its parts."""
    for model, link in forms():
        fields = [
            field
            for field in model._meta.fields
            if isinstance(field, RichTextField) or field.related_model is Image
        ]
        if fields:
            yield model, link, fields


def _ids(field, value):
    return picture_ids(value) if isinstance(field, RichTextField) else {value} - {None}


def _holding(fields, keys=None):
    """The condition that one of `fields` holds a picture of these `keys`, or any."""
    conditions = []
    for field in fields:
        if isinstance(field, RichTextField):
            parts = [picture_address(key) for key in keys] if keys else ["/pictures/"]
            conditions += [(f"{field.name}__contains", f'src="{part}') for part in parts]
        else:
            conditions.append((f"{field.name}__in", keys) if keys else (f"{field.name}__gt", 0))
    return Q(*conditions, _connector=Q.OR)


def _on_pages(keys):
    for model, link, fields in _fields():
        rows = model._base_manager.filter(_holding(fields, keys))
        for row in rows.select_related(link) if link else rows:
            for field in fields:
                page = getattr(row, link) if link else row
                ids = _ids(field, field.value_from_object(row))
                yield Use(Place(page, row, field), is_draft=False), ids


def _in_drafts(keys):
    named = (
        Q(text__contains=part) for key in keys for part in (picture_address(key), f'["{key}"]')
    )
    drafts = Version.objects.filter(kind=Version.Kind.DRAFT).select_related("content_type")
    by_model = defaultdict(dict)
    for draft in drafts.annotate(text=Cast("data", TextField())).filter(Q(*named, _connector=Q.OR)):
        by_model[draft.content_type.model_class()][draft.object_id] = draft
    for model, found in by_model.items():
        for page in model._base_manager.filter(pk__in=found):
            for field, ids in _sent(found[page.pk]):
                yield Use(Place(page, page, field), is_draft=True), ids


def _sent(draft):
    """(field, ids of the pictures in it) of each field that holds some in what a form sent."""
    fields = {field.name: field for _, _, fields in _fields() for field in fields}
    for name, values in draft.data.items():
        row, _, last = name.rpartition("-")
        if last not in fields or draft.data.get(f"{row}-DELETE") == ["on"]:
            continue
        field, text = fields[last], "".join(values)
        if isinstance(field, RichTextField):
            yield field, picture_ids(text)
        elif text.isdecimal():
            yield field, {int(text)}
