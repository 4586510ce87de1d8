from django.conf import settings
from django.utils.functional import SimpleLazyObject

from .models import Product, SiteSettings


def furniture(request):
    """`site`, `products` and `site_url` for every page: two queries, none where unused."""
    return {
        "site": SimpleLazyObject(SiteSettings.load),
        "products": Product.objects.exclude(url="").select_related("picture"),
        "site_url": settings.SITE_URL,
    }
