"""What a message holds besides words, as far as one searches for it."""

from __future__ import annotations

from enum import IntFlag

from oriel.domain.parts import CitationPart, FilePart, ImagePart, Part, TextPart, ToolCallPart

_FENCES = ("```", "~~~")
_PRODUCED = ("container_file_citation", "file_path")
_CITED = (*_PRODUCED, "file_citation")
_MOST_NAMES, _LONGEST_NAME = 50, 255


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


def names_in(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """What the files and images are called that were attached, made or quoted, and the tools
    that were called and have a name of their own; each once."""
    said = (_name(part) for part in parts)
    lines = (" ".join(name[:_LONGEST_NAME].split()) for name in said)
    return tuple(dict.fromkeys(line for line in lines if line))[:_MOST_NAMES]


def _name(part: Part) -> str:
    match part:
        case FilePart(filename):
            return filename
        case ImagePart(alt=alt):
            return alt
        case CitationPart(kind, title) if kind in _CITED:
            return title
        case ToolCallPart(name=name, kind=kind) if kind != f"{name}_call":
            return name
        case _:
            return ""
