"""The passage of a page that answers a query, with the words it was found by marked."""

from django.utils.html import format_html, format_html_join

from .words import LONGEST_WORD, WORD, fold, is_telling, stem

LONGEST = 240  # letters
BEFORE = 70  # letters before the first marked word
MOST_NEAR = 40  # marked words of one passage
MOST_READ = 50_000  # letters of one page


def passage(texts, terms):
    """The part of `texts`, one a line, that holds the most of `terms`, as HTML with the words of
    `terms` in `<mark>`; empty if none holds any.
    """
    ways = _ways(terms)
    best, best_worth = None, 0
    for line in texts[:MOST_READ].split("\n"):
        hits = _hits(line, ways)
        for n, (start, _, _) in enumerate(hits):
            near = [hit for hit in hits[n : n + MOST_NEAR] if hit[1] <= start + LONGEST - BEFORE]
            worth = sum({id(term): term.weight for _, _, term in near}.values())
            if worth > best_worth:
                best, best_worth = (line, start), worth
    return _cut(*best, ways) if best else ""


def _cut(line, first, ways):
    begin = _beginning(line, first)
    end = begin + LONGEST
    if end < len(line):
        end = max(line.rfind(" ", first, end), line.find(" ", first), first + LONGEST_WORD)
    cut = line[begin:end].rstrip()
    before, after = "… " if begin else "", " …" if end < len(line) else ""
    return format_html("{}{}{}", before, _marked(cut, _hits(cut, ways)), after)


def _beginning(line, first):
    """Where to begin so that `first` is well inside: with its sentence, or else with a word."""
    earliest = max(0, first - BEFORE)
    if not earliest or len(line) <= LONGEST:
        return 0
    sentence = max(line.rfind(f"{end} ", earliest, first) for end in ".?!:;”") + 2
    return sentence if sentence > 1 else line.find(" ", earliest, first) + 1 or first


def _ways(terms):
    """First part of a way → (all its parts, its term) of each such way, the longest first."""
    ways = {}
    for term in terms:
        for way in term.all_ways:
            ways.setdefault(way[0], []).append((way, term))
    return {part: sorted(found, key=lambda f: -len(f[0])) for part, found in ways.items()}


def _hits(text, ways):
    """(start, end, term) of each place where `text` says a term in one of its ways."""
    beginnings = tuple(part[:-1] for part in ways if part.endswith("*"))
    words = [(match.start(), match.end(), fold(match[0])) for match in WORD.finditer(text)]
    words = [word for word in words if is_telling(word[2]) or word[2] in ways]
    stems = [stem(word) for *_, word in words]
    hits, at = [], 0
    while at < len(words):
        start, _, word = words[at]
        found = ways.get(stems[at], ())
        if not found and beginnings and word.startswith(beginnings):
            found = next(ways[f"{b}*"] for b in beginnings if word.startswith(b))
        length = 1
        for way, term in found:
            if len(way) == 1 or tuple(stems[at : at + len(way)]) == way:
                length = len(way)
                hits.append((start, words[at + length - 1][1], term))
                break
        at += length
    return hits


def _marked(text, hits):
    pieces, at = [], 0
    for start, end, _ in hits:
        pieces.append((text[at:start], text[start:end]))
        at = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:])
