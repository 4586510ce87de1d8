"""The browser of the tests: where it is found, what it must not complain of, and axe-core."""

import os
import shutil
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
HOW_TO_GET_ONE = "No Chromium found: `apt install chromium`, or name one by CHROMIUM=/path/to/it."

# The event says which line and directive; the console would give the page's address alone.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`${event.violatedDirective} forbids ${event.blockedURI} ${event.sample}`));
"""


def find_chromium(playwright):
    """The path of a Chromium: the one the machine names, one on PATH, Playwright's own, or None."""
    if named := os.environ.get("CHROMIUM"):
        return named
    found = filter(None, map(shutil.which, NAMES))
    own = playwright.chromium.executable_path
    return next(found, own if Path(own).exists() else None)


def watch(context, troubles):
    """Note in the list `troubles` every error in the pages of this browser context."""

    def note_error(message):
        # That a page itself is a 404 is what some tests are about; that its picture is one, is not.
        is_page = message.location["url"] == message.page.url
        if message.type == "error" and not (is_page and "Failed to load" in message.text):
            troubles.append(f"{message.page.url}: {message.text}")

    context.add_init_script(REPORT_VIOLATIONS)
    context.on("console", note_error)
    context.on("weberror", lambda error: troubles.append(f"{error.page.url}: {error.error}"))


def axe(page):
    """Assert that axe-core finds nothing wrong with the page as it stands."""
    violations = Axe().run(page).response["violations"]
    assert not violations, f"axe-core on {page.url}:" + "".join(map(_as_text, violations))


def _as_text(violation):
    places = "".join(
        f"\n    {node['html']}\n        {node['failureSummary']}" for node in violation["nodes"]
    )
    return f"\n{violation['help']} ({violation['id']}){places}"
