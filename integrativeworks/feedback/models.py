from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.encoding import punycode

from . import spam


def mail_id(name):
    """The Message-ID of a mail: the same at every try, so that a mail sent twice shows once."""
    return f"<{name}@{punycode(urlsplit(settings.SITE_URL).hostname)}>"


# Longer than any try to send takes; after that its process must have died.
CLAIM = timedelta(minutes=10)


class OutboxQuerySet(models.QuerySet):
    def unclaimed(self):
        """Rows that no process is about to mail."""
        long_ago = timezone.now() - CLAIM
        return self.filter(Q(claimed_at=None) | Q(claimed_at__lt=long_ago))


class MessageQuerySet(OutboxQuerySet):
    def to_send(self):
        """Messages the practitioner hasn't been mailed yet, oldest first; nothing like spam."""
        return self.filter(notified_at=None).exclude(status__in=Message.SPAM).order_by("pk")

    def with_waiting_replies(self):
        """Annotated with `has_waiting_reply`: an answer to it has not gone out."""
        waiting = Reply.objects.filter(message=OuterRef("pk"), sent_at=None)
        return self.annotate(has_waiting_reply=Exists(waiting))

    @transaction.atomic
    def mark(self, status):
        """Put the messages where `status` says, and let the spam filter learn from it."""
        is_spam = None if status == Message.Status.PROBABLY_SPAM else status == Message.Status.SPAM
        messages = Message.objects.filter(pk__in=list(self.values_list("pk", flat=True)))
        spam.learn(messages, is_spam)
        messages.update(status=status, learned_as_spam=is_spam)


class Message(models.Model):
    """What a reader wrote. It is its own outbox: unsent while `notified_at` is empty."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        COMMENT = "comment", "Comment"
        TYPO = "typo", "Typo"

    class Status(models.TextChoices):
        NEW = "new", "New"
        ANSWERED = "answered", "Answered"
        PROBABLY_SPAM = "probably", "Probably spam"
        SPAM = "spam", "Spam"

    SPAM = (Status.SPAM, Status.PROBABLY_SPAM)

    kind = models.CharField("about", max_length=10, choices=Kind, default=Kind.QUESTION)
    page = models.CharField(max_length=300, blank=True)
    quote = models.TextField("quoted passage", blank=True)
    text = models.TextField("message")
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField("e-mail", blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    received_at = models.DateTimeField("received", auto_now_add=True)
    notified_at = models.DateTimeField("mailed to you", null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    learned_as_spam = models.BooleanField(null=True, editable=False)  # what it taught the filter
    draft = models.TextField(blank=True, editable=False)  # an answer not yet sent
    note = models.TextField(blank=True, editable=False)
    # Which form it came from: a form can be sent once.
    token = models.CharField(max_length=64, unique=True, editable=False)
    # A keyed hash of the sender's address, worthless to anyone else; forgotten after a day.
    sender = models.CharField(max_length=64, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "reader’s message"
        verbose_name_plural = "readers’ messages"
        indexes = [
            models.Index(fields=["sender", "received_at"], name="feedback_message_by_sender"),
            models.Index(
                fields=["id"], condition=Q(notified_at=None), name="feedback_message_to_send"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} from {self.name or 'a reader'}"

    @property
    def mail_id(self):
        return mail_id(self.token)

    @property
    def is_held_back(self):
        return self.status == self.Status.PROBABLY_SPAM

    def keep(self, field, text, was):
        """Keep `text` as the draft or note; False if something else than `was` is kept by now."""
        rows = Message.objects.filter(pk=self.pk, **{f"{field}__in": [was, text]})
        return bool(rows.update(**{field: text}))


def fresh_key():
    return get_random_string(22)


class ReplyQuerySet(OutboxQuerySet):
    def sent(self):
        return self.filter(sent_at__isnull=False)

    def unsent(self):
        """Replies that have not gone out and still should, oldest first."""
        unsent = self.filter(sent_at=None).exclude(message__status=Message.Status.SPAM)
        return unsent.order_by("pk")

    def to_send(self):
        """Unsent replies of which no server has said its last word."""
        return self.unsent().filter(is_refused=False)


class Reply(models.Model):
    """The practitioner's answer to a message. It is kept first and then mailed."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="replies")
    subject = models.CharField(max_length=250)
    text = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    # Why it could not be sent, in plain words, and whether that is the last word of the server.
    problem = models.TextField(blank=True)
    is_refused = models.BooleanField(default=False)
    # Which form it came from: a form sends one reply, however often its button is pressed.
    key = models.CharField(max_length=32, unique=True, default=fresh_key)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "replies"
        indexes = [
            models.Index(fields=["id"], condition=Q(sent_at=None), name="feedback_reply_to_send")
        ]

    def __str__(self):
        return self.subject

    @property
    def mail_id(self):
        return mail_id(self.key)
