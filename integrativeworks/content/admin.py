"""What every form and list of the desk has in common."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.middleware.csrf import get_token
from django.shortcuts import get_list_or_404, get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.views.decorators.http import require_POST
from js_asset import Media

from .draft_forms import rows_in
from .drafts import DraftAdmin, with_changes
from .link_report import what_links_here
from .models import FormerAddress
from .not_found import NotFound, suggest
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


@admin.register(Trash)
class TrashAdmin(DeskAdmin):
    """What was deleted, each with a button that brings it back."""

    desk_order = 70
    list_display = ["name", "what", "deleted_at", "deleted_by", "bring_back"]
    list_display_links = None
    list_filter = ["what"]
    search_fields = ["name"]
    change_list_template = "admin/change_list_with_buttons.html"

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
        return [path("restore/", restore, name=name), *super().get_urls()]

    @admin.display(description="Bring back")
    def bring_back(self, trash):
        return format_html(
            '<button form="row-buttons" formaction="{}" name="keys" value="{}">'
            'Bring back<span class="visually-hidden"> {}</span></button>',
            *(reverse("admin:content_trash_restore"), trash.pk, trash),
        )

    def restore(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied
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


@admin.register(FormerAddress)
class FormerAddressAdmin(DeskAdmin):
    desk_order = 80
    list_display = ["path", "new_path", "left_at"]
    search_fields = ["path", "new_path"]

    def has_add_permission(self, request):
        return False


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

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        dismiss = self.admin_site.admin_view(require_POST(self.dismiss))
        name = "content_notfound_dismiss"
        return [path("<int:key>/dismiss/", dismiss, name=name), *super().get_urls()]

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

    def dismiss(self, request, key):
        row = get_object_or_404(NotFound, pk=key)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
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

    def get_deleted_objects(self, objs, request):
        return [str(obj) for obj in objs], {}, set(), []

    def delete_model(self, request, obj):
        obj.delete()  # no trash for passwords
