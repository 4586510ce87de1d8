"""Pages that belong to the site as a whole."""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.static import serve

from muscles.figure import ZoneLink
from muscles.models import Region
from posts.models import Post

from .content.rendering import show
from .furniture.models import SiteSettings

BEGINNINGS = 6  # cards on the home page


@require_safe
def home(request):
    context = {
        "zones": [ZoneLink(zone, reverse("posts:zone", args=[zone])) for zone in Region.Zone],
        "beginnings": Post.objects.published().to_begin_with().for_cards()[:BEGINNINGS],
    }
    return render(request, "home.html", context)


@require_safe
def about(request):
    site = SiteSettings.load()
    if not site.has_about_page:
        raise Http404
    show(site)
    return render(request, "about.html", {"site": site})


@require_safe
def robots(request):
    text = render_to_string("robots.txt", request=request)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request):
    """Answers once the database does; for a watchdog or a load balancer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def media(request, path):
    """An uploaded picture, where no web server in front serves it."""
    try:
        return serve(request, path, settings.MEDIA_ROOT)
    except (OSError, ValueError):  # a name no file can have
        raise Http404 from None


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    # No request context: the database may be what failed. So may the list of static files.
    try:
        page = render_to_string("500.html")
    except ValueError:
        page = "Something went wrong here. Please try again in a minute."
    return HttpResponse(page, status=500)
