from functools import cached_property

from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower
from django.urls import reverse

from integrativeworks.content.models import Addressed, Image, Publishable, PublishedQuerySet
from integrativeworks.content.richtext import RichTextField, plain_text

from .region import Region
from .skeleton import Bone


class MuscleGroup(Addressed):
    name = models.CharField(
        max_length=80,
        unique=True,
        error_messages={"unique": "There is already a group of this name."},
    )
    description = models.TextField(blank=True, help_text="What its muscles have in common.")
    position = models.PositiveSmallIntegerField(
        "place in lists", default=0, help_text="Lists are sorted by this number."
    )

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("muscles:group", args=[self.slug])

    def what_links_here(self):
        return self.muscles.all()


class MuscleQuerySet(PublishedQuerySet):
    def for_cards(self):
        return self.select_related("illustration", "group").prefetch_related("regions")

    def lying_in(self, zone):
        """Muscles that lie, at least in part, in `zone` of the body."""
        return self.filter(pk__in=Region.objects.filter(zone=zone).values("muscles"))


class Muscle(Publishable):
    name = models.CharField(max_length=100, help_text="In full: “Psoas major”.")
    latin_name = models.CharField("Latin name", max_length=100, blank=True)
    other_names = models.CharField(
        max_length=250,
        blank=True,
        help_text="What else people call it, separated by commas. Search finds it by these too.",
    )
    group = models.ForeignKey(
        MuscleGroup, models.SET_NULL, null=True, blank=True, related_name="muscles"
    )
    summary = models.CharField(
        max_length=250, help_text="One sentence for lists and search engines: 80 to 160 characters."
    )
    illustration = models.ForeignKey(
        Image, models.SET_NULL, null=True, blank=True, related_name="muscles"
    )
    regions = models.ManyToManyField(
        Region,
        related_name="muscles",
        blank=True,
        help_text="Where on the body it lies. Pain patterns say where it is felt.",
    )
    origin = models.TextField(help_text="Where it begins, usually the end that moves less.")
    insertion = models.TextField(help_text="Where it ends, usually the end that moves more.")
    function = models.TextField(help_text="What it does when it contracts.")
    innervation = models.TextField(help_text="Nerve and roots: “Superior gluteal nerve (L4–S1)”.")
    origin_bones = models.ManyToManyField(Bone, related_name="muscles_from", blank=True)
    insertion_bones = models.ManyToManyField(
        Bone,
        related_name="muscles_to",
        blank=True,
        help_text="From these and the origin bones the site works out local joints "
        "and trapped bones.",
    )
    functional_considerations = RichTextField(
        blank=True, help_text="How it works in daily life, and how it gets into trouble."
    )
    anomalies = RichTextField(blank=True, help_text="Known variants worth knowing about.")
    synergists = models.ManyToManyField(
        "self", blank=True, help_text="Muscles that work with it. They link back by themselves."
    )
    antagonists = models.ManyToManyField(
        "self", blank=True, help_text="Muscles that work against it. They link back by themselves."
    )

    kin_fields = ("regions",)

    objects = MuscleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="muscles_muscle_one_per_name",
                violation_error_message="There is already a muscle of this name.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("muscles:detail", args=[self.slug])

    def related_posts(self):
        """Live posts that name it or hang on one that does: see `PostQuerySet.related_to`."""
        return self.posts.model.objects.published().related_to(self)

    def what_links_here(self):
        return [*self.posts.distinct(), *self.synergists.all(), *self.antagonists.all()]

    def drawn(self):
        """The pain that it refers in live patterns, or where it lies. One query."""
        return self.posts.model.objects.published().drawn_of(self)

    def names_to_search(self):
        return (self.name, self.latin_name, *self.other_names.split(","))

    def kin_to_search(self):
        yield from super().kin_to_search()
        if self.group:
            yield self.group.name

    def texts_to_search(self):
        yield self.summary
        yield from (self.origin, self.insertion, self.function, self.innervation)
        yield plain_text(self.functional_considerations)
        yield plain_text(self.anomalies)

    @cached_property
    def path(self):
        """Its ends, and what lies between them: see `MusclePath`. One query, the first time."""
        return MusclePath(self)

    @property
    def local_joints(self):
        """The joints it crosses between origin and insertion, from head to foot."""
        return self.path.local_joints

    @property
    def trapped_bones(self):
        """The bones between origin and insertion that it is attached to at neither end."""
        return self.path.trapped_bones

    def partners(self):
        """(synergists, antagonists) that are live, sorted by name. One query."""
        found = {"synergist": [], "antagonist": []}
        live = Muscle.objects.published().order_by()
        rows = (
            live.filter(synergists=self)
            .values_list("name", "slug", Value("synergist"))
            .union(live.filter(antagonists=self).values_list("name", "slug", Value("antagonist")))
        )
        for name, slug, relation in sorted(rows):
            found[relation].append(Muscle(name=name, slug=slug))
        return found["synergist"], found["antagonist"]


class MusclePath:
    """The way of a muscle through the skeleton."""

    def __init__(self, muscle):
        from muscles.skeleton import Skeleton  # it needs the models of this package

        skeleton = Skeleton(muscle)
        origins, insertions = skeleton.origins, skeleton.insertions
        self.origin_bones = [b for b in skeleton.bones.values() if b.pk in origins]
        self.insertion_bones = [b for b in skeleton.bones.values() if b.pk in insertions]
        self.local_joints, self.trapped_bones = skeleton.ways(origins, insertions)
