"""Whole copies of the history in a folder of their own: made beside the work, verified
before they count, the older ones thinned out.

Everything here blocks and belongs into a thread of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG

from oriel.domain.backups import Backup, Contents
from oriel.domain.errors import StoreDamaged, StoreFull
from oriel.store.checking import full_check, rebuild_words, words_fit
from oriel.store.copies import copies_of, made_at
from oriel.store.failures import failures_named
from oriel.store.seal import Seal, fits_size, look_at_seal, seal, seal_of

KEPT = 7
_NAME = re.compile(r"history-(\d{6,9})-(\d{8}T\d{6})Z\.db")
_REPLACED = re.compile(r"\.replaced\.(\d{8}T\d{6})\d*Z$")
_MAGIC = b"SQLite format 3\0"
# A megabyte, then a breath: whoever reads or writes meanwhile does not notice.
_PAGES_AT_ONCE, _BREATH_S = 256, 0.002
_ROOM_BYTES = 16 * 2**20  # what a disk must have left when the copy is made

Progress = Callable[[int, int], None]
Stopped = Callable[[], bool]


class BackupStopped(Exception):
    """The person said stop; nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new backup; `words_fit`: the word index of the history says what its messages say.
    (In the backup it was made anew when it did not.)"""

    backup: Backup
    words_fit: bool


def backups_in(folder: Path) -> list[Backup]:
    """Those that are whole by their making, newest first. [] when there is no such folder."""
    found = (_backup(path) for path in folder.glob("history-*.db"))
    return sorted((backup for backup in found if backup), reverse=True)


def copies_beside(path: Path) -> list[Backup]:
    """The copies made before migrations, and what was there before a backup was restored,
    newest first."""
    copies = [_described(0, made_at(copy)[:15], copy) for copy in copies_of(path)]
    before = [
        _described(0, found[1], each, replaced=True)
        for each in path.parent.glob(f"{path.name}.replaced.*")
        if (found := _REPLACED.search(each.name))
    ]
    listed = [backup for backup in (*copies, *before) if backup]
    return sorted(listed, key=lambda backup: backup.made_at, reverse=True)


def newest_first(backups: Iterable[Backup], copies: Iterable[Backup]) -> list[Backup]:
    """Both in one list. Backups as they were made, whatever the clock said of it; of the copies
    only the clock knows."""
    listed = sorted(backups, reverse=True)
    for copy in copies:
        later = sum(backup.made_at > copy.made_at for backup in listed)
        listed.insert(later, copy)
    return listed


def make_backup(
    source: Path, folder: Path, progress: Progress, stopped: Stopped, now: float | None = None
) -> Made:
    """Copies the history as it is at this moment, while it may go on being written.

    `progress` hears pages done and in all. Raises BackupStopped, StoreFull before anything
    is written, StoreDamaged when the copy is not sound (then the history is not either),
    StoreReadOnly, StoreProblem. There is then nothing by the name of a backup.
    """
    with failures_named(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_sure_of_room(source, folder)
        _clear_unfinished(folder)
        when = datetime.fromtimestamp(time.time() if now is None else now, UTC)
        number = max((found.number for found in backups_in(folder)), default=0) + 1
        final = folder / f"history-{number:06}-{when:%Y%m%dT%H%M%S}Z.db"
        unfinished = final.with_suffix(".part")
        try:
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            _copy(source, unfinished, progress, stopped)
            fit = _verify(unfinished, source)
            _flush(unfinished)
            unfinished.replace(final)
        finally:
            _remove(unfinished)
        with suppress(OSError):
            seal(final)
        size = final.stat().st_size
    return Made(Backup(number, when.replace(microsecond=0).timestamp(), final, size), fit)


def thin(folder: Path, kept: int = KEPT) -> list[Backup]:
    """Removes what is more than `kept`: first what a later one of its day replaces, then the
    oldest. What is no backup any more is neither counted nor removed. Returns what was removed.
    Raises StoreProblem and its kinds."""
    with failures_named(folder):
        gone = too_many(filter(_may_be_whole, backups_in(folder)), kept)
        for backup in gone:
            remove_backup(backup)
    return gone


def too_many(backups: Iterable[Backup], kept: int) -> list[Backup]:
    """Those that `thin` removes. Never the largest: a history does not shrink, so after it comes
    one that was begun anew, or put in its place, and seven days of that must not push it out."""
    left, gone = sorted(backups, reverse=True), []
    largest = max(left, key=lambda backup: (backup.size, backup.number), default=None)
    while len(left) > kept:
        days = [_day(backup) for backup in left]
        replaced = [at for at, day in enumerate(days) if day in days[:at]]
        gone.append(left.pop(replaced[-1] if replaced else -1))
    return [backup for backup in gone if backup is not largest]


def remove_backup(backup: Backup) -> None:
    """Raises OSError."""
    backup.path.unlink(missing_ok=True)
    seal_of(backup.path).unlink(missing_ok=True)


def is_due(backups: Iterable[Backup], now: float, every_s: float) -> bool:
    """Whether none was made in the time before `now`. What a clock that was wrong dated into
    the future does not count."""
    return not any(now - every_s < backup.made_at <= now for backup in backups)


def contents_of(path: Path) -> Contents:
    """What a backup holds. Raises StoreDamaged and the like."""
    with failures_named(path), closing(_looking_at(path)) as db:
        return count_in(db)


def count_in(db: sqlite3.Connection) -> Contents:
    """What the open history holds, without what lies in the bin."""
    chats = db.execute("SELECT count(*) FROM chat WHERE deleted_at IS NULL").fetchone()[0]
    messages = db.execute("SELECT count(*) FROM message").fetchone()[0]
    last = db.execute("SELECT max(updated_at) FROM chat").fetchone()[0]
    return Contents(int(chats), int(messages), float(last or 0.0))


def is_whole(backup: Backup) -> bool:
    """Whether the backup is still as it was made; without a seal, whether it hangs together."""
    try:
        match look_at_seal(backup.path):
            case Seal.WHOLE:
                return True
            case Seal.BROKEN:
                return False
        with closing(_looking_at(backup.path)) as db:
            full_check(db, backup.path)
    except (OSError, sqlite3.Error, StoreDamaged):
        return False
    return True


def _looking_at(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def _copy(source: Path, target: Path, progress: Progress, stopped: Stopped) -> None:
    def breathe(_status: int, remaining: int, total: int) -> None:
        if stopped():
            raise BackupStopped
        progress(total - remaining, total)
        time.sleep(_BREATH_S)

    uri = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5.0)) as reading,
        closing(sqlite3.connect(target, isolation_level=None)) as writing,
    ):
        # One view of the data for all steps; else each write would begin the copy anew.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        reading.backup(writing, pages=_PAGES_AT_ONCE, progress=breathe)
        reading.execute("COMMIT")
        # Complete in one file, which nothing needs to be written beside to read it.
        writing.execute("PRAGMA journal_mode = DELETE")


def _verify(copy: Path, source: Path) -> bool:
    """The copy of every page is what can be checked in peace: whether the words fit too.
    Raises StoreDamaged."""
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as db:
            full_check(db, source)
            fit = words_fit(db)
            if not fit:
                rebuild_words(db)
            return fit
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        raise StoreDamaged(path=str(source), detail=str(error)) from error


def _make_sure_of_room(source: Path, folder: Path) -> None:
    needed = source.stat().st_size + _ROOM_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StoreFull(path=str(folder), needed_bytes=needed, free_bytes=free)


def _clear_unfinished(folder: Path) -> None:
    """What a kill left. There is one Oriel on a history, and in it one backup at a time."""
    for left in folder.glob("history-*.part*"):
        _remove(left)


def _remove(unfinished: Path) -> None:
    for ending in ("", "-journal"):
        with suppress(OSError):
            unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _backup(path: Path) -> Backup | None:
    found = _NAME.fullmatch(path.name)
    return _described(int(found[1]), found[2], path) if found else None


def _described(number: int, mark: str, path: Path, *, replaced: bool = False) -> Backup | None:
    """None for what only has the name of one: a folder, a link, a time that is none."""
    try:
        facts = path.lstat()
        found = Backup(number, _time_of(mark), path, facts.st_size, replaced)
        _day(found)
    except (OSError, ValueError, OverflowError):
        return None
    return found if S_ISREG(facts.st_mode) else None


def _may_be_whole(backup: Backup) -> bool:
    """As far as a look at its beginning and its size tells."""
    try:
        with backup.path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC and fits_size(backup.path)
    except OSError:
        return False


def _time_of(mark: str) -> float:
    return datetime.strptime(mark, "%Y%m%dT%H%M%S").replace(tzinfo=UTC).timestamp()


def _day(backup: Backup) -> str:
    return f"{datetime.fromtimestamp(backup.made_at).astimezone():%Y%m%d}"
