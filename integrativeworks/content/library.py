"""Reads the starter library: Markdown files with TOML facts in front."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

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
