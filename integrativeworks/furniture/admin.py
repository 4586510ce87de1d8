from django.contrib import admin
from django.shortcuts import redirect

from integrativeworks.content.admin import DeskAdmin, LiveForm

from .models import Product, SiteSettings


@admin.register(SiteSettings)
class SiteSettingsAdmin(DeskAdmin):
    """One row, so the list leads straight to its form."""

    form = LiveForm
    desk_order = 1
    can_add = can_delete = False
    autocomplete_fields = ["author_portrait"]
    fieldsets = [
        (None, {"fields": ["name", "tagline", "description"]}),
        ("Contact", {"fields": ["contact_email", "signature", "instagram_url"]}),
        ("Author", {"fields": ["author_name", "author_portrait", "author_note"]}),
        ("Patreon", {"fields": ["patreon_text", "patreon_url"]}),
        ("Around posts", {"fields": ["notice", "disclaimer_everyone", "disclaimer_therapists"]}),
        ("Page “About”", {"fields": ["about"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        site, _ = SiteSettings.objects.get_or_create(pk=1)
        return redirect("admin:furniture_sitesettings_change", site.pk)


@admin.register(Product)
class ProductAdmin(DeskAdmin):
    form = LiveForm
    desk_order = 2
    list_display = ["name", "text", "url", "position"]
    autocomplete_fields = ["picture"]
