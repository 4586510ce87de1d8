"""Reads the starter library: Markdown files with TOML facts in front."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from .links import light, pages_at
from .models import Addressed, FormerAddress, Trash

NAMES = ("slug", "name", "title")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass
class Entry:
    """One file: `facts` from its TOML, `text` the Markdown below, `slug` the file's name."""

    slug: str
    facts: dict
    text: str

    @property
    def sections(self):
        return split(self.text, level=2)


def split(text, level):
    """Split Markdown at its headings of `level`: title → the Markdown below it."""
    parts = re.split(rf"^{'#' * level} +(.+?)\s*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def render(text):
    """Markdown as HTML."""
    return _markdown.render(text)


def read_entries(folder):
    """Yield the `Entry` of each file of `folder` in the order of their names."""
    for path in sorted(Path(folder).glob("*.md")):
        _, facts, text = path.read_text(encoding="utf-8").split("+++\n", 2)
        yield Entry(path.stem, tomllib.loads(facts), text)


def read_tables(path):
    """The tables of a TOML file: {"bones": [{"slug": …}, …], …}."""
    return tomllib.loads(Path(path).read_text(encoding="utf-8"))


def known(model, names):
    """Of the library's rows, given as {slug: name}, those the site has or had: {slug: key}.

    A row is known by its address, its name, or an address it has left. One that was thrown away
    is known too, but has no key.
    """
    base = model._meta.get_field("slug").model  # all kinds of posts share their addresses
    by_slug = {row.slug: row for row in light(base)}
    by_name = {str(row).lower(): row for row in light(model)}
    left = _left_by(model, names) if issubclass(model, Addressed) else {}
    thrown_away = {str(facts[f]).lower() for facts in in_trash(base) for f in facts if f in NAMES}
    found = {}
    for slug, name in names.items():
        row = by_slug.get(slug) or by_name.get(name.lower()) or left.get(slug)
        if row or slug in left or thrown_away & {slug, name.lower()}:
            found[slug] = row and row.pk
    return found


def _left_by(model, slugs):
    """The row that has left its address, by the slug it had; None if it is no longer there."""
    paths = {model(slug=slug).get_absolute_url(): slug for slug in slugs}
    former = FormerAddress.objects.filter(path__in=paths).values_list("path", "new_path")
    pages = pages_at(new_path for _, new_path in former)
    rows = {paths[path]: pages.get(new_path) for path, new_path in former}
    return {slug: row if issubclass(model, type(row)) else None for slug, row in rows.items()}


def in_trash(model):
    """Yield the fields of each row of `model` that waits in the trash."""
    for rows in Trash.objects.values_list("rows", flat=True):
        yield from (row["fields"] for row in rows if row["model"] == model._meta.label_lower)


def keys_of(slugs, keys):
    """The keys of the rows that the library calls `slugs`; what was thrown away is left out."""
    return [keys[slug] for slug in slugs if keys[slug]]
