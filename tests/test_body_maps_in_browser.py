"""The drawings whose parts are links, by mouse, by keyboard and by fingertip."""

import re

import pytest
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from playwright.sync_api import expect

from integrativeworks.urls import urlpatterns as pages_of_the_site
from muscles.figure import PHONE, RegionLink, ZoneLink
from muscles.models import Region
from tests.browser import axe

PAGE = """
{% extends "base.html" %}{% load body %}
{% block content %}
  <h1>Where does it hurt?</h1>
  <div class="figure-panel">{% zones_to_choose zones %}</div>
  {% for regions in zones_of_regions %}<h2>{{ regions.0.region.get_zone_display }}</h2>
  <div class="figure-panel">{% regions_to_choose regions %}</div>{% endfor %}
{% endblock %}
"""
# The links without a square of 24 px in which every point leads to them.
TOO_SMALL = """(drawing) => {
  drawing.scrollIntoView({ behavior: "instant" });
  const step = 3;
  const largest = new Map([...drawing.querySelectorAll("a:not([tabindex])")].map((a) => [a, 0]));
  const { left, top, right, bottom } = drawing.getBoundingClientRect();
  let above = [];
  for (let y = top; y < bottom; y += step) {
    const row = [];
    for (let x = left, n = 0; x < right; x += step, n++) {
      const link = document.elementFromPoint(x, y)?.closest("a");
      const neighbours = [row[n - 1], above[n], above[n - 1]];
      const sizes = neighbours.map((point) => (point && point.link === link ? point.size : 0));
      row.push({ link, size: 1 + Math.min(...sizes) });
      if (largest.has(link)) largest.set(link, Math.max(largest.get(link), row[n].size * step));
    }
    above = row;
  }
  const small = [...largest].filter(([, size]) => size < 24);
  return small.map(([link, size]) => `${link.getAttribute("aria-label")}: ${size} px`);
}"""


def show(request):
    zones = [ZoneLink(zone, f"#{zone}") for zone in Region.Zone]
    regions = [
        [RegionLink(region, f"#{region.pk}", n == 1) for n, region in enumerate(rows)]
        for rows in (Region.objects.filter(zone=zone) for zone in Region.Zone)
    ]
    context = {"zones": zones, "zones_of_regions": regions}
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


urlpatterns = [path("maps/", show), *pages_of_the_site]
pytestmark = pytest.mark.urls(__name__)


def test_names_show_by_mouse_and_by_keyboard(page):
    page.goto("/maps/")
    low_back = page.locator("h2:text-is('Lower back') + .figure-panel")
    sacrum = low_back.get_by_role("link", name="Sacrum")
    name, other = (low_back.locator(".figure-name", has_text=text) for text in ("Sacrum", "Tail"))
    expect(name).to_be_hidden()

    sacrum.hover()
    expect(name).to_be_visible()
    expect(other).to_be_hidden()

    sacrum.focus()
    page.keyboard.press("Tab")
    page.mouse.move(0, 0)
    expect(other).to_be_visible()
    expect(name).to_be_hidden()

    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#tailbone$"))


@pytest.mark.once
def test_targets_are_large_enough_for_a_fingertip(page):
    page.set_viewport_size({"width": PHONE + 70, "height": 1000})
    page.goto("/maps/")
    maps = page.locator("svg.figure-map")
    page.wait_for_load_state("networkidle")

    assert maps.first.bounding_box()["width"] == pytest.approx(PHONE, abs=2)
    for drawing in maps.all():
        assert not drawing.evaluate(TOO_SMALL), drawing.get_attribute("aria-label")


@pytest.mark.once
def test_maps_are_accessible_and_fit(page):
    page.goto("/maps/")

    axe(page)

    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
