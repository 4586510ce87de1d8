from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from integrativeworks.content.admin import DeskAdmin, pressed

from .models import Meaning, MissedSearch


@admin.register(Meaning)
class MeaningAdmin(DeskAdmin):
    desk_group = "Search"
    desk_order = 1
    list_display = ["words"]
    search_fields = ["words"]
    list_per_page = 200

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        MissedSearch.objects.answer(obj.word_list)


@admin.register(MissedSearch)
class MissedSearchAdmin(DeskAdmin):
    """What readers looked for in vain, each a click away from words that are found."""

    desk_group = "Search"
    desk_order = 2
    list_display = ["words", "what_to_do", "times", "last_at"]
    list_display_links = None
    search_fields = ["words"]
    list_per_page = 50
    change_list_template = "admin/missed_search_change_list.html"
    can_add = can_delete = False
    own_views = {"<int:key>/dismiss/": "dismiss"}

    def get_queryset(self, request):
        return super().get_queryset(request).waiting()

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    @admin.display(description="what to do")
    def what_to_do(self, missed):
        return format_html(
            '<a class="button" href="{}?{}">It means …</a> '
            '<button form="row-buttons" formaction="{}">'
            'Dismiss<span class="visually-hidden"> {}</span></button>',
            reverse("admin:search_meaning_add"),
            urlencode({"words": f"{missed.words}, "}),
            reverse("admin:search_missedsearch_dismiss", args=[missed.pk]),
            missed,
        )

    @pressed
    def dismiss(self, request, key):
        missed = get_object_or_404(MissedSearch, pk=key)
        missed.is_dismissed = True
        missed.save()
        text = f"“{missed}” won’t be listed again, however often it is searched for."
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:search_missedsearch_changelist")
