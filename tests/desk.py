"""The desk as an editor uses it: open a form, type, press a button."""

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from integrativeworks.content.models import Version
from tests.pages import select


def address_of(row, view="change"):
    """The address in the desk of a form, or of another view of the same row."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{view}"
    return reverse(name, args=[row.pk])


def address_to_add(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def form_on(page):
    """What the form of an answer would send if nobody typed anything: name → values."""
    form = next(form for form in select(page, "form") if form.attrs["id"].endswith("_form"))
    sent = {}
    for field in form.query("input[name], textarea[name], select[name]"):
        name, values = field.attrs["name"], _values(field)
        if "__prefix__" not in name and values is not None:
            sent.setdefault(name, []).extend(values)
    return sent


def _values(field):
    if field.name == "select":
        chosen = field.query("option[selected]")
        if not chosen and "multiple" not in field.attrs:
            chosen = field.query("option")[:1]
        return [option.attrs.get("value", "") for option in chosen]
    if field.name == "textarea":
        return [field.to_text(strip=False).removeprefix("\n")]
    kind = field.attrs.get("type")
    if kind in ("submit", "file") or (kind == "checkbox" and "checked" not in field.attrs):
        return None
    return [field.attrs.get("value", "on" if kind == "checkbox" else "")]


def press(client, button, address, **typed):
    """Open the form at `address`, type into it, press `button`; the answer after redirects."""
    sent = form_on(client.get(address)) | typed | {button: "1"}
    return client.post(address, sent, follow=True)


def save_draft(client, row, **typed):
    return press(client, "_save", address_of(row), **typed)


def publish(client, row, **typed):
    return press(client, "_publish", address_of(row), **typed)


def shown_in_form(client, row, name):
    """The value or values of a field as the form shows them."""
    return form_on(client.get(address_of(row))).get(name, [])


def versions(row, **facts):
    return list(Version.objects.of(row).filter(**facts))


def make_editor(name):
    """Another editor, signed in."""
    client = Client()
    client.force_login(User.objects.create_superuser(name))
    return client
