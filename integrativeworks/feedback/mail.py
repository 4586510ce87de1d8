"""Mails readers' messages to the practitioner, and his replies to the readers.

Every row is its own outbox: it is kept first, and what can't be sent now waits for the next try.
"""

import logging
import smtplib
from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from integrativeworks.furniture.models import SiteSettings

from .models import Message, Reply

logger = logging.getLogger(__name__)


class NoContactAddress(Exception):
    """A reader could not answer what he is sent."""


def send(message):
    """Mail `message` to the contact address, once. Returns whether it was sent by this call.

    Without a contact address nothing is sent and the message stays in the queue.
    """
    recipient = SiteSettings.load().contact_email
    if not recipient:
        return False
    queue = Message.objects.to_send()
    return _send_once(message, queue, "notified_at", lambda: _compose(message, recipient))


def send_reply(reply):
    """Mail `reply` to the reader, once. Returns whether it was sent by this call.

    Then its message is marked as answered. If it can't be sent, it keeps the reason.
    """
    queue = Reply.objects.to_send()
    is_sent = _send_once(reply, queue, "sent_at", lambda: _compose_reply(reply), _problem)
    if is_sent:
        Message.objects.filter(pk=reply.message_id).mark(Message.Status.ANSWERED)
    return is_sent


def _send_once(row, queue, sent_at, compose, on_failure=lambda error: {}):
    """Send what `compose()` makes of `row` if it still waits in `queue`.

    The row is claimed first, so two processes never send the same one.
    """
    if not queue.unclaimed().filter(pk=row.pk).update(claimed_at=timezone.now()):
        return False
    rows = type(row).objects.filter(pk=row.pk)
    try:
        compose().send()
    except Exception as error:  # whatever is wrong with one mail must not hold up the others
        name = row._meta.verbose_name.capitalize()
        logger.warning("%s %s could not be mailed; it stays queued.", name, row.pk, exc_info=True)
        rows.update(claimed_at=None, **on_failure(error))
        return False
    rows.update(claimed_at=None, **{sent_at: timezone.now()})
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
        headers={"Message-ID": message.mail_id},
    )


def _compose_reply(reply):
    site, message = SiteSettings.load(), reply.message
    if not site.contact_email:
        raise NoContactAddress
    earlier = [sent.mail_id for sent in message.replies.sent()]
    thread = [message.mail_id, *earlier]  # so his mails and the reader's answers stay together
    return EmailMessage(
        subject=reply.subject,
        body=f"{reply.text}\n\n{quoted(message)}",
        from_email=sender(site),
        to=[message.email],
        reply_to=[site.contact_email],
        headers={
            "Message-ID": reply.mail_id,
            "In-Reply-To": thread[-1],
            "References": " ".join(thread),
        },
    )


def is_printed():
    """Whether there is no mail server, and mail goes to the terminal."""
    return settings.EMAIL_BACKEND.endswith(".console.EmailBackend")


def sender(site):
    """The site's own address, for no other may send its mail, under the practitioner's name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = " ".join((site.author_name or name or site.name).split())
    return str(Address(name, *address.rsplit("@", 1)))


def quoted(message):
    """The reader's words as they stand below an answer."""
    on = date_format(timezone.localtime(message.received_at), "F j, Y")
    about = f" about {settings.SITE_URL}{message.page}" if message.page else ""
    parts = [f"“{message.quote.strip()}”", message.text] if message.quote else [message.text]
    lines = "\n\n".join(parts).splitlines()
    return f"On {on}, you wrote{about}:\n\n" + "\n".join(f"> {line}".rstrip() for line in lines)


def _problem(error):
    """Why a reply could not be sent, in plain words; `is_refused` if trying again is no use."""
    answer, code = "", 0
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, answer = error.smtp_code, error.smtp_error
    if isinstance(answer, bytes):
        answer = answer.decode(errors="replace")
    said = f" It said: “{code} {' '.join(answer.split())}”." if code else ""
    is_refused = False
    match error:
        case NoContactAddress():
            text = "The reader could not answer you: your contact address is missing in Site texts."
        case smtplib.SMTPRecipientsRefused():
            text = "The mail server doesn’t take mail for this address."
        case smtplib.SMTPAuthenticationError():
            text = "The mail server doesn’t accept the site’s password."
        case smtplib.SMTPSenderRefused():
            text = "The mail server doesn’t take mail from the site’s address."
        case smtplib.SMTPResponseException():
            text = "The mail server didn’t take it."
        case OSError():
            text = "The mail server can’t be reached."
        case _:
            text = "No mail can be made of it: the reader’s address isn’t a proper one."
            is_refused = True
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        is_refused = code >= 500
    return {"problem": text + said, "is_refused": is_refused}
