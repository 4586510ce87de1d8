from django.urls import path, register_converter

from . import views
from .models import Post


class KindConverter:
    """The address of a kind’s index page, from a `Kind` or its key."""

    regex = "[-a-z]+"

    def to_python(self, value):
        for kind in Post.kinds():
            if kind.key == value:
                return kind
        raise ValueError

    def to_url(self, value):
        return getattr(value, "key", value)


register_converter(KindConverter, "kind")

app_name = "posts"
urlpatterns = [
    path("where/", views.where, name="where"),
    path("where/<slug:zone>/", views.where, name="zone"),
    path("tags/<str:slug>/", views.tag_detail, name="tag"),
    path("<kind:kind>/", views.kind_index, name="index"),
    path("<slug:slug>/", views.post_detail, name="detail"),
]
