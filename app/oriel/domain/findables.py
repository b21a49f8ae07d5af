"""What is found by its name beside messages and chats: prompts, files, stores, commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from oriel.domain.words import folded


class Kind(StrEnum):
    PROMPT = "prompt"
    FILE = "file"
    STORE = "store"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Findable:
    """`detail` is what is said beside the name and is looked through as well; `keys` is how a
    command is called by the keyboard. `connection_id` is whose file or store it is."""

    kind: Kind
    id: str
    name: str
    detail: str = ""
    connection_id: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known without asking anybody. `folders` are names by id; `models` those that
    chats were answered by, the newest first; `tags` by name."""

    findables: tuple[Findable, ...] = ()
    folders: tuple[tuple[str, str], ...] = ()
    models: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def matching(found: Iterable[Findable], words: Sequence[str], most: int) -> list[Findable]:
    """Those whose name or detail holds every word, the best first: the name begins with what
    is typed, words of it do, it holds them, the detail does. [] without words."""
    wanted = [folded(word) for word in words if word]
    if not wanted or most <= 0:
        return []
    ranked = [(rank, folded(f.name), f) for f in found if (rank := _rank(f, wanted)) is not None]
    ranked.sort(key=lambda each: each[:2])
    return [each for _, _, each in ranked[:most]]


def _rank(found: Findable, wanted: Sequence[str]) -> int | None:
    name = folded(found.name)
    if name.startswith(" ".join(wanted)):
        return 0
    begun = f" {name}"
    if all(f" {word}" in begun for word in wanted):
        return 1
    if all(word in name for word in wanted):
        return 2
    whole = f"{name}\n{folded(found.detail)}"
    return 3 if all(word in whole for word in wanted) else None
