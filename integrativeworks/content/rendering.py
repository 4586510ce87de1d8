"""Formatted text as visitors get it: what it speaks of is looked up when it is shown.

Each of the `STEPS` takes all texts of a page at once, so that its queries don't grow with them.
"""

from django.utils.safestring import mark_safe

from .links import find, lead, links_in, read
from .richtext import RichTextField


def ready_to_show(texts):
    """The formatted texts of a page (any key → stored HTML) as visitors see them, by same key."""
    shown = list(texts.values())
    for step in STEPS:
        shown = step(shown)
    return dict(zip(texts, map(mark_safe, shown), strict=True))


def show(*rows, without=()):
    """Give each of `rows` its formatted texts ready to show: `row.shown`, by name of field."""
    texts = {
        (number, field.name): getattr(row, field.name)
        for number, row in enumerate(rows)
        for field in row._meta.fields
        if isinstance(field, RichTextField) and field.name not in without
    }
    ready = ready_to_show(texts)
    for number, row in enumerate(rows):
        row.shown = {name: html for (owner, name), html in ready.items() if owner == number}


def with_live_links(texts):
    """`texts` with the address that each linked page has today; what isn't live is plain text."""
    targets = {read(href)[0] for html in texts for href, _ in links_in(html)} - {None}
    pages = find(targets)

    def where(href):
        target, rest = read(href)
        if not target:
            return href
        page = pages.get(target)
        return page.get_absolute_url() + rest if page and page.is_live else None

    return [lead(html, where) for html in texts]


STEPS = [with_live_links]
