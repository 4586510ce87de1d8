from django.core.management.base import BaseCommand

from integrativeworks.search.databases import database, execute
from integrativeworks.search.index import catch_up, mark_everything


class Command(BaseCommand):
    help = "Reads every muscle and post into the search index anew. Visitors may search meanwhile."

    def handle(self, *args, **options):
        execute(database().repair)
        pages, done = mark_everything(), 0
        while read := catch_up():
            done += read
            self.stdout.write(f"{done} of {pages} pages read.")
        execute("ANALYZE search_entry", "ANALYZE search_word")  # to plan queries by
        self.stdout.write("The search index is complete.")
