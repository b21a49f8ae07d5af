"""All chats of the chosen files, one after another, and what could not be read and why.

A generator for a thread: it never has more than one chat, and one piece of a file, in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from oriel.domain.archives import LONGEST_CHAT, ImportUnreadable
from oriel.domain.imports.recognising import called, is_chat, read_chat
from oriel.domain.imports.splitting import TooLarge
from oriel.domain.imports.values import Incoming, NoAssets, NotUnderstood, mapping
from oriel.domain.parts import FilePart, ImagePart
from oriel.services.import_files import Entry, Source, json_values

_LISTS = ("conversations", "chats", "data")  # what tools name a list they wrap


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chat was found: in which of the files, in which entry, as the how-manyeth."""

    path: str
    entry: str
    number: int


@dataclass(frozen=True, slots=True)
class Read:
    """A chat and where it is; `weight` is about how many characters are to be written."""

    incoming: Incoming
    place: Place
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """What could not be read. `reason` is one of ImportUnreadable's, or of NotUnderstood's;
    `whole` says that nothing of the entry is to be taken."""

    place: Place
    reason: str
    title: str = ""
    where: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """So many bytes of all were looked through."""

    done: int
    total: int


Step = Read | Broken | Passed


def sizes(paths: Sequence[str]) -> int:
    """How many bytes there are to look through; what cannot be opened counts nothing."""
    total = 0
    for path in paths:
        try:
            source = Source.open(path, looking=True)
        except (ImportUnreadable, OSError):
            continue
        total += sum(entry.size for entry in source.chats())
        source.close()
    return total


def steps(
    paths: Sequence[str], *, looking: bool, left_out: frozenset[str] = frozenset()
) -> Iterator[Step]:
    """Raises nothing: what cannot be read is Broken. Chats whose keys are `left_out` are
    passed over."""
    total, done = sizes(paths), 0
    for path in paths:
        try:
            source = Source.open(path, looking=looking)
        except ImportUnreadable as error:
            yield Broken(Place(path, "", 0), error.reason, where=str(error.facts.get("detail", "")))
            continue
        except OSError as error:
            yield Broken(Place(path, "", 0), "gone", where=error.strerror or "")
            continue
        try:
            for step in _of_source(source, path, left_out):
                if isinstance(step, Passed):
                    done += step.done
                    yield Passed(done, max(total, done))
                else:
                    yield step
        finally:
            source.close()


def _of_source(source: Source, path: str, left_out: frozenset[str]) -> Iterator[Step]:
    found = False
    for entry in source.chats():
        for step in _of_entry(source, path, entry, left_out):
            found = found or not isinstance(step, Passed)
            yield step
    if not found and not source.is_archive:
        yield Broken(Place(path, "", 0), "unknown")


def _of_entry(source: Source, path: str, entry: Entry, left_out: frozenset[str]) -> Iterator[Step]:
    number = 0
    try:
        for raw in _values(source, entry):
            if isinstance(raw, Passed):
                yield raw
                continue
            for each in _unwrapped(raw):
                step = _step(each, source, Place(path, entry.name, number), left_out)
                number += 1
                if step is not None:
                    yield step
    except ImportUnreadable as error:
        detail = str(error.facts.get("detail", ""))
        yield Broken(Place(path, entry.name, number), error.reason, where=detail, whole=True)
    except TooLarge:
        yield Broken(Place(path, entry.name, number), "large")
    except ValueError as error:
        # A file beside the chats that is no JSON is nobody's loss.
        yield Broken(Place(path, entry.name, number), "damaged", where=str(error)[:200])


def _step(raw: Any, source: Source, place: Place, left_out: frozenset[str]) -> Step | None:
    """A chat, or why it is none; None for what does not look like one."""
    if not is_chat(raw):
        alone = isinstance(raw, dict) and bool(called(raw))
        return Broken(place, "type", called(raw)) if alone and _is_listed(place) else None
    try:
        # Without its attachments first: those of chats nobody wants are not read.
        if left_out and read_chat(raw, NoAssets()).key in left_out:
            return None
        incoming = read_chat(raw, source)
        return Read(incoming, place, 0 if source.looking else _weight(incoming))
    except NotUnderstood as error:
        return Broken(place, error.what, called(raw), error.where)
    except ImportUnreadable as error:
        return Broken(place, error.reason, called(raw), str(error.facts.get("detail", "")))


def _weight(incoming: Incoming) -> int:
    texts = sum(len(message.text) for message in incoming.messages)
    files = (p for m in incoming.messages for p in m.parts if isinstance(p, ImagePart | FilePart))
    return texts + sum(len(part.data_uri) for part in files)


def _is_listed(place: Place) -> bool:
    return place.entry.rpartition("/")[2].startswith("conversations")


def _unwrapped(raw: Any) -> list[Any]:
    """The chats of an object that only wraps a list of them."""
    if not is_chat(raw):
        for name in _LISTS:
            inner = mapping(raw).get(name)
            if isinstance(inner, list):
                return inner
    if isinstance(raw, list):
        return raw
    return [raw]


def _values(source: Source, entry: Entry) -> Iterator[Any]:
    """The values of an entry, and how far it is."""
    for read, values in json_values(source.pieces(entry.name), LONGEST_CHAT):
        yield from values
        yield Passed(read, 0)
