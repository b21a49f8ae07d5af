"""The text in a file of any kind that can be searched, cut into chunks.

Runs in a process of its own (reading_process.py): nothing here may need the service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from oriel.local.chunks import Chunking, chunks
from oriel.local.docx_text import docx_text
from oriel.local.pdf_text import pdf_text
from oriel.local.plain_text import ENDINGS, LARGEST, plain_text
from oriel.local.unreadable import Unreadable

MOST_TEXT = 32 * 1024 * 1024  # characters
_MB = 1024 * 1024
_LARGEST = {".pdf": 128 * _MB, ".docx": 64 * _MB}  # bytes
_DOCUMENTS: dict[str, Callable[[Path], str]] = {".pdf": pdf_text, ".docx": docx_text}


def readable(filename: str) -> bool:
    """Whether files of such a name can be read, as far as the name tells."""
    ending = PurePath(filename).suffix.lower()
    return not ending or ending in ENDINGS or ending in _DOCUMENTS


def pieces(path: Path, filename: str, sizes: Chunking) -> Iterator[str]:
    """The chunks of a file's text. Raises Unreadable."""
    ending = PurePath(filename).suffix.lower()
    if not readable(filename):
        raise Unreadable("unsupported_file", f"Files ending in {ending} cannot be searched here.")
    try:
        _check_size(path.stat().st_size, _LARGEST.get(ending, LARGEST))
        text, head = _text(path, ending)
    except OSError as error:
        raise Unreadable("server_error", "The file is not there any more.") from error
    if not text.strip():
        raise Unreadable("invalid_file", "There is no text in the file.")
    if len(text) > MOST_TEXT:
        raise Unreadable("invalid_file", "The file has more text than can be searched here.")
    # Halves of letters, as damaged files have them, are nothing that can be kept.
    whole = text.encode("utf-8", "replace").decode().replace("\0", "")
    yield from chunks(whole, sizes, head)


def _text(path: Path, ending: str) -> tuple[str, str]:
    if ending in _DOCUMENTS:
        return _DOCUMENTS[ending](path), ""
    return plain_text(path, ending)


def _check_size(size: int, most: int) -> None:
    if size == 0:
        raise Unreadable("invalid_file", "The file is empty.")
    if size > most:
        said = f"The file is larger than {most // _MB} MB, the most that can be searched here."
        raise Unreadable("invalid_file", said)
