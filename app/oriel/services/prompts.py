"""The prompt library: kept, and brought in from files and out to them.

Two kinds of files: one JSON file of Oriel's own, which holds any number, and Markdown,
one prompt a file, with front matter for what is not its text. What files bring is first
compared with what is there (`compare`), and kept (`take`) once the person has seen that.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from oriel.domain.json_values import Unfit, from_plain, to_plain
from oriel.domain.messages import new_id
from oriel.domain.prompts import (
    LONGEST_TEXT,
    Prompt,
    cleaned,
    file_name,
    folded,
    free_names,
)
from oriel.services.saving import save_text
from oriel.store.prompts import PromptTable

MOST_BYTES = 5 * 2**20  # of all the files that are brought in at once
MOST_PROMPTS = 5000
KIND, VERSION = "oriel-prompts", 1
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_ENTRY = re.compile(r"([\w-]+):(?:[ \t]+(.*))?$")


class Why(StrEnum):
    """Why files could not be brought in."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NOT_OURS = "not_ours"  # neither text nor a file of Oriel's prompts
    NEWER = "newer"  # a later Oriel wrote it


class FilesRefused(Exception):
    """Files that cannot be brought in; nothing was changed. `said` are the system's words."""

    def __init__(self, why: Why, path: str = "", said: str = "") -> None:
        self.why, self.path, self.said = why, path, said
        super().__init__(f"{why}: {path} {said}")


class Changed(StrEnum):
    """What becomes of a prompt that is here, and other in the file."""

    BOTH = "both"  # the file's one is added under another name
    REPLACE = "replace"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds; `left_out` of it had no name or no text, or far too much."""

    prompts: tuple[Prompt, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What bringing in would do. `changed` are pairs (mine, the file's), of one id."""

    fresh: tuple[Prompt, ...] = ()
    changed: tuple[tuple[Prompt, Prompt], ...] = ()
    same: int = 0
    left_out: int = 0
    names: tuple[str, ...] = field(default=(), repr=False)  # of the prompts that are here


class Prompts:
    """All methods that touch the store raise as the store does."""

    def __init__(self, table: PromptTable) -> None:
        self._table = table

    async def all(self) -> list[Prompt]:
        """Every prompt, in the order they were added."""
        return await self._table.list()

    async def keep(self, *prompts: Prompt) -> list[Prompt]:
        """Adds or replaces them, by id. The prompts as they are kept."""
        kept = [cleaned(prompt) for prompt in prompts]
        await self._table.put(*kept)
        return kept

    async def delete(self, prompt_id: str) -> None:
        await self._table.delete(prompt_id)

    async def compare(self, paths: Sequence[str]) -> Comparison:
        """What the files hold beside what is here; changes nothing. Raises FilesRefused."""
        found = await asyncio.to_thread(_found, paths)
        return compared(await self._table.list(), found)

    async def take(self, comparison: Comparison, changed: Changed) -> int:
        """Keeps what is new, and of what is changed what was chosen. How many were written."""
        prompts = [*comparison.fresh, *_chosen(comparison, changed)]
        await self._table.put(*prompts)
        return len(prompts)

    async def save_all(self, path: str) -> int:
        """Writes all into one JSON file. How many. Raises OSError."""
        prompts = await self._table.list()
        await save_text(path, to_file(prompts))
        return len(prompts)

    async def save_each(self, folder: str) -> int:
        """Writes each into a Markdown file; what is in the folder already stays as it is.
        How many. Raises OSError."""
        prompts = await self._table.list()
        await asyncio.to_thread(_write_each, Path(folder), prompts)
        return len(prompts)


def compared(mine: Sequence[Prompt], found: Found) -> Comparison:
    """Which of the prompts found are new, the same, or other than mine of that id or name."""
    by_id, by_name = {p.id: p for p in mine}, {folded(p.name): p for p in reversed(mine)}
    ids, known, met = set(by_id), {_content(p) for p in mine}, set[str]()
    fresh, changed, same = list[Prompt](), list[tuple[Prompt, Prompt]](), 0
    for prompt in found.prompts:
        like = by_id.get(prompt.id) or by_name.get(folded(prompt.name))
        if _content(prompt) in known:
            same += 1
            continue
        known.add(_content(prompt))
        if like is not None and like.id not in met:
            met.add(like.id)
            changed.append((like, replace(prompt, id=like.id)))
        else:
            fresh.append(replace(prompt, id=new_id()) if prompt.id in ids else prompt)
            ids.add(fresh[-1].id)
    if len(mine) + len(fresh) > MOST_PROMPTS:
        raise FilesRefused(Why.TOO_MANY)
    names = tuple(p.name for p in mine)
    return Comparison(tuple(fresh), tuple(changed), same, found.left_out, names)


def to_file(prompts: Iterable[Prompt]) -> str:
    """Oriel's own file."""
    entries = [to_plain(prompt) for prompt in prompts]
    whole = {"kind": KIND, "version": VERSION, "prompts": entries}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def to_markdown(prompt: Prompt) -> str:
    """One prompt, front matter first."""
    values = {"name": prompt.name, "description": prompt.description, "tags": list(prompt.tags)}
    lines = [f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in values.items() if v]
    return "\n".join(("---", *lines, "---", prompt.text, ""))


