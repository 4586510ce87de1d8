"""Addresses that visitors ask for and that aren't here, counted so that they can be led on.

Nothing is kept of who asked. The table is bounded: a scanner pushes out what was asked for once.
"""

import logging
import re

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from .links import all_pages, own_path, pages_at

MOST = 500
LIKE_ENOUGH = 0.3  # of the letters, in threes

logger = logging.getLogger(__name__)

PLAUSIBLE = re.compile(r"(/[\w-]+){1,6}(/|\.html?)")
# What scanners try on every site, as a step of the address.
PROBE = re.compile(
    r"""
    (?: wp- | php | admin- ) .*
    | wp | wordpress | xmlrpc | cgi-bin | pma | mysql | vendor | actuator | api | graphql | console
    | solr | jenkins | owa | ecp | autodiscover | boaform | hnap1 | geoserver | telescope
    | server-status | manager | login | signin | users? | config | env | backups? | shell | git
    | admin | administrator | preview | media | static
    """,
    re.VERBOSE,
)
MACHINE = re.compile(r"bot|crawl|spider|slurp|scan|monitor|preview|headless|https?:", re.IGNORECASE)


class NotFoundQuerySet(models.QuerySet):
    def waiting(self):
        """What he may want to lead on: not dismissed, and not there by now."""
        waiting = self.filter(is_dismissed=False)
        pages = pages_at(waiting.values_list("path", flat=True))
        return waiting.exclude(path__in=[path for path, page in pages.items() if page.is_live])


class NotFound(models.Model):
    path = models.CharField("address", max_length=200, unique=True)
    times = models.PositiveIntegerField("asked for", default=1)
    last_at = models.DateTimeField("last time", default=timezone.now)
    is_dismissed = models.BooleanField("dismissed", default=False)

    objects = NotFoundQuerySet.as_manager()

    class Meta:
        ordering = ["-times", "-last_at", "pk"]
        verbose_name = "address not found"
        verbose_name_plural = "addresses not found"

    def __str__(self):
        return self.path

    @classmethod
    def count(cls, request):
        """Count what a visitor asked for in vain. Never fails: the visitor gets his page."""
        path = own_path(request.path)[0]
        if not (_is_plausible(path) and _is_visitor(request)):
            return
        try:
            with transaction.atomic():
                cls._count(path)
        except DatabaseError:
            logger.exception("An address that isn't here could not be counted.")

    @classmethod
    def _count(cls, path):
        now = timezone.now()
        if cls.objects.filter(path=path).update(times=models.F("times") + 1, last_at=now):
            return
        least = list(cls.objects.values_list("pk", flat=True)[MOST - 1 :])
        cls.objects.filter(pk__in=least).delete()
        cls.objects.bulk_create([cls(path=path, last_at=now)], ignore_conflicts=True)


def _is_plausible(path):
    """Whether somebody may have followed a link to it: no file, and nothing a scanner tries."""
    steps = path.lower().split("/")
    is_probe = any(map(PROBE.fullmatch, steps))
    return len(path) <= 200 and PLAUSIBLE.fullmatch(path) and not is_probe


def _is_visitor(request):
    """Whether a person opened the page in a browser; not the practitioner, who has a session."""
    headers = request.headers
    agent = headers.get("User-Agent", "")
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and agent.startswith("Mozilla/")
        and not MACHINE.search(agent)
        and "text/html" in headers.get("Accept", "")
        and "Accept-Language" in headers
        and headers.get("Sec-Fetch-Dest", "document") == "document"
        and "Sec-Purpose" not in headers
    )


def suggest(rows):
    """Give each of `rows` as `suggestion` the live page whose address is most like it, or None."""
    pages = [(page, _threes(page.slug)) for page in all_pages() if page.is_live]
    for row in rows:
        last_step = re.sub(r"\.html?$", "", row.path.rstrip("/")).rpartition("/")[2]
        wanted = _threes(last_step)
        likeness, row.suggestion = max(
            ((len(wanted & threes) / len(wanted | threes), page) for page, threes in pages),
            key=lambda one: one[0],
            default=(0, None),
        )
        if likeness < LIKE_ENOUGH:
            row.suggestion = None


def _threes(slug):
    text = "  " + re.sub(r"[\W_]+", "-", slug.lower()) + " "
    return {text[place : place + 3] for place in range(len(text) - 2)}
