from django.core.management.base import BaseCommand
from django.utils import timezone

from integrativeworks.content.trash import KEPT_FOR, Trash


class Command(BaseCommand):
    help = "Removes for good what has been in the trash for more than 30 days. Run it from cron."

    def handle(self, *args, **options):
        old = Trash.objects.filter(deleted_at__lt=timezone.now() - KEPT_FOR)
        count = old.count()
        old.delete()
        self.stdout.write(f"{count} removed for good.")
