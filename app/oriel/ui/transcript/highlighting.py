"""Colours of code that is still arriving: spans of theme tokens, line by line.

Apart from what paints them, and without Qt: here is which part of a line is a
keyword, a string or a comment. What was lexed is never lexed again. Pygments is
imported when the first code of a known language is there.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from oriel.ui.transcript.languages import display_name, file_extension, make_lexer
from oriel.ui.transcript.lexing import LONGEST_LINE, LineLexer, Token, split

__all__ = ["Highlighter", "Span", "display_name", "file_extension"]

Span = tuple[int, int, str]
"""Start and length in characters (code points) of a line, and a theme token's name."""

BUDGET_LINES = 200
WHOLE_LINES = 5_000  # a lexer that cannot resume is given no more than this ...
WHOLE_CHARS = 200_000  # ... nor more than that

_log = logging.getLogger(__name__)

_lock = threading.Lock()
_loaded: set[str] = set()
_loading: set[str] = set()

# Pygments' types are a tree; the longest name that leads to a type counts.
_TOKENS = {
    "Comment": "muted",
    "Comment.Preproc": "syntax-keyword",
    "Comment.PreprocFile": "syntax-string",
    "Keyword": "syntax-keyword",
    "Keyword.Type": "syntax-function",
    "Operator.Word": "syntax-keyword",
    "Name.Builtin": "syntax-function",
    "Name.Builtin.Pseudo": "syntax-keyword",
    "Name.Class": "syntax-function",
    "Name.Function": "syntax-function",
    "Name.Decorator": "syntax-function",
    "Name.Exception": "syntax-function",
    "Name.Attribute": "syntax-function",
    "Name.Tag": "syntax-keyword",
    "Name.Constant": "syntax-string",
    "Literal": "syntax-string",
    "Literal.String.Doc": "muted",
    "Literal.String.Interpol": "syntax-keyword",
    "Literal.String.Escape": "syntax-keyword",
    "Generic.Deleted": "danger",
    "Generic.Inserted": "ok",
    "Generic.Error": "danger",
    "Generic.Heading": "syntax-function",
    "Generic.Subheading": "syntax-function",
    "Generic.Prompt": "muted",
    "Generic.Output": "muted",
}


def is_ready(language: str) -> bool:
    """Whether a Highlighter for a language can be made without a pause. Loading its lexer
    takes up to a tenth of a second: when it is not loaded yet, a thread begins to."""
    with _lock:
        if language in _loaded:
            return True
        if language not in _loading:
            _loading.add(language)
            threading.Thread(target=_load, args=(language,), name="lexers", daemon=True).start()
    return False


def _load(language: str) -> None:
    try:
        make_lexer(language)
    except Exception:  # noqa: BLE001  a lexer is a stranger's code, and only colours
        _log.info("no lexer could be loaded")
    with _lock:
        _loading.discard(language)
        _loaded.add(language)


