"""Rows for tests. A `make_…` names only what its test is about; posts and muscles are live."""

from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from io import BytesIO, StringIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.timezone import now
from PIL import Image as Pixels

from integrativeworks.content.models import Image
from integrativeworks.feedback.models import Message, Reply
from muscles.models import Annotation, Bone, Joint, Muscle, MuscleGroup
from posts.models import (
    Article,
    Case,
    CranialTechnique,
    NMTProtocol,
    Post,
    PostMuscle,
    PostRegion,
    RedFlag,
    ReferralPattern,
    SelfCarePost,
    TherapyNote,
)

A_MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)
SUMMARY = "What to do when the calf hurts, in a few words that a visitor reads on the card of it."


def make_bone(name="Femur", **facts):
    return Bone.objects.create(name=name, **{"slug": slugify(name)} | facts)


def make_joint(name="Hip joint", bones=(), **facts):
    joint = Joint.objects.create(name=name, **{"slug": slugify(name)} | facts)
    joint.bones.set(bones)
    return joint


def make_group(name="Gluteal muscles", **facts):
    return MuscleGroup.objects.create(name=name, **{"slug": slugify(name)} | facts)


def make_muscle(name="Psoas major", **facts):
    """A muscle; `regions` are ids, bones and partners are rows."""
    links = _links(Muscle, facts)
    facts = {"slug": slugify(name), "published_at": now() - A_MINUTE} | facts
    muscle = Muscle.objects.create(name=name, **facts)
    _set(muscle, links)
    return muscle


def make_post(model, title, **facts):
    """A post of the kind `model`, with its links: muscles by role, region ids by extent, tags."""
    muscles = {role: facts.pop(role, ()) for role in ("muscles", "refers", "blamed", "satellites")}
    regions = {extent: facts.pop(extent, ()) for extent in ("main", "spillover")}
    tags, links = facts.pop("tags", ()), _links(model, facts)
    facts = {"slug": slugify(title), "published_at": now() - A_MINUTE} | facts
    post = model.objects.create(title=title, **facts)
    post.tags.add(*tags)
    _set(post, links)
    roles = {"muscles": "about", "refers": "refers", "blamed": "blamed", "satellites": "satellite"}
    PostMuscle.objects.bulk_create(
        PostMuscle(post=post, muscle=muscle, role=roles[name])
        for name, rows in muscles.items()
        for muscle in rows
    )
    PostRegion.objects.bulk_create(
        PostRegion(post=post, region_id=region, extent=extent)
        for extent, ids in regions.items()
        for region in ids
    )
    return post


make_pattern = partial(make_post, ReferralPattern)
make_self_care_post = partial(make_post, SelfCarePost)
make_therapy_note = partial(make_post, TherapyNote)
make_protocol = partial(make_post, NMTProtocol)
make_technique = partial(make_post, CranialTechnique)
make_case = partial(make_post, Case, consent_note="Invented case.")
make_article = partial(make_post, Article)


def make_red_flag(text, urgency="TODAY", regions=()):
    """A red flag; without regions (ids) it counts everywhere."""
    urgency = RedFlag.Urgency[urgency]
    flag = RedFlag.objects.create(name=text, text=text, urgency=urgency)
    flag.regions.set(regions)
    return flag


def make_message(text="There is a slip here.", **facts):
    return Message.objects.create(text=text, **{"token": get_random_string(22)} | facts)


def make_reply(message, text="Thank you, it is mended.", **facts):
    return Reply.objects.create(message=message, text=text, **{"subject": "Re: your typo"} | facts)


def make_live_post(**facts):
    """A self-care post about a ball that has all it needs, and stands on the home page."""
    relief = "<p>Lean on a ball.</p>"
    facts = {"summary": SUMMARY, "temporary_relief": relief, "place_on_home": 1} | facts
    facts.setdefault("muscles", [make_muscle("Psoas major")])
    return make_self_care_post("Lean on a ball", **facts)


def make_rows_of_posts(number, muscle, **facts):
    """`number` live posts of all kinds about `muscle`, quickly: without the tables of the kinds."""
    kinds = [kind.key for kind in Post.kinds()]
    posts = Post.objects.bulk_create(
        Post(
            kind=kinds[n % len(kinds)],
            title=f"About it, part {n}",
            slug=f"about-it-part-{n}",
            **{"published_at": now() - A_MINUTE} | facts,
        )
        for n in range(number)
    )
    PostMuscle.objects.bulk_create(PostMuscle(post=post, muscle=muscle) for post in posts)
    return posts


def picture_file(name="hip.jpg", size=(60, 40), mode="RGB", color=0, **options):
    """An image file; `options` go to Pillow, which takes the format from the name."""
    buffer = BytesIO()
    extension = Pixels.registered_extensions()[f".{name.rpartition('.')[2]}"]
    Pixels.new(mode, size, color).save(buffer, extension, **options)
    return ContentFile(buffer.getvalue(), name=name)


def uploaded(name="hip.jpg", **options):
    """A `picture_file()` as a browser sends it."""
    return SimpleUploadedFile(name, picture_file(name, **options).read())


def figure(picture, alt="", caption=""):
    """`picture` as it stands in a text."""
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{picture.address}" alt="{alt}">{words}</figure>'


def make_picture(alt="The outer hamstring, shaded red.", file=None, **facts):
    picture = Image.objects.create(alt=alt, file=file or picture_file(), **facts)
    picture.make_renditions()
    return picture


def make_mark(image, kind="trigger", points="0.5,0.5", **facts):
    return Annotation.objects.create(image=image, kind=kind, points=points, **facts)


def load_starter_library():
    """Load it, and return what the command says."""
    printed = StringIO()
    call_command("load_starter_library", stdout=printed)
    return printed.getvalue()


@contextmanager
def starter_library_loaded(django_db_blocker):
    """The starter library for all tests of a module, taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_starter_library()
        yield
        transaction.set_rollback(True)


def _links(model, facts):
    names = {field.name for field in model._meta.local_many_to_many} - {"muscles"}
    return {name: facts.pop(name) for name in names & facts.keys()}


def _set(row, links):
    for name, rows in links.items():
        getattr(row, name).set(rows)
