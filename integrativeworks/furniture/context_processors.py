from django.conf import settings
from django.utils.functional import SimpleLazyObject

from integrativeworks.content.rendering import show
from posts.models import Post

from .models import Product, SiteSettings


def _site():
    site = SiteSettings.load()
    show(site, without=["about"])  # which is on one page only
    return site


def furniture(request):
    """What every page may show: two queries and those of the texts’ links, none where unused."""
    return {
        "site": SimpleLazyObject(_site),
        "products": Product.objects.exclude(url="").select_related("picture"),
        "kinds": Post.kinds(),
        "site_url": settings.SITE_URL,
    }
