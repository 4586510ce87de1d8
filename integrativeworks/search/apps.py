from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "integrativeworks.search"
    verbose_name = "Search"

    def ready(self):
        from .following import follow_changes

        follow_changes()
