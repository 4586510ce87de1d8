"""Text as it is searched."""

import re
import unicodedata

MOST_WORDS = 12
COMMON_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "get",
        "has",
        "have",
        "how",
        "i",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "not",
        "of",
        "off",
        "on",
        "or",
        "our",
        "out",
        "so",
        "that",
        "the",
        "then",
        "there",
        "this",
        "to",
        "up",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "why",
        "with",
        "you",
        "your",
    ]
)


def searchable(text):
    """`text` in lower case, without accents and NUL characters, one space between words."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\x00", " "))
    letters = (c for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(letters).casefold().split())


def stems(query):
    """The telling words of `query`, shortened so that “drive” finds “driving”; at most twelve."""
    words = re.findall(r"\w{2,}", searchable(query))
    telling = [word for word in words if word not in COMMON_WORDS]
    return [re.sub(r"(?<=\w{4})(ing|ed|es|s|e)$", "", word) for word in telling[:MOST_WORDS]]
