from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet):
    def to_send(self):
        """Messages the practitioner hasn't been mailed yet, oldest first."""
        return self.filter(notified_at=None).exclude(status=Message.Status.SPAM).order_by("pk")


class Message(models.Model):
    """What a reader wrote. It is its own outbox: unsent while `notified_at` is empty."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        COMMENT = "comment", "Comment"
        TYPO = "typo", "Typo"

    class Status(models.TextChoices):
        NEW = "new", "New"
        ANSWERED = "answered", "Answered"
        SPAM = "spam", "Spam"

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
