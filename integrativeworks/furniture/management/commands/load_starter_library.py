from django.core.management.base import BaseCommand
from django.db import transaction

from integrativeworks.content.richtext import relink
from integrativeworks.content.trash import Trash
from integrativeworks.furniture.models import SiteSettings
from integrativeworks.furniture.starter import load_furniture
from integrativeworks.search.following import one_import
from integrativeworks.search.index import catch_up_entirely
from integrativeworks.search.starter import load_meanings
from muscles.library import load_anatomy
from muscles.models import Muscle
from posts.library import load_posts
from posts.models import Post


class Command(BaseCommand):
    help = "Adds what the starter library has and the site lacks. Nothing there is changed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing if anything is or was here."
        )

    @transaction.atomic
    def handle(self, *args, if_empty, **options):
        signs_of_life = (Muscle, Post, SiteSettings, Trash)
        if if_empty and any(model.objects.exists() for model in signs_of_life):
            return
        with one_import():
            muscles, posts = load_anatomy(), load_posts()
            load_furniture()
            relink()  # texts that were there before the pages they lead to
            load_meanings()
        catch_up_entirely()  # so that no visitor has to wait for it
        self.stdout.write(f"Starter library: {len(muscles)} muscles and {len(posts)} posts added.")
