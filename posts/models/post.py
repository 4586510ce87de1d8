from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower, Now
from django.urls import Resolver404, resolve, reverse
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from integrativeworks.content.models import (
    Image,
    LeavesFormerAddress,
    Publishable,
    PublishedQuerySet,
)
from integrativeworks.content.richtext import IN_BODY, RichTextField, plain_text
from muscles.models import Muscle, Region

from .drawn import DrawnProperty, draw, draw_muscle

# The first steps of the site's fixed addresses and the kinds' index pages;
# tests/test_addresses.py holds this list to urls.py and to the kinds.
FIXED_ADDRESSES = (
    *("about", "admin", "bones", "feed.atom", "feedback", "handout", "handout.pdf", "healthz"),
    *("joints", "media", "muscles", "pictures", "preview", "robots.txt", "search", "sitemap.xml"),
    *("static", "tags", "where"),
    *("pain", "self-care", "therapy-notes", "nmt-protocols", "cranial-techniques", "cases"),
    "articles",
)

TITLE_TAKEN = "There is already a post of this kind with this title."


@dataclass(frozen=True)
class Kind:
    """A kind of post, as its model declares it.

    `key` is kept in the database and is the address of the kind's index page. `promise`
    tells a visitor what a post of this kind gives him. `order` is its place in reading order.
    """

    key: str
    name: str
    plural: str
    promise: str
    order: int

    def get_absolute_url(self):
        return reverse("posts:index", args=[self])


class PostQuerySet(PublishedQuerySet):
    def of_kind(self, kind):
        return self.filter(kind=kind.key)

    def in_reading_order(self):
        """Pain patterns first, articles last; within a kind by title."""
        places = [models.When(kind=k.key, then=k.order) for k in Post.kinds()]
        return self.order_by(models.Case(*places, default=99), Lower("title"), "pk")

    def for_cards(self):
        """With what a card shows: the cover, and what is drawn."""
        return self.select_related("cover").prefetch_related("drawn")

    def to_begin_with(self):
        """For the home page: those the practitioner placed there, then the newest patterns."""
        placed = models.F("place_on_home").asc(nulls_last=True)
        found = self.filter(Q(place_on_home__isnull=False) | Q(kind="pain"))
        return found.order_by(placed, "-published_at", "-pk")

    def related_to(self, muscle):
        """Posts that name `muscle`, and those that hang on such a post by a link either way.

        Each is annotated with what it says of this muscle: `refers`, `blamed`, `satellite`.
        """
        naming = PostMuscle.objects.filter(muscle=muscle)
        named = naming.filter(post__published_at__lte=Now()).values("post")
        related = Q(pk__in=named) | self._linked(lambda end: Q(**{f"{end}__in": named}))
        roles = {
            role: Exists(naming.filter(post=OuterRef("pk"), role=role))
            for role in ("refers", "blamed", "satellite")
        }
        return self.filter(related).annotate(**roles)

    def linked_with(self, post):
        """Posts that `post` links to, and posts that link to it."""
        return self.filter(self._linked(lambda end: Q(**{end: post.pk})))

    def drawn_of(self, muscle):
        """The `Drawn` of the pain that `muscle` refers; if it refers none, of where it lies."""
        referring = PostMuscle.objects.filter(muscle=muscle, role=PostMuscle.Role.REFERS)
        return draw_muscle(muscle, self.filter(pk__in=referring.values("post")))

    def felt_or_lying_in(self, zone):
        """Posts about a pain felt in `zone` of the body, or about a muscle that lies there."""
        return self.filter(
            Q(pk__in=PostRegion.objects.filter(region__zone=zone).values("post"))
            | Q(pk__in=PostMuscle.objects.filter(muscle__regions__zone=zone).values("post"))
        )

    @staticmethod
    def _linked(matches):
        """Posts one of whose links has, at its other end, what `matches(end)` selects."""
        found = Q(pk__in=[])
        for through, source, target in Post.links():
            rows = through._base_manager
            found |= Q(pk__in=rows.filter(matches(target)).values(source))
            found |= Q(pk__in=rows.filter(matches(source)).values(target))
        return found


