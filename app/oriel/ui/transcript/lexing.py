"""Pygments line by line: lexing that goes on where it stopped.

Apart from the highlighting, which keeps spans and knows colours: here is only the
loop of Pygments' RegexLexer, run from a saved stack of states at a line start.

A line is lexed seeing nothing but itself, so what it becomes never depends on how
much had arrived. Only where a rule for a comment, string or heredoc of several
lines has begun, it sees on to the first line where that rule is satisfied.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

LONGEST_LINE = 5_000  # characters; a longer line is not lexed
REACH_LINES = 200  # how far a rule of several lines may look for its end ...
REACH_CHARS = 8_000  # ... and how much text it may see
DEEPEST_STACK = 500
_MOST_EMPTY_MATCHES = 200

Token = tuple[int, int, Any]
"""Start and length in characters of a line, and Pygments' token type."""

_Rule = tuple[Callable[..., "re.Match[str] | None"], Any, Any]


class _Opener(NamedTuple):
    """What begins something of several lines, and how Pygments' rules for it are written.

    A rule has to be written so, too: "<<" is a mere shift in most languages. A "^" stands
    for the beginning of what is written.
    """

    mark: str
    begins: re.Pattern[str]
    written: tuple[str, ...]


def _opener(mark: str, *written: str, before: str = "", after: str = "") -> _Opener:
    return _Opener(mark, re.compile(before + re.escape(mark) + after), written)


_OPENERS = (
    _opener("/*", r"/\*", "/[*]", r"/(\\\n)?\*", r"/(\\\n)?[*]"),
    _opener('"""', '"""', '"{3', before=r"\s*[\w$@]{0,3}"),
    _opener("'''", "'''", "'{3", before=r"\s*[\w$@]{0,3}"),
    _opener("<!--", "<!--"),
    _opener("<![CDATA[", "CDATA"),
    _opener("<<", "<<", after=r"[-~]?\s*['\"\\]?[A-Za-z_]"),
    _opener("```", "```", before=r"\s*"),
    _opener("`", "`[^`]*`", "`.*?`"),
    _opener("'", "^'.*?'", "^'(''|[^'])*'"),
    _opener('"', '^".*?"', '^"(""|[^"])*"'),
    _opener('"', 'r(#*)"', before="[A-Za-z]{1,2}#*"),
    _opener("@'", "@'"),
    _opener('@"', '@"'),
    _opener("[", r"\](?P=level)\]", before="#?", after="=*\\["),
    _opener("=", "^^=", after="[A-Za-z]"),
)
# States whose text reaches on to a closing tag, whatever it begins with.
_INSIDE_TAGS = ("script-content", "style-content")
_UNTIL_TAG = ("(?=<",)
# How a rule is written that takes in any number of lines, and not just one newline.
_CROSSING = re.compile(r"\.[*+]\?|\[\\[wWsSdD]\\[wWsSdD]\]|\[\^[^\]]*\][*+]|\)[*+]")


class _Window(NamedTuple):
    """Lines that may be seen, from the one to lex on."""

    text: str
    lead: int  # a newline stands in front, so that only line 0 is the beginning of a text
    ends: tuple[int, ...]  # where each line ends, its newline included
    is_closed: bool  # nothing that comes later can change it


class Waiting(NamedTuple):
    """A rule of several lines has begun and found no end: the tokens of the lines before it,
    counted from the next to lex; where it began in the last of them; its type, if it has one."""

    before: list[list[Token]]
    start: int
    kind: Any


