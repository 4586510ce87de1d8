"""What stands beside the form of a page: autosave, preview, versions, a link to share."""

import copy
import re
from datetime import timedelta
from itertools import pairwise

from csp.constants import SELF
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import resolve, reverse
from django.utils import timezone

from .draft_forms import Reading, belongs_to, data_of
from .link_report import what_links_here
from .paging import page_of
from .presence import OpenForm
from .versions import PreviewLink, Stale, Version
from .word_diff import word_diff

PREVIEW_DAYS = [1, 7, 30]


class DraftViews:
    """The views of a `DraftAdmin` beside its form, and their addresses."""

    own_views = {
        "add/autosave/": "autosave_new",
        "<int:page_id>/autosave/": "autosave",
        "<int:page_id>/presence/": "presence",
        "<int:page_id>/preview/": "preview",
        "<int:page_id>/versions/": "versions",
        "<int:page_id>/compare/": "compare",
        "<int:page_id>/share/": "share",
        "<int:page_id>/take-down/": "confirm_take_down",
    }

    def url_of(self, view, page):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}"
        return reverse(name, args=[page.pk])

    def _page(self, request, page_id):
        page = self.get_object(request, str(page_id))
        if page is None:
            raise Http404
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        return page

    def autosave_new(self, request):
        return self._autosave(request, None)

    def autosave(self, request, page_id):
        return self._autosave(request, self._page(request, page_id))

    def _autosave(self, request, page):
        if request.method != "POST" or not self._may_write(request, page):
            raise PermissionDenied
        try:
            page = self.keep_draft(request, page)
        except Stale:
            return JsonResponse({"compare_url": self._set_aside(request, page)}, status=409)
        return JsonResponse(
            {
                "number": Version.objects.number_in_form(page),
                "change_url": self.url_of("change", page),
                "saved_at": f"{timezone.localtime():%H:%M}",
                "state": render_to_string("admin/_state.html", {"kept": page, "draft": True}),
                "readiness": render_to_string(
                    "admin/_readiness.html",
                    {"findings": self._findings(request, page, request.POST)},
                ),
            }
        )

    def presence(self, request, page_id):
        """POST: a window is still there, or with `leaves` no more; who else has the form open."""
        page, window = self._page(request, page_id), request.POST.get("window", "")
        if not re.fullmatch(r"[0-9a-f]{32}", window):
            raise BadRequest
        if "leaves" in request.POST:
            OpenForm.objects.filter(window=window, user=request.user).delete()
            return JsonResponse({})
        others = OpenForm.objects.seen(page, request.user, window)
        return JsonResponse({"others": [other.as_told_to(request.user) for other in others]})

    def preview(self, request, page_id):
        return self.preview_of(request, self._page(request, page_id))

    def preview_of(self, request, page):
        """The page of `page` as a visitor would get it, if its draft were live now."""
        draft = Version.objects.draft_of(page)
        with transaction.atomic():
            if draft:
                self.write(request, page, draft.form_data)
            # Live for a minute: PostgreSQL's clock stands still within a transaction.
            page.published_at = timezone.now() - timedelta(minutes=1)
            page.save()
            response = render_as_visitor(request, page.get_absolute_url())
            transaction.set_rollback(True)
        response._csp_replace = {"frame-ancestors": [SELF]}
        response["X-Frame-Options"] = "SAMEORIGIN"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        return response

    def confirm_take_down(self, request, page_id):
        page = self._page(request, page_id)
        if request.method == "POST":
            return self._take_down(request, page)
        return self.ask_before_taking_down(request, what_links_here([page]))

    def _links(self, page):
        return PreviewLink.objects.filter(
            content_type__app_label=self.opts.app_label,
            content_type__model=self.opts.model_name,
            object_id=page.pk,
            expires_at__gt=timezone.now(),
        ).order_by("expires_at")

    def share(self, request, page_id):
        """POST: make a link to the preview for some `days`, or revoke the one named by `revoke`."""
        page = self._page(request, page_id)
        if request.method == "POST":
            if key := request.POST.get("revoke", ""):
                self._links(page).filter(token=key).delete()
                self.message_user(request, "The link no longer works.", messages.SUCCESS)
            else:
                days = request.POST.get("days")
                if days not in map(str, PREVIEW_DAYS):
                    raise BadRequest
                PreviewLink.objects.create(
                    content_type=Version.objects.content_type_of(page),
                    object_id=page.pk,
                    expires_at=timezone.now() + timedelta(days=int(days)),
                )
        return redirect(self.url_of("versions", page) + "#share")

    def versions(self, request, page_id):
        page = self._page(request, page_id)
        versions = Version.objects.of(page)
        shown = page_of(versions.select_related("saved_by"), request)
        older = versions[shown.end_index() :].first()
        labels = self._read(request, page, None).labels
        for newer, before in pairwise([*shown, older]):
            newer.changed = _changed(newer, before, labels)
        every = versions.only("number", "kind", "saved_at")
        context = {"page": shown, "versions": every, "links": self._links(page)}
        return self._render(request, page, "versions", context | {"preview_days": PREVIEW_DAYS})

    def compare(self, request, page_id):
        """Two versions side by side. POST takes fields of the first into the draft of today.

        `a` and `b` are numbers of versions; without `b` it is the form as it is now.
        """
        page = self._page(request, page_id)
        one = self._version(page, request.GET.get("a"))
        other = self._version(page, request.GET.get("b"))
        if one is None or (request.GET.get("b") and other is None):
            raise Http404
        now = Version.objects.draft_of(page)
        now_data = now.form_data if now else data_of(*self._forms(request, page, None))
        first = self._read(request, page, one.form_data)
        second = self._read(request, page, other.form_data if other else now_data)
        differing = [
            {
                "name": name,
                "label": label,
                "words": word_diff(first.texts[name], second.texts[name]),
            }
            for name, label in second.labels.items()
            if first.exactly[name] != second.exactly[name]
        ]
        if request.method == "POST":
            every = [field["name"] for field in differing]
            names = every if "all" in request.POST else request.POST.getlist("take")
            if names:
                return self._take(request, page, names, one.form_data, now_data)
            text = "Nothing was taken yet: tick at least one part."
            self.message_user(request, text, messages.WARNING)
        context = {"one": one, "other": other, "differing": differing}
        return self._render(request, page, "compare", context)

    def _take(self, request, page, names, theirs, ours):
        merged = QueryDict(mutable=True)
        for source, is_taken in ((ours, False), (theirs, True)):
            for name, values in source.lists():
                if any(belongs_to(name, field) for field in names) == is_taken:
                    merged.setlist(name, values)
        self._keep_first_version(request, page)
        Version.objects.keep(page, merged, request.user, Version.Kind.DRAFT)
        if page.published_at is None:
            self.write(request, page, merged)
        self.message_user(
            request, "Taken into the draft. Look it over, then publish.", messages.SUCCESS
        )
        return redirect(self.url_of("change", page))

    def _version(self, page, number):
        if not (number or "").isdecimal():
            return None
        return Version.objects.of(page).filter(number=int(number)).first()

    def _read(self, request, page, data):
        return Reading(*self._forms(request, page, data))

    def _show_both(self, request, page):
        self.message_user(
            request,
            "While you wrote, a newer text was saved in another window. Yours is safe: "
            "choose below what to take from it.",
            messages.WARNING,
        )
        return redirect(self._set_aside(request, page))

    def _render(self, request, page, name, context):
        return TemplateResponse(
            request,
            f"admin/{name}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": page,
                "title": page,
                **context,
            },
        )


def render_as_visitor(request, address):
    """The answer to a visitor who asks for `address`, rendered."""
    visitor = copy.copy(request)
    visitor.method, visitor.GET, visitor.user = "GET", QueryDict(), AnonymousUser()
    visitor.path = visitor.path_info = address
    view, args, kwargs = resolve(address)
    response = view(visitor, *args, **kwargs)
    return response.render() if hasattr(response, "render") else response


def shared_preview(request, token):
    """A page as its draft now stands, for whoever has the link."""
    link = PreviewLink.objects.filter(token=token, expires_at__gt=timezone.now()).first()
    page = link and link.page
    if page is None:
        raise Http404
    # The form that writes the draft asks who may; the page itself is rendered for a visitor.
    request.user = get_user_model()(is_superuser=True)
    return admin.site.get_model_admin(type(page)).preview_of(request, page)


def _changed(newer, older, labels):
    """The labels of the fields in which two versions differ."""
    if older is None:
        return []
    # A browser leaves out what is empty, or sends it as an empty text.
    new, old = ({n: v for n, v in one.data.items() if any(v)} for one in (newer, older))
    names = {name for name in {*new, *old} if new.get(name) != old.get(name)}
    return [label for field, label in labels.items() if any(belongs_to(n, field) for n in names)]
