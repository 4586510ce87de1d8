"""The indexes that search asks, in the terms of each database.

Both index the words of `search_entry` as they stand there, one space apart, and the three-letter
parts of the words in `search_word`. SQLite's stay at one with their tables by triggers: a migration
that changes one of the two tables makes SQLite write it anew without them, and has to run this again.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.core.management.base import CommandError
from django.db import DatabaseError, migrations

COLUMNS = ("name_words", "kin_words", "all_words")

SQLITE = [
    """
    CREATE VIRTUAL TABLE search_entry_text USING fts5(
        name_words, kin_words, all_words, content='search_entry', content_rowid='id',
        tokenize='ascii', detail='column', columnsize=0
    )
    """,
    """
    CREATE TRIGGER search_entry_is_new AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_entry_text (rowid, name_words, kin_words, all_words)
        VALUES (new.id, new.name_words, new.kin_words, new.all_words);
    END
    """,
    """
    CREATE TRIGGER search_entry_goes AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_entry_text (search_entry_text, rowid, name_words, kin_words, all_words)
        VALUES ('delete', old.id, old.name_words, old.kin_words, old.all_words);
    END
    """,
    """
    CREATE TRIGGER search_entry_changes
    AFTER UPDATE OF name_words, kin_words, all_words ON search_entry BEGIN
        INSERT INTO search_entry_text (search_entry_text, rowid, name_words, kin_words, all_words)
        VALUES ('delete', old.id, old.name_words, old.kin_words, old.all_words);
        INSERT INTO search_entry_text (rowid, name_words, kin_words, all_words)
        VALUES (new.id, new.name_words, new.kin_words, new.all_words);
    END
    """,
    # A space at both ends: the beginning and the end of a word are parts of their own.
    "CREATE VIRTUAL TABLE search_word_parts USING fts5(word, tokenize='trigram')",
    """
    CREATE TRIGGER search_word_is_new AFTER INSERT ON search_word BEGIN
        INSERT INTO search_word_parts (rowid, word) VALUES (new.id, '  ' || new.word || ' ');
    END
    """,
    """
    CREATE TRIGGER search_word_goes AFTER DELETE ON search_word BEGIN
        DELETE FROM search_word_parts WHERE rowid = old.id;
    END
    """,
]
SQLITE_BACK = [
    *(f"DROP TRIGGER search_entry_{name}" for name in ("is_new", "goes", "changes")),
    *(f"DROP TRIGGER search_word_{name}" for name in ("is_new", "goes")),
    "DROP TABLE search_entry_text",
    "DROP TABLE search_word_parts",
]

POSTGRESQL = [
    *(
        f"CREATE INDEX search_entry_{column} ON search_entry "
        f"USING gin (array_to_tsvector(string_to_array({column}, ' '))) WITH (fastupdate = off)"
        for column in COLUMNS
    ),
    # Texts are kept apart from the rows, so that a search passes over few pages of the disk.
    "ALTER TABLE search_entry SET (toast_tuple_target = 128)",
    "CREATE INDEX search_word_parts ON search_word USING gist (word gist_trgm_ops)",
]
POSTGRESQL_BACK = [
    *(f"DROP INDEX search_entry_{column}" for column in COLUMNS),
    "DROP INDEX search_word_parts",
]


class Trigrams(TrigramExtension):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        except DatabaseError as error:
            name = schema_editor.connection.settings_dict["NAME"]
            raise CommandError(
                "Search needs PostgreSQL’s extension pg_trgm, which this account can’t create. "
                "Install PostgreSQL’s contrib modules if they are missing (on Debian they are part "
                "of the server), then as PostgreSQL’s superuser run\n"
                f"    psql --dbname={name} --command='CREATE EXTENSION pg_trgm'\n"
                f"and migrate again. PostgreSQL says: {error}"
            ) from error


def run(sqlite, postgresql):
    def execute(apps, schema_editor):
        for sql in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]:
            schema_editor.execute(sql)

    return execute


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        Trigrams(),
        migrations.RunPython(run(SQLITE, POSTGRESQL), run(SQLITE_BACK, POSTGRESQL_BACK)),
    ]