class LineLexer:
    """Lexes lines for good, one after the other. Takes a RegexLexer of Pygments.

    `line` is the first line not lexed yet, `tested` counts lines looked at, and
    `waiting` says why the last step did not lex it.
    """

    def __init__(self, lexer: Any) -> None:
        self.line = 0
        self.tested = 0
        self.waiting: Waiting | None = None
        self._lexer = lexer
        self._stack: tuple[str, ...] = ("root",)
        # A rule that found no end is not tried again before this line: a text
        # full of openers would be searched to the end from each of them.
        self._given_up: dict[str, int] = {}
        self._tried = (0, 0, 0)  # line, position and how many line ends were of no use

    def step(self, lines: Sequence[str], *, is_all: bool) -> list[list[Token]] | None:
        """The tokens of the next line, or of the several lines that one rule spans.

        None when it has to wait for more lines. With `is_all` there are no more, and it
        never waits. Raises whatever a lexer of Pygments raises.
        """
        self.waiting = None
        self.tested += 1
        if len(lines[self.line]) > LONGEST_LINE:
            self.line += 1
            return [[]]
        run = _Run(self._lexer, self._stack, _window(lines, self.line, 1, is_all=is_all))
        while run.position < run.end:
            if not self._advance(run, lines, is_all=is_all):
                return None
        self._stack = tuple(run.stack) if len(run.stack) <= DEEPEST_STACK else ("root",)
        self.line += run.shown
        return run.by_line()

    def peek(self, line: str) -> list[Token]:
        """The tokens of the line after those lexed, while it may still grow; keeps nothing."""
        other = LineLexer(self._lexer)
        other._stack = self._stack
        other.line = min(self.line, 1)  # not the first line of a text, unless it is
        return (other.step([""] * other.line + [line], is_all=True) or [[]])[0]

    def _advance(self, run: _Run, lines: Sequence[str], *, is_all: bool) -> bool:
        """One token on; False when it depends on lines that are not there yet."""
        rules = run.rules()
        number, match = run.first(rules)
        candidates = self._candidates(run, rules[:number])
        if candidates:
            if len(run.window.ends) == 1:  # few lines need to see more than themselves
                run.window = _window(lines, self.line, REACH_LINES, is_all=is_all)
            found = self._reach(run, candidates)
            if found is not None:
                run.take(*found)
                return True
            if not run.window.is_closed:
                self.waiting = run.waits_for(candidates[0])
                return False
            for rule in candidates:
                self._given_up[_written(rule)] = self.line + REACH_LINES
        if match is not None:
            run.take(rules[number], match)
        else:
            run.skip()
        return True

    def _candidates(self, run: _Run, rules: Sequence[_Rule]) -> list[_Rule]:
        """Rules before the one that matches which could match if they saw more lines."""
        written: list[str] = []
        if run.stack[-1] in _INSIDE_TAGS:
            written.extend(_UNTIL_TAG)
        for opener in run.openers():
            if opener.begins.match(run.window.text, run.position, run.end):
                written.extend(opener.written)
        if not written:
            return []
        return [
            rule
            for rule in rules
            if (own := _written(rule))
            and any(each in own for each in written)
            and _CROSSING.search(own)
            and self._given_up.get(own, 0) <= self.line
        ]

    def _reach(self, run: _Run, rules: list[_Rule]) -> tuple[_Rule, re.Match[str]] | None:
        """The first match over the fewest lines. Shows the run the lines it takes."""
        place = (self.line, run.position)
        first = self._tried[2] if self._tried[:2] == place else run.shown
        for shown in range(max(first, run.shown), len(run.window.ends)):
            self.tested += 1
            for rule in rules:
                match = rule[0](run.window.text, run.position, run.window.ends[shown])
                if match is not None and match.end() > run.end:
                    run.show(shown + 1)
                    return rule, match
        self._tried = (*place, len(run.window.ends))
        return None


