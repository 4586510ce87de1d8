from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join


def word_diff(old, new):
    """`new` as HTML with the words that `old` lacks in <ins>, and those it lost in <del>.

    Empty if the words are the same.
    """
    before, after = old.split(), new.split()
    if before == after:
        return ""
    parts = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(format_html("{} ", " ".join(before[a:b])))
            continue
        if a < b:
            parts.append(format_html("<del>{}</del> ", " ".join(before[a:b])))
        if c < d:
            parts.append(format_html("<ins>{}</ins> ", " ".join(after[c:d])))
    return format_html_join("", "{}", ((part,) for part in parts))
