"""Loads the furniture of the starter library: site texts and a product."""

from pathlib import Path

from integrativeworks.content.library import read_tables, render

from .models import Product, SiteSettings

RICH = ("notice", "patreon_text", "author_note", "about", "disclaimer_everyone")
RICH += ("disclaimer_therapists",)


def load_furniture():
    """Fill the site's texts and products where there are none yet."""
    tables = read_tables(Path(__file__).with_name("starter.toml"))
    facts = tables["site"]
    facts |= {name: render(facts[name]) for name in RICH}
    SiteSettings.objects.get_or_create(pk=1, defaults=facts)
    if not Product.objects.exists():
        Product.objects.bulk_create(Product(**product) for product in tables["products"])
