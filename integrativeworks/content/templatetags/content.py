from urllib.parse import urlsplit

from django import template

register = template.Library()


@register.filter
def host(url):
    """“www.youtube.com” of a video's address."""
    return urlsplit(url).hostname or ""


@register.inclusion_tag("_picture.html")
def picture(image, sizes, decorative=False):
    """`image` in the smallest version that fills `sizes`; unspoken where a card says the rest."""
    return {"image": image, "sizes": sizes, "alt": "" if decorative else image.alt}
