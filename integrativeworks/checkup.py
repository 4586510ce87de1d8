"""Every live page held against “Ready to publish?”: what was right once may fail by now."""

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Count, Max
from django.utils.text import slugify

from muscles.models import Muscle
from posts.models import NMTProtocol, Post, PostMuscle, PostRegion, ReferralPattern

from .content.models import Publishable
from .content.readiness import findings, links_lead_to_live_pages, pictures_are_described

PAGES = (Muscle, Post)
# The report of links and the library of pictures tell of these, for all pages at once.
ELSEWHERE = [links_lead_to_live_pages, pictures_are_described]


def checkup():
    """[(page, its findings)], pages with a must first; read again only when a page has changed.

    The number of queries doesn't grow with the pages.
    """
    state = [
        value
        for model in PAGES
        for value in model.objects.published().aggregate(Count("pk"), Max("updated_at")).values()
    ]
    return cache.get_or_set("checkup-" + slugify(state), _failing)


def _failing():
    found = [(page, findings) for page in _live_pages() if (findings := _findings(page))]
    return sorted(found, key=lambda row: (not row[1][0].is_must, -len(row[1])))


def _live_pages():
    for model in (Muscle, *Post.__subclasses__()):
        single = [field.name for field in model._meta.concrete_fields if field.many_to_one]
        many = _relations(model)
        if model is not Muscle:
            many += ["post_muscles__muscle", "post_regions__region"]
        if model is ReferralPattern:
            many += ["self_care"]
        if model is NMTProtocol:
            many += ["steps"]
        yield from model.objects.published().select_related(*single).prefetch_related(*many)


def _relations(model):
    """The fields in which pages choose other pages."""
    fields = model._meta.local_many_to_many
    return [field.name for field in fields if issubclass(field.related_model, Publishable)]


def _findings(page):
    form = admin.site.get_model_admin(type(page)).form
    checks = [check for check in form.checks if check not in ELSEWHERE]
    return findings(checks, _saved(page, getattr(form, "roles", {})), page)


def _saved(page, roles):
    """What the form of `page` would hold, for checks: its fields, its relations and rows."""
    data = {field.name: getattr(page, field.name) for field in page._meta.concrete_fields}
    data |= {name: getattr(page, name).all() for name in _relations(page)}
    for name, (model, target, role_field, role) in roles.items():
        rows = {PostMuscle: "post_muscles", PostRegion: "post_regions"}[model]
        data[name] = [
            getattr(row, target)
            for row in getattr(page, rows).all()
            if getattr(row, role_field) == role
        ]
    if isinstance(page, NMTProtocol):
        data["rows"] = {
            f"steps-{n}-{name}": getattr(step, name)
            for n, step in enumerate(page.steps.all())
            for name in ("title", "text")
        }
    return data
