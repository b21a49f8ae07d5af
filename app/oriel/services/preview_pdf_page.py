"""Draws the first page of a PDF. Run as a program of its own: the PDF comes on stdin, a line
of JSON ({"pages", "text"} or {"error"}) and the page as a PPM picture go to stdout.

A PDF is read by a large native library, and a hostile one may bring it down or keep it busy
without end: that must end a small process that can write nothing, and not Oriel. It costs a
tenth of a second. Imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from typing import Any

LONGEST_SIDE_PX = 1600
TEXT_PAGES, TEXT_CHARS = 10, 100_000
_MOST_MEMORY = 1 << 30
_MOST_SECONDS = 20
_LOCKED = 4  # FPDF_ERR_PASSWORD


def read(content: bytes) -> tuple[dict[str, Any], Any]:
    """The words of a PDF ({"pages", "text"} or {"error": "broken" | "locked"}), and the
    document that `draw` takes, None after an error."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _LOCKED or "password" in str(error).lower()
        return {"error": "locked" if locked else "broken"}, None
    if not pages:
        return {"error": "broken"}, None
    return {"pages": pages, "text": _text(document, pages)}, document


def draw(document: Any) -> bytes:
    """The first page as a PPM picture; none when it cannot be drawn."""
    import pypdfium2

    try:
        page = document[0]
        longest = max(*page.get_size(), 1.0)
        bitmap = page.render(
            scale=min(LONGEST_SIDE_PX / longest, 4.0), rev_byteorder=True, force_bitmap_format=2
        )
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return b""
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    raw = bytes(bitmap.buffer)
    rows = [raw[at * stride : at * stride + 3 * width] for at in range(height)]
    return b"P6 %d %d 255\n" % (width, height) + b"".join(rows)


def _text(document: Any, pages: int) -> str:
    import pypdfium2

    found: list[str] = []
    for number in range(min(pages, TEXT_PAGES)):
        try:
            found.append(document[number].get_textpage().get_text_bounded())
        except pypdfium2.PdfiumError:
            continue
        if sum(map(len, found)) > TEXT_CHARS:
            break
    return "\n\n".join(found)[:TEXT_CHARS]


def _fence_in() -> None:
    """What a page may take, and that nothing is written: where the system knows of it."""
    if sys.platform == "win32":
        return
    import resource

    wanted = (
        (resource.RLIMIT_CPU, _MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, _MOST_MEMORY),
    )
    for what, most in wanted:
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # a system that has the name and not the thing
            continue


def main() -> int:
    _fence_in()
    words, document = read(sys.stdin.buffer.read())
    out = sys.stdout.buffer
    out.write(json.dumps(words).encode() + b"\n")
    out.flush()
    if document is not None:
        out.write(draw(document))
        out.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
