from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from integrativeworks.feedback.mail import send, send_reply
from integrativeworks.feedback.models import Message, Reply


class Command(BaseCommand):
    help = "Mails messages and replies that could not be mailed at once. Run it from cron."

    def handle(self, *args, **options):
        messages, replies = list(Message.objects.to_send()), list(Reply.objects.to_send())
        sent = sum(map(send, messages)) + sum(map(send_reply, replies))
        yesterday = timezone.now() - timedelta(days=1)
        Message.objects.filter(received_at__lt=yesterday).exclude(sender="").update(sender="")
        self.stdout.write(f"{sent} of {len(messages) + len(replies)} waiting messages sent.")
