from urllib.parse import urlsplit

from django import template

register = template.Library()


@register.filter
def host(url):
    """“www.youtube.com” of a video's address."""
    return urlsplit(url).hostname or ""


@register.inclusion_tag("_picture.html")
def picture(image, width, alt="", is_decorative=False, is_small=False):
    """`image` in the smallest version that fills `width`; unspoken where a card says the rest.

    On a narrow screen it fills that, unless it `is_small`. `alt` stands for its own description.
    """
    is_decorative |= image.is_decorative
    return {
        "image": image,
        "sizes": width if is_small else f"(min-width: 60rem) {width}, 100vw",
        "alt": alt or ("" if is_decorative else image.alt),
    }


@register.inclusion_tag("_illustration.html")
def illustration(image, width, alt=""):
    """`image` at full size, with what is marked on it: a query, unless that was prefetched."""
    return picture(image, width, alt) | {"marks": image.annotations.by_kind()}
