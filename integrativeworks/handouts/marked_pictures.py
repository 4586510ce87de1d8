"""A picture with what is marked on it, as SVG files that need nothing else."""

import re
from base64 import b64encode
from functools import cache

from django.template.loader import render_to_string

from integrativeworks.content.templatetags.content import illustration
from muscles.models import Annotation

# As marks.css has it, whose variables the drawing program of the PDF doesn't know.
COLOURS = {
    "trigger": "#2b2520",
    "main": "#a5361a",
    "spillover": "#a5361a",
    "origin": "#235595",
    "insertion": "#2b6a3b",
    "trapped": "#6b3f8a",
}
STYLE = """
pattern rect { fill-opacity: 0.25 }
pattern.mark-main rect { fill-opacity: 0.5 }
pattern circle { fill-opacity: 0.7 }
pattern path { stroke-width: 3 }
.mark-edge, .mark-shape { stroke-linejoin: round }
.mark-edge { stroke: #fff; stroke-width: 9; stroke-opacity: 0.85 }
.mark-shape { stroke-width: 4 }
.mark-spillover .mark-shape { stroke-dasharray: 12 8 }
.mark-insertion .mark-shape { stroke-dasharray: 24 6 }
.mark-trapped .mark-shape { stroke-dasharray: 4 6 }
text { font: 700 40px "Libertinus Serif", "Noto Serif", "DejaVu Sans"; stroke: #fff }
text { stroke-width: 9; stroke-linejoin: round; paint-order: stroke }
#asterisk path { stroke: #2b2520; stroke-width: 9; stroke-linecap: round }
#asterisk .mark-edge { stroke: #fff; stroke-width: 21; stroke-opacity: 1 }
"""
STYLE += "".join(
    f"pattern.mark-{kind} rect, pattern.mark-{kind} circle, .mark-{kind} text {{ fill: {colour} }}"
    f"pattern.mark-{kind} path, .mark-{kind} .mark-shape {{ stroke: {colour} }}"
    for kind, colour in COLOURS.items()
)
SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def marked_picture(picture, png):
    """The SVG file of `picture`, whose pixels are `png`, with its marks."""
    html = render_to_string("_illustration.html", illustration(picture, ""))
    width, height = picture.drawing_size
    pixels = b64encode(png).decode()
    return _svg(
        f"0 0 {width} {height}",
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{pixels}"/>'
        + re.search(r'<svg class="marks"[^>]*>(.*?)</svg>', html, re.DOTALL)[1],
    )


def legend_of(picture):
    """[(kind, names of what is marked), …] of the kinds that occur."""
    return [
        (kind, ", ".join(dict.fromkeys(mark.name for mark in marks if mark.name)))
        for kind, marks in picture.annotations.by_kind()
    ]


def mark_swatch(kind):
    letter = Annotation.LETTERS.get(kind, "")
    html = render_to_string("_mark_swatch.html", {"kind": kind, "letter": letter})
    return _svg("0 0 66 48", SVG.search(html)[1])


def _svg(window, body):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{window}"><style>{STYLE}</style>'
        f"<defs>{_patterns()}</defs>{body}</svg>"
    )


@cache
def _patterns():
    return SVG.search(render_to_string("_mark_patterns.html"))[1]
