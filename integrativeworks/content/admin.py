"""What every form and list of the desk has in common."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.views.decorators.http import require_POST
from js_asset import Media

from .draft_forms import data_of, rows_in
from .drafts import DraftAdmin, with_changes
from .models import FormerAddress
from .readiness import COMMON_CHECKS, findings, pictures_are_described
from .trash import Trash


class DeskAdmin(admin.ModelAdmin):
    """A model on the desk: under which heading, and where below it."""

    desk_group = "Site"
    desk_order = 50
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    delete_confirmation_template = "admin/throw_away.html"

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        links = row.what_links_here() if hasattr(row, "what_links_here") else []
        return super().delete_view(
            request, object_id, {"links_here": links} | (extra_context or {})
        )

    def get_deleted_objects(self, objs, request):
        # What goes along comes back along, so there is nothing to forbid or to list.
        return [str(obj) for obj in objs], {}, set(), []

    def delete_model(self, request, obj):
        trash = Trash.throw_away(obj, request.user)
        undo = format_html(
            '“{}” is in the trash. <form class="undo" method="post" action="{}">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            "<button>Undo</button></form>",
            *(trash, reverse("admin:content_trash_restore", args=[trash.pk]), get_token(request)),
        )
        self.message_user(request, undo, messages.SUCCESS)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            Trash.throw_away(row, request.user)
        trash = reverse("admin:content_trash_changelist")
        text = format_html('They are in the <a href="{}">trash</a> for 30 days.', trash)
        self.message_user(request, text, messages.SUCCESS)

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
    """Only “Publish” moves the date of publishing: to now, or to the time in the form."""

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
            return self.cleaned_data["published_at"] or timezone.now()
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

    def _refuse_unready(self, request, row):
        if row.published_at:
            data = data_of(*self._forms(request, row, None))
            missing = [f.text for f in self._findings(request, row, data) if f.is_must]
            if missing:
                raise ValidationError(missing)

    @admin.action(description="Publish now", permissions=["change"])
    def publish_now(self, request, queryset):
        self._set_published_at(request, queryset, timezone.now(), "published")

    @admin.action(description="Take down (back to draft)", permissions=["change"])
    def take_down(self, request, queryset):
        self._set_published_at(request, queryset, None, "taken down")

    def _set_published_at(self, request, queryset, published_at, done):
        changed = 0
        for row in queryset:
            row.published_at = published_at
            try:
                row.full_clean()
                self._refuse_unready(request, row)
            except ValidationError as error:
                self.message_user(request, f"“{row}”: {' '.join(error.messages)}", messages.ERROR)
            else:
                row.save()
                changed += 1
        if changed:
            self.message_user(request, f"{changed} {done}.", messages.SUCCESS)


@admin.register(Trash)
class TrashAdmin(DeskAdmin):
    """What was deleted, each with a button that brings it back."""

    desk_order = 70
    list_display = ["name", "what", "deleted_at", "deleted_by", "bring_back"]
    list_display_links = None
    list_filter = ["what"]
    search_fields = ["name"]
    change_list_template = "admin/trash_change_list.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_actions(self, request):
        return {}

    def get_urls(self):
        restore = self.admin_site.admin_view(require_POST(self.restore))
        name = "content_trash_restore"
        return [path("<int:key>/restore/", restore, name=name), *super().get_urls()]

    @admin.display(description="")
    def bring_back(self, trash):
        # The form stands in the list's template; here is only its button.
        return format_html(
            '<button form="restore" formaction="{}">'
            'Bring back<span class="visually-hidden"> {}</span></button>',
            reverse("admin:content_trash_restore", args=[trash.pk]),
            trash,
        )

    def restore(self, request, key):
        trash = get_object_or_404(Trash, pk=key)
        try:
            trash.restore()
        except IntegrityError:
            text = (
                f"“{trash}” can’t come back yet: its name or address is used by another page now."
            )
            self.message_user(request, text, messages.ERROR)
        else:
            self.message_user(request, f"“{trash}” is back as it was.", messages.SUCCESS)
        return redirect("admin:content_trash_changelist")


@admin.register(FormerAddress)
class FormerAddressAdmin(DeskAdmin):
    desk_order = 80
    list_display = ["path", "new_path", "left_at"]
    search_fields = ["path", "new_path"]

    def has_add_permission(self, request):
        return False


admin.site.unregister(Group)
admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin, DeskAdmin):
    desk_order = 90
    delete_confirmation_template = None

    def delete_model(self, request, obj):
        obj.delete()  # no trash for passwords

    def delete_queryset(self, request, queryset):
        queryset.delete()

    list_display = ["username", "email", "is_superuser", "last_login"]
    list_filter = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
