"""Links to pages of this site: kept by the key of the page, shown with the address it has today.

A kept link is `href="page:post/12#getting_relief"`. An address that is typed (“/psoas/”, with or
without the site's name) means the page that is there.
"""

import re
from collections import defaultdict
from functools import cache
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, resolve

SCHEME = "page"
KEPT = re.compile(rf"{SCHEME}:([a-z]+)/([0-9]{{1,15}})([?#].*)?")
LINK = re.compile(r'<a ((?:[^>"]|"[^"]*")*)>(.*?)</a>', re.DOTALL)
HREF = re.compile(r'(?<![^ ])href="([^"]*)"')

NEEDED = {"slug", "title", "name", "kind", "published_at"}


@cache
def page_models():
    """The models of which each row has a page of its own, by name; kinds of post are posts."""
    from .models import Addressed  # it is loaded after this module

    return {
        model._meta.model_name: model
        for model in apps.get_models()
        if issubclass(model, Addressed) and not model._meta.parents
    }


@cache
def _views():
    """The name of the view that shows the pages of a model → the model's name."""
    return {
        resolve(model(slug="a").get_absolute_url()).view_name: name
        for name, model in page_models().items()
    }


def links_in(html):
    """(href, words) of each link of `html`, as they are written there."""
    links = ((HREF.search(attributes), words) for attributes, words in LINK.findall(html))
    return [(href[1], words) for href, words in links if href]


def lead(html, where):
    """`html` with each link leading to `where(href)`; where that is None, only its words stay."""

    def link(match):
        attributes, words = match.groups()
        href = HREF.search(attributes)
        new = where(href[1]) if href else None
        if new is None:
            return words
        return f"<a {attributes[: href.start(1)]}{new}{attributes[href.end(1) :]}>{words}</a>"

    return LINK.sub(link, html)


def read(href):
    """(target, rest) of a link: the page it means, and what follows, like “#part”.

    A target is (name of the model, key or slug); None if the link leads to no page of ours.
    """
    if match := KEPT.fullmatch(href):
        return (match[1], int(match[2])), match[3] or ""
    path, rest = own_path(href)
    try:
        match = resolve(path)
    except Resolver404:
        return None, ""
    name = _views().get(match.view_name)
    return ((name, match.kwargs["slug"]), rest) if name else (None, "")


def own_path(href):
    """(path, rest) of an address of this site, however it is written; empty for another one."""
    try:
        parts = urlsplit(href)
        host = parts.hostname
    except ValueError:
        return "", ""
    is_ours = host in settings.ALLOWED_HOSTS if host else not parts.scheme
    if not is_ours or not parts.path.startswith("/"):
        return "", ""
    path = parts.path
    if "." not in path.rpartition("/")[2]:
        path = f"{path.rstrip('/')}/"
    return path, parts._replace(scheme="", netloc="", path="").geturl()


def find(targets):
    """The pages that `targets` mean, by target. One query for each kind of page among them."""
    wanted = defaultdict(set)
    for name, key in targets:
        wanted[name].add(key)
    found = {}
    for name in wanted.keys() & page_models().keys():
        model = page_models()[name]
        keys = {key for key in wanted[name] if isinstance(key, int)}
        rows = model._base_manager.filter(Q(pk__in=keys) | Q(slug__in=wanted[name] - keys))
        for row in rows.only(*NEEDED & {field.name for field in model._meta.fields}):
            found[name, row.pk] = found[name, row.slug] = row
    return found
