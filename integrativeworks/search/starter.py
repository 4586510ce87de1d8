"""Loads the words that mean the same, where there are none yet."""

from pathlib import Path

from integrativeworks.content.library import read_tables

from .models import Meaning


def load_meanings():
    if not Meaning.objects.exists():
        rows = read_tables(Path(__file__).with_name("starter.toml"))["meanings"]
        Meaning.objects.bulk_create(Meaning(words=words) for words in rows)
