"""The practitioner's desk: Django's admin in his words, grouped by what he comes to do."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import path, reverse

GROUPS = ("Write", "Anatomy", "Readers’ messages", "Search", "Site")


class Desk(admin.AdminSite):
    site_header = site_title = "Your desk"
    index_title = "What would you like to do?"
    empty_value_display = "–"
    enable_nav_sidebar = False

    def app_index(self, request, app_label, extra_context=None):
        # His groups aren't Django's apps.
        return redirect("admin:index", current_app=self.name)

    def index(self, request, extra_context=None):
        from .overview import overview  # it needs the models, which are loaded after this site

        return super().index(request, overview() | (extra_context or {}))

    def get_urls(self):
        from .content.link_views import find_pages, link_report

        return [
            path("links/", self.admin_view(link_report), name="links"),
            path("links/pages/", self.admin_view(find_pages), name="find_pages"),
            *super().get_urls(),
        ]

    def get_app_list(self, request, app_label=None):
        """The models by the `desk_group` of their admin, and in it by `desk_order`."""
        if app_label:
            return super().get_app_list(request, app_label)
        groups = {name: [] for name in GROUPS}
        for app in self._build_app_dict(request).values():
            for entry in app["models"]:
                model_admin = self._registry[entry["model"]]
                if group := getattr(model_admin, "desk_group", None):
                    groups[group].append((model_admin.desk_order, entry["name"], entry))
        links = {"name": "Links", "object_name": "Links", "admin_url": reverse("admin:links")}
        groups["Site"].append((79, "Links", links | {"view_only": True}))
        index = reverse("admin:index", current_app=self.name)
        return [
            {
                "name": name,
                "app_label": name.split("’")[0].lower(),
                "app_url": index,
                "models": [entry for *_, entry in sorted(entries, key=lambda e: e[:2])],
            }
            for name, entries in groups.items()
            if entries
        ]
