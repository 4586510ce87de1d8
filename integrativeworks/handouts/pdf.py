"""A handout as a tagged PDF: one or two pages a post, to take along.

`handout.typ` says how it looks. It gets what it shows as JSON, so nothing anybody wrote is read as
its language. https://typst.app/docs/
"""

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import segno
import typst
from django.conf import settings
from django.core.cache import cache
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from PIL import Image as Pixels

from integrativeworks.content.models import Image
from integrativeworks.content.rendering import with_live_links
from integrativeworks.content.richtext import picture_ids

from .drawing import LEGEND, drawing_files, swatches
from .marked_pictures import legend_of, mark_swatch, marked_picture
from .models import with_all_shown
from .rich_text import nodes, tree

PAPERS = {"letter": ("us-letter", "US Letter"), "a4": ("a4", "A4")}
TEXT_SIZES = (10.5, 9.5, 8.75, 8)  # pt: the largest with which a post fits its pages
PAGES_A_POST = 2
MOST_DRAWINGS = 2
PICTURE_SIZE = (1000, 1000)  # pixels
KEPT_FOR = 24 * 60 * 60  # seconds

# What a pattern leaves out is for the screen: a handout is about what to do.
SECTIONS = {
    "pain": (
        "how_people_describe_it",
        "what_activates_it",
        "getting_relief",
        "when_to_see_a_doctor",
    )
}
MUSCLES = {"refers": "Sends the pain", "blamed": "Usually blamed"}


def handout_pdf(posts, paper, site, note=""):
    """The bytes of a handout with `posts`, each beginning a page; `note` stands on top of it.

    `paper` is a key of PAPERS. Made once for the same content.
    """
    posts = with_all_shown(posts)
    files = {"handout.typ": get_template("handouts/handout.typ").template.source.encode()}
    files |= {f"{name}.svg": svg.encode() for name, svg in swatches().items()}
    disclaimers = [site.disclaimer_of(post) for post in posts]
    texts = _texts([html for post in posts for _, html in _sections(post)] + disclaimers, files)
    data = {
        "paper": PAPERS[paper][0],
        "site": {"name": site.name, "author": site.author_name},
        "note": note,
        "date": date_format(timezone.localdate(), "F j, Y"),
        "posts": [
            _content(post, texts, files) | {"disclaimer": texts[disclaimer]}
            for post, disclaimer in zip(posts, disclaimers, strict=True)
        ],
    }
    content = json.dumps(data)
    digest = sha256(content.encode() + b"".join(files[name] for name in sorted(files)))
    return cache.get_or_set(
        f"handout-{digest.hexdigest()}", lambda: _fitting(content, files, len(posts)), KEPT_FOR
    )


def _sections(post):
    """(title, HTML) of each text of `post` that goes along; what is in no section has no title."""
    chosen = SECTIONS.get(post.kind, post.section_fields)
    if post.body:
        yield "", post.body
    yield from ((title, html) for name, title, html in post.sections if name in chosen)


def _content(post, texts, files):
    address = settings.SITE_URL + post.get_absolute_url()
    qr_code = BytesIO()
    segno.make(address, error="m").save(qr_code, kind="svg", border=0)
    files[f"qr-{post.pk}.svg"] = qr_code.getvalue()
    drawings, shows = [], set()
    for number, drawing in enumerate(drawing_files(post)[:MOST_DRAWINGS]):
        shows |= drawing.shows
        drawings.append({"file": f"drawing-{post.pk}-{number}.svg", "alt": drawing.description})
        files[drawings[-1]["file"]] = drawing.svg.encode()
    sections = [{"title": title, "text": texts[html]} for title, html in _sections(post)]
    if post.cover and post.cover.annotations.all():
        sections.insert(0, {"title": "", "text": [_picture(post.cover, files)]})
    return {
        "title": post.title,
        "kind": post.kind_info.name,
        "summary": post.summary,
        "muscles": _muscles(post),
        "red_flags": post.red_flag_list,
        "equipment": [thing.name for thing in post.equipment.all()]
        if hasattr(post, "equipment")
        else [],
        "sections": sections,
        "address": address,
        "qr": f"qr-{post.pk}.svg",
        "drawings": drawings,
        "legend": [{"swatch": f"{name}.svg", "name": name} for name in LEGEND if name in shows],
    }


def _muscles(post):
    """[(title, names), …] of the muscles that send the pain, and of those blamed for it."""
    named = [
        (title, [row.muscle.name for row in getattr(post, "live_roles", ()) if row.role == role])
        for role, title in MUSCLES.items()
    ]
    return [(title, ", ".join(names)) for title, names in named if names]


def _texts(htmls, files):
    """The tree of each formatted text. Pictures join `files`; one that is gone is left out."""
    keys = {key for html in htmls for key in picture_ids(html)}
    pictures = Image.objects.prefetch_related("annotations").in_bulk(keys)
    trees = {html: tree(live) for html, live in zip(htmls, with_live_links(htmls), strict=True)}
    for node in nodes([node for children in trees.values() for node in children]):
        if node["tag"] == "img":
            ids = picture_ids(f'src="{node.pop("src", "")}"')
            picture = next((pictures[key] for key in ids if key in pictures), None)
            own_alt = {"alt": node["alt"]} if node.get("alt") else {}
            node |= _picture(picture, files) | own_alt
    return trees


def _picture(picture, files):
    """The node of `picture`, whose files join `files`; an empty one if there is none to be read."""
    try:
        png = picture and _as_png(picture)
    except OSError:
        png = None
    if not png:
        return {"tag": "", "children": []}
    legend = legend_of(picture)
    file = f"{picture.pk}.svg" if legend else f"{picture.pk}.png"
    files[file] = marked_picture(picture, png).encode() if legend else png
    files |= {f"mark-{kind}.svg": mark_swatch(kind).encode() for kind, _ in legend}
    entries = [
        {"swatch": f"mark-{kind}.svg", "name": f"{kind.label}: {names}" if names else kind.label}
        for kind, names in legend
    ]
    return {"tag": "img", "children": [], "file": file, "alt": picture.alt, "legend": entries}


def _as_png(picture):
    """A picture small enough for paper, in a format that Typst reads: not AVIF."""
    png = BytesIO()
    with picture.file.open() as file, Pixels.open(file) as pixels:
        pixels.thumbnail(PICTURE_SIZE)
        pixels.save(png, "PNG")
    return png.getvalue()


def _fitting(content, files, posts):
    with TemporaryDirectory() as folder:
        for name, file in files.items():
            Path(folder, name).write_bytes(file)
        for size in TEXT_SIZES:
            pages = _compile(folder, content, size, format="svg")
            if not isinstance(pages, list) or len(pages) <= posts * PAGES_A_POST:
                break
        return _compile(folder, content, size)


def _compile(folder, content, size, **options):
    options |= {"root": folder, "sys_inputs": {"data": content, "size": str(size)}}
    try:
        return typst.compile(f"{folder}/handout.typ", pdf_standards=["ua-1"], **options)
    except typst.TypstError:
        # No font here has some letter. The PDF is still tagged, but that letter can’t be read out.
        return typst.compile(f"{folder}/handout.typ", **options)
