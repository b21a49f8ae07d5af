"""Large texts in slices. What is written or decoded in one go in C holds up every other thread
for as long as it takes: a tenth of a second for one attached file.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from oriel.domain.export_blocks import is_base64

SLICE = 1 << 16  # characters; a multiple of four, for base64


def json_pieces(value: object) -> Iterator[str]:
    """A value as JSON, in one line. Halves of signs, which UTF-8 does not hold, are written as
    JSON names them."""
    match value:
        case str() if len(value) > SLICE:
            yield '"'
            for at in range(0, len(value), SLICE):
                yield _json(value[at : at + SLICE])[1:-1]
            yield '"'
        case dict() if _is_large(value):
            for number, (name, each) in enumerate(value.items()):
                yield f"{',' if number else '{'}{_json(str(name))}:"
                yield from json_pieces(each)
            yield "}"
        case list() | tuple() if _is_large(value):
            for number, each in enumerate(value):
                yield "," if number else "["
                yield from json_pieces(each)
            yield "]"
        case _:
            yield _json(value)


def content_pieces(uri: str) -> Iterator[bytes]:
    """The bytes of a data URI; nothing for what is none."""
    head = uri[:200].partition(",")[0]
    begin = len(head) + 1
    if not (head.startswith("data:") and head.endswith(";base64") and is_base64(uri, begin)):
        return
    if (len(uri) - begin) % 4:
        return
    for at in range(begin, len(uri), SLICE):
        yield base64.b64decode(uri[at : at + SLICE])


def _is_large(value: object) -> bool:
    match value:
        case str():
            return len(value) > SLICE
        case dict():
            return any(map(_is_large, value.values()))
        case list() | tuple():
            return any(map(_is_large, value))
    return False


def _json(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        written.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return written
