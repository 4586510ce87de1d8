"""Measures search among 10,000 posts: the time each query spends in the database.

    .venv/bin/python -m tests.measure_search
    TEST_DB=postgres .venv/bin/python -m tests.measure_search

The posts are made of sentences, titles and links of the starter library, drawn by lot; the queries
are those of search_queries.toml. The database is first looked after, as it looks after itself on
a site. It takes some minutes, so it is no test.
"""

import io
import os
import random
import statistics
import time
import tomllib
from pathlib import Path

import django

NUMBER = 10_000
SENTENCES = 30

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def main():
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    connection.creation.create_test_db(verbosity=0, serialize=False)
    with transaction.atomic():
        call_command("load_starter_library")
        make_posts()
    began = time.perf_counter()
    call_command("rebuild_search_index", stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"{connection.vendor}: {NUMBER} posts read in {time.perf_counter() - began:.0f} s")
    measure(connection)
    connection.creation.destroy_test_db(":memory:", verbosity=0)


def make_posts():
    from django.utils import timezone

    from integrativeworks.content.richtext import plain_text
    from muscles.models import Muscle
    from posts.models import Post, PostMuscle, ReferralPattern

    lot = random.Random(4)
    posts = [post.specific for post in Post.objects.all()]
    texts = (plain_text(html) for post in posts for _, _, html in post.sections)
    sentences = [sentence for text in texts for sentence in text.split(". ")]
    words = [word for post in posts for word in post.title.split()]
    muscles = list(Muscle.objects.all())
    for n in range(NUMBER):
        pattern = ReferralPattern.objects.create(
            title=f"{' '.join(lot.sample(words, 6))} {n}"[:150],
            slug=f"pattern-{n}",
            published_at=timezone.now(),
            summary=lot.choice(sentences)[:250],
            getting_relief=f"<p>{'. '.join(lot.sample(sentences, SENTENCES))}</p>",
        )
        PostMuscle.objects.create(post=pattern, muscle=lot.choice(muscles), role="refers")


def measure(connection):
    from integrativeworks.search.ranking import find

    parts = tomllib.loads(Path(__file__).with_name("search_queries.toml").read_text("utf-8"))
    typed = [query for part in parts.values() for query in part]
    for is_typing in (False, True):
        spent, whole = [], []
        for query in typed * 3:
            clock = Clock()
            began = time.perf_counter()
            with connection.execute_wrapper(clock):
                find(query, is_typing)
            whole.append(1000 * (time.perf_counter() - began))
            spent.append(1000 * clock.seconds)
        print(
            f"{'typing' if is_typing else 'search'}: in the database median "
            f"{statistics.median(spent):.1f} ms, 95 of 100 under "
            f"{statistics.quantiles(spent, n=20)[-1]:.1f} ms, longest {max(spent):.1f} ms; "
            f"with Python median {statistics.median(whole):.1f} ms"
        )


class Clock:
    """Adds up the seconds that queries take."""

    seconds = 0

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began


if __name__ == "__main__":
    main()
