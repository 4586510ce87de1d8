from django import forms
from django.contrib import admin
from django.db import models
from django.utils.text import capfirst

from integrativeworks.content.admin import ChoiceAdmin, DeskAdmin, PublishableAdmin, StateFilter
from integrativeworks.content.models import Image
from integrativeworks.content.picture_admin import ImageAdmin

from .models import Annotation, Bone, Joint, Muscle, MuscleGroup, Region


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


class AnnotationFormSet(forms.BaseInlineFormSet):
    """Rows whose fields are named for those who can’t see the heads of the columns."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.visible_fields():
            widget = field.field.widget
            field.field.widget = getattr(widget, "widget", widget)  # no “+” beside a choice
            field.field.widget.attrs["aria-label"] = capfirst(field.label)


class AnnotationInline(admin.TabularInline):
    model = Annotation
    formset = AnnotationFormSet
    verbose_name_plural = "Marked on the picture"
    fields = ["kind", "muscle", "label", "points"]
    autocomplete_fields = ["muscle"]
    extra = 1  # to write one without JavaScript
    max_num = 60
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 1})}}

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_max=True, **kwargs)


admin.site.unregister(Image)


@admin.register(Image)
class AnnotatedImageAdmin(ImageAdmin):
    """The form of a picture, with the marks on it: they name muscles."""

    def get_inlines(self, request, obj):
        return [AnnotationInline] if obj else []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["proposed_alt"] = obj.annotations.in_words()
        return super().render_change_form(request, context, add, change, form_url, obj)
