"""The site's settings for a test run, on the database that `TEST_DB` names."""

import os
import tempfile

from tests import postgres

# One folder for what tests write; it goes away with the process.
scratch = tempfile.TemporaryDirectory(prefix="integrativeworks-", ignore_cleanup_errors=True)

TEST_DB = os.environ.get("TEST_DB", "sqlite")
if TEST_DB == "both":  # by pytest-xdist, which tells each of its workers who it is
    TEST_DB = "postgres" if os.environ.get("PYTEST_XDIST_WORKER") == "gw1" else "sqlite"
DATABASE_URLS = {
    "sqlite": lambda: f"sqlite:///{scratch.name}/site.sqlite3",
    "postgres": postgres.start,
}

# All of them, so that neither .env nor the shell of a developer changes what is tested.
os.environ |= {
    "SECRET_KEY": "a key for tests, and long enough to be taken for a real one",
    "DEBUG": "no",
    "SITE_URL": "http://testserver",
    "PROXIES": "0",
    "DATABASE_URL": DATABASE_URLS[TEST_DB](),
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "site@example.org",
    "MEDIA_ROOT": f"{scratch.name}/media",
    "SERVE_MEDIA": "yes",
    # Playwright leaves an event loop in the thread of the tests, where Django would refuse to work.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

from integrativeworks.settings import *  # noqa: E402, F403
from integrativeworks.settings import DATABASES, STORAGES  # noqa: E402

if TEST_DB == "sqlite":
    # A file, as on a real site: the test and the live server each have a connection of their own.
    DATABASES["default"]["TEST"] = {"NAME": f"{scratch.name}/test.sqlite3"}

STATIC_ROOT = scratch.name
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True  # finds a file when asked; else each new client looks at all first
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
