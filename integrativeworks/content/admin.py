"""What every form and list of the desk has in common."""

from functools import wraps

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.views.decorators.http import require_POST
from js_asset import Media

from .draft_forms import rows_in
from .drafts import DraftAdmin, with_changes
from .link_report import what_links_here
from .readiness import COMMON_CHECKS, findings, pictures_are_described
from .trash import Trash
from .watched_form import WatchedForm


def with_undo(request, text, address, fields=()):
    """A message with a button that posts `fields`, (name, value) of each, to `address`."""
    return format_html(
        '{} <form class="undo" method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
        "<button>Undo</button></form>",
        *(text, address, get_token(request)),
        format_html_join("", '<input type="hidden" name="{}" value="{}">', fields),
    )


@admin.action(description=delete_selected.short_description, permissions=["delete"])
def throw_away_selected(model_admin, request, queryset):
    """Django's action without its message: `delete_queryset` has told."""
    if "post" not in request.POST:
        return delete_selected(model_admin, request, queryset)
    model_admin.log_deletions(request, queryset)
    return model_admin.delete_queryset(request, queryset)


admin.site.add_action(throw_away_selected, "delete_selected")


def pressed(view):
    """A view behind a button: it takes POST alone, and from those who may change such rows."""

    @wraps(view)
    def checked(self, request, **keys):
        if not self.has_change_permission(request):
            raise PermissionDenied
        return view(self, request, **keys)

    return method_decorator(require_POST)(checked)


class DeskAdmin(admin.ModelAdmin):
    """A model on the desk: under which heading, where below it, and with which pages of its own.

    `own_views` maps routes to the names of methods; the URL name ends in that of the method:
    `admin:content_trash_restore`.
    """

    desk_group = "Site"
    desk_order = 50
    can_add = can_delete = True
    own_views = {}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    delete_confirmation_template = "admin/throw_away.html"
    delete_selected_confirmation_template = "admin/throw_away_selected.html"

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(route, self.admin_site.admin_view(getattr(self, view)), name=f"{prefix}_{view}")
            for route, view in self.own_views.items()
        ]
        return own + super().get_urls()

    def has_add_permission(self, request):
        return self.can_add and super().has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.can_delete and super().has_delete_permission(request, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "slug":
            kwargs["label"] = "Address"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if change and not isinstance(self, DraftAdmin):  # a draft is watched in its own way
            kwargs["form"] = type("Watched", (WatchedForm, self.form), {})
        return super().get_form(request, obj, change=change, **kwargs)

    def action_checkbox(self, obj):
        box = super().action_checkbox(obj)
        return mark_safe(box.replace("this object for an action - ", ""))

    def history_view(self, request, object_id, extra_context=None):
        # Django's history tells which fields were saved; a page has versions.
        view = "versions" if isinstance(self, DraftAdmin) else "change"
        return redirect(admin_urlname(self.opts, view), object_id)

    def get_deleted_objects(self, objs, request):
        # What goes along comes back along, so there is nothing to forbid; what stays loses a link.
        return what_links_here(objs), {}, set(), []

    def delete_model(self, request, obj):
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request, queryset):
        thrown = [Trash.throw_away(row, request.user) for row in queryset]
        if not thrown:  # another window was faster
            return
        text = f"“{thrown[0]}” is in the trash."
        if len(thrown) > 1:
            text = f"{len(thrown)} {self.opts.verbose_name_plural} are in the trash for 30 days."
        keys = [("keys", ",".join(str(trash.pk) for trash in thrown))]
        undo = with_undo(request, text, reverse("admin:content_trash_restore"), keys)
        self.message_user(request, undo, messages.SUCCESS)

    def response_delete(self, request, obj_display, obj_id):
        if IS_POPUP_VAR in request.POST:
            return super().response_delete(request, obj_display, obj_id)
        return redirect(admin_urlname(self.opts, "changelist"))

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def render_change_form(self, request, context, *args, **kwargs):
        # The writing field's import map is inline, so the Content-Security-Policy wants a nonce.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)


class ChoiceAdmin(DeskAdmin):
    """What is only chosen from, in the forms of others."""

    desk_group = None
    can_add = can_delete = False

    def has_change_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:index")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:index")


class LiveForm(forms.ModelForm):
    """What it saves is for visitors at once."""

    def clean(self):
        data = super().clean()
        for finding in list(pictures_are_described(data, self.instance)):
            if finding.is_must:
                self.add_error(finding.field, finding.text)
        return data


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", "Draft"),
            ("scheduled", "Scheduled"),
            ("live", "Live"),
            ("changes", "With changes not yet live"),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        return {
            "draft": queryset.filter(published_at=None),
            "scheduled": queryset.filter(published_at__gt=now),
            "live": queryset.filter(published_at__lte=now),
            "changes": queryset.filter(published_at__isnull=False, has_changes=True),
        }.get(self.value(), queryset)


class PublishableForm(forms.ModelForm):
    """Only “Publish” moves the date of publishing: to the time in the form, else to now.

    A live page keeps its date if the form has none.
    """

    class Meta:
        widgets = {"summary": AdminTextareaWidget(attrs={"rows": 2})}

    checks = COMMON_CHECKS

    def _post_clean(self):
        super()._post_clean()  # what the model itself refuses is said once
        if "_publish" in self.data:
            for finding in self.findings():
                if finding.is_must and finding.field not in self._errors:
                    field = finding.field if finding.field in self.fields else None
                    self.add_error(field, finding.text)

    def findings(self):
        """What stands between this form and publishing, and what would make the page better."""
        data = self.cleaned_data | {"rows": rows_in(self.data)}
        return findings(self.checks, data, self.instance)

    def clean_published_at(self):
        if "_publish" in self.data:
            live_since = self.instance.published_at if self.instance.is_live else None
            return self.cleaned_data["published_at"] or live_since or timezone.now()
        return self.instance.published_at


class PublishableAdmin(DraftAdmin, DeskAdmin):
    form = PublishableForm
    list_filter = [StateFilter]
    actions = ["publish_now", "take_down"]
    list_per_page = 50

    @admin.display(description="state", ordering="published_at")
    def state(self, row):
        when = ""
        if row.state == "scheduled":
            when = " for " + date_format(timezone.localtime(row.published_at), "M j, g:i a")
        if row.state != "draft" and row.has_changes:
            when += ", with changes not yet live"
        return format_html('<span class="state state-{0}">{0}{1}</span>', row.state, when)

    def get_queryset(self, request):
        return with_changes(super().get_queryset(request))

    @admin.display(description="last changed", ordering="updated_at")
    def changed(self, row):
        return date_format(timezone.localtime(row.updated_at), "M j, Y")

    @admin.action(description="Publish now", permissions=["change"])
    def publish_now(self, request, queryset):
        published = 0
        for page in queryset:
            if missing := self.publish(request, page):
                self.message_user(request, f"“{page}”: {' '.join(missing)}", messages.ERROR)
            else:
                published += 1
        if published:
            self.message_user(request, f"{published} published.", messages.SUCCESS)

    @admin.action(description="Take down (back to draft)", permissions=["change"])
    def take_down(self, request, queryset):
        pages = queryset.exclude(published_at=None)
        linked = what_links_here(pages)
        if any(mentions for _, mentions in linked) and "post" not in request.POST:
            hidden = [("action", "take_down"), ("post", "yes")]
            hidden += [(ACTION_CHECKBOX_NAME, page.pk) for page in pages]
            return self.ask_before_taking_down(request, linked, hidden)
        for page in pages:
            self.make_draft(request, page)
        return self.message_user(request, f"{len(pages)} taken down.", messages.SUCCESS)
