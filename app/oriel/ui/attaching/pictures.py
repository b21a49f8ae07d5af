"""Pictures made ready to be sent: turned upright, small enough, and nothing but pixels.

A picture is always encoded anew, which leaves behind what a camera or a program wrote
into it: place, time, names. All of it runs outside the GUI thread; QImageReader lets
other threads run while it works, QImage.scaled and QImage.fromData do not.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter

from oriel.domain.attachments import (
    LARGEST_PICTURE,
    LONGEST_SIDE,
    MOST_PIXELS,
    NotAttached,
    Refusal,
    content_of,
    data_uri,
)
from oriel.domain.parts import ImagePart
from oriel.services.attachments import Source

THUMB_PX = 96
_FORMATS = {"png", "jpeg", "gif", "webp", "bmp", "tiff", "ico"}
# Tried in this order until one is small enough: side in pixels, JPEG quality.
_STEPS = ((LONGEST_SIDE, 88), (LONGEST_SIDE, 75), (1536, 75), (1024, 70), (768, 60))
_LARGEST = (LARGEST_PICTURE - 100) * 3 // 4  # bytes that make a data URI of that length
_MB = 1_000_000


class Prepared(NamedTuple):
    """A picture as it is sent and as it is shown on its chip. `size` is in bytes."""

    part: ImagePart
    size: int
    thumb: QImage


def prepared(source: Source) -> Prepared:
    """The picture of a file, or of bytes that were pasted. Raises NotAttached."""
    image = _read(source, LONGEST_SIDE)
    content, media_type = _png_or_jpeg(source, image)
    part = ImagePart(data_uri=data_uri(media_type, content), alt=source.name)
    return Prepared(part, len(content), thumbnail(content))


def thumbnail(content: bytes) -> QImage:
    """A picture's middle as a small square; a null image when it cannot be read."""
    device = _device(content)
    reader = QImageReader(device)
    size = reader.size()
    if not _is_sound(reader):
        return QImage()
    factor = THUMB_PX / min(size.width(), size.height())
    if factor < 1:
        scaled = QSize(round(size.width() * factor), round(size.height() * factor))
        reader.setScaledSize(scaled)
        middle = QRect(0, 0, THUMB_PX, THUMB_PX)
        middle.moveCenter(QRect(QPoint(0, 0), scaled).center())
        reader.setScaledClipRect(middle)
    return reader.read()


def thumbnail_of(part: ImagePart) -> QImage:
    """The same of a picture that is ready."""
    return thumbnail(content_of(part.data_uri)[1])


def as_png(image: QImage) -> bytes:
    """A picture of the clipboard as the bytes of a file."""
    return _encoded(image, "PNG", most=MOST_PIXELS * 4)


def _read(source: Source, longest: int) -> QImage:
    """Upright, in sRGB, at most `longest` pixels on a side."""
    reader, _kept = _reader(source)
    size = reader.size()
    if not _is_sound(reader):
        raise NotAttached(Refusal.BAD_PICTURE)
    pixels = size.width() * size.height()
    if pixels > MOST_PIXELS:
        raise _huge(pixels, MOST_PIXELS)
    reader.setAutoTransform(True)
    if max(size.width(), size.height()) > longest:
        shape = size.scaled(longest, longest, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(shape.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        # Qt takes no more memory than this for one picture, at 4 or 8 bytes a pixel.
        most = QImageReader.allocationLimit() * 1024 * 1024 // 8
        raise _huge(pixels, most) if pixels > most else NotAttached(Refusal.BAD_PICTURE)
    return _pixels_of(image)


def _huge(pixels: int, most: int) -> NotAttached:
    return NotAttached(Refusal.HUGE_PICTURE, megapixels=round(pixels / _MB), limit=most // _MB)


def _is_sound(reader: QImageReader) -> bool:
    # What says its size before it is decoded, and is none of the formats that draw.
    size = reader.size()
    return _kind_of(reader) in _FORMATS and size.width() > 0 and size.height() > 0


def _kind_of(reader: QImageReader) -> str:
    return bytes(reader.format().data()).decode("ascii", "replace")


def _reader(source: Source) -> tuple[QImageReader, QBuffer | None]:
    """A reader and what it reads from, which it does not keep alive."""
    if source.path is None:
        device = _device(source.content)
        return QImageReader(device), device
    reader = QImageReader(str(source.path))
    reader.setDecideFormatFromContent(True)
    return reader, None


def _device(content: bytes) -> QBuffer:
    device = QBuffer()
    device.setData(QByteArray(content))
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    return device


def _pixels_of(image: QImage) -> QImage:
    """A picture with the same pixels and without all else: comments, EXIF, colour profile."""
    space = image.colorSpace()
    srgb = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if space.isValid() and space != srgb:
        image = image.convertedToColorSpace(srgb)
    alpha = image.hasAlphaChannel()
    bare = QImage(image.size(), _WITH_ALPHA if alpha else QImage.Format.Format_RGB32)
    bare.fill(Qt.GlobalColor.transparent if alpha else Qt.GlobalColor.white)
    _draw(bare, image)
    return bare


def _png_or_jpeg(source: Source, image: QImage) -> tuple[bytes, str]:
    """The encoded picture, small enough, and its media type. Raises NotAttached."""
    reader, _kept = _reader(source)
    if _kind_of(reader) != "jpeg" and (content := _encoded(image, "PNG")):
        return content, "image/png"
    side = LONGEST_SIDE
    for longest, quality in _STEPS:
        if longest < side:
            side, image = longest, _read(source, longest)
        if content := _encoded(_opaque(image), "JPEG", quality):
            return content, "image/jpeg"
    raise NotAttached(Refusal.BAD_PICTURE)


def _opaque(image: QImage) -> QImage:
    """On white, where it could be seen through."""
    if not image.hasAlphaChannel():
        return image
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    _draw(ground, image)
    return ground


def _encoded(image: QImage, kind: str, quality: int = -1, most: int = _LARGEST) -> bytes:
    """The bytes of a file; none when that is more than `most`."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data()) if buffer.size() <= most else b""


def _draw(onto: QImage, image: QImage) -> None:
    painter = QPainter(onto)
    painter.drawImage(0, 0, image)
    painter.end()


_WITH_ALPHA = QImage.Format.Format_ARGB32_Premultiplied
