from django.apps import AppConfig
from django.contrib.admin import apps as admin


class ContentConfig(AppConfig):
    name = "integrativeworks.content"
    verbose_name = "Site"
    default = True

    def ready(self):
        from . import picture_admin  # noqa: F401  (it registers itself, like an admin.py)


class DeskConfig(admin.AdminConfig):
    """Django's admin, with the practitioner's own front page and words."""

    default_site = "integrativeworks.desk.Desk"
    default = False
