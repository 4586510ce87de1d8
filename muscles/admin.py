from django.contrib import admin

from integrativeworks.content.admin import ChoiceAdmin, DeskAdmin, PublishableAdmin, StateFilter

from .models import Bone, Joint, Muscle, MuscleGroup, Region


@admin.register(Muscle)
class MuscleAdmin(PublishableAdmin):
    desk_group = "Anatomy"
    desk_order = 1
    name_field = "name"
    list_display = ["name", "latin_name", "group", "state", "changed"]
    list_select_related = ["group"]
    list_filter = [StateFilter, "group"]
    search_fields = ["name", "latin_name", "other_names"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = [
        *("group", "illustration", "regions", "origin_bones", "insertion_bones"),
        *("synergists", "antagonists"),
    ]
    fieldsets = [
        (None, {"fields": ["name", "latin_name", "other_names", "group", "summary"]}),
        ("Picture and place", {"fields": ["illustration", "regions"]}),
        (
            "Anatomy",
            {
                "fields": [
                    *("origin", "origin_bones", "insertion", "insertion_bones"),
                    *("function", "innervation"),
                ]
            },
        ),
        ("Sections", {"fields": ["functional_considerations", "anomalies"]}),
        ("Muscles around it", {"fields": ["synergists", "antagonists"]}),
        ("Publishing", {"fields": ["slug", "published_at"]}),
    ]


class PartAdmin(DeskAdmin):
    """A part of the anatomy with a short page of its own."""

    desk_group = "Anatomy"
    list_display = ["name", "position"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(MuscleGroup)
class MuscleGroupAdmin(PartAdmin):
    desk_order = 2


@admin.register(Bone)
class BoneAdmin(PartAdmin):
    desk_order = 3
    search_fields = ["name", "latin_name", "slug"]


@admin.register(Joint)
class JointAdmin(PartAdmin):
    desk_order = 4
    autocomplete_fields = ["bones"]


@admin.register(Region)
class RegionAdmin(ChoiceAdmin):
    """The regions belong to the drawing."""

    search_fields = ["name", "clinical_name", "id", "zone"]
