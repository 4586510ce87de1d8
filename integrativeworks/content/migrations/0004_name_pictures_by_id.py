"""Texts named a picture by the address of its file; by its id, it may have another file."""

import json

from django.conf import settings
from django.db import migrations, models
from django.utils.encoding import filepath_to_uri


def name_by_id(apps, schema_editor):
    replace(apps, {address: key for key, address in addresses(apps)})


def name_by_file(apps, schema_editor):
    replace(apps, dict(addresses(apps)))


def addresses(apps):
    for picture in apps.get_model("content", "Image").objects.all():
        file = f"{settings.MEDIA_URL}{filepath_to_uri(picture.file.name)}"
        yield f"/pictures/{picture.pk}/", file


def replace(apps, new_by_old):
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, (models.TextField, models.JSONField)):
                replace_in(model, field, new_by_old)


def replace_in(model, field, new_by_old):
    for key, value in model.objects.values_list("pk", field.name).iterator():
        is_json = isinstance(field, models.JSONField)
        before = after = json.dumps(value, ensure_ascii=False) if is_json else value or ""
        for old, new in new_by_old.items():
            after = after.replace(old, new)
        if after != before:
            changed = json.loads(after) if is_json else after
            model.objects.filter(pk=key).update(**{field.name: changed})


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_picture_library"),
        ("furniture", "0001_initial"),
        ("muscles", "0001_initial"),
        ("posts", "0002_keep_pictures_free"),
    ]

    operations = [migrations.RunPython(name_by_id, name_by_file)]
