r"""Rules for the parser: formulas in $..$, $$..$$, \(..\), \[..\], and footnotes.

Prices are not formulas: as in Pandoc an opening $ is followed by no blank, a
closing one is preceded by no blank and followed by no digit. A footnote's
definition stays where it was written, so that a text can be read from any block on.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_CLOSERS = {"$$": "$$", "\\[": "\\]"}
_INLINE_CLOSERS = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
_OPENING_LINE = re.compile(r"^[ >]*(\$\$|\\\[)", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,50})\]")
_SIGNS = re.compile(r"[\\^_={}+<>/*|-]")
_DEFINITION = re.compile(r"\[\^([^\]\s]{1,50})\]:\s+(?=\S)")


def add_rules(parser: MarkdownIt) -> None:
    """Teaches `parser` formulas (math_block, math_inline) and footnotes."""
    parser.block.ruler.before(
        "fence", "math_block", _math_block, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.block.ruler.before("reference", "footnote_block", _footnote_block, {"alt": []})
    parser.inline.ruler.before("escape", "math_inline", _math_inline)
    parser.inline.ruler.before("link", "footnote_mark", _footnote_mark)


def is_formula_open(source: str) -> bool:
    """Whether a formula may have begun in the last lines of `source` and not ended."""
    tail = source[source.rfind("\n\n") + 1 :]
    *_, last = [None, *_OPENING_LINE.finditer(tail)]
    return last is not None and _CLOSERS[last[1]] not in tail[last.end() :]


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    closer = _CLOSERS.get(first[:2])
    if closer is None:
        return False
    found = _find_closing(state, start, end, closer)
    if found is None:
        return False
    if silent:
        return True
    lines = [first[2:], *(_line(state, n) for n in range(start + 1, found + 1))]
    state.line = found + 1
    token = state.push("math_block", "math", 0)
    token.content = "\n".join(lines).rstrip()[:-2].strip()
    token.map, token.block = [start, state.line], True
    return True


def _find_closing(state: StateBlock, start: int, end: int, closer: str) -> int | None:
    """The last line of the formula; None when it is not closed before a blank line."""
    for line in range(start, end):
        text = _line(state, line)
        if not text or (line > start and state.sCount[line] < state.blkIndent):
            return None
        body = text[2:] if line == start else text
        if body.rstrip().endswith(closer):
            alone = body.rstrip()[:-2].strip() or line > start
            return line if alone else None
        if closer in body:  # text goes on behind it: the inline rule sees to that
            return None
    return None


def _footnote_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    match = _DEFINITION.match(_line(state, start))
    if match is None:
        return False
    if silent:
        return True
    last = start + 1
    while last < end and not state.isEmpty(last) and not _DEFINITION.match(_line(state, last)):
        last += 1
    words = [_line(state, start)[match.end() :], *(_line(state, n) for n in range(start + 1, last))]
    opened = state.push("paragraph_open", "p", 1)
    opened.meta = {"footnote": match[1]}
    inline = state.push("inline", "", 0)
    inline.content, inline.children = "\n".join(words).strip(), []
    opened.map = inline.map = [start, last]
    state.push("paragraph_close", "p", -1)
    state.line = last
    return True


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    match = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("footnote_mark", "sup", 0).content = match[1]
    state.pos = match.end()
    return True


def _math_inline(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    if sign not in "$\\":
        return False
    opener = state.src[state.pos : state.pos + 2]
    if opener in _INLINE_CLOSERS:
        found = _between(state, state.pos + 2, _INLINE_CLOSERS[opener])
        display = opener in _CLOSERS
    else:
        found, display = (_dollar(state) if sign == "$" else None), False
    if found is None:
        return False
    tex, behind = found
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.meta = tex, {"display": display}
    state.pos = behind
    return True


def _between(state: StateInline, begin: int, closer: str) -> tuple[str, int] | None:
    missing = state.env.setdefault("missing " + closer, {})
    if missing.get(state.src, len(state.src)) <= begin:
        return None  # looked for from further left already: a line of openers stays cheap
    end = state.src.find(closer, begin, state.posMax)
    if end < 0:
        missing[state.src] = begin
        return None
    tex = state.src[begin:end].strip()
    return (tex, end + len(closer)) if tex else None


def _dollar(state: StateInline) -> tuple[str, int] | None:
    begin = state.pos + 1
    if begin >= state.posMax or state.src[begin].isspace() or state.src[begin] == "$":
        return None
    if state.pos and (state.src[state.pos - 1].isdigit() or state.src[state.pos - 1] == "$"):
        return None
    end = begin
    while (end := state.src.find("$", end, state.posMax)) >= 0:
        if end - begin > 500 or "\n\n" in state.src[begin:end]:
            return None
        before, behind = state.src[end - 1], state.src[end + 1 : end + 2]
        if before.isspace() and not behind.isspace():
            return None  # the next price, or the true opening
        if not before.isspace() and before != "\\":
            tex = state.src[begin:end]
            said = " " in tex and tex[0].isdigit() and not _SIGNS.search(tex)
            return None if said or behind.isdigit() or behind == "$" else (tex, end + 1)
        end += 1
    return None
