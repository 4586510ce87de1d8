"""The body drawing of a post as SVG files that need nothing else, no sprite and no style sheet."""

import re
from functools import cache
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from muscles.templatetags.body import figure
from posts.models import PostRegion

# Plain colours, as the printed page of the site has them.
STYLE = """<style>
.figure-skin { fill: #f0e4d3 }
.figure-lines, .figure-outline { fill: none; stroke: #a8937c; stroke-width: 1.4 }
.figure-main { fill: #a5361a }
.figure-spillover { fill: #a5361a; fill-opacity: 0.28; stroke: #a5361a; stroke-dasharray: 3 2.5 }
</style>"""
SPRITE_PART = re.compile(r'href="[^"]*?(figure[\w-]*)(?:\.\w+)?\.svg#([\w-]+)"')


class DrawingFile(NamedTuple):
    svg: str
    description: str


def drawing_files(post):
    """A `DrawingFile` of each view that shows where `post` is felt, or what it relieves."""
    zones = PostRegion.objects.select_related("region")
    shown = list(zones.filter(post=post))
    if not shown and hasattr(post, "relieves"):
        shown = list(zones.filter(post__in=post.relieves.published()))
    html = render_to_string("muscles/_figure.html", figure(zones=shown))
    return [_alone(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


def _alone(svg):
    used = dict.fromkeys(SPRITE_PART.findall(svg))
    parts = "".join(_parts(sprite)[name] for sprite, name in used if name in _parts(sprite))
    body = SPRITE_PART.sub(r'href="#\2"', svg)
    start, end = body.index("viewBox"), body.index(">")
    view_box = re.search(r'viewBox="[^"]*"', body)[0]
    described = re.search(r'aria-label="([^"]*)"', body[start:end])
    return DrawingFile(
        f'<svg xmlns="http://www.w3.org/2000/svg" {view_box}>{STYLE}<defs>{parts}</defs>'
        + body[end + 1 :],
        strip_tags(described[1]) if described else "",
    )


@cache
def _parts(sprite):
    """The paths of one sprite of the drawing by their id."""
    with open(finders.find(f"{sprite}.svg"), encoding="utf-8") as file:
        text = file.read()
    return {path[1]: path[0] for path in re.finditer(r'<path id="([\w-]+)"[^>]*>', text)}
