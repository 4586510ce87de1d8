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
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.views.decorators.http import require_POST
from js_asset import Media

from .drafts import DraftAdmin, with_changes
from .models import FormerAddress, Image
from .readiness import COMMON_CHECKS, findings
from .trash import Trash


class DeskAdmin(admin.ModelAdmin):
    """A model on the desk: under which heading, and where below it."""

    desk_group = "Site"
    desk_order = 50
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    delete_confirmation_template = "admin/throw_away.html"
    delete_selected_confirmation_template = "admin/throw_away_selected.html"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "slug":
            kwargs["label"] = "Address"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def action_checkbox(self, obj):
        return super().action_checkbox(obj).replace("this object for an action -", "")

    def history_view(self, request, object_id, extra_context=None):
        # Django's history tells which fields were saved; a page has versions.
        view = "versions" if isinstance(self, DraftAdmin) else "change"
        return redirect(admin_urlname(self.opts, view), object_id)

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


class ChoiceAdmin(DeskAdmin):
    """What is only chosen from, in the forms of others."""

    desk_group = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:index")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:index")


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
                    self.add_error(finding.field, finding.text)

    def findings(self):
        """What stands between this form and publishing, and what would make the page better."""
        return findings(self.checks, self.cleaned_data, self.instance)

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
            except ValidationError as error:
                self.message_user(request, f"“{row}”: {' '.join(error.messages)}", messages.ERROR)
            else:
                row.save()
                changed += 1
        if changed:
            self.message_user(request, f"{changed} {done}.", messages.SUCCESS)


@admin.register(Image)
class ImageAdmin(DeskAdmin):
    desk_order = 30
    list_display = ["thumbnail", "alt", "is_decorative", "caption", "credit", "created_at"]
    list_display_links = ["thumbnail", "alt"]
    search_fields = ["alt", "caption", "credit", "file"]
    readonly_fields = ["preview"]
    fields = ["file", "preview", "alt", "is_decorative", "caption", "credit"]

    def get_urls(self):
        library = self.admin_site.admin_view(self.library)
        return [path("library/", library, name="content_image_library"), *super().get_urls()]

    def library(self, request):
        """The newest pictures that match `?q=`, as JSON for the writing field's picture dialog."""
        found, _ = self.get_search_results(
            request, Image.objects.all(), request.GET.get("q", "").replace("\x00", "")
        )
        pictures = [
            {
                "url": image.file.url,
                "thumbnail": image.smallest_url,
                "alt": image.alt,
                "caption": image.caption,
                "name": str(image),
            }
            for image in found[:24]
        ]
        return JsonResponse({"pictures": pictures})

    @admin.display(description="picture")
    def thumbnail(self, image):
        return self._img("thumbnail", image.smallest_url, image.alt)

    @admin.display(description="as it is now")
    def preview(self, image):
        return self._img("preview", image.file.url, image.alt) if image.pk else None

    @staticmethod
    def _img(name, url, alt):
        return format_html('<img class="{}" src="{}" alt="{}">', name, url, alt)


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

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)

    has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None):
        return False

    def get_actions(self, request):
        return {}

    def get_urls(self):
        restore = self.admin_site.admin_view(require_POST(self.restore))
        name = "content_trash_restore"
        return [path("<int:key>/restore/", restore, name=name), *super().get_urls()]

    @admin.display(description="Bring back")
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
            text = f"“{trash}” can’t come back yet. {' '.join(trash.obstacles())}"
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
    delete_confirmation_template = "admin/delete_account.html"
    actions = None
    list_display = ["username", "email", "may_do_everything", "last_login"]
    list_filter = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
    words = {  # label, help
        "is_active": ("Account is open", "Take the tick away instead of deleting an account."),
        "is_staff": ("May open the desk", ""),
        "is_superuser": (
            "May do everything",
            "Without it, an account can look at the front page only.",
        ),
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.words:
            kwargs["label"], kwargs["help_text"] = self.words[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="may do everything", boolean=True)
    def may_do_everything(self, account):
        return account.is_superuser

    def delete_model(self, request, obj):
        obj.delete()  # no trash for passwords
