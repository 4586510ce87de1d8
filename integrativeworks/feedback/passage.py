"""Leads from a reader's message to the form of the desk in which that page is written."""

from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.http import urlencode

from integrativeworks.content.links import pages_at
from integrativeworks.content.models import FormerAddress
from integrativeworks.content.places import change_url
from integrativeworks.furniture.models import SiteSettings

MOST_QUOTED = 2000  # it becomes part of an address


def page_at(address):
    """What is written at `address` of this site, or was before its address changed; or None."""
    path = urlsplit(address).path
    page = _page_at(path)
    if page is None and (former := FormerAddress.objects.filter(path=path).first()):
        page = _page_at(former.new_path)
    return page


def _page_at(path):
    if path in (reverse("home"), reverse("about")):
        return SiteSettings.load()
    return pages_at([path]).get(path)


def form_of(page):
    if isinstance(page, SiteSettings):
        return reverse("admin:furniture_sitesettings_changelist")
    return change_url(page)


def passage_url(page, quote, back):
    """The form of `page`, told which words to look for (static/desk-passage.js does)."""
    looked_for = {"passage": quote[:MOST_QUOTED], "back": back}
    return f"{form_of(page)}#{urlencode(looked_for)}"
