from django.db.models.functions import Lower, Now
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from integrativeworks.content.grid import Grid
from integrativeworks.content.paging import page_of
from integrativeworks.content.rendering import show
from muscles.models import Region

from .models import Post, PostMuscle, Tag
from .where import Choice, Results


def post_detail(request, slug):
    post = get_object_or_404(Post.objects.published().select_related("cover"), slug=slug)
    templates = [f"posts/{post.kind}.html", "posts/post_detail.html"]
    return render(request, templates, page_context(post))


def page_context(post):
    """All that a post's page shows, in a number of queries that doesn't grow with its links."""
    post = post.specific
    show(post, *post.parts())
    roles = PostMuscle.objects.filter(post=post, muscle__published_at__lte=Now())
    related = Post.objects.published().linked_with(post).in_reading_order().for_cards()
    return {
        "post": post,
        "kind": post.kind_info,
        "sections": [(name, title, post.shown[name]) for name, title, _ in post.sections],
        "roles": roles.select_related("muscle").in_reading_order(),
        "tags": post.tags.all(),
        "related": related[:48],
    }


def kind_index(request, kind):
    posts = Post.objects.published().of_kind(kind)
    zone = request.GET.get("zone", "")
    tag = request.GET.get("tag", "")
    chosen = posts
    if zone in Region.Zone.values:
        chosen = chosen.felt_or_lying_in(zone)
    if tag:
        chosen = chosen.filter(tags__slug=tag.replace("\x00", ""))
    tags = Tag.objects.filter(items__content_object__in=posts).distinct()
    context = {
        "kind": kind,
        "page": page_of(chosen.in_reading_order().for_cards(), request),
        "zones": Region.Zone.choices,
        "zone": zone,
        "tags": tags.order_by(Lower("name")),
        "tag": tag,
    }
    return render(request, "posts/kind_index.html", context)


def where(request, zone=""):
    if zone and zone not in Region.Zone.values:
        raise Http404
    choice = Choice(request.GET, zone)
    context = {"choice": choice}
    if zone or choice:
        results = Results(choice)
        context |= {"results": results, "activities": choice.activities_among(results.activities)}
    return render(request, "posts/where.html", context)


def tag_detail(request, slug):
    tag = get_object_or_404(Tag, slug=slug.replace("\x00", ""))
    posts = Post.objects.published().filter(tags=tag)
    grid = Grid(posts, request)
    if not grid.total:
        raise Http404
    return render(request, "posts/tag_detail.html", {"tag": tag, "grid": grid})