class Highlighter:
    """The spans of one piece of code. Takes a name, alias or extension of a language.

    Every call takes the same list of complete lines, without their newlines, which
    only ever grows at its end. Nothing here raises, whatever the text: when a lexer
    fails, the rest stays plain.

    `lexed` is how many lines are final. A language whose lexer cannot resume has
    none before `finish`; what `spans` says until then may change.
    """

    def __init__(self, language: str) -> None:
        self.lexed = 0
        self._spans: list[list[Span]] = []
        self._lines: Sequence[str] = ()
        self._early: list[list[Span]] = []  # of lines after those that are final
        self._begun: str | None = None  # the token that all after `_early` is taken for
        self._whole = 0  # lines in the last run of a lexer that cannot resume
        self._lexer: Any = None
        self._resuming: LineLexer | None = None
        try:
            self._lexer = make_lexer(language)
            if self._lexer is not None and _resumes(self._lexer):
                self._resuming = LineLexer(self._lexer)
        except Exception:  # noqa: BLE001  a lexer is a stranger's code, and only colours
            self._fail()

    def advance(self, lines: Sequence[str], budget_lines: int = BUDGET_LINES) -> bool:
        """Lexes on. True when the budget ended before the lines did: call again, at leisure.

        A lexer that cannot resume is run over everything, whenever there is twice as much.
        """
        self._lines = lines
        if self._resuming is not None:
            return self._resume(self._resuming, lines, budget_lines, is_all=False)
        if self._lexer is None:
            self.lexed = len(lines)
        elif self.lexed < len(lines) and len(lines) >= max(1, 2 * self._whole):
            self._lex_whole(lines)
        return False

    def finish(self, lines: Sequence[str]) -> None:
        """Lexes the rest: no more lines will come. All are final then."""
        self._lines = lines
        if self._resuming is not None:
            self._resume(self._resuming, lines, None, is_all=True)
        elif self._lexer is not None and self.lexed < len(lines):
            self._lex_whole(lines)
        self.lexed = len(lines)

    def spans(self, index: int) -> list[Span]:
        """The spans of a line, in order and apart from each other; [] for one not lexed.

        Of a comment or string whose end has not arrived, the lines are coloured as such.
        """
        if index < 0:
            return []
        if index < len(self._spans):
            return self._spans[index]
        if (early := index - len(self._spans)) < len(self._early):
            return self._early[early]
        if self._begun is None or index >= len(self._lines):
            return []
        return _entire(self._lines[index], self._begun)

    def peek(self, line: str) -> list[Span]:
        """The spans of the line after the complete ones, which is still being written."""
        if self._begun is not None:
            return _entire(line, self._begun)
        if self._resuming is None or self._early:
            return []
        try:
            return _coloured(self._resuming.peek(line))
        except Exception:  # noqa: BLE001  a lexer is a stranger's code, and only colours
            return []

    def _resume(
        self, lexer: LineLexer, lines: Sequence[str], budget: int | None, *, is_all: bool
    ) -> bool:
        self._early, self._begun = [], None
        limit = None if budget is None else lexer.tested + max(1, budget)
        try:
            while lexer.line < len(lines):
                if limit is not None and lexer.tested >= limit:
                    return True
                done = lexer.step(lines, is_all=is_all)
                if done is None:
                    self._wait(lexer)
                    return False
                self._spans.extend(_coloured(tokens) for tokens in done)
                self.lexed = lexer.line
        except Exception:  # noqa: BLE001  a lexer is a stranger's code, and only colours
            self._fail()
            self.lexed = len(lines)
        return False

    def _wait(self, lexer: LineLexer) -> None:
        """Colours what an unfinished comment or string will be, as far as is known."""
        if (waiting := lexer.waiting) is None:
            return
        self._early = [_coloured(tokens) for tokens in waiting.before]
        self._begun = token_of(waiting.kind) if waiting.kind is not None else None
        if self._begun is not None:
            line = self._lines[lexer.line + len(self._early) - 1]
            self._early[-1].append((waiting.start, len(line) - waiting.start, self._begun))

    def _lex_whole(self, lines: Sequence[str]) -> None:
        """Lexes all lines from the first on, in one run."""
        self._whole = len(lines)
        parts, size = [], 0
        for line in lines[:WHOLE_LINES]:
            part = line if len(line) <= LONGEST_LINE else ""
            size += len(part) + 1
            if size > WHOLE_CHARS:
                break
            parts.append(part)
        bounds = [0]
        for part in parts:
            bounds.append(bounds[-1] + len(part) + 1)
        text = "".join(f"{part}\n" for part in parts)
        try:
            tokens = list(self._lexer.get_tokens_unprocessed(text)) if text else []
            self._spans = [_coloured(each) for each in split(tokens, bounds)]
        except Exception:  # noqa: BLE001  a lexer is a stranger's code, and only colours
            self._fail()

    def _fail(self) -> None:
        _log.warning("a lexer failed; the code stays plain from here on", exc_info=True)
        self._lexer = self._resuming = None
        self._early, self._begun = [], None


def _resumes(lexer: Any) -> bool:
    from pygments.lexer import RegexLexer  # type: ignore[import-untyped]

    # A lexer with a loop of its own may keep more than the stack of states.
    own = type(lexer).get_tokens_unprocessed
    return isinstance(lexer, RegexLexer) and own is RegexLexer.get_tokens_unprocessed


def _entire(line: str, token: str) -> list[Span]:
    return [(0, len(line), token)] if line else []


def _coloured(tokens: Iterable[Token]) -> list[Span]:
    """The spans of a line's tokens; those that touch and look the same are one."""
    spans: list[Span] = []
    for start, length, kind in tokens:
        token = token_of(kind)
        if token is None:
            continue
        if spans and spans[-1][2] == token and spans[-1][0] + spans[-1][1] == start:
            start, length = spans[-1][0], spans[-1][1] + length
            spans.pop()
        spans.append((start, length, token))
    return spans


@lru_cache(maxsize=1_000)
def token_of(kind: tuple[str, ...]) -> str | None:
    """The theme token for a token type of Pygments; None for what looks like plain text."""
    for length in range(len(kind), 0, -1):
        if (token := _TOKENS.get(".".join(kind[:length]))) is not None:
            return token
    return None
