"""Tells the practitioner of readers' messages. What can't be sent now waits for the next try."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from integrativeworks.furniture.models import SiteSettings

from .models import Message

logger = logging.getLogger(__name__)

# Longer than any try to send takes; after that its process must have died.
CLAIM = timedelta(minutes=10)


def send(message):
    """Mail `message` to the contact address, once. Returns whether it was sent by this call.

    The row is claimed first, so two processes never send the same message. Without a
    contact address nothing is sent and the message stays in the queue.
    """
    recipient = SiteSettings.load().contact_email
    if not recipient:
        return False
    unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM)
    row = Message.objects.filter(unclaimed, pk=message.pk, notified_at=None)
    if not row.update(claimed_at=timezone.now()):
        return False
    try:
        _compose(message, recipient).send()
    except Exception:  # whatever is wrong with one message must not hold up the others
        logger.warning(
            "Message %s could not be mailed; it stays queued.", message.pk, exc_info=True
        )
        Message.objects.filter(pk=message.pk).update(claimed_at=None)
        return False
    Message.objects.filter(pk=message.pk).update(notified_at=timezone.now(), claimed_at=None)
    return True


def _compose(message, recipient):
    name = " ".join((message.name or "a reader").split())
    who = " ".join(f"{message.name or 'A reader'} {message.email}".split())
    inbox = reverse("admin:feedback_message_change", args=[message.pk])
    parts = [f"{who} wrote ({message.get_kind_display().lower()}):", message.text]
    if message.quote:
        parts.append("About this passage:\n" + message.quote)
    if message.page:
        parts.append(f"Page: {settings.SITE_URL}{message.page}")
    parts.append(f"In your inbox: {settings.SITE_URL}{inbox}")
    return EmailMessage(
        subject=f"{message.get_kind_display()} from {name}",
        body="\n\n".join(parts),
        to=[recipient],
        reply_to=[message.email] if message.email else None,
    )
