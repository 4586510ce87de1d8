"""The body drawing of a post as SVG files that need nothing else, no sprite and no style sheet."""

import re
from functools import cache
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from muscles.templatetags.body import figure

# Plain colours, as the printed page of the site has them.
STYLE = """<style>
.figure-skin { fill: #f0e4d3 }
.figure-lines, .figure-outline { fill: none; stroke: #a8937c; stroke-width: 1.4 }
.figure-main { fill: #a5361a }
.figure-place { fill: #a8937c }
.figure-spillover { stroke: #a5361a; stroke-dasharray: 3 2.5 }
.pattern-line { stroke: #a5361a; stroke-width: 1.5 }
.figure-mark, .figure-mark-halo { fill: none; stroke: #2b2520; stroke-linecap: round }
.figure-mark { stroke-width: 2 }
.figure-mark-halo { stroke: #fff; stroke-width: 5 }
</style>"""
LEGEND = {
    "main zone": '<rect class="figure-main" width="22" height="14" y="1"/>',
    "spillover": '<rect class="figure-spillover" fill="url(#figure-spillover)"'
    ' width="22" height="14" y="1"/>',
    "where its muscles lie": '<rect class="figure-place" width="22" height="14" y="1"/>',
    "trigger point": '<path class="figure-mark" d="M5 8H17M8 2.8l6 10.4M8 13.2l6-10.4"/>',
}
SPRITE_PART = re.compile(r'href="[^"]*?(figure[\w-]*)(?:\.\w+)?\.svg#([\w-]+)"')


class DrawingFile(NamedTuple):
    """`shows`: the keys of LEGEND that explain it."""

    svg: str
    description: str
    shows: set


def drawing_files(post):
    """A `DrawingFile` of each view that shows what is drawn of `post` on its page."""
    context = figure(zones=post.drawn.zones, marks=post.drawn.marks)
    html = render_to_string("muscles/_figure.html", context)
    return [
        DrawingFile(_alone(svg, drawing.asterisk_scale), drawing.description, _explained(drawing))
        for svg, drawing in zip(
            re.findall(r"<svg.*?</svg>", html, re.DOTALL), context["drawings"], strict=True
        )
    ]


def swatches():
    """The SVG file of each entry of the legend."""
    return {name: _svg("-1 -1 24 18", shape) for name, shape in LEGEND.items()}


def _explained(drawing):
    lists = (drawing.main, drawing.spillover, drawing.places, drawing.marks)
    return {name for name, shown in zip(LEGEND, lists, strict=True) if shown}


def _alone(svg, scale):
    used = dict.fromkeys(SPRITE_PART.findall(svg))
    parts = "".join(_parts(sprite)[name] for sprite, name in used if name in _parts(sprite))
    body = SPRITE_PART.sub(r'href="#\2"', svg)
    window = re.search(r'viewBox="([^"]*)"', body)[1]
    return _svg(window, body[body.index(">") + 1 : -len("</svg>")], parts, scale)


def _svg(window, body, parts="", scale=1):
    """`scale`: how coarse its pattern is."""
    pattern = _pattern().replace("rotate(45)", f"rotate(45) scale({scale})")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{window}">{STYLE}'
        f"<defs>{pattern}{parts}</defs>{body}</svg>"
    )


@cache
def _pattern():
    html = render_to_string("muscles/_figure_patterns.html")
    return re.search(r'<pattern id="figure-spillover".*?</pattern>', html)[0]


@cache
def _parts(sprite):
    """The paths of one sprite of the drawing by their id."""
    with open(finders.find(f"{sprite}.svg"), encoding="utf-8") as file:
        text = file.read()
    return {path[1]: path[0] for path in re.finditer(r'<path id="([\w-]+)"[^>]*>', text)}