class Post(Publishable):
    """A post of any kind. Lists read this table only; `specific` has the kind's own sections."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", "Everyone"
        THERAPISTS = "therapists", "Trained therapists"

    KIND: Kind = None  # each kind sets its own
    section_fields = ()  # in reading order
    core_section = "body"  # what a post of this kind can't do without
    kin_fields = ("muscles", "regions", "tags")

    kind = models.CharField(max_length=30, editable=False, db_index=True)
    title = models.CharField(max_length=150, help_text="As people would say it.")
    summary = models.CharField(
        max_length=250,
        blank=True,
        help_text="One sentence for cards and search engines: 80 to 160 characters.",
    )
    body = RichTextField(
        blank=True, headings=IN_BODY, help_text="Text that fits none of the sections."
    )
    muscles = models.ManyToManyField(Muscle, through="PostMuscle", related_name="posts")
    regions = models.ManyToManyField(Region, through="PostRegion", related_name="posts")
    tags = TaggableManager(
        through="posts.PostTag",
        blank=True,
        help_text="Words that gather posts across muscles, separated by commas: driving, headache.",
    )
    cover = models.ForeignKey(
        Image,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name="picture",
        help_text="Shown on the page and on its card. Without one, a pain pattern draws itself.",
    )
    video_url = models.URLField(
        "video",
        blank=True,
        help_text="Address of a video. Nothing is loaded from there until a visitor clicks.",
    )
    audience = models.CharField(
        "written for",
        max_length=12,
        choices=Audience,
        default=Audience.EVERYONE,
        help_text="Chooses the disclaimer below the post.",
    )
    red_flags = models.TextField(
        "red flags",
        blank=True,
        help_text="Shown before any advice. One a line, each completing the sentence "
        "“See a doctor first if …”",
    )
    place_on_home = models.PositiveSmallIntegerField(
        "place on the home page",
        null=True,
        blank=True,
        help_text="1 comes first. What room is left, the newest pain patterns fill.",
    )
    awaits_rework = models.BooleanField(
        "still to be reworked",
        default=False,
        help_text="Shows the notice about older posts on this one.",
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        # The key breaks ties: two posts of one minute never swap places between pages.
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=""),
                name="posts_post_has_a_kind",
                violation_error_message="A post is of some kind, like “Self-care” or “Article”.",
            ),
            models.UniqueConstraint(
                "kind",
                Lower("title"),
                name="posts_post_one_per_title_of_a_kind",
                violation_error_message=TITLE_TAKEN,
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=FIXED_ADDRESSES),
                name="posts_post_shadows_no_fixed_address",
                violation_error_message="This address belongs to a page of the site itself. "
                "Choose another.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("posts:detail", args=[self.slug])

    @classmethod
    def kinds(cls):
        """Every kind of post in reading order."""
        return sorted((model.KIND for model in Post.__subclasses__()), key=lambda k: k.order)

    @classmethod
    def model_of(cls, key):
        return next(model for model in Post.__subclasses__() if model.KIND.key == key)

    @classmethod
    def links(cls):
        """(through model, field of the linking post, field of the linked one) of each link."""
        return [
            (field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name())
            for model in Post.__subclasses__()
            for field in model._meta.local_many_to_many
            if issubclass(field.related_model, Post)
        ]

    @cached_property
    def specific(self):
        """This post with the fields of its kind; one query unless it already has them."""
        if type(self) is not Post:
            return self
        return Post.model_of(self.kind)._base_manager.get(pk=self.pk)

    @DrawnProperty
    def drawn(self):
        return draw([self])[0]

    @property
    def form_model(self):
        """The model in whose form it is written."""
        return Post.model_of(self.kind)

    @property
    def kind_info(self):
        return self.form_model.KIND

    @property
    def sections(self):
        """(field name, title, HTML) of each filled section, in reading order."""
        post = self.specific
        for name in post.section_fields:
            if html := getattr(post, name):
                yield name, post.section_title(name), html

    @classmethod
    def section_title(cls, name):
        title = cls._meta.get_field(name).verbose_name
        return title[0].upper() + title[1:]

    def parts(self):
        """Rows with texts of their own that are read on its page."""
        return []

    def what_links_here(self):
        return Post.objects.linked_with(self).in_reading_order()

    @property
    def red_flag_list(self):
        return [line.strip() for line in self.red_flags.splitlines() if line.strip()]

    def names_to_search(self):
        return (self.title,)

    def texts_to_search(self):
        yield from (self.summary, self.red_flags, plain_text(self.body))
        for _, _, html in self.sections:
            yield plain_text(html)

    def clean(self):
        super().clean()
        # Forms leave out `kind`, and with it the constraint that names it.
        namesakes = Post.objects.filter(kind=self.KIND.key, title__iexact=self.title)
        if namesakes.exclude(pk=self.pk).exists():
            raise ValidationError({"title": TITLE_TAKEN})
        # The constraint's message can't stand at the field.
        try:
            match = resolve(f"/{self.slug}/")
        except Resolver404:
            return
        if match.view_name != "posts:detail":
            raise ValidationError(
                {"slug": "This address belongs to a page of the site itself. Choose another."}
            )

    def save(self, *args, **kwargs):
        if self.KIND:
            self.kind = self.KIND.key
        super().save(*args, **kwargs)


class PostMuscleQuerySet(models.QuerySet):
    def in_reading_order(self):
        """The blamed muscles, then those that refer, then satellites; within a role by name."""
        roles = [models.When(role=role, then=n) for n, role in enumerate(PostMuscle.Role.values)]
        return self.order_by(models.Case(*roles), "muscle__name")


class PostMuscle(models.Model):
    """What a post says of a muscle. One table for all kinds, so a grid is one query."""

    class Role(models.TextChoices):
        BLAMED = "blamed", "is blamed"
        REFERS = "refers", "refers the pain"
        SATELLITE = "satellite", "holds a satellite trigger point"
        ABOUT = "about", "is treated here"

    post = models.ForeignKey(Post, models.CASCADE, related_name="post_muscles")
    muscle = models.ForeignKey(Muscle, models.CASCADE, related_name="post_muscles")
    role = models.CharField(max_length=10, choices=Role, default=Role.ABOUT)

    objects = PostMuscleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "post",
                "muscle",
                "role",
                name="posts_postmuscle_each_role_once",
                violation_error_message="The post names this muscle in this role already.",
            ),
            models.UniqueConstraint(
                fields=["post", "muscle"],
                condition=Q(role__in=["refers", "blamed"]),
                name="posts_postmuscle_refers_or_is_blamed",
                violation_error_message="A muscle can’t be blamed and refer in the same pattern.",
            ),
        ]

    def __str__(self):
        return f"{self.muscle} {self.get_role_display()}: {self.post}"


class PostRegion(models.Model):
    """Where on the body the pain of a post is felt."""

    class Extent(models.TextChoices):
        MAIN = "main", "main zone"
        SPILLOVER = "spillover", "spillover"

    post = models.ForeignKey(Post, models.CASCADE, related_name="post_regions")
    region = models.ForeignKey(Region, models.CASCADE, related_name="post_regions")
    extent = models.CharField(max_length=10, choices=Extent)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "post",
                "region",
                name="posts_postregion_main_or_spillover",
                violation_error_message="A region is either in the main zone or in the spillover.",
            )
        ]

    def __str__(self):
        return f"{self.region} ({self.get_extent_display()}): {self.post}"


class Tag(LeavesFormerAddress, TagBase):
    name = models.CharField(
        max_length=100,
        unique=True,
        error_messages={"unique": "There is already a tag of this name."},
    )
    slug = models.SlugField(
        max_length=100,
        unique=True,
        allow_unicode=True,
        error_messages={"unique": "Another tag already has this address."},
    )

    class Meta(TagBase.Meta):
        ordering = ["name"]

    def get_absolute_url(self):
        return reverse("posts:tag", args=[self.slug])

    def slugify(self, tag, i=None):
        return super().slugify(tag, i) or "tag"  # “?!”

    def what_links_here(self):
        return Post.objects.filter(tags=self)


class PostTag(ItemBase):
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="items")
    # A plain foreign key: a generic one would file the tags of each kind under its own type.
    content_object = models.ForeignKey(Post, models.CASCADE, related_name="tagged_items")
