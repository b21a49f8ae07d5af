"""What a file is, told by its first bytes, else by its name; and the text in a text file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HEAD = 8192  # bytes from which the kind of a file is told


class Kind(StrEnum):
    IMAGE = "image"
    PDF = "pdf"
    TEXT = "text"
    AUDIO = "audio"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is. `media_type` is what it is sent as."""

    kind: Kind
    media_type: str


def kind_of(name: str, head: bytes) -> FileKind:
    """What a file is, by its first HEAD bytes, else by its name."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if b"%PDF-" in head[:1024] or ending == "pdf":
        return FileKind(Kind.PDF, "application/pdf")
    if media_type := _by_mark(head) or _PICTURES.get(ending, ""):
        return FileKind(Kind.IMAGE, media_type)
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return FileKind(Kind.AUDIO, "audio/wav")
    if head.startswith(b"ID3"):
        return FileKind(Kind.AUDIO, "audio/mpeg")
    if media_type := DOCUMENTS.get(ending, ""):
        return FileKind(Kind.OTHER, media_type)
    if ending in _AUDIO:
        return FileKind(Kind.AUDIO, _AUDIO[ending])
    if is_text(head):
        return FileKind(Kind.TEXT, "text/plain")
    return FileKind(Kind.OTHER, "application/octet-stream")


def _by_mark(head: bytes) -> str:
    """The media type of a picture that begins so, "" for none that is known."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _MARKS.items() if head.startswith(mark)), "")


def is_text(head: bytes) -> bool:
    """Whether bytes read as text in UTF-8, UTF-16 with its mark, or one of the old tables."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    strange = sum(head.count(code) for code in _CONTROLS)
    return b"\0" not in head and strange * 100 <= len(head)


def decoded(content: bytes) -> str:
    """A text file's text, whichever of the usual encodings it has. Never raises."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


_CONTROLS = tuple(bytes([code]) for code in range(1, 32) if code not in b"\t\n\f\r\x1b")
_MARKS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}
# SVG is text that draws: its source says more than its pixels.
_PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "jfif": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "heif": "image/heif",
    "avif": "image/avif",
}
_AUDIO = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "amr": "audio/amr",
    "wma": "audio/x-ms-wma",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
DOCUMENTS = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "doc": "application/msword",
    "ppt": "application/vnd.ms-powerpoint",
    "xls": "application/vnd.ms-excel",
    "odt": f"{_OPEN}.text",
    "ods": f"{_OPEN}.spreadsheet",
    "odp": f"{_OPEN}.presentation",
    "rtf": "application/rtf",
    "epub": "application/epub+zip",
}
