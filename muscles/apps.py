from django.apps import AppConfig
from django.db.models.signals import post_migrate


def make_regions(sender, **kwargs):
    from .models import Region

    Region.objects.follow_the_drawing()


class MusclesConfig(AppConfig):
    name = "muscles"
    verbose_name = "Anatomy"

    def ready(self):
        # Regions belong to the drawing, so they are made like permissions: after each migrate.
        post_migrate.connect(make_regions, sender=self)
