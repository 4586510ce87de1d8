from django.db import models
from django.db.models import Prefetch
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.crypto import get_random_string

from posts.models import Post, PostMuscle

KINDS = ("pain", "self-care")
MOST_POSTS = 12


def fresh_token():
    return get_random_string(22)


def handed_out(slugs=None):
    """Live posts that can be a handout, in reading order; those with `slugs` only."""
    posts = Post.objects.published().filter(kind__in=KINDS).in_reading_order()
    return posts if slugs is None else posts.filter(slug__in=slugs)


def with_all_shown(posts):
    """`posts` as their kinds have them, with all that a handout shows of them.

    The number of queries depends on the kinds alone.
    """
    roles = PostMuscle.objects.filter(muscle__published_at__lte=Now()).select_related("muscle")
    shown = {
        "pain": Prefetch("post_muscles", roles.in_reading_order(), "live_roles"),
        "self-care": "equipment",
    }
    found = {}
    for kind in {post.kind for post in posts}:
        rows = Post.model_of(kind).objects.select_related("cover")
        rows = rows.prefetch_related("cover__annotations", "drawn", shown[kind])
        found |= rows.in_bulk([post.pk for post in posts if post.kind == kind])
    return [found[post.pk] for post in posts]


class Handout(models.Model):
    """Posts put together for one client, with a line of the practitioner's own."""

    client = models.CharField(
        "for whom", max_length=80, help_text="Only you see this: “Ms. K., left hip”."
    )
    note = models.TextField(
        "your line on top",
        blank=True,
        max_length=1000,
        help_text="What you want to tell this client: how often, how long, what to leave out.",
    )
    posts = models.ManyToManyField(
        Post,
        limit_choices_to={"kind__in": KINDS},
        help_text="Pain patterns and self-care posts. They follow one another in reading order; "
        "what isn’t live is left out.",
    )
    token = models.CharField(max_length=22, unique=True, default=fresh_token, editable=False)
    created_at = models.DateTimeField("made", auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.client

    def get_absolute_url(self):
        return reverse("handouts:client", args=[self.token])

    @property
    def live_posts(self):
        return handed_out().filter(pk__in=self.posts.values("pk"))[:MOST_POSTS]
