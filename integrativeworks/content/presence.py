"""Who has a form open. Each window says every so often that it is still there."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

SEEN_WITHIN = timedelta(seconds=70)  # a browser lets a hidden window speak once a minute


class OpenFormQuerySet(models.QuerySet):
    def seen(self, page, user, window):
        """Note that `user` has `page` open in `window`; the rows of all its other windows."""
        now = timezone.now()
        self.filter(seen_at__lt=now - SEEN_WITHIN).delete()
        content_type = ContentType.objects.get_for_model(page)
        of_page = self.filter(content_type=content_type, object_id=page.pk)
        self.update_or_create(
            window=window,
            defaults={"seen_at": now, "user": user},
            create_defaults={
                "content_type": content_type,
                "object_id": page.pk,
                "user": user,
                "opened_at": now,
                "seen_at": now,
            },
        )
        return of_page.exclude(window=window).select_related("user").order_by("opened_at")


class OpenForm(models.Model):
    """One window with the form of one page; `window` is a random name that it gave itself."""

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    window = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self):
        return f"{self.user} since {timezone.localtime(self.opened_at):%H:%M}"

    def as_told_to(self, user):
        """The row as a sentence in the form of `user`."""
        since = f"{timezone.localtime(self.opened_at):%H:%M}"
        if self.user == user:
            return f"You have this open in another window too, since {since}."
        return f"{self.user.get_full_name() or self.user} has this open too, since {since}."
