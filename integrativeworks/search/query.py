"""What a visitor asks for: the terms of a query, each with the words that mean the same.

A word that no page holds may be unfinished (“glut”), a slip (“piriformus”) or unknown here.
"""

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from .databases import COMMON, database, rows
from .models import SHORTEST_TO_MEND, Meaning
from .words import WORD, fold, is_telling, stem, telling_stems, words_of

MOST_TERMS = 10
MOST_WAYS = 24  # to say one thing
MOST_MENDED = 3  # words of one query
LONGEST_MEANING = 5  # words
SURE, LIKELY = 0.84, 0.75  # how alike a slip and the word meant are: difflib's ratio


@dataclass
class Term:
    """One thing that is asked for. A way to say it is a tuple of stems; `glut*` begins so."""

    words: tuple  # as they were typed, folded
    ways: list
    other_ways: list = field(default_factory=list)  # that mean the same
    pages: int = 0  # how many hold it; COMMON stands for more
    weight: float = 0

    @property
    def is_common(self):
        return self.pages == COMMON

    @property
    def all_ways(self):
        return [*self.ways, *self.other_ways][:MOST_WAYS]


@dataclass
class Query:
    """A text as understood: its terms, and what became of words that no page holds."""

    text: str
    terms: list
    pages: int  # of the whole site
    mended: dict  # what was typed → what was surely meant, and searched for
    guesses: dict  # what was typed → what may have been meant

    @property
    def found_terms(self):
        return [term for term in self.terms if term.pages]

    @property
    def unknown_words(self):
        return [" ".join(term.words) for term in self.terms if not term.pages]

    @property
    def guess(self):
        """The text with its slips as they may have been meant, or None."""
        return replace(self.text, self.guesses) if self.guesses else None


def understand(text, is_typing=False):
    """Read `text` as a `Query`. Two queries; nine more at most for words that no page holds."""
    same = _same_meanings()
    words = words_of(text)
    unfinished = set(words[-1:]) if is_typing else set()
    terms, pages = _count(_terms(text, same, unfinished))
    mended, guesses = {}, {}
    if missing := [term for term in terms if not term.pages]:
        unfinished |= {word for term in missing for word in term.words if len(word) > 2}
        apart = {term.words for term in missing}
        terms, _ = _count(_terms(text, same, unfinished, apart))
    if missing := [term for term in terms if not term.pages]:
        mended, guesses = _mend(missing, same)
    if mended:
        text = replace(text, mended)
        terms, _ = _count(_terms(text, same, unfinished, apart))
    return Query(text, terms, pages, mended, guesses)


def replace(text, words):
    """`text` with the words that `words` has others for; what stands between them stays."""
    return WORD.sub(lambda match: words.get(fold(match[0]), match[0]), text)


def _same_meanings():
    """A word or some, as stems → all the ways to say the same."""
    same = {}
    for row in Meaning.objects.values_list("words", flat=True):
        members, ways = _members_and_ways(row)
        for member in members:
            same[member] = same.get(member, ()) + ways
    return same


@lru_cache(maxsize=5000)
def _members_and_ways(row):
    words = row.split(",")
    members = [tuple(map(stem, words_of(word))) for word in words]
    ways = [tuple(telling_stems(word)) for word in words]
    # “IT band” is understood, but without “it” it would be any band.
    says = [way for way, member in zip(ways, members, strict=True) if way and _says(way, member)]
    return [member for member in members if member], tuple(says)


def _says(way, member):
    """Whether the telling words of `member` still say what it says."""
    return len(way) > 1 or way == member


def _terms(text, same, unfinished=frozenset(), apart=frozenset()):
    """The terms of `text`.

    Words in `unfinished` are taken as beginnings. Groups of words in `apart` are not one term.
    """
    words = tuple(words_of(text))
    stems = tuple(map(stem, words))
    terms, at = {}, 0
    while at < len(words) and len(terms) < MOST_TERMS:
        for length in range(LONGEST_MEANING, 0, -1):
            group, key = words[at : at + length], stems[at : at + length]
            if key in same and (length == 1 or group not in apart):
                break
        if key in same or is_telling(words[at]):
            way = tuple(s for w, s in zip(group, key, strict=True) if is_telling(w)) or key
            others = [other for other in dict.fromkeys(same.get(key, ())) if other != way]
            ways = [way] if _says(way, key) or not others else []
            if len(group) == 1 and group[0] in unfinished and len(group[0]) > 1:
                ways.append((f"{group[0]}*",))
            terms.setdefault(key, Term(group, ways, others))
        at += len(group)
    return list(terms.values())


def _count(terms):
    """`terms`, each with the number of pages that hold it (see COMMON), and the number of all."""
    sql, parameters = ["SELECT -1, count(*) FROM search_entry"], []
    for number, term in enumerate(terms):
        holding, ways = database().holding("all_words", term.all_ways)
        sql.append(f"SELECT {number}, count(*) FROM ({holding}) AS holding")
        parameters += ways
    counts = dict(rows(" UNION ALL ".join(sql), parameters))
    for number, term in enumerate(terms):
        term.pages = counts[number]
    return terms, counts[-1]


def _mend(terms, same):
    """(what was typed → what was surely meant, what was typed → what may have been meant)."""
    meanings = Meaning.objects.values_list("words", flat=True)
    known = {word for row in meanings for word in words_of(row) if is_telling(word)}
    likeness = {}
    for word in [word for term in terms for word in term.words][:MOST_MENDED]:
        near = known | {row[0] for row in rows(*database().near(word))}
        likeness[word] = max(((_likeness(word, other), other) for other in near), default=(0, ""))
    meant = {word: other for word, (ratio, other) in likeness.items() if ratio >= LIKELY}
    # A word may have left its page, or mean something that is on none.
    found = {word for word, other in meant.items() if _count(_terms(other, same))[0][0].pages}
    mended = {word: meant[word] for word in found if likeness[word][0] >= SURE}
    guesses = {word: meant[word] for word in found if word not in mended}
    return mended, guesses


def _likeness(one, other):
    if min(len(one), len(other)) < SHORTEST_TO_MEND:
        return 0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
