"""What a message holds besides words, as far as one searches for it."""

from __future__ import annotations

from enum import IntFlag

from oriel.domain.parts import CitationPart, FilePart, ImagePart, Part, TextPart, ToolCallPart

_FENCES = ("```", "~~~")
_PRODUCED = ("container_file_citation", "file_path")


class Holds(IntFlag):
    """Kept as a number with each message: the values are never given another meaning."""

    NOTHING = 0
    CODE = 1  # a fenced block
    FILE = 2  # attached or made
    IMAGE = 4
    TOOL = 8  # a call of one


def held_by(parts: tuple[Part, ...]) -> Holds:
    held = Holds.NOTHING
    for part in parts:
        match part:
            case TextPart(text) if any(fence in text for fence in _FENCES):
                held |= Holds.CODE
            case FilePart():
                held |= Holds.FILE
            case CitationPart(kind) if kind in _PRODUCED:
                held |= Holds.FILE
            case ImagePart():
                held |= Holds.IMAGE
            case ToolCallPart():
                held |= Holds.TOOL
    return held
