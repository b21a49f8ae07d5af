"""Pictures out of data: URIs, bounded: what a message brings is not to be trusted."""

from __future__ import annotations

import base64
import binascii

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

MOST_BYTES = 32 << 20
MOST_PIXELS = 40_000_000
_FORMATS = {"png", "jpg", "jpeg", "gif", "webp"}


def picture_from(uri: str) -> QImage:
    """The image in a data: URI; a null one when it is none, too large or broken."""
    head, comma, body = uri.partition(",")
    kind = head.lower().removeprefix("data:image/").removesuffix(";base64")
    if not comma or kind not in _FORMATS or len(body) > MOST_BYTES * 4 // 3:
        return QImage()
    try:
        raw = base64.b64decode(body, validate=False)
    except (binascii.Error, ValueError):
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(raw))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpeg" if kind == "jpg" else kind.encode()))
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return QImage()
    reader.setAutoTransform(True)
    return reader.read()
