"""Formatted text as the tree that `handout.typ` draws."""

from html.parser import HTMLParser

from django.conf import settings

VOID = {"br", "img", "hr"}


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = {"tag": "", "children": []}
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = {"tag": tag, "children": []} | {
            k: v for k, v in attrs if k in ("href", "src", "alt")
        }
        self.open[-1]["children"].append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        if tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        if data.strip() or "\n" not in data:  # line breaks between blocks say nothing
            self.open[-1]["children"].append(data)


def tree(html):
    """Cleaned HTML as nested {"tag", "children"}, links with an absolute `href`; text is str.

    A picture keeps `src` and `alt`.
    """
    parser = _Tree()
    parser.feed(html)
    parser.close()
    for node in nodes(parser.root):
        if node.get("href", "").startswith("/"):
            node["href"] = settings.SITE_URL + node["href"]
    return parser.root["children"]


def nodes(node):
    """All elements below `node`, a node or a list of them."""
    for child in node if isinstance(node, list) else node["children"]:
        if isinstance(child, dict):
            yield child
            yield from nodes(child)
