"""How each database is asked. Both answer alike: the score is worked out by `ranking`.

`alternatives` are ways to say one thing: [("scapula",), ("shoulder", "blad")] is met by the first
word or by both others; "glut*" by every word that begins so. Words come from `words`, so they are
letters and digits alone and can't be mistaken for a sign of the database's query language.
"""

from contextlib import contextmanager, nullcontext

from django.db import connection, transaction

COMMON = 1000  # pages: of what more hold, only so many are looked at
NEAREST = 30  # words


class SQLite:
    asking = nullcontext  # around each query
    repair = "INSERT INTO search_entry_text (search_entry_text) VALUES ('rebuild')"

    def holding(self, column, alternatives):
        """SQL and parameters that select the `id` of entries whose `column` holds one."""
        ways = " OR ".join(f"({' AND '.join(map(self._word, way))})" for way in alternatives)
        return (
            "SELECT rowid AS id FROM search_entry_text WHERE search_entry_text MATCH %s "
            f"LIMIT {COMMON}",
            [f"{{{column}}} : ({ways})"],
        )

    def near(self, word):
        """SQL and parameters that select the words most like `word`."""
        padded = f"  {word} "
        parts = {padded[n : n + 3] for n in range(len(padded) - 2)}
        return (
            "SELECT trim(word) FROM search_word_parts WHERE search_word_parts MATCH %s "
            f"ORDER BY rank LIMIT {NEAREST}",
            [" OR ".join(f'"{part}"' for part in sorted(parts))],
        )

    @staticmethod
    def _word(word):
        return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'


class PostgreSQL:
    repair = "REINDEX TABLE search_entry"

    @staticmethod
    @contextmanager
    def asking():
        # It reckons that reading every page is cheaper than looking a common word up. It is not,
        # as each has to be unpacked; nor are workers, who take longer to come than the work does.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('enable_seqscan', 'off', true), "
                "set_config('max_parallel_workers_per_gather', '0', true)"
            )
            yield

    def holding(self, column, alternatives):
        ways = " | ".join(f"({' & '.join(map(self._word, way))})" for way in alternatives)
        return (
            "SELECT id FROM search_entry "
            f"WHERE array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery "
            f"LIMIT {COMMON}",
            [ways],
        )

    def near(self, word):
        return f"SELECT word FROM search_word ORDER BY word <-> %s LIMIT {NEAREST}", [word]

    @staticmethod
    def _word(word):
        return f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'"


def database():
    return {"sqlite": SQLite, "postgresql": PostgreSQL}[connection.vendor]()


def execute(*statements):
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def rows(sql, parameters):
    with database().asking(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
