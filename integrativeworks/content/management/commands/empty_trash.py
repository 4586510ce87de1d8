from django.core.management.base import BaseCommand
from django.utils import timezone

from integrativeworks.content.models import EarlierFile
from integrativeworks.content.trash import KEPT_FOR, Trash


class Command(BaseCommand):
    help = (
        "Removes for good what has been in the trash for more than 30 days, and files of pictures "
        "that were replaced as long ago. Run it from cron."
    )

    def handle(self, *args, **options):
        long_ago = timezone.now() - KEPT_FOR
        deleted = Trash.objects.filter(deleted_at__lt=long_ago)
        replaced = EarlierFile.objects.filter(replaced_at__lt=long_ago)
        count = len(deleted) + len(replaced)
        for trash in deleted:
            trash.remove_for_good()
        for earlier in replaced:
            earlier.remove_files()
            earlier.delete()
        self.stdout.write(f"{count} removed for good.")
