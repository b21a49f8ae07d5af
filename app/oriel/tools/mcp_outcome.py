"""What an MCP tool gave back, bounded, as a ToolOutcome; and its list entry as a Tool.

Imports mcp's types: loaded in a thread, when the first tool server is started.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mcp_types import (
    AudioContent,
    BlobResourceContents,
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    ResourceLink,
    TextContent,
    TextResourceContents,
)
from mcp_types import Tool as ServerTool

from oriel.domain.parts import ImagePart
from oriel.domain.tool_names import tool_names
from oriel.domain.tools import Tool, ToolOutcome
from oriel.tools.blotting import LONGEST_TEXT, cut

LARGEST_IMAGES = 8 * 1024 * 1024  # bytes of all images of one call
LONGEST_DESCRIPTION = 8_000
LONGEST_SCHEMA = 64_000  # characters of JSON
# No image/svg+xml: a document that may fetch others, and that no model takes.
_PICTURE = re.compile(r"image/[a-z0-9]+")
_ANYTHING: dict[str, Any] = {"type": "object", "properties": {}}


def outcome_of(answer: CallToolResult, tool: str) -> ToolOutcome:
    """The answer's words in order, its images apart; what was left out is said."""
    room = LARGEST_IMAGES
    words: list[str] = []
    images: list[ImagePart] = []
    for block in answer.content:
        image = _image_of(block, room)
        if isinstance(image, _Image):
            room -= image.size
            images.append(ImagePart(data_uri=f"data:{image.kind};base64,{image.base64}", alt=tool))
        else:
            words.extend(_words_of(block) if image is None else [f"[{image} was left out]"])
    structured = _structured(answer.structured_content)
    if not words and not images and structured is not None:
        words.append(json.dumps(structured, ensure_ascii=False))
    text = cut("\n".join(words))
    return ToolOutcome(text, answer.is_error, tuple(images), structured)


def _structured(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    return value if len(json.dumps(value)) <= LONGEST_TEXT else None


class _Image(NamedTuple):
    kind: str
    base64: str
    size: int  # bytes


def _image_of(block: object, room: int) -> _Image | str | None:
    """An image of at most `room` bytes; words for one that cannot be used; None for no image."""
    match block:
        case ImageContent():
            kind, encoded = block.mime_type.lower(), block.data
        case EmbeddedResource(resource=BlobResourceContents(mime_type=str() as mime, blob=blob)):
            kind, encoded = mime.lower(), blob
            if not kind.startswith("image/"):
                return None
        case _:
            return None
    if not _PICTURE.fullmatch(kind):
        return "a picture of a kind that cannot be shown"
    size = len(encoded) * 3 // 4
    if size > room:
        return "an image that is too large"
    try:
        base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return "a damaged image"
    return _Image(kind, encoded, size)


def _words_of(block: object) -> Iterator[str]:
    match block:
        case TextContent(text=text):
            yield text
        case ResourceLink(uri=uri, name=name):
            yield f"[{name}]({uri})"
        case EmbeddedResource(resource=TextResourceContents(uri=uri, text=text)):
            yield f"{uri}:\n{text}"
        case EmbeddedResource(resource=BlobResourceContents(uri=uri)):
            yield f"[a file that is no text was left out: {uri}]"
        case AudioContent():
            yield "[a sound was left out]"


def tools_of(server_id: str, word: str, listed: Iterable[ServerTool]) -> tuple[Tool, ...]:
    """The tools of a server as models are offered them; of two with one name the first."""
    by_name = {entry.name: entry for entry in reversed(list(listed))}
    entries = list(reversed(by_name.values()))
    names = tool_names(word, by_name)
    return tuple(_tool(server_id, names[entry.name], entry) for entry in entries)


def _tool(server_id: str, name: str, entry: ServerTool) -> Tool:
    hints = entry.annotations
    return Tool(
        name=name,
        title=entry.title or (hints.title if hints else None) or entry.name,
        description=cut(entry.description or "", LONGEST_DESCRIPTION),
        parameters=_parameters(entry.input_schema),
        server_id=server_id,
        server_tool=entry.name,
        read_only=bool(hints and hints.read_only_hint),
        destructive=bool(hints and hints.destructive_hint),
    )


def _parameters(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that services take: an object's; one that is not, or is endless, is left open."""
    if schema.get("type") != "object" or len(json.dumps(schema)) > LONGEST_SCHEMA:
        return _ANYTHING
    return schema if isinstance(schema.get("properties"), dict) else {**schema, "properties": {}}
