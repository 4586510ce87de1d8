from django.apps import AppConfig


class FurnitureConfig(AppConfig):
    name = "integrativeworks.furniture"
    verbose_name = "Site"