class _Run:
    """RegexLexer.get_tokens_unprocessed, token by token, over what is shown of a window."""

    def __init__(self, lexer: Any, stack: tuple[str, ...], window: _Window) -> None:
        self.window = window
        self.position = window.lead
        self.stack = list(stack)
        self._lexer = lexer
        self._tokens: list[tuple[int, Any, str]] = []
        self._stuck = 0
        self.show(1)

    def show(self, lines: int) -> None:
        self.shown = lines
        self.end = self.window.ends[lines - 1]
        self._openers: list[_Opener] | None = None

    def openers(self) -> list[_Opener]:
        """The openers in the rest of what is shown: mostly none, found at one look."""
        if self._openers is None:
            rest = self.window.text[self.position : self.end]
            self._openers = [opener for opener in _OPENERS if opener.mark in rest]
        return self._openers

    def rules(self) -> list[_Rule]:
        found: list[_Rule] = self._lexer._tokens[self.stack[-1]]  # noqa: SLF001  it has no other door
        return found

    def first(self, rules: list[_Rule]) -> tuple[int, re.Match[str] | None]:
        for number, rule in enumerate(rules):
            match = rule[0](self.window.text, self.position, self.end)
            if match is not None:
                return number, match
        return len(rules), None

    def take(self, rule: _Rule, match: re.Match[str]) -> None:
        """Yields what the rule says and moves on. Skips on when rules only match nothing."""
        _, action, transition = rule
        self._stuck = self._stuck + 1 if match.end() == self.position else 0
        if self._stuck > _MOST_EMPTY_MATCHES or len(self.stack) > 4 * DEEPEST_STACK:
            self.stack = ["root"]
            self.skip()
            return
        if _simple(action) is not None:
            self._tokens.append((self.position, action, match.group()))
        elif action is not None:
            self._tokens.extend(action(self._lexer, match))
        self.position = match.end()
        if transition is not None:
            self._change(transition)

    def skip(self) -> None:
        """Nothing fits here: leaves out a character; at the end of a line all begins anew."""
        if self.window.text[self.position] == "\n":
            self.stack = ["root"]
        self._stuck = 0
        self.position += 1

    def _change(self, transition: Any) -> None:
        if isinstance(transition, int):
            # At least one state stays.
            del self.stack[max(1, len(self.stack) + transition) :]
            return
        for state in transition if isinstance(transition, tuple) else (transition,):
            if state == "#push":
                self.stack.append(self.stack[-1])
            elif state != "#pop":
                self.stack.append(state)
            elif len(self.stack) > 1:
                self.stack.pop()

    def waits_for(self, rule: _Rule) -> Waiting:
        bounds = (self.window.lead, *self.window.ends)
        number = bisect_right(bounds, self.position) - 1
        return Waiting(
            split(self._tokens, bounds[: number + 2]),
            self.position - bounds[number],
            _simple(rule[1]),
        )

    def by_line(self) -> list[list[Token]]:
        """The tokens of each line shown, cut at line ends."""
        ends = self.window.ends[: self.shown]
        return split(self._tokens, (self.window.lead, *ends))


def split(tokens: Sequence[tuple[int, Any, str]], bounds: Sequence[int]) -> list[list[Token]]:
    """Tokens of a text as tokens of its lines, which begin at all `bounds` but the last.

    Each line ends with a newline, which is in no token. What lies over an earlier
    token or outside the lines is left out.
    """
    lines: list[list[Token]] = [[] for _ in bounds[1:]]
    reached = bounds[0]
    for offset, kind, value in tokens:
        begin, end = max(offset, reached), min(offset + len(value), bounds[-1])
        reached = max(reached, end)
        number = bisect_right(bounds, begin) - 1
        while begin < end:
            stop = min(end, bounds[number + 1] - 1)
            if stop > begin:
                lines[number].append((begin - bounds[number], stop - begin, kind))
            number += 1
            begin = bounds[number]
    return lines


def _window(lines: Sequence[str], first: int, most: int, *, is_all: bool) -> _Window:
    """`most` lines from one on: not beyond a line that is not lexed, nor too much text."""
    lead = 1 if first else 0
    parts: list[str] = ["\n"] if first else []
    ends: list[int] = []
    size = lead
    is_closed = False
    for number in range(first, min(first + most, len(lines))):
        line = lines[number]
        if ends and (size + len(line) >= REACH_CHARS or len(line) > LONGEST_LINE):
            is_closed = True
            break
        parts += (line, "\n")
        size += len(line) + 1
        ends.append(size)
    return _Window("".join(parts), lead, tuple(ends), is_closed or is_all or len(ends) == most)


def _simple(action: Any) -> Any:
    """The token type, if that is all the rule says: types are tuples, the rest is callable."""
    return action if isinstance(action, tuple) else None


def _written(rule: _Rule) -> str:
    pattern = getattr(getattr(rule[0], "__self__", None), "pattern", "")
    return "^" + pattern.removeprefix("(?s)") if isinstance(pattern, str) else ""
