from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path

from . import views
from .content.draft_views import shared_preview
from .content.picture_admin import picture
from .feedback.views import feedback, feedback_sent
from .feeds import PostFeed
from .search.views import search, suggest
from .sitemaps import SITEMAPS

handler400 = "integrativeworks.views.bad_request"
handler403 = "integrativeworks.views.forbidden"
handler404 = "integrativeworks.views.not_found"
handler500 = "integrativeworks.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("admin/", admin.site.urls),
    path("pictures/<int:picture_id>/", picture, name="picture"),
    path("preview/<slug:token>/", shared_preview, name="shared_preview"),
    path("about/", views.about, name="about"),
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="suggest"),
    path("feedback/", feedback, name="feedback"),
    path("feedback/sent/", feedback_sent, name="feedback_sent"),
    path("feed.atom", PostFeed(), name="feed"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz/", views.healthz, name="healthz"),
    path("", include("integrativeworks.handouts.urls")),
    path("", include("muscles.urls")),
    path("", include("posts.urls")),
]

if settings.SERVE_MEDIA:
    # Before the posts, whose addresses are at the root.
    media = re_path(r"^media/(?P<path>.*)$", views.media)
    urlpatterns.insert(0, media)
