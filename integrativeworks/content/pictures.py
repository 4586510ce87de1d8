"""Uploaded pictures: checked, turned upright, stripped of camera data, and made smaller."""

import hashlib
from contextlib import suppress
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps

# Each with how it is stored: quickly, and good enough to make smaller versions from.
FORMATS = {
    "JPEG": {"quality": 90},
    "PNG": {"compress_level": 2},
    "WEBP": {"quality": 90, "method": 2},
    "AVIF": {"quality": 85, "speed": 10},
}
MOST_PIXELS = 40_000_000
KEPT_PIXELS = 16_000_000  # ten times what a page shows; packing 40 million takes a gigabyte
MOST_BYTES = 100 * 1024**2
NO_PICTURE = "This file is not a picture the site can use. Save it as JPEG, PNG, WebP or AVIF."

# What visitors get, in the smallest width that fits.
RENDITION_FORMATS = {"avif": {"quality": 60}, "webp": {"quality": 80}}
RENDITION_WIDTHS = (240, 480, 960, 1600)
MOST_PIXELS_HIGH = 16_383  # WebP knows no more


def opened(file):
    """The picture in `file`, unpacked. Raises ValidationError, in plain words, if it isn't one."""
    if file.size > MOST_BYTES:
        raise ValidationError(
            f"This file has {file.size // 1024**2} megabytes; the site takes up to "
            f"{MOST_BYTES // 1024**2}. Make it smaller and try again."
        )
    file.seek(0)
    try:
        image = Image.open(file, formats=tuple(FORMATS))
        if image.width * image.height <= MOST_PIXELS:
            image.load()
    except Exception as error:  # a broken file makes its decoder stumble in a dozen ways
        raise ValidationError(NO_PICTURE) from error
    if image.width * image.height > MOST_PIXELS:
        raise ValidationError(
            f"This picture has {image.width * image.height // 1_000_000} megapixels; "
            "the site takes up to 40. Make it smaller and try again."
        )
    return image


def validate_picture(file):
    if getattr(file, "_committed", False):
        return
    format = _format(opened(file))
    ending = f".{file.name.rpartition('.')[2].lower()}"
    if Image.registered_extensions().get(ending) != format:
        raise ValidationError(
            f"The name of this file ends in {ending}, but what is in it is a {format} picture. "
            "Give it its true ending and try again."
        )


def _format(image):
    # An MPO is a phone's JPEG with a second picture inside; only the first is kept.
    return "JPEG" if image.format == "MPO" else image.format


def digest_of(file):
    """Names the picture in `file`: the same for the same pixels, whatever stands around them."""
    return _digest(_upright(opened(file)))


def _digest(image):
    digest = hashlib.sha256(f"{image.mode} {image.size}".encode())
    for top in range(0, image.height, 256):  # in strips: a copy of the whole takes much memory
        strip = image.crop((0, top, image.width, min(top + 256, image.height)))
        digest.update(strip.tobytes())
    return digest.hexdigest()


def normalise(file):
    """(`file` as it is stored, its digest): in its own format, upright, not larger than needed,
    without EXIF (position, time, camera).
    """
    image = opened(file)
    format, image = _format(image), _upright(image)
    digest = _digest(image)
    if image.width * image.height > KEPT_PIXELS:
        width = image.width * (KEPT_PIXELS / image.width / image.height) ** 0.5
        image = _scaled(image, int(width))
    if format == "JPEG" and image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    for name in ("exif", "xmp", "comment", "icc_profile"):
        image.info.pop(name, None)
    buffer = BytesIO()
    image.save(buffer, format, **FORMATS[format])
    return ContentFile(buffer.getvalue(), name=file.name), digest


def _upright(image):
    """`image` as it is seen, in the colours that a browser assumes, eight bits each."""
    with suppress(Exception):  # where the camera data can't be read, it stands as it is
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # sixteen bits of grey
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if profile := image.info.get("icc_profile"):
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        with suppress(ImageCms.PyCMSError, OSError):  # likewise the colours
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, source, target, outputMode=mode)
    return image


def smaller_versions(file):
    """Yield (format, width, content) of each version of the stored `file` for visitors."""
    whole = opened(file)
    for width in sorted(rendition_widths(*whole.size), reverse=True):
        image = _scaled(whole, width)
        for format, options in RENDITION_FORMATS.items():
            buffer = BytesIO()
            image.save(buffer, format, **options)
            yield format, width, ContentFile(buffer.getvalue())


def rendition_widths(width, height):
    """In pixels, for a picture of that size; its own width is the largest unless that is huge."""
    widths = {min(width, wanted) for wanted in RENDITION_WIDTHS}
    return {w for w in widths if _height((width, height), w) <= MOST_PIXELS_HIGH}


def _scaled(image, width):
    smooth = image.convert("RGBA" if image.has_transparency_data else "RGB")
    size = (width, _height(image.size, width))
    return smooth.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def _height(size, width):
    return max(1, round(size[1] * width / size[0]))
