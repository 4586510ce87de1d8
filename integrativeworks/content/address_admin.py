"""Addresses on the desk: those that pages have left, and those that visitors asked for in vain."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from .admin import DeskAdmin, pressed
from .models import FormerAddress
from .not_found import NotFound, suggest


@admin.register(FormerAddress)
class FormerAddressAdmin(DeskAdmin):
    desk_order = 80
    list_display = ["path", "new_path", "left_at"]
    search_fields = ["path", "new_path"]
    can_add = False


class DismissedFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "dismissed"

    def lookups(self, request, model_admin):
        return [("yes", "Dismissed")]

    def choices(self, changelist):
        waiting, dismissed = super().choices(changelist)
        return [waiting | {"display": "Waiting"}, dismissed]

    def queryset(self, request, queryset):
        return queryset.filter(is_dismissed=True) if self.value() else queryset.waiting()


class LeadForm(forms.ModelForm):
    """Where an address that wasn't found shall lead from now on."""

    new_path = forms.CharField(
        label="Lead to",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField", "data-find-pages": ""}),
        help_text="Type a few letters of a title or a muscle, or the address of a page: /psoas/.",
    )

    class Meta:
        model = NotFound
        fields = ()

    def clean(self):
        super().clean()
        if new_path := self.cleaned_data.get("new_path"):
            former = FormerAddress(path=self.instance.path, new_path=new_path)
            try:
                former.clean()
            except ValidationError as error:
                self.add_error("new_path", error.message_dict["new_path"])
            self.cleaned_data["new_path"] = former.new_path


@admin.register(NotFound)
class NotFoundAdmin(DeskAdmin):
    """What visitors asked for in vain; one click leads them on from now on."""

    desk_order = 78
    form = LeadForm
    list_display = ["asked_for", "lead_on"]
    list_display_links = None
    list_filter = [DismissedFilter]
    list_per_page = 25
    search_fields = ["path"]
    change_list_template = "admin/change_list_with_buttons.html"
    fields = ["path", "times", "last_at", "new_path"]
    readonly_fields = ["path", "times", "last_at"]
    can_add = can_delete = False
    own_views = {"<int:key>/dismiss/": "dismiss"}

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        suggest(changelist.result_list)
        return changelist

    @admin.display(description="address", ordering="-times")
    def asked_for(self, row):
        times = "once" if row.times == 1 else f"{row.times} times"
        last = date_format(timezone.localtime(row.last_at), "M j, Y")
        return format_html('{}<br><span class="quiet">{}, last {}</span>', row, times, last)

    @admin.display(description="lead on")
    def lead_on(self, row):
        form = reverse("admin:content_notfound_change", args=[row.pk])
        suggestion = row.suggestion and format_html(
            '<button form="row-buttons" formaction="{}" name="new_path" value="{}">'
            "Lead to “{}”</button> ",
            *(form, row.suggestion.get_absolute_url(), row.suggestion),
        )
        hidden = format_html('<span class="visually-hidden"> {}</span>', row)
        return format_html(
            '{}<a class="button" href="{}">{}{}</a> '
            '<button form="row-buttons" formaction="{}">{}{}</button>',
            *(suggestion or "", form, "Elsewhere …" if suggestion else "Lead to …", hidden),
            reverse("admin:content_notfound_dismiss", args=[row.pk]),
            *("Show again" if row.is_dismissed else "Dismiss", hidden),
        )

    @pressed
    def dismiss(self, request, key):
        row = get_object_or_404(NotFound, pk=key)
        row.is_dismissed = not row.is_dismissed
        row.save()
        return redirect("admin:content_notfound_changelist")

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {"title": "Where shall it lead?", "show_save_and_continue": False}
        context |= extra_context or {}
        return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request, obj, form, change):
        FormerAddress.leave(obj.path, form.cleaned_data["new_path"])

    def response_change(self, request, obj):
        former = FormerAddress.objects.get(path=obj.path)
        text = f"Visitors of {former.path} are led to {former.new_path} from now on."
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:content_notfound_changelist")
