"""What a message is made of, and the one JSON form the parts have on disk.

Values only: a part knows nothing of storage, wire formats or widgets. What a
provider sent beyond this is kept whole in `Message.provider`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class TextPart:
    """Markdown as the person or the model wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningPart:
    """What the model shows of its thinking."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCallPart:
    """A tool the model called. `kind` is the wire item type (function_call,
    file_search_call, ...), `server` the label of the tool server it belongs to.

    `status` is the service's word, or ours for what runs on this computer: waiting (for
    the person's leave), running, completed, failed, declined. `duration_s` is how long it
    ran, in seconds, 0 where that is not known.
    """

    call_id: str
    name: str
    arguments: str = ""
    kind: str = "function_call"
    status: str = ""
    server: str = ""
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ToolResultPart:
    """What a tool gave back for `call_id`."""

    call_id: str
    output: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class DecisionPart:
    """What the person said to the approval that `call_id` asks for."""

    call_id: str
    approved: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ImagePart:
    """An image by data URI, web address or file id (exactly one is set). `call_id` names
    the tool call that made it, "" for one that was said."""

    data_uri: str = ""
    url: str = ""
    file_id: str = ""
    alt: str = ""
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file by id, or inline as a data URI."""

    filename: str
    file_id: str = ""
    data_uri: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class PassagePart:
    """A passage that the file search `call_id` found; `score` is 0 to 1."""

    call_id: str
    text: str
    filename: str = ""
    file_id: str = ""
    score: float = 0.0
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemPart:
    """What the service put among its output without words for the reader (compaction, a
    tool list, a kind unknown to us): `raw` is the item whole."""

    kind: str
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CitationPart:
    """Where a statement comes from.

    `kind` is the annotation type (file_citation, url_citation,
    container_file_citation, file_path); `start` and `end` are character
    positions in the text part before it, -1 when the service gives none.
    """

    kind: str
    title: str = ""
    url: str = ""
    file_id: str = ""
    container_id: str = ""
    start: int = -1
    end: int = -1
    quote: str = ""


@dataclass(frozen=True, slots=True)
class RefusalPart:
    """The model declined, in its own words."""

    text: str


@dataclass(frozen=True, slots=True)
class NotePart:
    """What Oriel did on the way of a turn and the person should know, in one line: a code
    and its facts, as an ErrorPart has them."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ErrorPart:
    """Why a turn ended early: an AppError's code and facts (domain/errors.py)."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class UnknownPart:
    """A part a newer Oriel wrote; kept whole so that nothing is lost.

    `raw` is an object with a `type`, and any JSON value when the file is damaged.
    """

    raw: Any


Part = (
    TextPart
    | ReasoningPart
    | ToolCallPart
    | ToolResultPart
    | DecisionPart
    | ImagePart
    | FilePart
    | PassagePart
    | ItemPart
    | CitationPart
    | RefusalPart
    | NotePart
    | ErrorPart
    | UnknownPart
)

_TYPES: dict[str, type[Any]] = {
    "text": TextPart,
    "reasoning": ReasoningPart,
    "tool_call": ToolCallPart,
    "tool_result": ToolResultPart,
    "decision": DecisionPart,
    "image": ImagePart,
    "file": FilePart,
    "passage": PassagePart,
    "item": ItemPart,
    "citation": CitationPart,
    "refusal": RefusalPart,
    "note": NotePart,
    "error": ErrorPart,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}
_JSON_TYPES = {"str": str, "int": int, "float": float, "bool": bool, "dict[str, Any]": dict}
_FIELDS = {
    kind: {f.name: _JSON_TYPES[str(f.type)] for f in fields(kind)} for kind in _TYPES.values()
}


def part_to_json(part: Part) -> Any:
    """One part as a JSON object with a `type`; the inverse of `part_from_json`."""
    if isinstance(part, UnknownPart):
        return part.raw
    return {"type": _NAMES[type(part)], **asdict(part)}


def part_from_json(raw: Any) -> Part:
    """The part a JSON value stands for; what is not understood becomes an UnknownPart."""
    kind = _TYPES.get(str(raw.get("type"))) if isinstance(raw, dict) else None
    if kind is None:
        return UnknownPart(raw)
    values = {name: value for name, value in raw.items() if name != "type"}
    # A text that is a number would fail only later, where it is joined or painted.
    if any(type(value) is not _FIELDS[kind].get(name) for name, value in values.items()):
        return UnknownPart(raw)
    try:
        part: Part = kind(**values)
    except TypeError:  # a field is missing
        return UnknownPart(raw)
    return part
