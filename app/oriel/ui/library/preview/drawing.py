"""What of a preview is worked out in a thread before it is painted: pixels and colours.

QImageReader lets other threads run while it decodes; QImage.scaled and QImage.fromData
would not. So a picture is decoded once for each size it is needed in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from oriel.services.preview import MOST_PIXELS, Note, Preview, PreviewKind
from oriel.ui.transcript.highlighting import Highlighter, Span

LONGEST_PX = 4096  # a side of a picture as it is kept
SMALLER_PX = (1280, 640)  # the same for one that is shown smaller than that
COLOURED_CHARS = 60_000
LONGEST_LINE = 4_000  # characters
_ENDLESS = re.compile(rf"[^\n]{{{LONGEST_LINE}}}(?=[^\n])")
_FORMATS = frozenset({"png", "jpeg", "gif", "webp", "bmp", "tiff", "ico", "ppm"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """`pictures` are the same picture in several sizes, the largest first; `size` is the
    file's own in pixels. `text` and `source` are the preview's with lines that have no end
    broken; `spans` are the coloured parts of the first lines of `text`."""

    text: str = ""
    source: str = ""
    pictures: tuple[QImage, ...] = ()
    size: tuple[int, int] = (0, 0)
    spans: tuple[list[Span], ...] = ()
    note: Note | None = None


def drawn(preview: Preview) -> Drawing:
    """Works it out. Takes its time: to be called in a thread. Never raises."""
    text, source = in_pieces(preview.text), in_pieces(preview.source)
    if preview.picture:
        return replace(_decoded(preview.picture, preview.media_type), text=text)
    if preview.kind in (PreviewKind.CODE, PreviewKind.JSON):
        return Drawing(text, source, spans=_coloured(text, preview.language))
    return Drawing(text, source)


def in_pieces(text: str) -> str:
    """With a line that has no end broken: laid out whole it would take minutes."""
    return _ENDLESS.sub(lambda found: f"{found[0]}\n", text)


def _decoded(content: bytes, media_type: str) -> Drawing:
    reader, _kept = _reader(content)
    size, kind = reader.size(), bytes(reader.format().data()).decode("ascii", "replace")
    if kind not in _FORMATS or size.isEmpty():
        ours = (kind or media_type.rpartition("/")[2]) in _FORMATS
        return Drawing(note=Note.PICTURE_BROKEN if ours else Note.PICTURE_FORMAT)
    said = (size.width(), size.height())
    if said[0] * said[1] > MOST_PIXELS:
        return Drawing(size=said, note=Note.PICTURE_HUGE)
    pictures = [_at_most(content, LONGEST_PX)]
    # Painted much smaller than it is, a picture of thin lines falls to dots.
    longest = max(pictures[0].width(), pictures[0].height())
    pictures += [_at_most(content, side) for side in SMALLER_PX if longest > 1.2 * side]
    if any(picture.isNull() for picture in pictures):
        return Drawing(size=said, note=Note.PICTURE_BROKEN)
    return Drawing(pictures=tuple(pictures), size=said)


def _at_most(content: bytes, longest: int) -> QImage:
    reader, _kept = _reader(content)
    size = reader.size()
    if max(size.width(), size.height()) > longest:
        kept = Qt.AspectRatioMode.KeepAspectRatio
        reader.setScaledSize(size.scaled(longest, longest, kept).expandedTo(QSize(1, 1)))
    return reader.read()


def _reader(content: bytes) -> tuple[QImageReader, QBuffer]:
    """A reader and what it reads from, which it does not keep alive."""
    device = QBuffer()
    device.setData(QByteArray(content))
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device)
    reader.setAutoTransform(True)
    return reader, device


def _coloured(text: str, language: str) -> tuple[list[Span], ...]:
    lines = text[:COLOURED_CHARS].split("\n")
    lexed = Highlighter(language)
    lexed.finish(lines)
    return tuple(lexed.spans(number) for number in range(len(lines)))
