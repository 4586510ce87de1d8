from django.conf import settings
from django.utils.functional import SimpleLazyObject

from posts.models import Post

from .models import Product, SiteSettings


def furniture(request):
    """What every page may show: two queries, none where unused."""
    return {
        "site": SimpleLazyObject(SiteSettings.load),
        "products": Product.objects.exclude(url="").select_related("picture"),
        "kinds": Post.kinds(),
        "site_url": settings.SITE_URL,
    }
