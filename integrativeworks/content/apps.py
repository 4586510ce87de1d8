from django.apps import AppConfig
from django.contrib.admin import apps as admin


class ContentConfig(AppConfig):
    name = "integrativeworks.content"
    verbose_name = "Site"
    default = True

    def ready(self):
        # They register themselves, like an admin.py.
        from . import account_admin, address_admin, picture_admin, trash_admin  # noqa: F401


class DeskConfig(admin.AdminConfig):
    """Django's admin, with the practitioner's own front page and words."""

    default_site = "integrativeworks.desk.Desk"
    default = False
