"""The library of pictures. A text names a picture by its id, so a new file shows everywhere."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q

from .pictures import RENDITION_FORMATS, digest_of, normalise, smaller_versions, validate_picture

DRAWING_WIDTH = 1000  # of what is marked on a picture
MIDDLING = 960  # pixels wide: for a browser that doesn't choose by itself, and to look at in a form
A_FILE_NAME = re.compile(
    r".*\.(jpe?g|png|gif|webp|avif|heic|tiff?)|\S*[_\d]\S*"
    # What cameras, telephones and computers call a picture: “DSC 1234”, “Screenshot … at 10.00”.
    r"|(?=.*\d)(dsc\w?|img|pxl|image|photo|picture|scan|screen ?shot|whatsapp image)"
    r"(at|[ap]m|[^a-z])*",
    re.IGNORECASE,
)


def picture_address(picture_id):
    """How a text names a picture, whatever file it has: see `richtext`."""
    return f"/pictures/{picture_id}/"


NAMES_A_FILE = "This is the name of a file. Say in a sentence what can be seen."


def refuse_file_name(text):
    if A_FILE_NAME.fullmatch(text.strip()):
        raise ValidationError(NAMES_A_FILE)


def _letters_of(text):
    return re.sub(r"[\W_]", "", text).casefold()


class ImageQuerySet(models.QuerySet):
    def without_description(self):
        return self.filter(alt="", is_decorative=False)


class Image(models.Model):
    """A picture of the library, kept without camera data, with smaller versions beside it.

    `renditions` lists the widths made so far by format: {"avif": [240, 480], "webp": [240, 480]}.
    Points on the picture, like its focus, are kept relative to its size. It may wait for its
    description, since several are dropped first and described afterwards; until then no page
    that shows it can be published (`readiness.pictures_are_described`).
    """

    class Role(models.TextChoices):
        ANATOMY = "anatomy", "Anatomy"
        REFERRAL = "referral", "Referred pain"
        STRETCH = "stretch", "Stretch or exercise"
        TECHNIQUE = "technique", "Technique"
        PORTRAIT = "portrait", "Portrait"
        PRODUCT = "product", "Product"

    file = models.ImageField(
        "picture",
        max_length=200,
        upload_to="pictures/%Y/",
        width_field="width",
        height_field="height",
        validators=[validate_picture],
        help_text="JPEG, PNG, WebP or AVIF, up to 40 megapixels. "
        "Where and when it was taken is removed.",
    )
    role = models.CharField("what it is", max_length=12, choices=Role, blank=True)
    alt = models.CharField(
        "description for people who can’t see it",
        max_length=250,
        blank=True,
        validators=[refuse_file_name],
        help_text="What the picture shows, in a sentence: “Back of the thigh, "
        "the outer hamstring shaded red.”",
    )
    is_decorative = models.BooleanField(
        "only decoration",
        default=False,
        help_text="Tick this only if a reader who can’t see the picture misses nothing.",
    )
    caption = models.CharField(
        max_length=250, blank=True, help_text="Shown below it, unless a page says otherwise."
    )
    credit = models.CharField(max_length=150, blank=True, help_text="Who made it.")
    focus_x = models.PositiveSmallIntegerField(
        "focus from the left, in %", default=50, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(
        "focus from the top, in %", default=50, validators=[MaxValueValidator(100)]
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    digest = models.CharField(max_length=64, editable=False, default="", db_index=True)
    renditions = models.JSONField(editable=False, default=dict)
    created_at = models.DateTimeField("added", auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "picture"
        constraints = [
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100),
                name="content_image_focus_lies_on_it",
                violation_error_message="The focus lies between 0 and 100 %.",
            )
        ]

    def __str__(self):
        return self.alt or f"{self.file_name} (not described)"

    @property
    def file_name(self):
        return self.file.name.rpartition("/")[2]

    def clean(self):
        super().clean()
        stem = self.file_name.rpartition(".")[0]
        # The storage writes “my_hip_aB3dE5f.jpg” for “my hip.jpg” if there is another of that name.
        names = {_letters_of(stem), _letters_of(re.sub(r"_\w{7}$", "", stem))}
        if self.alt and _letters_of(self.alt) in names:
            raise ValidationError({"alt": NAMES_A_FILE})

    @property
    def address(self):
        return picture_address(self.pk)

    @property
    def is_described(self):
        return self.is_decorative or bool(self.alt)

    @property
    def webp(self):
        """The WebP versions for a `srcset`; empty as long as none are made."""
        return self._srcset("webp")

    @property
    def avif(self):
        return self._srcset("avif")

    @property
    def url(self):
        return self.url_for(MIDDLING)

    @property
    def thumbnail_url(self):
        return self.url_for(480)

    def url_for(self, width):
        """The smallest version at least that wide, or else the widest."""
        widths = self.renditions.get("webp")
        if not widths:
            return self.file.url
        best = min((w for w in widths if w >= width), default=max(widths))
        return self._url_of("webp", best)

    def _srcset(self, format):
        widths = sorted(self.renditions.get(format, []))
        return ", ".join(f"{self._url_of(format, width)} {width}w" for width in widths)

    def _url_of(self, format, width):
        return self.file.storage.url(self.rendition_name(format, width))

    def rendition_name(self, format, width):
        """Says the picture, so that a text pasted from the site finds it, and the file's content,
        so that no browser keeps an old one."""
        return f"{rendition_folder(self.pk)}/{rendition_stem(self)}.{width}.{format}"

    @property
    def focus(self):
        """The classes that keep its focus in sight where it is cropped; in steps of ten."""
        if (self.focus_x, self.focus_y) == (50, 50):
            return ""
        return f"focus-x-{(self.focus_x + 5) // 10 * 10} focus-y-{(self.focus_y + 5) // 10 * 10}"

    @property
    def drawing_size(self):
        """(width, height) of a drawing laid over it."""
        return DRAWING_WIDTH, round(DRAWING_WIDTH * self.height / (self.width or 1))

    def save(self, *args, **kwargs):
        is_new_file = not self.file._committed
        if is_new_file:
            self.file.file, self.digest = normalise(self.file)
            self.renditions = {}
        with transaction.atomic():
            if is_new_file and self.pk:
                self._keep_file()
            super().save(*args, **kwargs)

    def bring_back(self, earlier):
        """Show `earlier`, one of its former files, and keep the one shown so far."""
        with transaction.atomic():
            self._keep_file()
            self.file, self.digest, self.renditions = earlier.file.name, earlier.digest, {}
            self.save()
            earlier.delete()

    def _keep_file(self):
        for former in Image.objects.filter(pk=self.pk):
            EarlierFile.objects.create(picture=self, file=former.file.name, digest=former.digest)

    def make_renditions(self):
        """Store what visitors get. It takes seconds: never in the request of one."""
        made = {format: [] for format in RENDITION_FORMATS}
        with self.file.open() as file:
            self.digest = self.digest or digest_of(file)
            for format, width, content in smaller_versions(file):
                name = self.rendition_name(format, width)
                file.storage.delete(name)
                file.storage.save(name, content)
                made[format].append(width)
        self.renditions = made
        shown = Image.objects.filter(pk=self.pk, file=self.file.name)
        shown.update(renditions=made, digest=self.digest)

    def remove_files(self):
        """Once it is gone for good."""
        remove_files(self, self.pk, "")


class EarlierFile(models.Model):
    """A file that a picture had before another took its place; kept for as long as trash is."""

    picture = models.ForeignKey(Image, models.CASCADE, related_name="earlier_files", editable=False)
    file = models.FileField(max_length=200)
    digest = models.CharField(max_length=64)
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self):
        return self.file_name

    @property
    def file_name(self):
        return self.file.name.rpartition("/")[2]

    def remove_files(self):
        remove_files(self, self.picture_id, f"{rendition_stem(self)}.")


def rendition_folder(picture_id):
    return f"renditions/{picture_id}"


def rendition_stem(picture):
    return f"{picture.file_name.rpartition('.')[0]}-{picture.digest[:8]}"


def remove_files(picture, picture_id, beginning):
    """Remove the file of `picture`, and the versions whose names begin with `beginning`."""
    storage, folder = picture.file.storage, rendition_folder(picture_id)
    storage.delete(picture.file.name)
    if storage.exists(folder):
        for name in storage.listdir(folder)[1]:
            if name.startswith(beginning):
                storage.delete(f"{folder}/{name}")
