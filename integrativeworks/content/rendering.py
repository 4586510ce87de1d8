"""Formatted text as visitors get it: what it speaks of is looked up when it is shown.

Each of the `STEPS` takes all texts of a page at once, so that its queries don't grow with them.
"""

import re
from html import unescape

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe

from .image import Image
from .links import find, lead, links_in, read
from .richtext import RichTextField, picture_ids
from .templatetags.content import illustration, picture

COLUMN = "38rem"  # how wide a picture in a text becomes
PICTURE = re.compile(
    r"<figure>(?P<img><img[^>]*>)(?:<figcaption>(?P<caption>.*?)</figcaption>)?</figure>"
    r"|(?P<bare><img[^>]*>)",
    re.DOTALL,
)
ALT = re.compile(r'\salt="([^"]*)"')


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


def with_pictures(texts):
    """`texts` with each picture as it is in the library; one that isn't there any more is left out.

    Description and caption are the library's unless the text has its own; a picture outside a
    figure has no caption.
    """
    pictures = Image.objects.prefetch_related("annotations").in_bulk(
        {key for html in texts for key in picture_ids(html)}
    )

    def put(found):
        tag = found["img"] or found["bare"]
        image = next((pictures.get(key) for key in picture_ids(tag)), None)
        if image is None:
            return ""
        alt = ALT.search(tag)
        alt = alt and unescape(alt[1])
        if found["bare"]:  # within a line there is no room for a legend
            return render_to_string("_picture.html", picture(image, COLUMN, alt))
        html = render_to_string("_illustration.html", illustration(image, COLUMN, alt))
        words = [found["caption"] or escape(image.caption), escape(image.credit)]
        caption = " · ".join(filter(None, words))
        return f"<figure>{html}{caption and f'<figcaption>{caption}</figcaption>'}</figure>"

    return [PICTURE.sub(put, html) for html in texts]


STEPS = [with_live_links, with_pictures]
