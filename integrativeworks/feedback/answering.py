"""A reader's message on the desk: what was written to and fro, and a box to answer in."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from integrativeworks.content.admin import pressed
from integrativeworks.furniture.models import SiteSettings

from . import mail, spam
from .models import Message, Reply, fresh_key
from .passage import form_of, page_at, passage_url

KEPT_FIELDS = ("draft", "note")
MOST_REASONS = 5


def first_words(message, site):
    """What stands in the box before anything is written: greeting and signature."""
    greeting = " ".join(f"Hello {message.name}".split())
    signature = site.signature.strip() or f"Kind regards,\n{site.author_name or site.name}"
    return f"{greeting},\n\n\n\n{signature}"


def subject_for(message, page):
    about = f"about “{page}”" if page else f"to {SiteSettings.load()}"
    return " ".join(f"Re: your {message.get_kind_display().lower()} {about}".split())


def plain(text):
    """`text` as it is kept: without what browsers and databases do to line ends and NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Write your answer first."},
    )
    key = forms.RegexField(r"^[A-Za-z0-9]{22}$", widget=forms.HiddenInput)

    def __init__(self, *args, untouched, **kwargs):
        super().__init__(*args, **kwargs)
        self.untouched = untouched

    def clean_text(self):
        text = self.cleaned_data["text"]
        if text.split() == self.untouched.split():
            raise forms.ValidationError("Write your answer between greeting and signature first.")
        return text


class AnsweringAdmin(admin.ModelAdmin):
    """The page of one message, in place of a form with its fields."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        message = self.get_object(request, object_id)
        if message is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, message):
            raise PermissionDenied
        page, site = page_at(message.page), SiteSettings.load()
        untouched = first_words(message, site)
        form = ReplyForm(
            initial={"text": message.draft or untouched, "key": fresh_key()}, untouched=untouched
        )
        if request.method == "POST":
            if "_send" not in request.POST:
                return self._press(request, message)
            typed = {"text": plain(request.POST.get("text", "")), "key": request.POST.get("key")}
            form = ReplyForm(typed, untouched=untouched)
            if message.email and form.is_valid():
                self._send(request, message, form.cleaned_data, subject_for(message, page))
                return redirect(request.path)
        return self._show(request, message, page, site, form)

    def _show(self, request, message, page, site, form):
        here = reverse("admin:feedback_message_change", args=[message.pk])
        same_reader = Message.objects.filter(email__iexact=message.email).exclude(email="")
        waiting = Message.objects.filter(status=Message.Status.NEW).exclude(pk=message.pk)
        signs = spam.telling_signs(message) if message.is_held_back else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": message,
            "original": message,
            "replies": message.replies.all(),
            "form": form,
            "was": request.POST.get("was", message.draft),
            "mail": {
                "from": mail.sender(site),
                "to": message.email,
                "reply_to": site.contact_email,
                "subject": subject_for(message, page),
                "quoted": mail.quoted(message),
            },
            "is_mail_printed": mail.is_printed(),
            "page": page,
            "page_form": page and form_of(page),
            "passage_url": page and message.quote and passage_url(page, message.quote, here),
            "reasons": [sign for weight, sign in signs[:MOST_REASONS] if weight > 0],
            "same_reader": same_reader.exclude(pk=message.pk)[:5],
            "next": waiting.first(),
        }
        return TemplateResponse(request, "admin/message.html", context)

    # --- what the buttons do ---

    def _press(self, request, message):
        """Any button but “Send”."""
        data = request.POST
        if status := data.get("_mark"):
            return self.mark_one(request, message, status)
        if (field := data.get("_keep")) in KEPT_FIELDS:
            self._keep(request, message, field)
        elif key := data.get("_retry"):
            self._retry(request, message, key)
        elif key := data.get("_take_back"):
            self._take_back(request, message, key)
        return redirect(request.path)

    def _send(self, request, message, typed, subject):
        reply, is_new = Reply.objects.get_or_create(
            key=typed["key"],
            defaults={"message": message, "subject": subject, "text": typed["text"]},
        )
        if message.status in Message.SPAM:  # whoever is answered is no robot
            Message.objects.filter(pk=message.pk).mark(Message.Status.NEW)
        was = plain(request.POST.get("was", ""))
        Message.objects.filter(pk=message.pk, draft__in=[was, typed["text"]]).update(draft="")
        if is_new:
            mail.send_reply(reply)
        self._tell(request, reply)

    def _tell(self, request, reply):
        reply.refresh_from_db()
        if reply.sent_at:
            text = f"Your answer is on its way to {reply.message.email}."
            self.message_user(request, text, messages.SUCCESS)
        else:
            text = "Your answer is kept, but could not be sent yet. See below why."
            self.message_user(request, text, messages.WARNING)

    def _retry(self, request, message, key):
        waiting = message.replies.filter(key=key, sent_at=None)
        waiting.update(is_refused=False)
        for reply in waiting:
            mail.send_reply(reply)
            self._tell(request, reply)

    @transaction.atomic
    def _take_back(self, request, message, key):
        """Put an answer that has not gone out back into the box."""
        reply = (
            message.replies.unclaimed().filter(key=key, sent_at=None).select_for_update().first()
        )
        if reply is None:
            self.message_user(request, "It is on its way already.", messages.WARNING)
            return
        message.draft = "\n\n".join(text for text in (reply.text, message.draft) if text)
        message.save(update_fields=["draft"])
        reply.delete()
        self.message_user(request, "Your answer is back in the box.", messages.SUCCESS)

    # --- keeping what is typed ---

    def _keep(self, request, message, field):
        text, was = self._typed(request, message)
        if message.keep(field, text, was):
            self.message_user(request, "Kept. Nothing has been sent.", messages.SUCCESS)
            return
        message.refresh_from_db(fields=[field])
        other = getattr(message, field)
        message.keep(field, f"{text}\n\n{other}", other)
        text = "Something else was kept in another window. Both texts are here now."
        self.message_user(request, text, messages.WARNING)

    @pressed
    def autosave(self, request, key):
        """Keep the text of the field named by `field`; 409 and the other text if it can't be."""
        message, field = self.get_object(request, str(key)), request.POST.get("field")
        if message is None or field not in KEPT_FIELDS:
            raise Http404
        text, was = self._typed(request, message)
        if Reply.objects.filter(key=request.POST.get("key", "")).exists():
            text = ""  # it was sent meanwhile
        elif not message.keep(field, text, was):
            message.refresh_from_db(fields=[field])
            return JsonResponse({"other": getattr(message, field)}, status=409)
        return JsonResponse({"was": text, "saved_at": f"{timezone.localtime():%H:%M}"})

    def _typed(self, request, message):
        """(text, what the text was based on) as they were sent; empty if nothing was written."""
        text = plain(request.POST.get("text", ""))
        if text.split() == first_words(message, SiteSettings.load()).split():
            text = ""
        return text, plain(request.POST.get("was", ""))
