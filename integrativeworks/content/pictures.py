"""Uploaded pictures: checked, turned upright, stripped of camera data, and made smaller."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MOST_PIXELS = 40_000_000
RENDITION_WIDTHS = (480, 960, 1600)


def _open(file):
    """The picture in `file`. Raises ValidationError, in plain words, if it isn't one."""
    file.seek(0)
    try:
        image = Image.open(file, formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise ValidationError(
                f"This picture has {image.width * image.height // 1_000_000} megapixels; "
                "the site takes up to 40. Make it smaller and try again."
            )
        image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise ValidationError(
            "This file is not a picture the site can use. Save it as JPEG, PNG, WebP or AVIF."
        ) from error
    return image


def validate_picture(file):
    if not getattr(file, "_committed", False):
        _open(file)


def normalise(file):
    """`file` upright and without EXIF (position, time, camera), in its own format."""
    image = _open(file)
    upright = _in_srgb(ImageOps.exif_transpose(image))
    if image.format == "JPEG" and upright.mode not in ("L", "RGB"):
        upright = upright.convert("RGB")
    for name in ("exif", "xmp", "comment", "icc_profile"):
        upright.info.pop(name, None)
    buffer = BytesIO()
    upright.save(buffer, image.format, quality=90)
    return ContentFile(buffer.getvalue(), name=file.name)


def _in_srgb(image):
    """`image` with the colours that a browser assumes, eight bits each."""
    if image.mode.startswith("I"):  # sixteen bits of grey
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if profile := image.info.get("icc_profile"):
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, source, target, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that can't be read: the colours stay as they are
    return image


def rendition_name(name, width):
    return f"{name.rpartition('.')[0]}.{width}.webp"


def make_renditions(file):
    """Store a WebP version of `file` for each width below its own."""
    image = _open(file)
    for width in RENDITION_WIDTHS:
        if width < image.width:
            smaller = ImageOps.contain(image, (width, image.height))
            buffer = BytesIO()
            smaller.save(buffer, "WEBP", quality=80)
            name = rendition_name(file.name, width)
            file.storage.delete(name)
            file.storage.save(name, ContentFile(buffer.getvalue()))
