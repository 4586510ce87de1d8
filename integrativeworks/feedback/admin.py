from django.contrib import admin, messages
from django.db.models import Case, When
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.text import Truncator

from integrativeworks.content.admin import DeskAdmin

from .models import Message


@admin.register(Message)
class MessageAdmin(DeskAdmin):
    """The inbox: new messages first, the page each is about one click away."""

    desk_group = "Readers’ messages"
    change_form_template = "admin/message_change_form.html"
    list_display = ["beginning", "kind", "sender_name", "page_link", "status", "received_at"]
    list_filter = ["status", "kind"]
    search_fields = ["text", "quote", "name", "email", "page"]
    actions = ["mark_answered", "mark_spam", "mark_new"]
    readonly_fields = [
        *("kind", "page_link", "quote", "text", "name", "answer_to"),
        *("received_at", "notified_at", "status"),
    ]
    fieldsets = [
        (None, {"fields": ["kind", "text", "quote", "page_link"]}),
        ("From", {"fields": ["name", "answer_to", "received_at", "notified_at"]}),
        ("Where it stands", {"fields": ["status"]}),
    ]

    def get_ordering(self, request):
        return [Case(When(status=Message.Status.NEW, then=0), default=1), "-received_at", "-pk"]

    def has_add_permission(self, request):
        return False

    @admin.display(description="message")
    def beginning(self, message):
        return Truncator(message.text).words(14)

    @admin.display(description="from")
    def sender_name(self, message):
        return message.name or message.email or None

    @admin.display(description="page")
    def page_link(self, message):
        if not message.page:
            return None
        return format_html('<a href="{0}">{0}</a>', message.page)

    @admin.display(description="e-mail")
    def answer_to(self, message):
        if not message.email:
            return None
        return format_html('<a href="mailto:{0}">{0}</a>', message.email)

    def response_change(self, request, obj):
        for status in Message.Status:
            if f"_{status}" in request.POST:
                obj.status = status
                obj.save(update_fields=["status"])
                self.message_user(
                    request, f"{obj}: marked as {status.label.lower()}.", messages.SUCCESS
                )
                return redirect("admin:feedback_message_changelist")
        return super().response_change(request, obj)

    @admin.action(description="Mark as answered")
    def mark_answered(self, request, queryset):
        self._mark(request, queryset, Message.Status.ANSWERED)

    @admin.action(description="Mark as spam")
    def mark_spam(self, request, queryset):
        self._mark(request, queryset, Message.Status.SPAM)

    @admin.action(description="Mark as new")
    def mark_new(self, request, queryset):
        self._mark(request, queryset, Message.Status.NEW)

    def _mark(self, request, queryset, status):
        count = queryset.update(status=status)
        self.message_user(request, f"{count} marked as {status.label.lower()}.", messages.SUCCESS)
