"""Pages that were written before search had an index are read into it by the next searches."""

from django.db import migrations


def mark(apps, schema_editor):
    Entry = apps.get_model("search", "Entry")
    muscles = apps.get_model("muscles", "Muscle").objects.values_list("pk", flat=True)
    posts = apps.get_model("posts", "Post").objects.values_list("pk", flat=True)
    Entry.objects.bulk_create(
        [
            *(Entry(id=-key, muscle_id=key) for key in muscles),
            *(Entry(id=key, post_id=key) for key in posts),
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text_of_each_database")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
