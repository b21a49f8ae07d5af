"""Where chats come from: a zip, a folder or one JSON file, each as entries that can be read.

Which entries hold chats and which are the files that came along is decided here. Runs in a
thread.
"""

from __future__ import annotations

import codecs
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from oriel.domain import archives
from oriel.domain.archives import ImportUnreadable
from oriel.domain.imports.splitting import Elements
from oriel.domain.imports.values import MOST_INLINE, Asset
from oriel.services import import_zip

_MOST_FILES = 200_000  # of a folder
_MOST_SMALL = 64 * 2**20  # bytes of a list of small values
_LARGEST_ASSET = 512 * 2**20  # bytes of one attachment of an archive
_CHATS = re.compile(r"(?:^|/)(?:conversations(?:[-_]\d+)?\.json|conversations/[^/]+\.json)$")
_JSON = (".json", ".jsonl", ".ndjson")
_BESIDE = frozenset(
    {
        "users.json",
        "projects.json",
        "memories.json",
        "user.json",
        "user_settings.json",
        "message_feedback.json",
        "model_comparisons.json",
        "shared_conversations.json",
        "shopping.json",
        "sora.json",
        "library_files.json",
        "export_manifest.json",
        "conversation_asset_file_names.json",
        "package.json",
    }
)
_NAMES = "conversation_asset_file_names.json"
_OWN_ID = re.compile(r"(file-[A-Za-z0-9]+|file_[A-Za-z0-9]+)[-.]")
_PLACED = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a source; `size` is in bytes, unpacked."""

    name: str
    size: int


@dataclass(slots=True)
class Source:
    """One opened zip, folder or file. `looking` leaves the content of attachments where it
    is: then they are only named."""

    path: Path
    looking: bool = False
    manifest: dict[str, Any] = field(default_factory=dict)
    _zip: zipfile.ZipFile | None = None
    _entries: dict[str, Entry] = field(default_factory=dict)
    _assets: dict[str, Entry] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, path: str, *, looking: bool = False) -> Source:
        """Raises ImportUnreadable."""
        source = cls(Path(path), looking)
        if source.path.is_dir():
            source._entries = _walked(source.path)
        elif _is_zip(source.path):
            source._zip = import_zip.opened(source.path)
            infos = (info for info in source._zip.infolist() if not info.is_dir())
            source._entries = {
                info.filename: Entry(info.filename, info.file_size) for info in infos
            }
        else:
            size = source.path.stat().st_size
            source._entries = {source.path.name: Entry(source.path.name, size)}
        try:
            source._begin()
        except BaseException:
            source.close()
            raise
        return source

    def close(self) -> None:
        if self._zip is not None:
            self._zip.close()

    @property
    def is_archive(self) -> bool:
        return bool(self.manifest)

    def chats(self) -> list[Entry]:
        """The entries chats may lie in, in order."""
        if self.is_archive:
            found = [e for e in self._entries.values() if e.name.startswith(archives.CHATS)]
        else:
            listed = [e for e in self._entries.values() if _CHATS.search(e.name)]
            found = listed or [e for e in self._entries.values() if _may_hold_chats(e.name)]
        return sorted(found, key=lambda entry: _in_numbers(entry.name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of an entry. Raises ImportUnreadable."""
        if self._zip is not None:
            yield from import_zip.pieces(self._zip, name, self.path)
            return
        place = self.path / name if self.path.is_dir() else self.path
        try:
            with place.open("rb") as file:
                while piece := file.read(import_zip.CHUNK):
                    yield piece
        except OSError as error:
            raise ImportUnreadable(
                path=str(place), reason="gone", detail=error.strerror or ""
            ) from error

    def has(self, name: str) -> bool:
        return name in self._entries

    def listed(self, name: str) -> list[Any]:
        """The values of a list of an archive, [] when it is not there or is none."""
        return self._small(name)

    def find(self, *keys: str) -> Asset | None:
        """A file that came along (domain/imports/values.Assets)."""
        entry = next((self._assets[key] for key in keys if key in self._assets), None)
        if entry is None or entry.size > (_LARGEST_ASSET if self.is_archive else MOST_INLINE):
            return None
        last = entry.name.rpartition("/")[2]
        named = self._names.get(last, last)
        if self.looking:
            return Asset(named, b"")
        content = b"".join(self.pieces(entry.name))
        if self.is_archive and sha256(content).hexdigest() != last:
            raise ImportUnreadable(path=str(self.path), reason="damaged", detail=entry.name)
        return Asset(named, content)

    def _begin(self) -> None:
        manifest = next(iter(self._small(archives.MANIFEST)), None)
        if isinstance(manifest, dict) and manifest.get("kind") == archives.KIND:
            version = manifest.get("version")
            if type(version) is not int or version > archives.VERSION:
                raise ImportUnreadable(path=str(self.path), reason="newer")
            self.manifest = manifest
        names = next(iter(self._small(_NAMES)), None)
        if isinstance(names, dict):
            self._names = {k: v for k, v in names.items() if isinstance(v, str)}
        for entry in self._entries.values():
            for key in self._keys(entry):
                self._assets.setdefault(key, entry)

    def _keys(self, entry: Entry) -> Iterator[str]:
        """Under which ids and names a file that came along is asked for."""
        last = entry.name.rpartition("/")[2]
        if self.is_archive:
            if entry.name.startswith(archives.FILES) and _PLACED.fullmatch(last):
                yield last
            return
        if _may_hold_chats(entry.name):
            return
        yield from (last, last.rpartition(".")[0] or last)
        if named := self._names.get(last):
            yield named
        if own := _OWN_ID.match(last):
            yield own[1]

    def _small(self, name: str) -> list[Any]:
        """The values of a small JSON entry, [] when it is not there or is none. Read piece by
        piece: the decoder lets nobody else run."""
        entry = self._entries.get(name)
        if entry is None or entry.size > _MOST_SMALL:
            return []
        try:
            read = json_values(self.pieces(name), _MOST_SMALL)
            return [value for _, values in read for value in values]
        except ValueError:
            return []


