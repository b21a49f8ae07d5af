"""What of a folder is taken and what stays out: the rules, and the values a scan tells.

Rules only, without I/O. Each entry that stays out has one reason, so that nothing is
missing without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from oriel.domain.attachments import LARGEST_UPLOAD, Reason

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MOST_FILES = 50_000
MOST_LEFT_OUT = 50_000  # that are listed; what is more is only counted
MOST_ENTRIES = 1_000_000  # that are looked at: a scan of a whole disk ends
DEEPEST = 64  # folders within folders
LONGEST_NAME = 200  # characters of a file's name
LARGEST_IGNORE_FILE = 256 * 1024  # bytes of a .gitignore that is followed
MOST_PATTERNS = 2_000  # of one .gitignore


class LeftOut(StrEnum):
    """Why an entry stays out; the code of a Reason."""

    HIDDEN = "left_hidden"
    LITTER = "left_litter"  # made by programs, for programs: .git, caches, Thumbs.db
    GITIGNORE = "left_gitignore"  # facts: file (the .gitignore, shown)
    OWN_PATTERN = "left_own_pattern"
    EMPTY = "left_empty"
    TOO_BIG = "left_too_big"  # facts: size, limit (bytes)
    LONG_NAME = "left_long_name"  # facts: length, limit (characters)
    NO_FILE = "left_no_file"  # a pipe, a socket, a device
    UNREADABLE = "left_unreadable"  # facts: detail (the system's words)
    GONE = "left_gone"  # it was there a moment ago
    LINK_LOOP = "left_link_loop"  # a link to a folder it lies in
    LINK_OUTSIDE = "left_link_outside"
    LINK_BROKEN = "left_link_broken"
    LINK_TAKEN = "left_link_taken"  # what it leads to is taken where it lies
    TWICE = "left_twice"  # it was chosen twice
    TOO_DEEP = "left_too_deep"  # facts: limit (folders)


@dataclass(frozen=True, slots=True)
class FolderRules:
    """What of a folder stays out. `own` are the person's patterns, as in a .gitignore."""

    skip_hidden: bool = True
    skip_litter: bool = True
    gitignore: bool = True
    own: tuple[str, ...] = ()
    largest: int = LARGEST_UPLOAD  # bytes


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that can be sent. `path` opens it, `shown` is where it lies in the folder, fit
    to be read (a name that is no text is mended); `mtime_ns` is when it was last changed."""

    path: str
    shown: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class LeftOutEntry:
    """A file or a whole folder that stays out. `size` is 0 for a folder."""

    path: str
    shown: str
    reason: Reason
    size: int = 0
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan came upon. `full` says that it ended at MOST_FILES (or MOST_ENTRIES) with
    more to come; `unlisted` were left out beyond those listed."""

    files: tuple[FoundFile, ...] = ()
    left_out: tuple[LeftOutEntry, ...] = ()
    folders: tuple[str, ...] = ()  # those that were chosen, by their paths
    full: bool = False
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """How far a scan is. `size` is in bytes, `folder` where it is now, fit to be read."""

    files: int = 0
    left_out: int = 0
    size: int = 0
    folder: str = ""


_LITTER = """
.git .hg .svn .bzr _darcs CVS node_modules bower_components __pycache__ .venv venv
.virtualenv .tox .nox .mypy_cache .pytest_cache .ruff_cache .hypothesis .cache .npm
.yarn .gradle .terraform .eggs .ipynb_checkpoints .next .nuxt .parcel-cache .sass-cache
.Trash .Trashes .Spotlight-V100 .fseventsd .DocumentRevisions-V100 .TemporaryItems
$RECYCLE.BIN .idea .vs
"""
_LITTER_FOLDERS = frozenset(_LITTER.split()) | {"System Volume Information"}
_LITTER_FILES = frozenset(
    {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".localized", "icon\r", ".directory"}
)
# What editors and office programs keep beside a file that is open, and what a download
# that has not ended is called.
_LITTER_ENDINGS = (".pyc", ".pyo", ".swp", ".swo", "~", ".part", ".crdownload")
_LITTER_STARTS = ("~$", "._", ".~lock.")


def left_out_by_name(name: str, is_folder: bool, rules: FolderRules) -> LeftOut | None:
    """Whether an entry stays out for its name alone."""
    if rules.skip_litter and _is_litter(name, is_folder):
        return LeftOut.LITTER
    if rules.skip_hidden and name.startswith("."):
        return LeftOut.HIDDEN
    return None


def _is_litter(name: str, is_folder: bool) -> bool:
    if is_folder:
        return name in _LITTER_FOLDERS
    small = name.lower()
    return (
        small in _LITTER_FILES
        or small.endswith(_LITTER_ENDINGS)
        or small.startswith(_LITTER_STARTS)
    )


# Sets within sets mean one thing to git and another to regular expressions to come.
_ODD_SET = re.compile(r"\[[^\]]*(?:\[|--|&&|~~|\|\|)")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one .gitignore, or a person's own. `base` is the folder they count
    from, relative to the chosen one and ending in "/" ("" for that itself)."""

    base: str
    shown: str
    spec: GitIgnoreSpec = field(repr=False)

    def verdict(self, relative: str) -> bool | None:
        """Whether an entry below `base` stays out (True), is asked for (False), or is not
        spoken of (None). A folder's path ends in "/"."""
        return self.spec.check_file(relative[len(self.base) :]).include


def patterns_of(lines: Iterable[str], base: str = "", shown: str = "") -> Patterns | None:
    """The patterns in the lines of a .gitignore; None when there are none. A line that is no
    pattern, or one that would take ages to match, is left out."""
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.base import GitIgnorePatternError

    kept: list[str] = []
    for line in lines:
        if len(kept) >= MOST_PATTERNS:
            break
        if not line.strip() or line.lstrip().startswith("#") or not is_tame(line):
            continue
        try:
            GitIgnoreSpec.from_lines([line])
        except (GitIgnorePatternError, re.error, ValueError):
            continue
        kept.append(line)
    return Patterns(base, shown, GitIgnoreSpec.from_lines(kept)) if kept else None


def is_tame(pattern: str) -> bool:
    """Whether a pattern is plain and matched fast against every name: each star more
    multiplies the ways there are to match, and a folder may have been made by anybody."""
    segments = pattern.strip().split("/")
    whole = sum(segment == "**" for segment in segments)
    return (
        len(pattern) <= 400
        and not _ODD_SET.search(pattern)
        and whole <= 3
        and all(segment == "**" or segment.count("*") <= 3 for segment in segments)
    )


def first_verdict(patterns: Sequence[Patterns], relative: str) -> Patterns | None:
    """What keeps an entry out, None when nothing does. The innermost counts first, so one
    that stands deeper may ask for what an outer one leaves out."""
    for each in reversed(patterns):
        verdict = each.verdict(relative)
        if verdict is not None:
            return each if verdict else None
    return None
