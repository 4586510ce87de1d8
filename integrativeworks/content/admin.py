"""What every form and list of the desk has in common."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import models
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from js_asset import Media

from .models import FormerAddress, Image


class DeskAdmin(admin.ModelAdmin):
    """A model on the desk: under which heading, and where below it."""

    desk_group = "Site"
    desk_order = 50
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def render_change_form(self, request, context, *args, **kwargs):
        # The writing field's import map is inline, so the Content-Security-Policy wants a nonce.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("draft", "Draft"), ("scheduled", "Scheduled"), ("live", "Live")]

    def queryset(self, request, queryset):
        now = timezone.now()
        return {
            "draft": queryset.filter(published_at=None),
            "scheduled": queryset.filter(published_at__gt=now),
            "live": queryset.filter(published_at__lte=now),
        }.get(self.value(), queryset)


class PublishableForm(forms.ModelForm):
    """Publishes or takes down when that button was pressed, with all checks in force."""

    class Meta:
        widgets = {"summary": AdminTextareaWidget(attrs={"rows": 2})}

    def clean_published_at(self):
        if "_publish" in self.data:
            return timezone.now()
        if "_take_down" in self.data:
            return None
        return self.cleaned_data["published_at"]


class PublishableAdmin(DeskAdmin):
    form = PublishableForm
    change_form_template = "admin/publishable_change_form.html"
    list_filter = [StateFilter]
    actions = ["publish_now", "take_down"]
    list_per_page = 50

    @admin.display(description="state", ordering="published_at")
    def state(self, row):
        when = ""
        if row.state == "scheduled":
            when = " for " + date_format(timezone.localtime(row.published_at), "M j, g:i a")
        return format_html('<span class="state state-{0}">{0}{1}</span>', row.state, when)

    @admin.display(description="last changed", ordering="updated_at")
    def changed(self, row):
        return date_format(timezone.localtime(row.updated_at), "M j, Y")

    def response_add(self, request, obj, post_url_continue=None):
        return self._say_what_happened(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        return self._say_what_happened(request, obj) or super().response_change(request, obj)

    def _say_what_happened(self, request, obj):
        """Stay on the form after publishing or taking down; None for an ordinary save."""
        if "_publish" in request.POST:
            text = format_html(
                '“{}” is live now. <a href="{}">View it on the site</a>', obj, obj.get_absolute_url()
            )
        elif "_take_down" in request.POST:
            text = f"“{obj}” has been taken down. It is a draft again."
        else:
            return None
        self.message_user(request, text, messages.SUCCESS)
        return redirect(admin_urlname(self.opts, "change"), obj.pk)

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
    list_display = ["username", "email", "is_superuser", "last_login"]
    list_filter = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
