"""What was deleted waits here for thirty days, with all that the deletion took along."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.admin.utils import NestedObjects
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models, router, transaction

KEPT_FOR = timedelta(days=30)


class Trash(models.Model):
    """One deletion: the rows it took, and the references to them that it emptied.

    `rows` is Django's serialization of the deleted rows, those of relations among them.
    `references` lists [model, key, field, key it referred to] of rows that stayed.
    """

    name = models.CharField(max_length=250)
    what = models.CharField(max_length=80)
    rows = models.JSONField(encoder=DjangoJSONEncoder)
    references = models.JSONField(default=list)
    deleted_at = models.DateTimeField("deleted", auto_now_add=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="by"
    )

    class Meta:
        ordering = ["-deleted_at", "-pk"]
        verbose_name = "deleted thing"
        verbose_name_plural = "trash"

    def __str__(self):
        return self.name

    @classmethod
    @transaction.atomic
    def throw_away(cls, row, user):
        """Delete `row` and whatever hangs on it; return what can bring it all back."""
        collector = NestedObjects(using=router.db_for_write(type(row)), origin=row)
        collector.collect([row])
        rows = [one for model in collector.data for one in collector.data[model]]
        references = [
            [field.model._meta.label, one.pk, field.name, getattr(one, field.attname)]
            for (field, _), groups in collector.field_updates.items()
            for group in groups
            for one in group
        ]
        trash = cls.objects.create(
            name=str(row)[:250],
            what=row._meta.verbose_name,
            rows=serializers.serialize("python", rows),
            references=references,
            deleted_by=user,
        )
        row.delete()
        return trash

    @transaction.atomic
    def restore(self):
        """Put everything back as it was; a reference that was filled anew since stays so.

        Raises IntegrityError if `obstacles` are in the way.
        """
        # What hangs on the row comes first, so that whoever hears of the row finds all of it.
        for label, key, field, referred in self.references:
            model = apps.get_model(label)
            emptied = model._base_manager.filter(pk=key, **{field: None})
            emptied.update(**{f"{field}_id": referred})
        for one in reversed(list(serializers.deserialize("python", self.rows))):
            one.save(save_m2m=False)  # the rows of relations are among the rows
        connections[router.db_for_write(Trash)].check_constraints()
        self.delete()

    def obstacles(self):
        """What keeps it from coming back, in sentences: its place is taken, or its home is gone."""
        rows = [one.object for one in serializers.deserialize("python", self.rows)]
        here = {(type(row), row.pk) for row in rows}
        found = []
        for row in rows:
            for field in row._meta.concrete_fields:
                home, key = field.related_model, getattr(row, field.attname)
                if not field.is_relation or key is None or (home, key) in here:
                    continue
                if not home._base_manager.filter(pk=key).exists():
                    found.append(f"The {home._meta.verbose_name} that it belonged to is gone.")
            if row._meta.parents:
                continue  # what must be unique stands in the parent's row
            for validate in (row.validate_unique, row.validate_constraints):
                try:
                    validate()
                except ValidationError as error:
                    found += error.messages
        return list(dict.fromkeys(found))

    def remove_for_good(self):
        """Remove it with what until now could come back: versions, and the files of pictures."""
        for one in serializers.deserialize("python", self.rows, ignorenonexistent=True):
            for remove in ("remove_files", "remove_versions"):
                if hasattr(one.object, remove):
                    getattr(one.object, remove)()
        self.delete()
