from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from integrativeworks.feedback.mail import send
from integrativeworks.feedback.models import Message


class Command(BaseCommand):
    help = "Mails readers' messages that could not be mailed when they came. Run it from cron."

    def handle(self, *args, **options):
        waiting = list(Message.objects.to_send())
        sent = sum(send(message) for message in waiting)
        yesterday = timezone.now() - timedelta(days=1)
        Message.objects.filter(received_at__lt=yesterday).exclude(sender="").update(sender="")
        self.stdout.write(f"{sent} of {len(waiting)} waiting messages sent.")
