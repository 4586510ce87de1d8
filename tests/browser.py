"""The browser of the tests: where it is, what it complains of, and what axe-core does."""

import os
import shutil
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

# The first one draws pages and no windows around them: half the work.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
HOW_TO_GET_ONE = (
    "No Chromium found: `apt install chromium-headless-shell`, or name one by CHROMIUM=/path/to/it."
)

WIDTHS = [1280, 360]
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that dark colours can break
RUN_AXE = """async (options) => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame().then(frame); // the page has its new width and knows it
    await document.fonts.ready; // or icons were the words that stand for them
    await Promise.allSettled(document.getAnimations().map((fading) => fading.finished));
    return (await axe.run(options)).violations;
}"""


def find_chromium(playwright):
    """The path of a Chromium: the one the machine names, one on PATH, Playwright's own, or None."""
    if named := os.environ.get("CHROMIUM"):
        return named
    found = filter(None, map(shutil.which, NAMES))
    own = playwright.chromium.executable_path
    return next(found, own if Path(own).exists() else None)


def watch(context, troubles):
    """Note every error in the pages of a browser context in the list `troubles`.

    Chromium writes to the console whatever the Content-Security-Policy forbids and whatever
    can't be loaded. A page that is itself a 404 is let pass: some tests are about one.
    """

    def note_error(message):
        page, source = message.page.url, message.location["url"]
        if message.type == "error" and not (source == page and "Failed to load" in message.text):
            troubles.append(f"{page}: {message.text} ({source})")

    context.on("console", note_error)
    context.on("weberror", lambda error: troubles.append(f"{error.page.url}: {error.error}"))


def sign_in(page):
    """Sign in as pytest-django's `admin_user`, without a look at the form."""
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": "http://localhost"}])


def writing_field(page, name):
    """The rich text field called `name`, once the editor has put it in place of the plain one."""
    return page.get_by_role("textbox", name=name).and_(page.locator(".ProseMirror"))


def axe(page):
    """Assert that axe-core finds nothing: on a wide and on a narrow screen, in light and dark."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        axe_as_it_is(page)


def axe_as_it_is(page):
    """Assert that axe-core finds nothing, in light and dark."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    page.emulate_media(color_scheme="light")
    _run_axe(page)
    page.emulate_media(color_scheme="dark")
    _run_axe(page, runOnly=COLOURS)


def _run_axe(page, **options):
    # To preload is to write a style sheet into the page, which the policy forbids.
    options |= {"resultTypes": ["violations"], "preload": False, "selectors": False}
    violations = page.evaluate(RUN_AXE, options)
    assert not violations, f"axe-core on {page.url}:" + "".join(map(_as_text, violations))


def _as_text(violation):
    places = "".join(
        f"\n    {node['html']}\n        {node['failureSummary']}" for node in violation["nodes"]
    )
    return f"\n{violation['help']} ({violation['id']}){places}"
