"""What a visitor sees, read out of the HTML of a page."""

import re

from justhtml import JustHTML


def select(page, css):
    """The elements of `page` that match `css`."""
    return JustHTML(page.text, sanitize=False).query(css)


def texts(page, css):
    """The words of each element that matches `css`, one space apart."""
    return [" ".join(element.to_text().split()) for element in select(page, css)]


def card_titles(page):
    return texts(page, ".card h3")


def main_part(page):
    """The HTML of the page without masthead and footer."""
    return re.search(r"<main.*</main>", page.text, re.DOTALL)[0]
