"""“Ready to publish?”: what a page must have, and what would make it better.

A check is a generator: from the form's cleaned data (a dict; what is invalid is absent) and the
page it yields `must(…)` and `advice(…)`, each with the field it is about. What was sent for rows
below the form is in `data["rows"]` by name of field. Musts stop publishing, advice never does. A
form lists its checks in `checks`.
"""

import re
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.text import capfirst

from .image import Image
from .links import find, link_to, links_in, read, trouble_with
from .models import Publishable
from .richtext import RichTextField, picture_ids

SUMMARY_LENGTHS = range(80, 161)
LONGEST_SENTENCE = 40  # words


class Finding(NamedTuple):
    field: str
    text: str
    is_must: bool


def must(field, text):
    return Finding(field, text, is_must=True)


def advice(field, text):
    return Finding(field, text, is_must=False)


def findings(checks, data, page):
    """All that `checks` find, musts first."""
    found = [finding for check in checks for finding in check(data, page)]
    return sorted(found, key=lambda finding: not finding.is_must)


def rich_texts(data, page):
    """(field, its label, HTML) of each formatted text that isn't empty, those of rows too."""
    for field in _rich_fields(page):
        if data.get(field.name):
            yield field.name, capfirst(field.verbose_name), data[field.name]
    for relation in page._meta.related_objects:
        for field in _rich_fields(relation.related_model):
            yield from _in_rows(data.get("rows", {}), relation, field)


def _rich_fields(model):
    return [field for field in model._meta.fields if isinstance(field, RichTextField)]


def _in_rows(rows, relation, field):
    for name, html in rows.items():
        row = re.fullmatch(rf"({relation.name}-\d+-){field.name}", name)
        if row and html:
            title = rows.get(f"{row[1]}title") or capfirst(field.model._meta.verbose_name)
            yield name, f"{title}: {capfirst(field.verbose_name)}", html


def related(data):
    """(field, page) of each page that is chosen in a relation."""
    for field, chosen in data.items():
        if isinstance(chosen, QuerySet | list):
            yield from ((field, page) for page in chosen if isinstance(page, Publishable))


def summary(data, page):
    text = data.get("summary", "").strip()
    if not text:
        yield must("summary", "Write a summary: cards and search engines show it.")
    elif len(text) not in SUMMARY_LENGTHS:
        yield advice(
            "summary",
            f"The summary has {len(text)} characters; 80 to 160 show whole in search results.",
        )


def pictures_are_described(data, page):
    for field, value in data.items():
        if isinstance(value, Image) and not value.is_described:
            yield must(field, _not_described(value))
    named = [(field, _left_to_the_library(html)) for field, _, html in rich_texts(data, page)]
    named += [
        (field, {int(value)})
        for field, value in data.get("rows", {}).items()
        if field.endswith("-picture") and re.fullmatch(r"\d{1,18}", value)
    ]
    ids = {key for _, keys in named for key in keys}
    pictures = Image.objects.in_bulk(ids)
    for field, keys in named:
        for key in keys:
            if key not in pictures:
                yield advice(field, "A picture is no longer in the library; visitors see none.")
            elif not pictures[key].is_described:
                yield must(field, _not_described(pictures[key]))


def _not_described(picture):
    return f"The picture {picture.file_name} is not described for people who can’t see it."


def _left_to_the_library(html):
    """The ids of the pictures in `html` for which it has no words of its own."""
    tags = re.findall(r"<img[^>]*>", html)
    return {key for tag in tags if not re.search(r'alt="[^"]', tag) for key in picture_ids(tag)}


def headings_are_in_order(data, page):
    for field, label, html in rich_texts(data, page):
        levels = [int(level) for level in re.findall(r"<h([2-4])", html)]
        if any(lower > higher + 1 for higher, lower in zip([2, *levels], levels, strict=False)):
            yield advice(field, f"A heading in “{label}” skips a level.")


def sentences_are_short(data, page):
    for field, label, html in rich_texts(data, page):
        text = strip_tags(re.sub(r"</(?:p|li|h\d|td)>", ". ", html))
        for sentence in re.split(r"[.!?…:;]+[”’)]*\s", text):
            words = sentence.split()
            if len(words) > LONGEST_SENTENCE:
                beginning = " ".join(words[:5])
                yield advice(
                    field, f"“{beginning} …” in “{label}” has {len(words)} words: hard to read."
                )


def links_lead_to_live_pages(data, page):
    links = [
        (field, label, href)
        for field, label, html in rich_texts(data, page)
        for href, _ in links_in(html)
    ]
    pages = find({read(href)[0] for *_, href in links} - {None})
    for field, label, href in links:
        target = pages.get(read(href)[0])
        leads_here = target and page.pk and link_to(target) == link_to(page)
        if (trouble := trouble_with(href, pages)) and not leads_here:
            yield advice(field, f"A link in “{label}” {trouble}.")


def relations_lead_to_live_pages(data, page):
    for field, target in related(data):
        if not target.is_live:
            yield advice(field, f"“{target}” isn’t live: visitors don’t see it here.")


COMMON_CHECKS = [
    *(summary, pictures_are_described, headings_are_in_order, sentences_are_short),
    *(links_lead_to_live_pages, relations_lead_to_live_pages),
]
