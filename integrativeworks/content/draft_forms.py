"""Forms and the data they send: put a draft into a form, read a version, tell what changed."""

import re

from django.forms import CheckboxInput, ModelChoiceField, ModelMultipleChoiceField, MultiWidget
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.html import escape
from django_prose_editor.fields import ProseEditorFormField

from .image import Image
from .links import keep_links, tell_links
from .richtext import clean, picture_ids, plain_text


def with_draft(form_class, data):
    """`form_class`, showing `data` as it was typed and not complaining about what is missing."""

    class DraftForm(form_class):
        def __init__(self, *args, **kwargs):
            super().__init__(data, *args, **kwargs)

        def full_clean(self):
            self._errors, self.cleaned_data = ErrorDict(), {}

    return DraftForm


def forgive(formset):
    """Show the rows of a draft without complaints about what they lack."""
    for form in formset.forms:
        form._errors, form.cleaned_data = ErrorDict(), {}
    formset._errors = [form._errors for form in formset.forms]
    formset._non_form_errors = formset.error_class()


def mend_rows(data, prefix, known):
    """`data` with the rows of an inline numbered anew, those first whose key is in `known`.

    A row that was deleted since becomes a new one, so nothing in an old version is lost.
    """
    rows = []
    for number in range(int(data.get(f"{prefix}-TOTAL_FORMS") or 0)):
        start = f"{prefix}-{number}-"
        row = {
            name[len(start) :]: values for name, values in data.lists() if name.startswith(start)
        }
        if row.get("id") and row["id"][0] not in known:
            row["id"] = [""]
        rows.append(row)
    rows.sort(key=lambda row: row.get("id") in (None, [""]))
    mended = QueryDict(mutable=True)
    for name, values in data.lists():
        if not name.startswith(f"{prefix}-"):
            mended.setlist(name, values)
    for number, row in enumerate(rows):
        for name, values in row.items():
            mended.setlist(f"{prefix}-{number}-{name}", values)
    kept = sum(row.get("id") not in (None, [""]) for row in rows)
    mended[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    mended[f"{prefix}-INITIAL_FORMS"] = str(kept)
    return mended


def rows_in(data):
    """What `data` sends for rows below a form (name → value), without those to be deleted."""
    rows = {}
    for name, value in data.items():
        row = re.match(r"\w+-\d+-", name)
        if row and data.get(f"{row[0]}DELETE") != "on":
            rows[name] = value
    return rows


def data_of(form, formsets):
    """What an untouched form would send: the page as it is now, as a version holds it."""
    data = QueryDict(mutable=True)
    for part in [form, *(f for s in formsets for f in (s.management_form, *s.initial_forms))]:
        for field in part:
            for name, values in _sent(field):
                data.setlist(name, values)
    return data


def _sent(field):
    value, name = field.value(), field.html_name
    widget = getattr(field.field.widget, "widget", field.field.widget)
    if isinstance(widget, MultiWidget):
        parts = widget.decompress(value)
        for suffix, part, partial in zip(widget.widgets_names, widget.widgets, parts, strict=True):
            yield name + suffix, [part.format_value(partial) or ""]
    elif isinstance(field.field, ModelMultipleChoiceField):
        yield name, [str(getattr(one, "pk", one)) for one in value or []]
    elif isinstance(widget, CheckboxInput):
        if value:
            yield name, ["on"]
    elif isinstance(field.field, ModelChoiceField):
        yield name, ["" if value is None else str(value)]
    else:
        yield name, [_text(widget.format_value(value))]


def _text(value):
    if isinstance(value, list):  # a select's chosen options
        value = value[0] if value else ""
    return "" if value is None else str(value)


class Reading:
    """A version as people read it: labels and texts by name of field; rows are one field.

    `exactly` holds by name what tells apart two versions that read alike, as by a heading.
    """

    def __init__(self, form, formsets):
        self.labels, self.texts, self.exactly = {}, {}, {}
        for field in form:
            self._add(field.html_name, field.label, *_read(field))
        for formset in formsets:
            rows, exactly = [], []
            for row in formset.forms:
                if row.data.get(row.add_prefix("DELETE")) != "on":
                    shown = [_read(f) for f in row if not f.is_hidden and f.name != "DELETE"]
                    rows.append("\n".join(text for text, _ in shown if text))
                    exactly.append([value for _, value in shown])
            label = str(formset.model._meta.verbose_name_plural).capitalize()
            self._add(formset.prefix, label, "\n\n".join(rows), exactly)

    def _add(self, name, label, text, exactly):
        self.labels[name], self.texts[name], self.exactly[name] = label, text, (text, exactly)


def _read(field):
    """What a field holds as people read it, and exactly."""
    value = field.value()
    if isinstance(field.field, ModelChoiceField):
        keys = value if isinstance(value, list | tuple) else [value]
        chosen = field.field.queryset.filter(pk__in=[key for key in keys if key])
        return ", ".join(sorted(str(row) for row in chosen)), {row.pk for row in chosen}
    if isinstance(field.field, ProseEditorFormField):
        html = keep_links(clean(value or ""))
        return plain_text(_tell_pictures(tell_links(html))), html
    if isinstance(value, list | tuple):
        text = " ".join(str(part) for part in value if part)
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = "\n".join(str(value or "").splitlines())
    return text, text


def _tell_pictures(html):
    """`html` with what each picture shows in words."""
    pictures = Image.objects.in_bulk(picture_ids(html))

    def told(match):
        own = re.search(r'\salt="([^"]+)"', match[0])
        library = (pictures.get(key) for key in picture_ids(match[0]))
        shows = own[1] if own else escape(next(library, None) or "no longer in the library")
        return f" [picture: {shows}] "

    return re.sub("<img[^>]*>", told, html)


def belongs_to(name, field):
    """Whether the sent value `name` is part of `field`: it, its parts, or rows of an inline."""
    return name == field or name.startswith((f"{field}_0", f"{field}_1", f"{field}-"))
