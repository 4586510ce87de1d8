"""Text as words: folded, shortened to their stems, and the telling ones picked out."""

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 40
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about all also am an and any are as at be because been but by can cannot cant
        could did do does doesnt dont for from get gets getting had has have having he her
        his how i if im in into is isnt it its ive just like me my no not of off on or our
        out she should so some than that the their them then there these they this those to
        too up us very was we were what when where which while who why will with wont would
        you your
        """,
    )
)


@lru_cache(maxsize=50_000)
def fold(word):
    """`word` in lower case, without accents and apostrophes; empty if nothing is left."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    letters = [c for c in decomposed if c.isalnum() and not unicodedata.combining(c)]
    return "".join(letters[:LONGEST_WORD])


def words_of(text):
    """The words of `text` in their order, folded."""
    text = unicodedata.normalize("NFC", text)
    return [folded for word in WORD.findall(text) if (folded := fold(word))]


@lru_cache(maxsize=50_000)
def stem(word):
    """A folded word without its ending, so that “drive” finds “driving”: both are “driv”."""
    word = re.sub(r"ies$", "y", word)
    word = re.sub(r"(?<=\w\w)(?<![su])s$", "", word)
    word = re.sub(r"(?<=\w\w\w)(ness|ful)$", "", word)
    word = re.sub(r"^(?=\w{3,}(?:ing|ed)$)(\w*[aeiouy]\w*)(?<!e)(ing|ed)$", r"\1", word)
    word = re.sub(r"(?<=\w\w\w)e$", "", word)
    word = re.sub(r"(?<=\w\w)y$", "i", word)
    return re.sub(r"(\w)\1$", r"\1", word)


def is_telling(word):
    return len(word) > 1 and word not in COMMON_WORDS


def telling_stems(text):
    return [stem(word) for word in words_of(text) if is_telling(word)]
