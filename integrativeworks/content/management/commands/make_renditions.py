from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from integrativeworks.content.models import Image


class Command(BaseCommand):
    help = "Makes the smaller versions of pictures that have none, as after an update."

    def handle(self, *args, **options):
        missing = Image.objects.filter(renditions={})
        made = 0
        for picture in missing:
            try:
                picture.make_renditions()
                made += 1
            except (OSError, ValidationError):
                self.stderr.write(f"{picture.file_name}: its file can’t be read.")
        if options["verbosity"]:
            ready = f"{made} picture{'s' if made > 1 else ''} made ready."
            self.stdout.write(ready if made else "Nothing was missing.")
