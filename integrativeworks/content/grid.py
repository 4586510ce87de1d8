"""Posts of all kinds as cards, grouped by kind in reading order."""

from django.core.paginator import Paginator
from django.db.models import Count

from .paging import PER_PAGE


class Grid:
    """One page of `posts`, filtered by `?kind=` and paged by `?page=`.

    The posts are grouped by kind. At most four queries, for one post or a thousand.
    """

    def __init__(self, posts, request):
        counts = dict(posts.order_by().values_list("kind").annotate(Count("pk")))
        self.kinds = [
            (kind, counts[kind.key]) for kind in posts.model.kinds() if kind.key in counts
        ]
        self.total = sum(counts.values())
        self.kind = next((k for k, _ in self.kinds if k.key == request.GET.get("kind")), None)
        if self.kind:
            posts = posts.of_kind(self.kind)
        paginator = Paginator(posts.in_reading_order().for_cards(), PER_PAGE)
        paginator.count = counts[self.kind.key] if self.kind else self.total
        self.page = paginator.get_page(request.GET.get("page"))
