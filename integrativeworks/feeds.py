import re

from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed

from posts.models import Post

from .furniture.models import SiteSettings

ENTRIES = 20


def _without_control_characters(text):
    """`text` without what XML 1.0 can't hold, like the vertical tab of a word processor."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


class PostFeed(Feed):
    feed_type = Atom1Feed
    link = reverse_lazy("home")
    feed_url = reverse_lazy("feed")

    def get_object(self, request):
        return SiteSettings.load()

    def title(self, site):
        return site.name

    def subtitle(self, site):
        return site.tagline

    def author_name(self, site):
        return site.author_name or site.name

    def items(self):
        return Post.objects.published().prefetch_related("tags")[:ENTRIES]

    def item_title(self, post):
        return _without_control_characters(post.title)

    def item_description(self, post):
        return _without_control_characters(post.summary)

    def item_categories(self, post):
        return [
            post.kind_info.name,
            *(_without_control_characters(tag.name) for tag in post.tags.all()),
        ]

    def item_pubdate(self, post):
        return post.published_at

    def item_updateddate(self, post):
        return post.updated_at
