from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from integrativeworks.furniture.models import SiteSettings
from muscles.models import Bone, Joint, Muscle, MuscleGroup, Region
from posts.models import Post, PostTag, Tag


class Published(Sitemap):
    """All live rows of a model that are addressed by themselves."""

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.published().order_by("pk")

    def lastmod(self, row):
        return row.updated_at


class All(Sitemap):
    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.order_by("pk")


class Tags(Sitemap):
    def items(self):
        live = PostTag.objects.filter(content_object__in=Post.objects.published())
        return Tag.objects.filter(pk__in=live.values("tag")).order_by("pk")


class Indexes(Sitemap):
    def items(self):
        names = ["home", "posts:where", "muscles:index"]
        names += ["about"] if SiteSettings.load().has_about_page else []
        fixed = [reverse(name) for name in names]
        fixed += [reverse("posts:zone", args=[zone]) for zone in Region.Zone]
        return fixed + [kind.get_absolute_url() for kind in Post.kinds()]

    def location(self, address):
        return address


SITEMAPS = {
    "pages": Indexes(),
    "posts": Published(Post),
    "muscles": Published(Muscle),
    "groups": All(MuscleGroup),
    "bones": All(Bone),
    "joints": All(Joint),
    "tags": Tags(),
}
