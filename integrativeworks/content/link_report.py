"""Every link of the site that is broken or leads out, and what links to a page."""

from collections import defaultdict
from functools import cache
from html import unescape
from typing import NamedTuple

from django.apps import apps
from django.db.models import Model, URLField

from .image import Image, picture_address
from .links import SCHEME, find, is_outgoing, link_to, links_in, read, trouble_with
from .models import Addressed
from .places import Place, change_url, places
from .richtext import RichTextField, picture_ids, plain_text


class Link(NamedTuple):
    place: Place
    words: str
    href: str
    trouble: str | None = None  # “leads to a page that was deleted”

    @property
    def is_seen(self):
        """Whether visitors see the page it is on."""
        return getattr(self.place.page, "is_live", True)


def report():
    """(broken links, links to other sites), first what visitors see. Queries don't grow."""
    written = places(kinds=(RichTextField, URLField))
    links = [link for place in written for link in _links_at(place)]
    pages = find({read(link.href)[0] for link in links} - {None})
    filled = defaultdict(set)
    for place in written:
        filled[_key(place.page)].add(place.field.name)
    links = [
        link._replace(trouble=trouble_with(link.href, pages) or _lacks_part(link, pages, filled))
        for link in links
    ]
    broken = [link for link in links if link.trouble] + _lost_pictures(written)
    outgoing = [link for link in links if is_outgoing(link.href)]
    return sorted(broken, key=_seen_first), sorted(outgoing, key=_seen_first)


def _seen_first(link):
    return not link.is_seen, str(link.place.page)


def _links_at(place):
    if not place.is_rich:
        return [Link(place, "", place.value)]
    return [Link(place, plain_text(words), unescape(href)) for href, words in links_in(place.value)]


def _lacks_part(link, pages, filled):
    """What is wrong with a link to a section (“#getting_relief”) that isn't on its page."""
    beginning, _, part = link.href.partition("#")
    target = read(link.href)[0]
    if part not in _section_names() or (beginning and not target):
        return None
    page = pages[target] if target else link.place.page
    if part in filled[_key(page)]:
        return None
    return f"leads to a section of “{page}” that is empty or gone: #{part}"


@cache
def _section_names():
    return {name for model in apps.get_models() for name in getattr(model, "section_fields", ())}


def _lost_pictures(written):
    shown = [(place, key) for place in written for key in picture_ids(place.value)]
    kept = Image.objects.in_bulk({key for _, key in shown})
    return [
        Link(place, "", picture_address(key), "shows a picture that is no longer in the library")
        for place, key in shown
        if key not in kept
    ]


def _key(page):
    return link_to(page) if isinstance(page, Addressed) else page


class Mention(NamedTuple):
    """What links to a page: another page, and where in its texts, if it is one of them."""

    page: Model
    place: Place | None = None

    @property
    def url(self):
        return self.place.url if self.place else change_url(self.page)

    @property
    def how(self):
        return f"in the text: {self.place}" if self.place else "names it"


def what_links_here(rows):
    """(row, its `Mention`s) of each of `rows`: the texts that link to it, the pages related to it.

    The queries don't grow with the texts, nor with the links.
    """
    mentions = {row: [] for row in rows}
    meant = {
        target: row
        for row in rows
        if isinstance(row, Addressed)
        for target in (read(link_to(row))[0], read(row.get_absolute_url())[0])
    }
    parts = [f'"{SCHEME}:{name}/{key}' if isinstance(key, int) else key for name, key in meant]
    for place in places(*parts) if parts else ():
        targets = {read(href)[0] for href, _ in links_in(place.value)}
        for row in {meant[target] for target in targets & meant.keys()}:
            if _key(place.page) != _key(row):
                mentions[row].append(Mention(place.page, place))
    for row in rows:
        related = row.what_links_here() if hasattr(row, "what_links_here") else ()
        mentions[row] += [Mention(page) for page in related]
    return list(mentions.items())
