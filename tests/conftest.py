import gc
import os
from datetime import timedelta

import pytest
from django.core.mail.utils import DNS_NAME
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import expect

from integrativeworks.feedback import forms
from tests import browser, factories, settings
from tests.mail_server import MailServer

gc.set_threshold(50_000)  # seldom: to look for garbage took a tenth of the time
expect.set_options(timeout=20_000)  # ms: two test runs and a browser may share one slow machine


IS_SHARED = os.environ.get("TEST_DB") == "both"


def pytest_report_header():
    return "databases: SQLite for gw0, PostgreSQL for gw1" if IS_SHARED else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    is_first = settings.TEST_DB == "sqlite"
    for item in items:
        if "browser" in getattr(item, "fixturenames", []):
            item.add_marker("browser")
            item.add_marker(pytest.mark.flaky(reruns=1))
    left_out = [] if is_first else [item for item in items if item.get_closest_marker("once")]
    if IS_SHARED:
        # What runs in a browser, or once, is shared out by files.
        names = {"browser", "once"}
        shared = [i for i in items if any(mark.name in names for mark in i.iter_markers())]
        of_first = sorted({item.path for item in shared})[1::2]
        left_out = [item for item in shared if (item.path in of_first) != is_first]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database, given up at the end by threads of the live server that still hold it."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def own_media(settings, tmp_path):
    """A folder of its own, where a file keeps the name it comes with."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def typing_takes_no_time(monkeypatch):
    monkeypatch.setattr(forms, "YOUNGEST", timedelta(seconds=-1))


@pytest.fixture
def silent_server(settings, monkeypatch):
    """A mail server that isn't running yet."""
    monkeypatch.setattr(DNS_NAME, "_fqdn", "localhost", raising=False)
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


@pytest.fixture
def server(silent_server):
    silent_server.start()
    return silent_server


@pytest.fixture(scope="session")
def base_url(live_server):
    """What `page.goto("/muscles/")` starts from."""
    return live_server.url


@pytest.fixture(scope="module")
def lasting_starter_library(django_db_setup, django_db_blocker):
    """The starter library as the live server sees it, for all tests of a module.

    Such a module says `transactional_db = …`, or each test would leave the tables empty.
    """
    with django_db_blocker.unblock():
        factories.load_starter_library()
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, playwright):
    path = browser.find_chromium(playwright)
    if path is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(browser.HOW_TO_GET_ONE)
    # Playwright itself turns off the sandbox, updates, sync and other calls home. Names other
    # than ours lead nowhere, so that no test leaves the machine.
    args = ["--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
    return {**browser_type_launch_args, "executable_path": path, "args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    # The headless shell asks for no language by itself, and so looks like a robot.
    return {**browser_context_args, "locale": "en-US"}


@pytest.fixture
def troubles():
    """Errors and policy violations in the browser. A test that provokes some clears the list."""
    return []


@pytest.fixture
def new_context(new_context, troubles):
    """Playwright's, and what `page` stands on: any trouble in the browser fails the test."""
    contexts = []

    def new_watched_context(**options):
        contexts.append(new_context(**options))
        browser.watch(contexts[-1], troubles)
        return contexts[-1]

    yield new_watched_context
    for page in (page for context in contexts for page in context.pages):
        page.wait_for_load_state()
        page.evaluate("null")  # whatever the page had to report arrives before this answer
    assert not troubles, "\n".join(troubles)
