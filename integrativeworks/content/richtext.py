"""Formatted text: what the writing field offers is what the database accepts, and no more."""

import re
from html import unescape

import nh3
from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django_prose_editor.config import allowlist_from_extensions
from django_prose_editor.fields import ProseEditorField

from .links import SCHEME, keep_links

IN_SECTION = (3, 4)  # a section's own title is an h2
IN_BODY = (2, 3)

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel", SCHEME]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Figure": True,
    "Caption": True,
    "Image": True,
}


def editor_extensions(headings):
    return EXTENSIONS | {"Heading": {"levels": list(headings)}}


PICTURE = r"/pictures/(\d{1,18})/"


def _own_pictures_only(tag, attribute, value):
    """Keep of a picture the address that names it by its id, and drop one from another site.

    That one would tell the other site who reads here. What was copied from a page of this site
    has the address of a version of the picture, with the same id.
    """
    if (tag, attribute) != ("img", "src"):
        return value
    version = re.match(rf"{settings.MEDIA_URL}renditions/(\d{{1,18}})/", value)
    if version:
        return f"/pictures/{version[1]}/"
    return value if re.fullmatch(PICTURE, value) else None


# One list cleans every field; which heading levels fit is the editor's affair.
_cleaner = nh3.Cleaner(
    **allowlist_from_extensions(editor_extensions(IN_BODY + IN_SECTION)),
    clean_content_tags={"script", "style"},
    attribute_filter=_own_pictures_only,
)


def clean(html):
    """`html` without anything the editor couldn't have made; empty if no content is left."""
    html = re.sub(r"<(/?)b(?=[\s>])", r"<\1strong", html.replace("\x00", ""))
    html = re.sub(r"<(/?)i(?=[\s>])", r"<\1em", html)
    cleaned = _cleaner.clean(html)
    if (mended := _without_gaps(cleaned)) != cleaned:
        cleaned = _cleaner.clean(mended)
    return cleaned if plain_text(cleaned) or "<img" in cleaned else ""


def _without_gaps(html):
    """`html` without the pictures that have lost their address, and what held them.

    The words of a caption stay, as a paragraph.
    """
    lost = r'<img(?!(?:\s[\w-]+="[^"]*")*\ssrc=)[^>]*>'
    html = re.sub(lost, "", re.sub(rf"<p>\s*(?:{lost}\s*)+</p>", "", html))
    html = re.sub(r"<figure>((?:(?!</?figure>|<img).)*)</figure>", r"\1", html, flags=re.DOTALL)
    in_or_outside = r"(<figure>.*?</figure>)|<figcaption>(.*?)</figcaption>"
    return re.sub(in_or_outside, _captionless, html, flags=re.DOTALL)


def _captionless(found):
    figure, words = found.groups()
    if figure or "<p>" in words:
        return figure or words
    return f"<p>{words}</p>" if plain_text(words) else ""


def picture_ids(html):
    """The ids of the pictures in `html`."""
    return {int(key) for key in re.findall(f'src="{PICTURE}"', html)}


def plain_text(html):
    """The words of `html`, one space apart."""
    html = re.sub(r"</?(strong|em|a)(\s[^>]*)?>", "", html)  # within a word, or before its comma
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


class RichTextField(ProseEditorField):
    """HTML, cleaned on every way into the database: form, shell, `update()`, import, loaddata.

    On the same way the address of a page, typed as a link, becomes a link to that page.
    `headings` are the levels the editor offers: `IN_SECTION` (h3, h4) or `IN_BODY` (h2, h3).
    """

    def __init__(self, *args, headings=IN_SECTION, **kwargs):
        super().__init__(*args, extensions=editor_extensions(headings), sanitize=clean, **kwargs)

    def pre_save(self, instance, add):
        value = clean(super().pre_save(instance, add))
        setattr(instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        # loaddata and update() don't pass through pre_save().
        if isinstance(value, str):
            value = keep_links(clean(value))
        return super().get_db_prep_save(value, connection)


def relink(part='href="'):
    """Keep by key the links of all texts that hold `part`: the pages they mean are there now."""
    for model in apps.get_models():
        fields = [f.name for f in model._meta.local_fields if isinstance(f, RichTextField)]
        holding = Q(*((f"{name}__contains", part) for name in fields), _connector=Q.OR)
        rows = model._base_manager
        for row in rows.filter(holding).values("pk", *fields) if fields else ():
            kept = {name: keep_links(row[name]) for name in fields}
            if row | kept != row:
                rows.filter(pk=row["pk"]).update(**kept)
