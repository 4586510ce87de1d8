from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat, Replace, StrIndex, Substr
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator

from integrativeworks.content.admin import DeskAdmin, pressed, with_undo
from muscles.models import Muscle
from posts.models import Post

from . import mail
from .answering import AnsweringAdmin
from .models import Message

MOST_TO_UNDO = 200
INBOX = "admin:feedback_message_changelist"


class StatusFilter(admin.SimpleListFilter):
    """The inbox holds no spam, and what may be spam only where one looks for it."""

    title = "state"
    parameter_name = "status"
    template = "admin/feedback/message/places.html"

    def lookups(self, request, model_admin):
        return Message.Status.choices

    def queryset(self, request, queryset):
        if self.value():
            return queryset.filter(status=self.value())
        return queryset.exclude(status__in=Message.SPAM)

    def choices(self, changelist):
        inbox, *states = super().choices(changelist)
        return [inbox | {"display": "Inbox"}, *states]


class KindFilter(admin.ChoicesFieldListFilter):
    template = "admin/feedback/message/places.html"


@admin.register(Message)
class MessageAdmin(AnsweringAdmin, DeskAdmin):
    """The inbox: new messages first, the page each is about one click away."""

    desk_group = "Readers’ messages"
    change_list_template = "admin/inbox.html"
    can_add = False
    own_views = {"mark/": "mark", "<int:key>/autosave/": "autosave"}
    list_display = ["beginning", "about", "standing"]
    list_filter = [StatusFilter, ("kind", KindFilter)]
    list_per_page = 50
    show_facets = ShowFacets.ALWAYS
    show_full_result_count = False
    sortable_by = ()
    search_fields = ["text", "quote", "name", "email", "page", "note", "replies__text"]
    actions = ["mark_answered", "mark_spam", "mark_new", "throw_away"]

    def get_queryset(self, request):
        page = _before_question_mark(OuterRef("page"))
        slug = Replace(Replace(page, Value("/muscles/"), Value("")), Value("/"), Value(""))
        muscles = Muscle.objects.filter(slug=slug).values("name")
        posts = Post.objects.filter(slug=Replace(page, Value("/"), Value(""))).values("title")
        title = Case(
            When(page__startswith="/muscles/", then=Subquery(muscles)), default=Subquery(posts)
        )
        return super().get_queryset(request).with_waiting_replies().annotate(page_title=title)

    def get_ordering(self, request):
        return [Case(When(status=Message.Status.NEW, then=0), default=1), "-received_at", "-pk"]

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it asks first; from the trash all can come back
        if request.GET.get("status") in Message.SPAM:
            actions["mark_new"] = (*actions["mark_new"][:2], "Not spam")
        return actions

    # --- a row of the list ---

    @admin.display(description="message")
    def beginning(self, message):
        return format_html(
            '<span class="who who-{}">{}</span> <span class="words">{}</span>',
            message.status,
            message.name or message.email or "A reader",
            Truncator(message.text).words(24),
        )

    @admin.display(description="about")
    def about(self, message):
        kind = message.get_kind_display()
        if not message.page:
            return kind
        title = message.page_title or message.page
        return format_html('{}: <a href="{}">{}</a>', kind, message.page, title)

    @admin.display(description="state")
    def standing(self, message):
        status = message.get_status_display()
        if message.has_waiting_reply:
            status += ", an answer could not be sent yet"
        elif message.draft:
            status += ", answer begun"
        return format_html(
            '<span class="message-state message-{}">{}</span> <time datetime="{}">{}</time>',
            message.status,
            status,
            message.received_at.isoformat(),
            _when(message.received_at),
        )

    # --- marking ---

    @admin.action(description="Mark as answered")
    def mark_answered(self, request, queryset):
        self._mark(request, queryset, Message.Status.ANSWERED)

    @admin.action(description="Mark as spam")
    def mark_spam(self, request, queryset):
        self._mark(request, queryset, Message.Status.SPAM)

    @admin.action(description="Mark as new")
    def mark_new(self, request, queryset):
        self._mark(request, queryset, Message.Status.NEW)

    @admin.action(description="Delete")
    def throw_away(self, request, queryset):
        self.delete_queryset(request, queryset)

    def mark_one(self, request, message, status):
        if status in Message.Status.values:
            self._mark(request, Message.objects.filter(pk=message.pk), Message.Status(status))
        return redirect(INBOX)

    def _mark(self, request, messages_to_mark, status):
        before = dict(messages_to_mark.values_list("pk", "status"))
        Message.objects.filter(pk__in=before).mark(status)
        if len(before) == 1:  # more are mailed by the next `send_pending_mail`
            mail.send(Message.objects.get(pk__in=before))
        name = "The message is" if len(before) == 1 else f"{len(before)} messages are"
        text = f"{name} marked as {status.label.lower()}."
        if len(before) <= MOST_TO_UNDO:
            fields = [(status, key) for key, status in before.items()]
            text = with_undo(request, text, reverse("admin:feedback_message_mark"), fields)
        self.message_user(request, text, messages.SUCCESS)

    @pressed
    def mark(self, request):
        """Give messages the states they are sent under: `new=1&new=2&spam=3`."""
        for status in Message.Status:
            keys = [key for key in request.POST.getlist(status) if key.isdecimal()]
            if keys:
                Message.objects.filter(pk__in=keys).mark(status)
        self.message_user(request, "Undone.", messages.SUCCESS)
        return redirect(INBOX)


def _before_question_mark(text):
    end = StrIndex(Concat(text, Value("?")), Value("?"))
    return Substr(text, 1, end - 1)


def _when(moment):
    """The hour of today, the day of this year, or the whole date."""
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return date_format(local, "g:i a")
    return date_format(local, "M j" if local.year == today.year else "M j, Y")
