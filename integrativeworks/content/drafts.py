"""Draft beside live: what is typed in the desk reaches visitors only when it is published.

A draft is what the form sent, kept as a `Version`. To show a draft, the form is given that data
again. To preview it, the data is written into the page, the page is rendered as for a visitor,
and the transaction is rolled back.
"""

import copy
import math

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.forms import all_valid
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import slugify

from .draft_forms import data_of, forgive, mend_rows, with_draft
from .draft_views import DraftViews
from .link_report import what_links_here
from .readiness import must
from .versions import Stale, Version


class DraftAdmin(DraftViews, admin.ModelAdmin):
    """A form whose “Save draft” keeps a draft and whose “Publish” alone changes a live page."""

    name_field = "title"
    change_form_template = "admin/publishable_change_form.html"

    # --- the form, with the draft in it ---

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change, **kwargs)
        data = _draft_data(request)
        return form_class if data is None else with_draft(form_class, data)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        data = kwargs.get("data", _draft_data(request))
        if data is not None and obj.pk and f"{prefix}-TOTAL_FORMS" in data:
            related = inline.model._base_manager.filter(**{_link_to(inline, obj): obj})
            kwargs["data"] = mend_rows(
                data, prefix, {str(pk) for pk in related.values_list("pk", flat=True)}
            )
        return kwargs

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        if _draft_data(request) is not None:
            for formset in formsets:
                forgive(formset)
        return formsets, inlines

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        page = self.get_object(request, object_id) if object_id else None
        context = dict(extra_context or {})
        if page:
            draft = Version.objects.draft_of(page)
            newest = Version.objects.number_in_form(page)
            context |= {
                "kept": page,  # as in the database, where `original` takes on what the form says
                "draft": draft,
                "based_on": request.POST.get("_based_on", newest),
                "opened_on": request.POST.get("_opened_on", newest),
            }
            kept = draft.form_data if draft else data_of(*self._forms(request, page, None))
            untouched = type(page)._base_manager.get(pk=page.pk)
            context["findings"] = self._findings(request, untouched, request.POST or kept)
        if request.method != "POST":
            if page and draft:
                request.draft_data = draft.form_data
            return super().changeform_view(request, object_id, form_url, context)
        if not self._may_write(request, page):
            raise PermissionDenied
        if "_discard" in request.POST and page:
            return self._discard(request, page)
        try:
            with transaction.atomic():
                if "_publish" not in request.POST:
                    return self._save_draft(request, page)
                if page:
                    self._refuse_stale(request, page)
                    self._keep_first_version(request, page)
                    context["based_on"] = Version.objects.number_in_form(page)
                return super().changeform_view(request, object_id, form_url, context)
        except Stale:
            return self._show_both(request, page)

    def _may_write(self, request, page):
        if page is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, page)

    # --- what the buttons do ---

    def _save_draft(self, request, page):
        is_new = page is None
        page = self.keep_draft(request, page)
        if "_take_down" in request.POST:
            linked = what_links_here([page])
            if any(mentions for _, mentions in linked):
                return redirect(self.url_of("confirm_take_down", page))
            return self._take_down(request, page)
        text = f"“{page}”: draft saved. " + (
            "Visitors see it when you publish the changes."
            if page.published_at
            else "Only you can see it."
        )
        if is_new:
            self.log_addition(request, page, [{"added": {}}])
        self.message_user(request, text, messages.SUCCESS)
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, page)
        return redirect(admin_urlname(self.opts, "change"), page.pk)

    def _take_down(self, request, page):
        self.make_draft(request, page)
        text = f"“{page}” has been taken down. It is a draft again."
        self.message_user(request, text, messages.SUCCESS)
        return redirect(self.url_of("change", page))

    @transaction.atomic
    def make_draft(self, request, page):
        """Take `page` down. It follows its draft from now on."""
        self._keep_first_version(request, page)
        page.published_at = None
        page.save()
        if draft := Version.objects.draft_of(page):
            self.write(request, page, draft.form_data)
        self.log_change(request, page, "Taken down")

    def ask_before_taking_down(self, request, linked, hidden=()):
        """The page that shows what links to the pages that shall be taken down: see `linked`.

        `hidden` are (name, value) of what its button sends along.
        """
        context = {"opts": self.opts, "title": "Take down", "linked": linked, "hidden": hidden}
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/take_down.html", context)

    @transaction.atomic
    def publish(self, request, page):
        """Publish `page` at once with its changes; return what stands in the way, if anything."""
        _lock(page)
        self._keep_first_version(request, page)
        draft = Version.objects.draft_of(page)
        data = draft.form_data if draft else data_of(*self._forms(request, page, None))
        for name in ("_publish", "published_at_0", "published_at_1"):
            data[name] = ""
        sending, form = _sending(request, data), self._posted_form(request, page, data)
        formsets, _ = self._create_formsets(sending, page, change=True)
        if not all_valid([form, *formsets]):
            rows = (row for formset in formsets for row in formset.forms)
            return [text for part in (form, *rows) for text in _complaints(part)]
        form.save()
        for formset in formsets:
            self.save_formset(sending, form, formset, change=True)
        Version.objects.keep(page, data, request.user, Version.Kind.LIVE)
        self.log_change(request, page, "Published")
        return []

    def _discard(self, request, page):
        if page.published_at and Version.objects.draft_of(page):
            # The live text becomes the newest version: a window still open on the draft is stale.
            live = data_of(*self._forms(request, page, None))
            Version.objects.keep(page, live, request.user, Version.Kind.LIVE)
            self.message_user(
                request,
                "The changes are off the form. You find them under Versions.",
                messages.SUCCESS,
            )
        return redirect(admin_urlname(self.opts, "change"), page.pk)

    def response_add(self, request, obj, post_url_continue=None):
        return self._published(request, obj)

    def response_change(self, request, obj):
        return self._published(request, obj)

    def _published(self, request, page):
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, page)
        Version.objects.keep(
            page, request.POST, request.user, Version.Kind.LIVE, _opened_on(request)
        )
        if page.is_live:
            text = format_html(
                '“{}” is live. <a href="{}">View it on the site</a>', page, page.get_absolute_url()
            )
        else:
            when = date_format(timezone.localtime(page.published_at), "F j, Y, g:i a")
            text = f"“{page}” goes live by itself on {when}."
        self.message_user(request, text, messages.SUCCESS)
        return redirect(admin_urlname(self.opts, "change"), page.pk)

    # --- keeping drafts ---

    @transaction.atomic
    def keep_draft(self, request, page):
        """Keep what the form sent as the draft of `page`, made if it is None; return the page.

        A page that was never live follows its draft as far as that is valid, so that lists
        and previews of other pages know it. Raises Stale if another window was faster.
        """
        if page is None:
            page = self._new_page(request.POST)
        else:
            self._refuse_stale(request, page)
            self._keep_first_version(request, page)
        Version.objects.keep(
            page, request.POST, request.user, Version.Kind.DRAFT, _opened_on(request)
        )
        if page.published_at is None:
            self.write(request, page, request.POST)
        return page

    def _new_page(self, data):
        name = data.get(self.name_field, "").strip()[:90] or f"Untitled {self.opts.verbose_name}"
        names = f"{self.name_field}__iexact"
        wanted, number = name, 1
        while self.model._base_manager.filter(**{names: name}).exists():
            number += 1
            name = f"{wanted} ({number})"
        page = self.model(**{self.name_field: name})
        page.slug = _free_slug(page, slugify(data.get("slug") or name)[:80] or "untitled")
        page.save()
        return page

    def _refuse_stale(self, request, page):
        _lock(page)
        newest, based_on = Version.objects.number_in_form(page), request.POST.get("_based_on", "")
        if based_on.isdecimal() and int(based_on) != newest:
            raise Stale

    @transaction.atomic
    def _set_aside(self, request, page):
        """Keep what was typed too late as a version; return where to compare it."""
        _lock(page)
        kept = Version.objects.keep(page, request.POST, request.user, Version.Kind.SET_ASIDE)
        return f"{self.url_of('compare', page)}?a={kept.number}"

    def _keep_first_version(self, request, page):
        """Make the page as it is now its first version, before anything is changed."""
        if not Version.objects.of(page).exists():
            form, formsets = self._forms(request, page, None)
            kind = Version.Kind.LIVE if page.published_at else Version.Kind.SAVED
            Version.objects.keep(page, data_of(form, formsets), None, kind)

    def _forms(self, request, page, data):
        """The form and formsets of `page`, showing `data` or, without any, the page as it is."""
        asking = copy.copy(request)
        asking.method, asking.draft_data = "GET", data
        fields = flatten_fieldsets(self.get_fieldsets(asking, page))
        form = self.get_form(asking, page, change=True, fields=fields)(instance=page)
        return form, self._create_formsets(asking, page, change=True)[0]

    def _posted_form(self, request, page, data):
        sending = _sending(request, data)
        fields = flatten_fieldsets(self.get_fieldsets(sending, page))
        return self.get_form(sending, page, change=True, fields=fields)(data, instance=page)

    def write(self, request, page, data):
        """Write `data` into `page`, its relations and rows, as far as it is valid."""
        sending = _sending(request, data)
        before = type(page)._base_manager.get(pk=page.pk)
        form = self._posted_form(request, page, data)
        form.is_valid()
        for name in [*form.errors, "published_at"]:
            if hasattr(before, name) and name in form.fields:
                setattr(page, name, getattr(before, name))
        formsets, _ = self._create_formsets(sending, page, change=True)
        try:
            with transaction.atomic():
                page.save()
                form._save_m2m()
                for formset in formsets:
                    if formset.is_valid():
                        self.save_formset(sending, form, formset, change=True)
        except IntegrityError:  # a title that another post has: the form will say so
            page.refresh_from_db()

    def save_formset(self, request, form, formset, change):
        # The form is the whole page: rows that it lacks are from an earlier save of the draft,
        # or newer than the version that was brought back.
        shown = [row.instance.pk for row in formset.initial_forms]
        rows = formset.model._base_manager.filter(**{formset.fk.name: formset.instance})
        for row in rows.exclude(pk__in=shown):
            row.delete()
        super().save_formset(request, form, formset, change)

    def _findings(self, request, page, data):
        """What “Ready to publish?” says of `page` if it were as in `data`."""
        form = self._posted_form(request, page, data)
        form.is_valid()
        missing = [
            must(name, f"{form.fields[name].label}: {errors[0]}")
            for name, errors in form.errors.items()
            if name in form.fields
        ]
        return missing + [f for f in form.findings() if f.field not in form.errors]


