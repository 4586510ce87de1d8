"""Links to pages of this site: kept by the key of the page, shown with the address it has today.

A kept link is `href="page:post/12#getting_relief"`. An address that is typed (“/psoas/”, with or
without the site's name) becomes one when the text is saved; until there is such a page, it stays.
"""

import re
from collections import defaultdict
from functools import cache
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils.html import escape

SCHEME = "page"
KEPT = re.compile(rf"{SCHEME}:([a-z]+)/([0-9]{{1,15}})([?#].*)?")
LINK = re.compile(r'<a ((?:[^>"]|"[^"]*")*)>(.*?)</a>', re.DOTALL)
HREF = re.compile(r'(?<![^ ])href="([^"]*)"')


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
    parts = _split(href)
    is_here = _is_ours(parts.hostname) if parts.hostname else not parts.scheme
    if not is_here or not parts.path.startswith("/"):
        return "", ""
    path = parts.path
    if "." not in path.rpartition("/")[2]:
        path = f"{path.rstrip('/')}/"
    return path, parts._replace(scheme="", netloc="", path="").geturl()


def _split(href):
    try:
        return urlsplit(href)
    except ValueError:  # “https://[::1”
        return urlsplit("")


def is_outgoing(href):
    """Whether a link leads to another site."""
    host = _split(href).hostname
    return bool(host) and not _is_ours(host)


def _is_ours(host):
    return host.removeprefix("www.") in {one.removeprefix("www.") for one in settings.ALLOWED_HOSTS}


def find(targets):
    """The pages that `targets` mean, by target. One query for each kind of page among them."""
    wanted = defaultdict(set)
    for name, key in targets:
        wanted[name].add(key)
    found = {}
    for name in wanted.keys() & page_models().keys():
        model = page_models()[name]
        keys = {key for key in wanted[name] if isinstance(key, int)}
        for row in light(model).filter(Q(pk__in=keys) | Q(slug__in=wanted[name] - keys)):
            found[name, row.pk] = found[name, row.slug] = row
    return found


def tell_links(html):
    """`html` with where each link leads in words behind it: “the psoas [→ Psoas major]”."""
    pages = find({read(href)[0] for href, _ in links_in(html)} - {None})

    def told(match):
        href = HREF.search(match[1])
        page = pages.get(read(href[1])[0]) if href else None
        return f"{match[2]} [→ {page or (href and href[1])}]"

    return LINK.sub(told, html)


def all_pages():
    """Every page of the site, live or not. One query for each kind."""
    return [page for model in page_models().values() for page in light(model).order_by()]


def light(model):
    """All rows of `model`, with no more than a link or its report needs."""
    needed = {"slug", "title", "name", "kind", "published_at"}
    fields = needed & {field.name for field in model._meta.fields}
    return model._base_manager.only(*fields)


def link_to(page):
    """The `href` by which a link to `page` is kept."""
    name = next(name for name, model in page_models().items() if isinstance(page, model))
    return f"{SCHEME}:{name}/{page.pk}"


def keep_links(html):
    """`html` with links to pages of this site kept by key. No query unless an address was typed."""
    paths = {own_path(href)[0] for href, _ in links_in(html)} - {""}
    pages = pages_at(paths)
    moved = _moved(paths - pages.keys())
    there = pages_at({*moved.values()})
    pages |= {path: there[new_path] for path, new_path in moved.items() if new_path in there}

    def where(href):
        path, rest = own_path(href)
        if path in pages:
            return link_to(pages[path]) + rest
        return (escape(moved[path]) if path in moved else path) + rest or href

    return lead(html, where)


def pages_at(paths):
    """The page at each of these addresses of the site, by address."""
    targets = {path: read(path)[0] for path in paths}
    pages = find({*targets.values()} - {None})
    return {path: pages[target] for path, target in targets.items() if target in pages}


def _moved(paths):
    """Where each of these addresses leads, of those that a page has left."""
    if not paths:
        return {}
    former = apps.get_model("content.FormerAddress").objects.filter(path__in=paths)
    return dict(former.values_list("path", "new_path"))


def trouble_with(href, pages):
    """What is wrong with a link: “leads to a page that was deleted”; None if all is well.

    `pages` is what `find` found for the link.
    """
    target, _ = read(href)
    path, _ = own_path(href)
    if target in pages:
        page = pages[target]
        return None if page.is_live else f"leads to “{page}”, which isn’t live"
    if target:
        where = f"{path}, where there is no page" if path else "a page that was deleted"
        return f"leads to {where}"
    if path:
        return _trouble_with_path(path)
    if href.startswith("#") or _split(href).scheme or is_outgoing(href):
        return None
    return f"leads nowhere: “{href}” isn’t a whole address, like https://example.org"


def _trouble_with_path(path):
    if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
        return None  # the web server's
    try:
        match = resolve(path)
    except Resolver404:
        return f"leads to {path}, where there is no page"
    is_private = "admin" in match.namespaces or match.view_name == "shared_preview"
    return "leads into the desk, where visitors can’t go" if is_private else None