def from_bytes(path: str, data: bytes) -> Found:
    """What a file holds, told by its ending. Raises FilesRefused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FilesRefused(Why.NOT_OURS, path) from error
    if "\0" in text:
        raise FilesRefused(Why.NOT_OURS, path)
    if Path(path).suffix.casefold() == ".json":
        return _from_json(path, text)
    return _fit([_from_markdown(Path(path).stem, text)])


def _from_json(path: str, text: str) -> Found:
    try:
        raw: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FilesRefused(Why.NOT_OURS, path) from error
    entries = raw.get("prompts") if isinstance(raw, dict) and raw.get("kind") == KIND else None
    if not isinstance(entries, list):
        raise FilesRefused(Why.NOT_OURS, path)
    if not isinstance(version := raw.get("version"), int) or version > VERSION:
        raise FilesRefused(Why.NEWER, path)
    if len(entries) > MOST_PROMPTS:
        raise FilesRefused(Why.TOO_MANY, path)
    return _fit([_from_entry(entry) for entry in entries])


def _from_entry(raw: Any) -> Prompt | None:
    try:
        prompt = from_plain(Prompt, {"id": ""} | raw if isinstance(raw, dict) else raw)
    except Unfit:
        return None
    return prompt if _ID.fullmatch(prompt.id) else replace(prompt, id=new_id())


def _from_markdown(stem: str, text: str) -> Prompt:
    lines = text.replace("\r\n", "\n").split("\n")
    end = lines.index("---", 1) if lines[0] == "---" and "---" in lines[1:] else 0
    values = _front_matter(lines[1:end]) if end else None
    if values is None:
        return Prompt(new_id(), stem, text)
    return Prompt(
        new_id(),
        " ".join(values.get("name", [])) or " ".join(values.get("title", [])) or stem,
        "\n".join(lines[end + 1 :]),
        " ".join(values.get("description", [])),
        tuple(values.get("tags", [])),
    )


def _front_matter(lines: list[str]) -> dict[str, list[str]] | None:
    """The little of YAML that such files use; None when it is something else."""
    found: dict[str, list[str]] = {}
    last: list[str] = []
    for line in filter(str.strip, lines):
        if match := _ENTRY.match(line):
            key = match[1].casefold()
            last = found[key] = _values(match[2] or "", listed=key == "tags")
        elif line.lstrip().startswith("- "):
            last.extend(_values(line.lstrip()[2:], listed=False))
        elif not line.startswith((" ", "\t", "#")):
            return None
    return found or None


def _values(written: str, *, listed: bool) -> list[str]:
    written = written.strip()
    try:
        raw = json.loads(written)
    except (ValueError, RecursionError):
        raw = None
    match raw:
        case str():
            return [raw]
        case list():
            return [each for each in raw if isinstance(each, str)]
    plain = written.strip("[]") if listed else written
    parts = plain.split(",") if listed else [plain]
    return [part.strip().strip("'\"") for part in parts if part.strip()]


def _fit(found: list[Prompt | None]) -> Found:
    kept = [cleaned(prompt) for prompt in found if prompt is not None]
    fit = [p for p in kept if p.name and p.text.strip() and len(p.text) <= LONGEST_TEXT]
    return Found(tuple(fit), len(found) - len(fit))


def _found(paths: Sequence[str]) -> Found:
    if len(paths) > MOST_PROMPTS:
        raise FilesRefused(Why.TOO_MANY)
    room, prompts, left_out = MOST_BYTES, list[Prompt](), 0
    for path in paths:
        data = _read(path, room)
        room -= len(data)
        found = from_bytes(path, data)
        prompts += found.prompts
        left_out += found.left_out
    return Found(tuple(prompts), left_out)


def _read(path: str, room: int) -> bytes:
    """At most `room` bytes of a file; what is no file (a pipe) is not opened at all."""
    try:
        if not Path(path).is_file():
            raise FilesRefused(Why.UNREADABLE, path)
        with Path(path).open("rb") as file:
            data = file.read(room + 1)
    except OSError as error:
        raise FilesRefused(Why.UNREADABLE, path, error.strerror or "") from error
    if len(data) > room:
        raise FilesRefused(Why.TOO_LARGE, path)
    return data


def _content(prompt: Prompt) -> tuple[object, ...]:
    return (prompt.name, prompt.text, prompt.description, prompt.tags)


def _chosen(comparison: Comparison, changed: Changed) -> list[Prompt]:
    theirs = [prompt for _, prompt in comparison.changed]
    match changed:
        case Changed.REPLACE:
            return theirs
        case Changed.BOTH:
            taken = (*comparison.names, *(p.name for p in comparison.fresh))
            names = free_names((p.name for p in theirs), taken)
            pairs = zip(theirs, names, strict=True)
            return [replace(prompt, id=new_id(), name=name) for prompt, name in pairs]
    return []


def _write_each(folder: Path, prompts: list[Prompt]) -> None:
    names = free_names((file_name(p.name) for p in prompts), (p.stem for p in folder.iterdir()))
    for prompt, name in zip(prompts, names, strict=True):
        with (folder / f"{name}.md").open("x", encoding="utf-8", newline="\n") as file:
            file.write(to_markdown(prompt))
