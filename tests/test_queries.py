"""A page costs the same few queries for two related rows as for sixty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrativeworks.furniture.models import Product
from integrativeworks.handouts.models import Handout
from integrativeworks.search.index import catch_up_entirely
from posts.models import Activity, Equipment, Post, PostMuscle, ProtocolStep
from tests.factories import (
    make_article,
    make_bone,
    make_case,
    make_group,
    make_joint,
    make_muscle,
    make_pattern,
    make_picture,
    make_protocol,
    make_rows_of_posts,
    make_self_care_post,
    make_technique,
    make_therapy_note,
)

FEW, MANY = 2, 60
MOST_ON_A_MUSCLE_PAGE = 10

ADDRESSES = [
    *("/", "/about/", "/search/", "/search/?q=part", "/search/?q=part&kind=pain"),
    *("/search/?q=patr", "/search/?q=prat+xyzzy", "/search/suggest/?q=par", "/tags/driving/"),
    *("/where/", "/where/hip/", "/where/hip/?region=buttock&activity=activity-1"),
    *("/feed.atom", "/sitemap.xml", "/feedback/", "/nowhere/"),
    *("/muscles/", "/muscles/?zone=hip", "/muscles/groups/hip-muscles/", "/muscles/hub/"),
    *("/muscles/hub/?kind=pain", "/bones/femur/", "/joints/hip-joint/"),
    *(f"/{kind.key}/" for kind in Post.kinds()),
    *(f"/{kind.key}/?zone=hip&tag=driving" for kind in Post.kinds()),
    *("/hub-pattern/", "/hub-self-care/", "/hub-note/", "/hub-protocol/", "/hub-technique/"),
    *("/hub-case/", "/hub-article/", "/handout/?post=hub-pattern&post=hub-self-care"),
    *("/handout.pdf?post=hub-pattern&post=hub-self-care", "/handout/hub/"),
]


class Hub:
    """Rows that everything made by `grow` is linked with, so that their pages grow with it."""

    def __init__(self):
        self.femur = make_bone("Femur")
        self.hip = make_joint("Hip joint", [self.femur])
        self.group = make_group("Hip muscles")
        self.picture = make_picture()
        self.muscle = make_muscle("Hub", origin_bones=[self.femur])
        self.pattern = make_pattern("Hub pattern", refers=[self.muscle], main=["buttock"])
        self.self_care = make_self_care_post("Hub self-care", relieves=[self.pattern])
        self.protocol = make_protocol("Hub protocol", muscles=[self.muscle])
        self.technique = make_technique("Hub technique", bones=[self.femur])
        self.note = make_therapy_note("Hub note", patterns=[self.pattern])
        self.case = make_case("Hub case", patterns=[self.pattern])
        self.article = make_article("Hub article", muscles=[self.muscle])
        self.handout = Handout.objects.create(client="Ms. K.", token="hub")

    def grow(self, numbers):
        for n in numbers:
            self._add_anatomy(n)
            self._add_posts(n)
            ProtocolStep.objects.create(protocol=self.protocol, title=f"Step {n}")
            Product.objects.create(
                name=f"Mug {n}", url="https://example.org/", picture=self.picture
            )

    def _add_anatomy(self, n):
        bone = make_bone(f"Bone {n}")
        self.hip.bones.add(bone)
        make_joint(f"Joint {n}", [self.femur, bone])
        muscle = make_muscle(
            f"Part {n}",
            group=self.group,
            illustration=self.picture,
            regions=["hip-side", "buttock"],
            origin_bones=[self.femur],
            insertion_bones=[bone],
            synergists=[self.muscle],
        )
        self.muscle.antagonists.add(muscle)
        self.muscle.insertion_bones.add(bone)
        posts = [self.pattern, self.self_care, self.note, self.protocol, self.technique]
        for post in [*posts, self.case, self.article]:
            PostMuscle.objects.create(post=post, muscle=muscle, role="satellite")

    def _add_posts(self, n):
        shared = {"muscles": [self.muscle], "main": ["buttock"], "tags": ["driving", f"tag {n}"]}
        pattern = make_pattern(f"Pattern, part {n}", cover=self.picture, **shared)
        pattern.activities.add(Activity.objects.create(name=f"Activity {n}", slug=f"activity-{n}"))
        self.pattern.activities.add(*pattern.activities.all())
        self.self_care.equipment.add(Equipment.objects.create(name=f"Ball {n}"))
        self.self_care.relieves.add(pattern)
        self.case.patterns.add(pattern)
        self.handout.posts.add(pattern)
        self.note.patterns.add(pattern)
        for post in (self.pattern, self.article):
            post.tags.add(f"tag {n}")
        make_self_care_post(f"Self-care, part {n}", relieves=[self.pattern], **shared)
        make_case(f"Case, part {n}", patterns=[self.pattern], **shared)
        make_article(f"Article, part {n}", **shared)
        protocol = make_protocol(f"Protocol, part {n}", **shared)
        technique = make_technique(f"Technique, part {n}", bones=[self.femur], **shared)
        self.note.protocols.add(protocol)
        self.note.techniques.add(technique)
        make_therapy_note(
            f"Note, part {n}", protocols=[self.protocol], techniques=[self.technique], **shared
        )


def cost(client, address):
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)
    assert page.status_code == (404 if address == "/nowhere/" else 200)
    return len(queries)


def test_no_page_costs_more_for_more_rows(db, client):
    hub = Hub()

    hub.grow(range(FEW))
    catch_up_entirely()
    for_few = {address: cost(client, address) for address in ADDRESSES}
    hub.grow(range(FEW, MANY))
    catch_up_entirely()
    for_many = {address: cost(client, address) for address in ADDRESSES}

    # A search may cost less: what it shows first can all be of one kind.
    assert {address: n for address, n in for_many.items() if n > for_few[address]} == {}


@pytest.mark.parametrize("number", [5, 1000])
@pytest.mark.parametrize("query", ["", "?kind=pain", "?page=2"])
def test_muscle_page_costs_at_most_ten_queries(db, client, number, query):
    group, synergist = make_group(), make_muscle("Iliacus")
    bones = [make_bone("Hip bone"), make_bone("Femur")]
    make_joint("Hip joint", bones)
    muscle = make_muscle(
        "Psoas major",
        group=group,
        origin_bones=bones[:1],
        insertion_bones=bones[1:],
        synergists=[synergist],
    )
    make_pattern("Low back pain", refers=[muscle], main=["low-back"])
    make_rows_of_posts(number, muscle)

    assert cost(client, f"/muscles/psoas-major/{query}") <= MOST_ON_A_MUSCLE_PAGE
