from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import get_random_string

NAME = "admin"


class Command(BaseCommand):
    help = "Makes an administrator if there is none, and prints the password this one time."

    def handle(self, *args, **options):
        users = get_user_model().objects
        # Somebody else of that name keeps his account, and his rights as they are.
        if users.filter(Q(is_superuser=True) | Q(username=NAME)).exists():
            return
        password = get_random_string(20)
        users.create_superuser(NAME, password=password)
        self.stdout.write(
            f"\n  Sign in at   {settings.SITE_URL}{reverse('admin:index')}\n"
            f"  User         {NAME}\n"
            f"  Password     {password}   (shown this once: keep it)\n"
        )
