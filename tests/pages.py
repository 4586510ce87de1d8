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


def result_titles(page):
    return texts(page, ".result h2")


def found(client, query, **more):
    """The titles on the page of results for `query`."""
    return result_titles(client.get("/search/", {"q": query, **more}))


def main_part(page):
    """The HTML of the page without masthead and footer."""
    return re.search(r"<main.*</main>", page.text, re.DOTALL)[0]


def send_feedback(client, address="/feedback/", **typed):
    """Open the form at `address`, type into it and send it, as a browser would."""
    form = select(client.get(address), "form[method=post]")[0]
    fields = {field.attrs["name"]: field for field in form.query("input[name]")}
    hidden = {name: fields[name].attrs.get("value", "") for name in ("page", "token")}
    return client.post("/feedback/", {"kind": "comment", "text": "Thank you."} | hidden | typed)
