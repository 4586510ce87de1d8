from django.core.paginator import Paginator

PER_PAGE = 24


def page_of(rows, request):
    """The page of `rows` that `?page=` asks for; the first or last one for nonsense."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
