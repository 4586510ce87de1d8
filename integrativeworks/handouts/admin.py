from django import forms
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from integrativeworks.content.admin import DeskAdmin

from .models import MOST_POSTS, Handout


class HandoutForm(forms.ModelForm):
    def clean_posts(self):
        posts = self.cleaned_data["posts"]
        if len(posts) > MOST_POSTS:
            raise forms.ValidationError(
                f"A handout holds {MOST_POSTS} posts at most; these are {len(posts)}."
            )
        return posts


@admin.register(Handout)
class HandoutAdmin(DeskAdmin):
    form = HandoutForm
    desk_group = "Readers’ messages"
    desk_order = 60
    list_display = ["client", "link", "created_at"]
    search_fields = ["client", "note"]
    autocomplete_fields = ["posts"]
    fields = ["client", "note", "posts", "link", "pdf"]
    readonly_fields = ["link", "pdf"]

    @admin.display(description="link to send")
    def link(self, handout):
        if not handout.pk:
            return "It is here once you have saved."
        address = settings.SITE_URL + handout.get_absolute_url()
        return format_html('<a href="{0}" data-copy>{0}</a>', address)

    @admin.display(description="to print")
    def pdf(self, handout):
        if not handout.pk:
            return None
        address = reverse("handouts:client_pdf", args=[handout.token])
        return format_html(
            '<a href="{0}">PDF, US Letter</a> · <a href="{0}?paper=a4">PDF, A4</a>', address
        )
