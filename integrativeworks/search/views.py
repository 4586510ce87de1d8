from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from integrativeworks.content.paging import PER_PAGE
from muscles.models import Muscle, MuscleGroup
from posts.models import Post
from posts.models.post import Kind

from .models import Entry, MissedSearch
from .passages import passage
from .ranking import find

LONGEST_QUERY = 200
MOST_SUGGESTIONS = 7
MOST_BEGINNINGS = 8
SHORTEST_TO_SUGGEST = 2  # letters

MUSCLES = Kind("muscles", "Muscle", "Muscles", "Anatomy, and every related post.", 0)


@dataclass
class Result:
    """A page that was found, with the passage that says why."""

    page: Muscle | Post
    kind: Kind
    passage: str = ""


@require_safe
def search(request):
    text = _text(request)
    context = {"query": text}
    if text:
        query, entries = find(text)
        counts = Counter(entry.kind for entry in entries)
        facets = [(kind, counts[kind.key]) for kind in _kinds().values() if kind.key in counts]
        chosen = next((kind for kind, _ in facets if kind.key == request.GET.get("kind")), None)
        if chosen:
            entries = [entry for entry in entries if entry.kind == chosen.key]
        page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "understood": query,
            "total": counts.total(),
            "facets": facets,
            "kind": chosen,
            "page": page,
            "results": _explained(_results(page.object_list), query.found_terms),
        }
        if not counts and request.method == "GET":
            MissedSearch.objects.note(text)
    if not context.get("total"):
        context |= _beginnings()
    return render(request, "search.html", context)


@require_safe
def suggest(request):
    """The pages that somebody who has typed `?q=` so far may be after, as JSON. Keeps no record."""
    text, results = _text(request), []
    if len(text) >= SHORTEST_TO_SUGGEST:
        _, entries = find(text, is_typing=True)
        results = _results(entries[:MOST_SUGGESTIONS])
    suggestions = [
        {
            "title": str(result.page),
            "kind": result.kind.name,
            "url": result.page.get_absolute_url(),
        }
        for result in results
    ]
    return JsonResponse({"suggestions": suggestions})


def _text(request):
    return " ".join(request.GET.get("q", "")[:LONGEST_QUERY].replace("\x00", " ").split())


def _kinds():
    return {kind.key: kind for kind in [MUSCLES, *Post.kinds()]}


def _beginnings():
    """Where to go for one who has not found anything, or asked for nothing yet."""
    return {
        "patterns": Post.objects.published().filter(kind="pain")[:MOST_BEGINNINGS],
        "groups": MuscleGroup.objects.filter(muscles__published_at__lte=Now()).distinct(),
    }


def _results(entries):
    """The pages of `entries` in their order, with what a list shows of them."""
    muscles = Muscle.objects.for_cards().in_bulk([e.muscle_id for e in entries if e.muscle_id])
    posts = Post.objects.for_cards().in_bulk([e.post_id for e in entries if e.post_id])
    kinds = _kinds()
    pages = [(muscles.get(e.muscle_id) or posts.get(e.post_id), kinds[e.kind]) for e in entries]
    return [Result(page, kind) for page, kind in pages if page]


def _explained(results, terms):
    keys = [-r.page.pk if r.kind is MUSCLES else r.page.pk for r in results]
    texts = dict(Entry.objects.filter(pk__in=keys).values_list("pk", "texts"))
    for key, result in zip(keys, results, strict=True):
        result.passage = passage(texts.get(key, ""), terms) or result.page.summary
    return results
