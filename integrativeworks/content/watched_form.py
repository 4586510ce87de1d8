"""A form that overwrites nothing that was saved in another window since it was opened."""

from django import forms
from django.utils.crypto import salted_hmac

from .draft_forms import Reading, data_of

SAVED_MEANWHILE = (
    "While you wrote, this was saved in another window. What you typed is still here, and each "
    "field that differs tells what is saved now. To keep yours, save once more."
)


class WatchedForm(forms.ModelForm):
    """It carries a mark of each value that it was opened with (admin/change_form.html)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        marks = self.data.get("opened") if self.is_bound else _marks(self)
        self.initial["opened"] = marks
        self.fields["opened"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        saved = type(self)(instance=self.instance)
        marks = saved.initial["opened"]
        opened = self.data.get("opened", marks)
        touched = {mark.partition(":")[0] for mark in {*opened.split()} ^ {*marks.split()}}
        if differing := touched.intersection(self.changed_data):
            texts = Reading(saved, []).texts
            self.add_error(None, SAVED_MEANWHILE)
            for name in differing:
                self.add_error(name, f"Saved now: {texts[name] or 'nothing'}")
            self.data = self.data.copy()
            self.data["opened"] = marks
        return data


def _marks(form):
    """“name:5f2a… age:09bc…”: shows which values changed, not what they are."""
    values = data_of(form, []).lists()
    return " ".join(
        f"{name}:{salted_hmac('watched_form', repr(sorted(value))).hexdigest()[:16]}"
        for name, value in values
    )
