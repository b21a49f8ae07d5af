"""A program and its arguments as one line, and back; never by way of a shell."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence

WINDOWS = sys.platform == "win32"


def words_of(line: str, *, windows: bool = WINDOWS) -> tuple[str, ...]:
    """The words of a typed line; quotes keep spaces together. Raises ValueError for a quote
    that is not closed. On Windows a backslash is a letter of a path."""
    parts = shlex.shlex(line, posix=True, punctuation_chars=False)
    parts.whitespace_split = True
    parts.commenters = ""
    if windows:
        parts.escape = ""
    return tuple(parts)


def line_of(words: Sequence[str], *, windows: bool = WINDOWS) -> str:
    """A line that `words_of` takes apart into the same words."""
    if not windows:
        return shlex.join(words)
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    if word and not any(c.isspace() or c in "'\"" for c in word):
        return word
    # What stands between two kinds of quotes is put together again.
    return '"' + '"\'"\'"'.join(word.split('"')) + '"'


def apart(words: Sequence[str]) -> str:
    """The words so that everybody sees where one ends and the next begins."""
    return "  │  ".join(word or "“”" for word in words)