def json_values(pieces: Iterable[bytes], longest: int) -> Iterator[tuple[int, list[Any]]]:
    """How many bytes were read, and what is complete since: elements of an array, lines of
    JSON Lines, or the one value. Raises ValueError, TooLarge for one of more characters than
    `longest`."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    elements = Elements(longest)
    for piece in pieces:
        yield len(piece), elements.feed(decoder.decode(piece))
    yield 0, [*elements.feed(decoder.decode(b"", final=True)), *elements.close()]


def stamp(path: str) -> tuple[int, int]:
    """What tells whether a file is still the one that was looked at; (0, 0) for a folder."""
    try:
        found = Path(path).stat()
    except OSError:
        return -1, -1
    return (0, 0) if Path(path).is_dir() else (found.st_size, found.st_mtime_ns)


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise ImportUnreadable(
            path=str(path), reason="gone", detail=error.strerror or ""
        ) from error
    named = path.suffix.lower() in (".zip", archives.ENDING)
    return named or head in (b"PK\x03\x04", b"PK\x05\x06")


def _walked(folder: Path) -> dict[str, Entry]:
    """The files of a folder and below it, links left alone. Raises ImportUnreadable."""
    found: dict[str, Entry] = {}
    for above, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            place = Path(above, file)
            if place.is_symlink() or not place.is_file():
                continue
            name = place.relative_to(folder).as_posix()
            found[name] = Entry(name, place.stat().st_size)
            if len(found) > _MOST_FILES:
                raise ImportUnreadable(path=str(folder), reason="many")
    return found


def _may_hold_chats(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last.lower().endswith(_JSON) and last not in _BESIDE and not last.startswith(".")


def _in_numbers(name: str) -> list[tuple[int, str]]:
    """Names in the order of their numbers: -2 before -10."""
    return [
        (int(piece), "") if piece.isdigit() else (-1, piece)
        for piece in re.split(r"(\d{1,9})", name)
    ]
