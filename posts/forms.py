"""The practitioner's form of a post. Muscles and regions are chosen by the role they have in it."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelectMultiple

from integrativeworks.content.admin import PublishableForm

from .models import Post, PostMuscle, PostRegion
from .readiness import POST_CHECKS


def _choice(relation, label, help_text):
    field = Post._meta.get_field(relation)
    return forms.ModelMultipleChoiceField(
        field.related_model.objects.all(),
        required=False,
        label=label,
        help_text=help_text,
        widget=AutocompleteSelectMultiple(field, admin.site),
    )


class PostForm(PublishableForm):
    checks = POST_CHECKS
    # field → (model of the rows, their foreign key, where the role is kept, the role)
    roles = {"about": (PostMuscle, "muscle", "role", PostMuscle.Role.ABOUT)}

    about = _choice(
        "muscles", "Muscles", "What it is about. It shows on the pages of these muscles by itself."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, (model, target, role_field, role) in self.roles.items():
                rows = model.objects.filter(**{"post": self.instance.pk, role_field: role})
                self.initial[name] = list(rows.values_list(target, flat=True))

    def _save_m2m(self):
        super()._save_m2m()
        rows = []
        for name, (model, target, role_field, role) in self.roles.items():
            if name not in self.cleaned_data or name not in self.changed_data:
                continue
            kept = {"post_id": self.instance.pk, role_field: role}
            model.objects.filter(**kept).delete()
            rows += [model(**kept, **{target: row}) for row in self.cleaned_data[name]]
        # Only now: a muscle may have moved from one role to another.
        for row in rows:
            row.save(force_insert=True)


class ReferralPatternForm(PostForm):
    roles = {
        "blamed": (PostMuscle, "muscle", "role", PostMuscle.Role.BLAMED),
        "refers": (PostMuscle, "muscle", "role", PostMuscle.Role.REFERS),
        "satellites": (PostMuscle, "muscle", "role", PostMuscle.Role.SATELLITE),
        "main": (PostRegion, "region", "extent", PostRegion.Extent.MAIN),
        "spillover": (PostRegion, "region", "extent", PostRegion.Extent.SPILLOVER),
    }

    about = None
    blamed = _choice("muscles", "Muscles that are blamed", "What people believe it to be.")
    refers = _choice("muscles", "Muscles that refer", "What sends the pain.")
    satellites = _choice(
        "muscles", "Satellites", "Muscles that grow trigger points of their own inside the zone."
    )
    main = _choice("regions", "Main zone", "Where it is felt most. Drawn solid.")
    spillover = _choice("regions", "Spillover", "Where it may spread to. Drawn lighter.")

    def clean(self):
        data = super().clean()
        self._refuse_both("blamed", "refers", "can’t be blamed and refer in the same pattern")
        self._refuse_both("main", "spillover", "is either in the main zone or in the spillover")
        return data

    def _refuse_both(self, one, other, why):
        both = set(self.cleaned_data.get(one, [])) & set(self.cleaned_data.get(other, []))
        for row in both:
            self.add_error(other, f"{row} {why}.")


class RedFlagForm(forms.ModelForm):
    class Meta:
        widgets = {
            "text": AdminTextareaWidget(attrs={"rows": 3}),
            "source": AdminTextareaWidget(attrs={"rows": 2}),
        }
