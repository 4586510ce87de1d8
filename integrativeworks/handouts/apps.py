from django.apps import AppConfig


class HandoutsConfig(AppConfig):
    name = "integrativeworks.handouts"
    verbose_name = "Handouts"
