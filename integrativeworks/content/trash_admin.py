"""The trash on the desk."""

from django.contrib import admin, messages
from django.db import IntegrityError
from django.shortcuts import get_list_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html

from .admin import DeskAdmin, pressed
from .trash import Trash


@admin.register(Trash)
class TrashAdmin(DeskAdmin):
    """What was deleted, each with a button that brings it back."""

    desk_order = 70
    list_display = ["name", "what", "deleted_at", "deleted_by", "bring_back"]
    list_display_links = None
    list_filter = ["what"]
    search_fields = ["name"]
    change_list_template = "admin/change_list_with_buttons.html"
    can_add = can_delete = False
    own_views = {"restore/": "restore"}

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)

    has_change_permission = has_view_permission

    @admin.display(description="Bring back")
    def bring_back(self, trash):
        return format_html(
            '<button form="row-buttons" formaction="{}" name="keys" value="{}">'
            'Bring back<span class="visually-hidden"> {}</span></button>',
            *(reverse("admin:content_trash_restore"), trash.pk, trash),
        )

    @pressed
    def restore(self, request):
        keys = [key for key in request.POST.get("keys", "").split(",") if key.isdecimal()]
        back = []
        # What went first may hang on what went after it.
        for trash in get_list_or_404(Trash.objects.order_by("-pk"), pk__in=keys):
            try:
                trash.restore()
            except IntegrityError:
                text = f"“{trash}” can’t come back yet. {' '.join(trash.obstacles())}"
                self.message_user(request, text, messages.ERROR)
            else:
                back.append(trash)
        if back:
            text = f"“{back[0]}” is back as it was."
            if len(back) > 1:
                text = f"{len(back)} are back as they were."
            self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:content_trash_changelist")
