"""What is found, best first: names before text, rare words before common ones.

The database adds up what each page holds; the best of these are put in order by how well one of
their names fits the query. So “psoas” finds the psoas, and then what is written about it.
"""

from math import log

from posts.models import Post

from .databases import database, rows
from .index import catch_up
from .models import Entry
from .query import understand
from .words import is_telling, stem, words_of

# What a page gains by holding a word: anywhere, and besides in the names of its kin, in its own.
WORTH = {"all_words": 1, "kin_words": 1, "name_words": 3}
OTHER_WORD = 0.7  # a word that means the same, as against the one typed
NAME_FITS = 3  # a name that is just what was asked for
OTHER_NAME = 0.7  # one of a muscle's other names, as against its first
LESS_PER_KIND = 0.03  # each kind stands back a little behind the one before in reading order

LEAST = 0.5  # share of the query's weight that a page must hold
MOST_FOUND = 200
MOST_SCORED = 250  # scheduled ones are among them
MOST_FITTED = 100


def find(text, is_typing=False):
    """(the text as a `Query`, the entries found: at most 200, best first).

    While somebody `is_typing`, the last word is taken as a beginning. Five queries; more if pages
    have changed since the last search, and for words that no page holds.
    """
    catch_up()
    query = understand(text, is_typing)
    for term in query.found_terms:
        term.weight = log(1 + query.pages / term.pages)
    if not query.found_terms:
        return query, []
    scores = _scores(query.found_terms)
    live = Entry.objects.published().filter(pk__in=scores)
    entries = live.values_list("pk", "kind", "names", "muscle_id", "post_id", named=True)
    entries = sorted(entries, key=lambda entry: (-scores[entry.pk], -entry.pk))
    return query, _by_fit(entries[:MOST_FOUND], scores, query.found_terms)


def _scores(terms):
    """Key → score of the pages that hold the most. One query."""
    rare = [term for term in terms if not term.is_common]
    in_texts = rare or terms[:1]  # a common term tells something in a name only
    hits, parameters = [], []

    def add(column, ways, score, held=0):
        holding, values = database().holding(column, ways)
        hits.append(f"SELECT id, {score:.9f} AS score, {held:.9f} AS held FROM ({holding}) AS one")
        parameters.extend(values)

    for term in terms:
        for column, worth in WORTH.items():
            if column == "all_words" and term not in in_texts:
                continue
            score, held = term.weight * worth, term.weight if column == "all_words" else 0
            if term.ways and term.other_ways:
                add(column, term.all_ways, score * OTHER_WORD, held)
                add(column, term.ways, score * (1 - OTHER_WORD))
            else:
                add(column, term.all_ways, score, held)
    least = LEAST * sum(term.weight for term in rare)
    return dict(
        rows(
            f"SELECT id, sum(score) FROM ({' UNION ALL '.join(hits)}) AS hit GROUP BY id "
            f"HAVING sum(held) >= %s ORDER BY 2 DESC, 1 DESC LIMIT {MOST_SCORED}",
            [*parameters, least * 0.999],  # each database rounds in its own way
        )
    )


def _by_fit(entries, scores, terms):
    """`entries` with the best hundred in the order of score, fit of a name, and kind."""
    weight = sum(term.weight for term in terms)
    orders = {kind.key: kind.order for kind in Post.kinds()}  # a muscle's is 0

    def worth(entry):
        score = float(scores[entry.pk]) / weight * (1 - LESS_PER_KIND * orders.get(entry.kind, 0))
        first, *others = (_fit(name, terms) for name in entry.names.split("\n"))
        fit = max(first, OTHER_NAME * max(others, default=0)) / weight
        return -(score + NAME_FITS * fit), orders.get(entry.kind, 0), -entry.pk

    best = sorted(entries[:MOST_FITTED], key=worth)
    return best + entries[MOST_FITTED:]


def _fit(name, terms):
    """The weight of the terms that `name` holds, times the share of the name they make up."""
    words = [{word, stem(word)} for word in words_of(name) if is_telling(word)]
    weight, used = 0, set()
    for term in terms:
        for way in term.all_ways:
            places = [_place(part, words) for part in way]
            if None not in places:
                weight += term.weight * (1 if way in term.ways else OTHER_WORD)
                used.update(places)
                break
    return weight * len(used) / len(words) if words else 0


def _place(part, words):
    """Where in `words` the first one is that `part` of a way stands for; None if nowhere."""
    for place, forms in enumerate(words):
        if part in forms or (part.endswith("*") and any(f.startswith(part[:-1]) for f in forms)):
            return place
    return None
