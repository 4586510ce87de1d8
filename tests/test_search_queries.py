"""What people type finds the page they are after: tests/search_queries.toml on each database."""

import tomllib
from pathlib import Path

import pytest

from tests.factories import starter_library_loaded
from tests.pages import select

QUERIES = tomllib.loads(Path(__file__).with_name("search_queries.toml").read_text("utf-8"))
RIGHT = 57 / 60


@pytest.fixture(scope="module", autouse=True)
def starter_library(django_db_setup, django_db_blocker):
    with starter_library_loaded(django_db_blocker):
        yield


def first_found(client, typed):
    page = client.get("/search/", {"q": typed})
    return next((link.attrs["href"] for link in select(page, ".result h2 a")), None)


def test_the_first_page_found_is_nearly_always_the_one_meant(db, client):
    meant = {typed: address for part in QUERIES.values() for typed, address in part.items()}

    found = {typed: first_found(client, typed) for typed in meant}

    wrong = {typed: (found[typed], meant[typed]) for typed in meant if found[typed] != meant[typed]}
    assert len(meant) >= 60
    assert len(wrong) <= len(meant) * (1 - RIGHT), wrong
