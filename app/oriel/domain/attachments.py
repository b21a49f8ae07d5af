"""What goes along with a message: which files are taken, and which way each of them goes.

Rules only, without I/O: a file is known by its name, its size and its first bytes.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from oriel.domain.attachment_kinds import DOCUMENTS, FileKind, Kind, kind_of
from oriel.domain.connections import Connection, WireApi
from oriel.domain.model_rules import ModelRules
from oriel.domain.parts import FilePart, ImagePart, Part

MOST = 20  # attachments of one message
LONGEST_NAME = 120  # characters
LONGEST_SENT = 255
LARGEST_UPLOAD = 512_000_000  # bytes; OpenAI's limit, Oracle names none
LARGEST_INLINE = 8_000_000
LARGEST_TEXT = 200_000
LARGEST_AUDIO = 20_000_000
LARGEST_PICTURE = 4_000_000  # bytes of its data URI
LONGEST_SIDE = 2048  # pixels
MOST_PIXELS = 100_000_000  # of a picture before it is made smaller
LONG_PASTE = 4_000  # characters; more than that may be meant as a file


class State(StrEnum):
    PREPARING = "preparing"  # being read
    UPLOADING = "uploading"
    READY = "ready"
    FAILED = "failed"


class Way(StrEnum):
    """How a file reaches the model."""

    PICTURE = "picture"  # made smaller and sent within the message
    INLINE = "inline"  # as it is, within the message
    UPLOAD = "upload"  # to the service's files, and by its id


class Refusal(StrEnum):
    """Why a file is not taken; the code of a Reason."""

    EMPTY = "empty"
    TOO_BIG = "too_big"  # facts: size, limit (bytes)
    FOLDER = "folder"
    UNREADABLE = "unreadable"  # facts: detail (the system's words)
    KIND = "kind"
    AUDIO_KIND = "audio_kind"
    AUDIO_API = "audio_api"
    NO_PICTURES = "no_pictures"  # facts: model
    BAD_PICTURE = "bad_picture"
    HUGE_PICTURE = "huge_picture"  # facts: megapixels, limit
    ELSEWHERE = "elsewhere"  # it lies with another connection
    TOO_MANY = "too_many"  # facts: left_out, limit
    NO_CONNECTION = "no_connection"
    WOULD_STAY = "would_stay"  # facts: size, limit: only an upload would take it


_LASTING = frozenset(Refusal) - {
    Refusal.UNREADABLE,
    Refusal.EMPTY,
    Refusal.NO_CONNECTION,
    Refusal.WOULD_STAY,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an attachment failed: a Refusal, or the code and facts of an AppError."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def may_pass(self) -> bool:
        """Whether the same file may be taken when it is simply tried again."""
        return self.code not in _LASTING


class NotAttached(Exception):
    """A file is not taken, for `reason`."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.reason = Reason(code, facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file of a message that is being written. `size` is in bytes, `progress` from 0.0
    to 1.0 while it is uploaded; `part` is there once it is ready, `reason` when it failed."""

    id: str
    name: str
    kind: Kind = Kind.OTHER
    media_type: str = ""
    size: int = 0
    state: State = State.PREPARING
    progress: float = 0.0
    reason: Reason | None = None
    part: ImagePart | FilePart | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the message cannot be sent yet."""
        return self.state in (State.PREPARING, State.UPLOADING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a connection and its model take; the default takes nothing. With `within` nothing
    is uploaded, which the service would keep: a file goes within the message or not at all."""

    connection_id: str = ""
    model: str = ""
    audio: bool = False
    files: bool = False
    images: bool = False
    within: bool = False


def intake_of(connection: Connection, model: str, rules: ModelRules | None) -> Intake:
    """`rules` are None where nothing is known of the model: then it is tried."""
    return Intake(
        connection_id=connection.id,
        model=model,
        audio=connection.wire_api is WireApi.CHAT,
        files=connection.capabilities.files,
        images=rules.images if rules else True,
    )


def way_for(what: FileKind, size: int, intake: Intake) -> Way:
    """How a file of `size` bytes goes. Raises NotAttached."""
    if not intake.connection_id:
        raise NotAttached(Refusal.NO_CONNECTION)
    if not size:
        raise NotAttached(Refusal.EMPTY)
    match what.kind:
        case Kind.IMAGE if not intake.images:
            raise NotAttached(Refusal.NO_PICTURES, model=intake.model)
        case Kind.IMAGE:
            return Way.PICTURE
        case Kind.AUDIO:
            return _way_of_audio(what, size, intake)
        case Kind.TEXT if size <= LARGEST_TEXT:
            return Way.INLINE
        case Kind.OTHER if what.media_type not in DOCUMENTS.values():
            raise NotAttached(Refusal.KIND)
    return _way_of_document(what, size, intake)


def _way_of_audio(what: FileKind, size: int, intake: Intake) -> Way:
    if what.media_type not in ("audio/wav", "audio/mpeg"):
        raise NotAttached(Refusal.AUDIO_KIND)
    if not intake.audio:
        raise NotAttached(Refusal.AUDIO_API)
    _check_size(size, most_inline(what))
    return Way.INLINE


def _way_of_document(what: FileKind, size: int, intake: Intake) -> Way:
    if intake.within and intake.files and size > most_inline(what):
        raise NotAttached(Refusal.WOULD_STAY, size=size, limit=most_inline(what))
    if intake.files and not intake.within:
        _check_size(size, LARGEST_UPLOAD)
        return Way.UPLOAD
    _check_size(size, most_inline(what))
    return Way.INLINE


def most_inline(what: FileKind) -> int:
    """How many bytes of such a file a message holds."""
    return {Kind.TEXT: LARGEST_TEXT, Kind.AUDIO: LARGEST_AUDIO}.get(what.kind, LARGEST_INLINE)


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise NotAttached(Refusal.TOO_BIG, size=size, limit=limit)


def sent_name(name: str) -> str:
    """A file's name as a service keeps it: cleaned, and cut only where no file system would
    hold it, so that two files never become one."""
    return clean_name(name, LONGEST_SENT)


def clean_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A file's name as it may be shown and sent: no folders, nothing that cannot be seen or
    that turns the text around, at most `longest` characters with its ending kept."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    if len(last) > 4 * longest:  # what no system calls a file is not looked at sign by sign
        last = f"{last[: 3 * longest]}{last[-longest:]}"
    seen = "".join(c if c.isspace() or _is_seen(c) else "" for c in last)
    short = unicodedata.normalize("NFC", " ".join(seen.split()))
    if len(short) > longest:
        stem, dot, ending = short.rpartition(".")
        kept = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
        short = short[: longest - len(kept) - 1].rstrip() + "…" + kept
    return short if short.strip(". ") else "file"


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs") or char in "\u200c\u200d"


def data_uri(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def content_of(uri: str) -> tuple[str, bytes]:
    """The media type and the bytes of a data URI; "" and none when it is none."""
    head, comma, data = uri.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        return "", b""
    try:
        return head[5:].removesuffix(";base64"), base64.b64decode(data, validate=True)
    except ValueError:  # binascii.Error is one, and so is what is not ASCII
        return "", b""


def attachment_of(part: Part, attachment_id: str) -> Attachment | None:
    """The attachment of which a part was made; None for a part that is none."""
    match part:
        case ImagePart(data_uri=uri, alt=alt) if uri:
            name, size = alt or "image", len(uri) * 3 // 4
            what = FileKind(Kind.IMAGE, uri[5:].partition(";")[0])
        case FilePart(name, data_uri=uri, size=size) if uri or part.file_id:
            what = _kind_of_part(part)
        case _:
            return None
    return Attachment(
        id=attachment_id,
        name=name,
        kind=what.kind,
        media_type=what.media_type,
        size=size,
        state=State.READY,
        progress=1.0,
        part=part,
    )


def _kind_of_part(part: FilePart) -> FileKind:
    media_type = part.data_uri[5:].partition(";")[0]
    if media_type == "text/plain":
        return FileKind(Kind.TEXT, media_type)
    if media_type.startswith("audio/"):
        return FileKind(Kind.AUDIO, media_type)
    # Without its bytes a file that is no document by its name was a long text.
    return kind_of(part.filename, b"")
