"""Names of programming languages: which lexer is meant, what to call it, which extension.

Apart from the highlighting, because a code card needs the name and the extension
before anything is coloured. All from Pygments' own table, read on first use; the
lexers themselves are not loaded for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

LONGEST_NAME = 30
UNNAMED = "Code"
PLAIN_EXTENSION = "txt"

# Where Pygments' own word is not the one people use.
_SAID = {"Bash": "Shell", "Text only": "Text", "S": "R", "verilog": "Verilog"}
_SAVED = {"S": "R", "Bash Session": "txt", "Docker": "dockerfile"}
_ALSO = {"zsh": "bash", "golang": "go", "plain": "text", "plaintext": "text"}
_PLAIN = frozenset({"Text only", "Text output"})
_EXTENSION = re.compile(r"\*\.(\w[\w+-]*)")


class _Language(NamedTuple):
    name: str
    extension: str


@lru_cache(256)
def display_name(language: str) -> str:
    """What to call a language given as a fence's word: "py" is "Python", "sh" is "Shell".

    An unknown word is cut to LONGEST_NAME characters; none at all is "Code".
    """
    found = _find(language)
    if found is not None:
        return _SAID.get(found.name, found.name)
    return " ".join(language.split())[:LONGEST_NAME].strip() or UNNAMED


def file_extension(language: str) -> str:
    """The extension, without its dot, for saving code of a language; "txt" if unknown."""
    found = _find(language)
    return found.extension if found is not None else PLAIN_EXTENSION


def make_lexer(language: str) -> Any:
    """A Lexer of Pygments for a name, alias or extension; None when nothing is to be coloured.

    It is meant for get_tokens_unprocessed: that leaves the text and its offsets alone.
    """
    found = _find(language)
    if found is None or found.name in _PLAIN:
        return None
    from pygments.lexers import find_lexer_class  # type: ignore[import-untyped]

    kind = find_lexer_class(found.name)
    # Only get_tokens would strip and expand; the options are for lexers that call it inside.
    return kind(stripnl=False, ensurenl=False, stripall=False, tabsize=0) if kind else None


def _find(language: str) -> _Language | None:
    # A fence's first word: "python title=x", "{.python}", ".py", "PYTHON" are all meant.
    words = language[:200].strip(" \t{}.").split(maxsplit=1)
    if not words:
        return None
    word = words[0].strip("{}.,").casefold()
    return _table().get(_ALSO.get(word, word))


@lru_cache(maxsize=1)
def _table() -> dict[str, _Language]:
    from pygments.lexers import get_all_lexers

    aliases: dict[str, _Language] = {}
    names: dict[str, _Language] = {}
    first: dict[str, _Language] = {}
    others: dict[str, _Language] = {}
    for name, known_as, patterns, _ in get_all_lexers(plugins=False):
        found = [match[1] for each in patterns if (match := _EXTENSION.fullmatch(each))]
        extension = _SAVED.get(name) or (found[0] if found else PLAIN_EXTENSION)
        language = _Language(name, extension)
        names.setdefault(name.casefold(), language)
        for alias in known_as:
            aliases.setdefault(alias.casefold(), language)
        # The lexer that lists an extension first is the one it is made for.
        for extension in found[:1]:
            first.setdefault(extension.casefold(), language)
        for extension in found[1:]:
            others.setdefault(extension.casefold(), language)
    return others | first | names | aliases
