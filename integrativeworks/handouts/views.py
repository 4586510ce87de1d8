"""Handouts: one post, what a visitor has collected, what the practitioner made for a client."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from integrativeworks.furniture.models import SiteSettings

from .models import MOST_POSTS, Handout, handed_out
from .pdf import PAPERS, handout_pdf


@require_safe
def of_post(request, slug):
    return _pdf(request, [get_object_or_404(handed_out(), slug=slug)], slug)


@require_safe
def collected(request):
    """What the address names: `?post=<slug>&post=<slug>`; the visitor's browser remembers it."""
    slugs = _collected(request)
    posts = handed_out(slugs)
    shown = [
        (post, urlencode({"post": [p.slug for p in posts if p != post]}, doseq=True))
        for post in posts
    ]
    named = urlencode({"post": [post.slug for post in posts]}, doseq=True)
    context = {
        "shown": shown,
        "is_short": len(posts) < len(slugs),
        "named": named,
        "papers": PAPERS,
        "most": MOST_POSTS,
    }
    return render(request, "handouts/collected.html", context)


@require_safe
def collected_pdf(request):
    return _pdf(request, handed_out(_collected(request)), "handout")


@require_safe
def client(request, token):
    handout = get_object_or_404(Handout, token=token)
    context = {"handout": handout, "posts": handout.live_posts.for_cards(), "papers": PAPERS}
    response = render(request, "handouts/client.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def client_pdf(request, token):
    handout = get_object_or_404(Handout, token=token)
    response = _pdf(request, handout.live_posts, "handout", handout.note)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _collected(request):
    """The addresses it names, each once."""
    named = dict.fromkeys(slug.replace("\x00", "") for slug in request.GET.getlist("post"))
    return list(named)[:MOST_POSTS]


def _pdf(request, posts, name, note=""):
    if not posts:
        raise Http404
    paper = request.GET.get("paper", "letter")
    if paper not in PAPERS:
        raise Http404
    content = handout_pdf(posts, paper, SiteSettings.load(), note)
    disposition = f'inline; filename="{name}.pdf"'
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )
