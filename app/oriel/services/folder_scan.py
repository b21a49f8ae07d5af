"""Looking through folders for files to send: in a thread, told as it goes, stopped at once.

Nothing here raises for what lies in a folder: whatever cannot be taken is listed with its
reason (domain/folder_rules.py). Links are never walked through: what they lead to inside
the chosen folders is met where it lies, and what they lead to outside is not taken.
"""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from oriel.domain.attachments import Reason, clean_name
from oriel.domain.folder_rules import (
    DEEPEST,
    LARGEST_IGNORE_FILE,
    LONGEST_NAME,
    MOST_ENTRIES,
    MOST_FILES,
    MOST_LEFT_OUT,
    FolderRules,
    FoundFile,
    LeftOut,
    LeftOutEntry,
    Patterns,
    Scan,
    ScanProgress,
    first_verdict,
    left_out_by_name,
    patterns_of,
)

TOLD_EVERY_S = 0.05
Heard = Callable[[ScanProgress], None]


async def scan(paths: Sequence[str], rules: FolderRules, heard: Heard | None = None) -> Scan:
    """What of these files and folders can be sent, folders with all that is in them.

    `heard` is called in the loop while it goes on. Cancelling stops the thread at its next
    entry."""
    stop = threading.Event()
    loop = asyncio.get_running_loop()

    def tell(progress: ScanProgress) -> None:
        if heard is not None and not stop.is_set():
            loop.call_soon_threadsafe(heard, progress)

    try:
        return await asyncio.to_thread(walk, paths, rules, tell, stop)
    finally:
        stop.set()


def walk(
    paths: Sequence[str],
    rules: FolderRules,
    tell: Heard = lambda progress: None,
    stop: threading.Event | None = None,
) -> Scan:
    """The same in the calling thread; what was found so far when `stop` is set."""
    return _Walk(rules, tell, stop or threading.Event()).through(paths)


class _Ended(Exception):
    """Nothing more is looked at: it was stopped, or it is too much."""


class _Link(NamedTuple):
    """A link to a file, looked at once all that lies in the folders is known."""

    path: str
    shown: str
    target: str


class _Here(NamedTuple):
    """Where the walk is. `relative` is from the chosen folder and ends in "/", "" for that
    itself; `patterns` are those in force, the innermost last."""

    path: str
    relative: str
    shown: str
    depth: int
    patterns: tuple[Patterns, ...]


class _Walk:
    def __init__(self, rules: FolderRules, tell: Heard, stop: threading.Event) -> None:
        self._rules = rules
        self._tell = tell
        self._stop = stop
        self._files: list[FoundFile] = []
        self._left_out: list[LeftOutEntry] = []
        self._unlisted = 0
        self._links: list[_Link] = []
        self._roots: list[str] = []
        self._seen: set[str] = set()  # real paths of what was taken or walked
        self._entries = 0
        self._size = 0
        self._told_at = time.monotonic()

    def through(self, paths: Sequence[str]) -> Scan:
        full = False
        real = {path: _real(path) for path in paths}
        self._roots = [path for path in real.values() if _is_folder(path)]
        try:
            for chosen in paths:
                if path := real[chosen]:
                    self._take_chosen(chosen, path)
                else:
                    self._leave(chosen, clean_name(chosen), LeftOut.GONE)
            for link in self._links:
                self._take_link(link)
        except _Ended:
            full = not self._stop.is_set()
        return Scan(
            tuple(self._files), tuple(self._left_out), tuple(self._roots), full, self._unlisted
        )

    def _take_chosen(self, chosen: str, path: str) -> None:
        """What a person chose themselves is asked nothing about its name."""
        shown = clean_name(chosen)
        if path in self._seen:
            self._leave(chosen, shown, LeftOut.TWICE, is_folder=_is_folder(path))
        elif _is_folder(path):
            own = patterns_of(self._rules.own) if self._rules.own else None
            self._walk(_Here(path, "", shown, 0, (own,) if own else ()))
        else:
            self._take(path, shown, chosen)

    def _walk(self, here: _Here) -> None:
        self._seen.add(here.path)
        try:
            entries = sorted(self._listed(here), key=_by_name)
        except OSError as error:
            self._fail(here.path, here.shown, error, is_folder=True)
            return
        here = self._with_gitignore(here, entries)
        for entry in entries:
            self._look(entry, here)

    def _listed(self, here: _Here) -> list[os.DirEntry[str]]:
        found = []
        with os.scandir(here.path) as entries:
            for entry in entries:
                self._entries += 1
                if self._entries > MOST_ENTRIES:
                    raise _Ended
                found.append(entry)
                self._breathe(here.shown)
        return found

    def _with_gitignore(self, here: _Here, entries: Iterable[os.DirEntry[str]]) -> _Here:
        if not self._rules.gitignore:
            return here
        entry = next((entry for entry in entries if entry.name == ".gitignore"), None)
        lines = _lines_of(entry) if entry else []
        if not lines:
            return here
        found = patterns_of(lines, here.relative, f"{here.shown}/.gitignore")
        return here._replace(patterns=(*here.patterns, found)) if found else here

    def _look(self, entry: os.DirEntry[str], here: _Here) -> None:
        self._breathe(here.shown)
        shown = f"{here.shown}/{clean_name(entry.name)}"
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:
            self._fail(entry.path, shown, error)
            return
        if _is_link(status):
            self._look_at_link(entry, shown, here)
            return
        is_folder = stat.S_ISDIR(status.st_mode)
        if self._ignored(entry, shown, here, is_folder):
            return
        if not is_folder:
            self._take(entry.path, shown, entry.path, status)
        elif here.depth >= DEEPEST:
            self._leave(entry.path, shown, LeftOut.TOO_DEEP, is_folder=True, limit=DEEPEST)
        elif entry.path not in self._seen:
            self._walk(
                _Here(
                    entry.path,
                    f"{here.relative}{entry.name}/",
                    shown,
                    here.depth + 1,
                    here.patterns,
                )
            )

    def _ignored(self, entry: os.DirEntry[str], shown: str, here: _Here, is_folder: bool) -> bool:
        why = left_out_by_name(entry.name, is_folder, self._rules)
        if why is not None:
            self._leave(entry.path, shown, why, is_folder=is_folder)
            return True
        relative = f"{here.relative}{entry.name}{'/' if is_folder else ''}"
        found = first_verdict(here.patterns, relative)
        if found is None:
            return False
        if found.shown:
            self._leave(entry.path, shown, LeftOut.GITIGNORE, is_folder=is_folder, file=found.shown)
        else:
            self._leave(entry.path, shown, LeftOut.OWN_PATTERN, is_folder=is_folder)
        return True

    def _look_at_link(self, entry: os.DirEntry[str], shown: str, here: _Here) -> None:
        try:
            target = os.path.realpath(entry.path, strict=True)
        except OSError as error:
            loop = error.errno == errno.ELOOP
            why = LeftOut.LINK_LOOP if loop else LeftOut.LINK_BROKEN
            self._leave(entry.path, shown, why)
            return
        is_folder = Path(target).is_dir()
        if self._ignored(entry, shown, here, is_folder):
            return
        if not any(_lies_in(target, root) for root in self._roots):
            self._leave(entry.path, shown, LeftOut.LINK_OUTSIDE, is_folder=is_folder)
        elif not is_folder:
            self._links.append(_Link(entry.path, shown, target))
        else:
            loop = _lies_in(here.path, target)
            why = LeftOut.LINK_LOOP if loop else LeftOut.LINK_TAKEN
            self._leave(entry.path, shown, why, is_folder=True)

    def _take_link(self, link: _Link) -> None:
        self._breathe(link.shown)
        if link.target in self._seen:
            self._leave(link.path, link.shown, LeftOut.LINK_TAKEN)
        else:
            self._take(link.target, link.shown, link.path)

    def _take(
        self, path: str, shown: str, opened: str, status: os.stat_result | None = None
    ) -> None:
        """`path` is where the file really lies, `opened` how it was come upon."""
        if path in self._seen:
            return
        try:
            status = status or Path(path).stat()
            if not stat.S_ISREG(status.st_mode):
                self._leave(opened, shown, LeftOut.NO_FILE)
            elif not self._refused(status, opened, shown):
                if len(self._files) >= MOST_FILES:
                    raise _Ended
                self._seen.add(path)
                self._size += status.st_size
                self._files.append(FoundFile(opened, shown, status.st_size, status.st_mtime_ns))
        except OSError as error:
            self._fail(opened, shown, error)

    def _refused(self, status: os.stat_result, path: str, shown: str) -> bool:
        size, length = status.st_size, len(Path(path).name)
        if not os.access(path, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if not size:
            self._leave(path, shown, LeftOut.EMPTY)
        elif size > self._rules.largest:
            limit = self._rules.largest
            self._leave(path, shown, LeftOut.TOO_BIG, size=size, limit=limit)
        elif length > LONGEST_NAME:
            self._leave(path, shown, LeftOut.LONG_NAME, length=length, limit=LONGEST_NAME)
        else:
            return False
        return True

    def _fail(self, path: str, shown: str, error: OSError, *, is_folder: bool = False) -> None:
        gone = isinstance(error, FileNotFoundError)
        why = LeftOut.GONE if gone else LeftOut.UNREADABLE
        facts = {} if gone else {"detail": error.strerror or ""}
        self._leave(path, shown, why, is_folder=is_folder, **facts)

    def _leave(
        self, path: str, shown: str, why: LeftOut, *, is_folder: bool = False, **facts: int | str
    ) -> None:
        if len(self._left_out) >= MOST_LEFT_OUT:
            self._unlisted += 1
            return
        size = int(facts.get("size", 0))
        self._left_out.append(LeftOutEntry(path, shown, Reason(why, facts), size, is_folder))

    def _breathe(self, folder: str) -> None:
        if self._stop.is_set():
            raise _Ended
        now = time.monotonic()
        if now - self._told_at >= TOLD_EVERY_S:
            self._told_at = now
            left_out = len(self._left_out) + self._unlisted
            self._tell(ScanProgress(len(self._files), left_out, self._size, folder))


def _real(path: str) -> str:
    """Where a chosen path leads; "" for one that cannot be one, as what was dropped may be."""
    try:
        return os.path.realpath(path) if path else ""
    except (OSError, ValueError):  # too long, a NUL in it, no text
        return ""


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and Path(path).is_dir()
    except OSError:  # too long a name
        return False


def _by_name(entry: os.DirEntry[str]) -> tuple[str, str]:
    return entry.name.casefold(), entry.name


def _is_link(status: os.stat_result) -> bool:
    if stat.S_ISLNK(status.st_mode):
        return True
    # Windows has a second kind, which says it is a folder.
    tag = getattr(status, "st_reparse_tag", 0)
    return bool(tag) and tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)


def _lies_in(path: str, folder: str) -> bool:
    """Whether a real path is the folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _lines_of(entry: os.DirEntry[str]) -> list[str]:
    """The lines of a .gitignore; none when it is no plain file, too long or unreadable."""
    try:
        status = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_IGNORE_FILE:
            return []
        with Path(entry.path).open(encoding="utf-8", errors="surrogateescape") as file:
            return file.read(LARGEST_IGNORE_FILE).splitlines()
    except OSError:
        return []