def with_changes(queryset):
    """`queryset` annotated with `has_changes`: there is a draft that is not yet live."""
    drafts = Version.objects.filter(
        content_type__app_label=queryset.model._meta.app_label,
        content_type__model=queryset.model._meta.model_name,
        object_id=models.OuterRef("pk"),
        kind=Version.Kind.DRAFT,
    )
    return queryset.annotate(has_changes=models.Exists(drafts))


def _sending(request, data):
    """`request` as if it had sent `data`."""
    sending = copy.copy(request)
    sending.method, sending.POST, sending._files = "POST", data, MultiValueDict()
    sending.draft_data = None
    return sending


def _complaints(form):
    for name, errors in form.errors.items():
        start = f"{form.fields[name].label}: " if name in form.fields else ""
        yield from (start + error for error in errors)


def _draft_data(request):
    return getattr(request, "draft_data", None)


def _lock(page):
    """Until the transaction ends: of two saves at once the second sees the first."""
    type(page)._base_manager.select_for_update().get(pk=page.pk)


def _opened_on(request):
    """The newest number when the form was opened; what is newer by now, it saved itself."""
    opened_on = request.POST.get("_opened_on", "")
    return int(opened_on) if opened_on.isdecimal() else math.inf


def _link_to(inline, page):
    """The name of the inline's foreign key to `page`."""
    return next(
        field.name
        for field in inline.model._meta.fields
        if field.is_relation and isinstance(page, field.related_model)
    )


def _free_slug(page, slug):
    taken = set(
        type(page)
        ._meta.get_field("slug")
        .model._base_manager.filter(slug__startswith=slug)
        .values_list("slug", flat=True)
    )
    free, number = slug, 1
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free
