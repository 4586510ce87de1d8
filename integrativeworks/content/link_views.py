"""What the desk shows of links: pages to link to, and the report of all links."""

import re
from html import unescape

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.utils.html import escape
from django.utils.text import capfirst

from .link_report import report
from .links import (
    SCHEME,
    find,
    keep_links,
    light,
    link_to,
    links_in,
    page_models,
    read,
    trouble_with,
)

MOST = 10
LINKS_PER_PAGE = 100
WHOLE_ADDRESS = re.compile(r"(/|#|https?:|mailto:|tel:|page:)", re.IGNORECASE)
MAIL = re.compile(r"\S+@\S+\.\w{2,}")
HOST = re.compile(r"([\w-]+\.)+[a-z]{2,}(:\d+)?([/?#]\S*)?", re.IGNORECASE)


def find_pages(request):
    """What a link may lead to for `?q=`, as JSON: pages of this name, or what an address means."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:500]
    address = _whole_address(query)
    found = _named(request, query) if query and address != query else []
    return JsonResponse({"found": found + ([_meant(request, address)] if address else [])})


def _whole_address(query):
    """The address that was typed, with “https://” or “mailto:” in front; empty if it is none."""
    if WHOLE_ADDRESS.match(query):
        return query
    if MAIL.fullmatch(query):
        return f"mailto:{query}"
    return f"https://{query}" if HOST.fullmatch(query) else ""


def _meant(request, address):
    [(kept, _)] = links_in(keep_links(f'<a href="{escape(address)}">it</a>'))
    href = unescape(kept)
    target, rest = read(href)
    pages = find({target}) if target else {}
    if target in pages:
        if _may_see(request, type(pages[target])):
            return _entry(pages[target], rest)
        href, pages = address, {}
    is_ours = href.startswith(("/", "#", f"{SCHEME}:"))
    return {
        "href": href,
        "title": re.sub(r"^(https?://|mailto:|tel:)", "", href),
        "what": "This site" if is_ours else "Elsewhere",
        "note": capfirst(trouble_with(href, pages) or ""),
        "address": href,
    }


def _named(request, query):
    """The pages whose names hold all words of `query`; first those that begin with it."""
    found = []
    for model in page_models().values():
        if _may_see(request, model):
            model_admin = admin.site.get_model_admin(model)
            rows, _ = model_admin.get_search_results(request, light(model), query)
            name = model_admin.search_fields[0]
            begins = Case(When(**{f"{name}__istartswith": query}, then=0), default=1)
            found += rows.order_by(begins, name)[:MOST]
    found.sort(key=lambda page: (not str(page).lower().startswith(query.lower()), str(page)))
    return [_entry(page) for page in found[:MOST]]


def _may_see(request, model):
    return admin.site.get_model_admin(model).has_view_permission(request)


def _entry(page, rest=""):
    kind = getattr(page, "kind_info", None)
    return {
        "href": link_to(page) + rest,
        "title": str(page),
        "what": kind.name if kind else capfirst(page._meta.verbose_name),
        "note": "" if page.is_live else f"{capfirst(page.state)}: plain text until it is live",
        "address": page.get_absolute_url() + rest,
    }


def link_report(request):
    """Every broken link, or with `?show=outgoing` every link to another site, with its place."""
    broken, outgoing = report()
    is_outgoing = request.GET.get("show") == "outgoing"
    links = outgoing if is_outgoing else broken
    context = admin.site.each_context(request) | {
        "title": "Links",
        "broken_count": len(broken),
        "outgoing_count": len(outgoing),
        "is_outgoing": is_outgoing,
        "page": Paginator(links, LINKS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "admin/links.html", context)
