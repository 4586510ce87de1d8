from django.conf import settings


def client_address(request):
    """The visitor's IP address, as far as our own proxies vouch for it.

    Each proxy appends to X-Forwarded-For whom it was asked by, so the entry that the
    outermost of our `PROXIES` wrote is that many from the right; the rest is the visitor's say.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES and all(forwarded):
        return forwarded[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")
