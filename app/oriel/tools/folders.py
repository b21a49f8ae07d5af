"""Reading in the folders that the person has allowed, and nowhere else.

Blocks: call in a thread.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from oriel.tools.declined import Declined

LARGEST_FILE = 20 * 1024 * 1024  # bytes
MOST_LINES, MOST_ENTRIES = 2000, 500
_LOOKED_AT = 8192  # bytes, to tell text from other things
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# A named pipe would otherwise be waited at for ever.
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_lines(folders: Sequence[Path], asked: str, first: int, count: int) -> str:
    """`count` lines of a text file from line `first` on. Raises Declined."""
    path = allowed_path(folders, asked)
    lines = _text(_bytes(folders, path), asked).splitlines()
    if first > max(len(lines), 1):
        raise Declined(f"{asked} has only {len(lines)} lines.")
    shown = lines[first - 1 : first - 1 + count]
    left = len(lines) - (first - 1) - len(shown)
    return "\n".join(shown) + (f"\n[{left} more lines follow]" if left else "")


def list_entries(folders: Sequence[Path], asked: str) -> str:
    """A line for each thing in a folder; of "" the allowed folders themselves. Raises Declined."""
    if not asked:
        return "\n".join(f"{folder}{os.sep}" for folder in folders)
    path = allowed_path(folders, asked)
    try:
        with os.scandir(path) as entries:
            found = sorted(entries, key=lambda entry: entry.name.casefold())
    except NotADirectoryError:
        raise Declined(f"{asked} is no folder.") from None
    except OSError as error:
        raise Declined(f"{asked} cannot be opened: {error.strerror}.") from None
    lines = [_line(entry) for entry in found[:MOST_ENTRIES]]
    if len(found) > MOST_ENTRIES:
        lines.append(f"[{len(found) - MOST_ENTRIES} more are not shown]")
    return "\n".join(lines) or "[the folder is empty]"


def allowed_path(folders: Sequence[Path], asked: str) -> Path:
    """The real place of a path, absolute or inside one of the folders. Raises Declined
    when it is not there, or not in them once every link in it is followed."""
    for candidate in _candidates(folders, asked):
        try:
            real = candidate.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):  # missing, links in a circle, a NUL
            continue
        if _is_inside(folders, real):
            return real
    # One answer for both, lest it tell what lies elsewhere on this computer.
    raise Declined(f"{asked} is not in a folder that may be read.")


def _candidates(folders: Sequence[Path], asked: str) -> Iterator[Path]:
    path = Path(asked)
    if path.is_absolute():
        yield path
    else:
        yield from (folder / path for folder in folders)


def _is_inside(folders: Sequence[Path], real: Path) -> bool:
    for folder in folders:
        try:
            if real.is_relative_to(folder.resolve(strict=True)):
                return True
        except (OSError, RuntimeError):
            continue
    return False


def _bytes(folders: Sequence[Path], path: Path) -> bytes:
    try:
        handle = os.open(path, _OPENING)
    except OSError as error:
        raise Declined(f"{path.name} cannot be opened: {error.strerror}.") from None
    try:
        _check_opened(folders, path, os.fstat(handle))
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(LARGEST_FILE)
    finally:
        os.close(handle)


def _check_opened(folders: Sequence[Path], path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise Declined(f"{path.name} is no file.")
    # What was opened must still be what was checked: a link may have been put in the
    # way between the two.
    again = allowed_path(folders, str(path))
    if again != path or not os.path.samestat(found, again.stat()):
        raise Declined(f"{path.name} has just been changed.")
    if found.st_size > LARGEST_FILE:
        size = found.st_size // 1024 // 1024
        raise Declined(f"{path.name} is too large to be read here ({size} MB).")


def _text(data: bytes, asked: str) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    if encoding != "utf-16" and b"\0" in data[:_LOOKED_AT]:
        raise Declined(f"{asked} is no text.")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Declined(f"{asked} is no text.") from None


def _line(entry: os.DirEntry[str]) -> str:
    try:
        if entry.is_symlink():
            return f"{entry.name} (link)"
        if entry.is_dir():
            return f"{entry.name}{os.sep}"
        return f"{entry.name} ({entry.stat(follow_symlinks=False).st_size:,} bytes)"
    except OSError:
        return entry.name
