"""Markdown as its reader sees it, for one line: without the signs that only set it.

Quick rather than exact, and for excerpts alone: thirty of them are made at every pause in
typing. What is shown of a whole message is made by domain/markdown.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(`{3,}|~{3,})([^`\n]*)")
_ANY_FENCE = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(`{3,}|~{3,})", re.M)
_BEGINS = re.compile(r"[ \t]*(?:>[ \t]?|#{1,6}[ \t]+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)+")
_CELL = r"[ \t]*:?-+:?[ \t]*"
_NOTHING = re.compile(
    rf"[ \t]*(?:(?:[-*_][ \t]*){{3,}}|=+[ \t]*|\|?{_CELL}(?:\|{_CELL})*\|?[ \t]*)"
)
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(.{1,400}?)(?<!`)\1(?!`)")
_LINK = re.compile(
    r"""!?\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){0,400})\]
    (?:\((?:[^()\s]|\([^()]{0,200}\)){0,800}(?:[ \t]+"[^"]{0,200}")?\)|\[[^\[\]]{0,80}\])""",
    re.VERBOSE,
)
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]*)>")
_STRONG = re.compile(r"(?<!\\)(\*{1,3}|~~)(?=[^\s*~])(.{1,400}?)(?<=[^\s\\])\1")
_LEVEL = re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])(.{1,400}?)(?<=[^\s\\_])\1(?!\w)")
_SIGN = re.compile(r"[][*_~<\\]")
_MARKED = re.compile(r"[][*_~<\\`|]|^[ \t]*(?:[-+>#]|==)", re.MULTILINE)
_ESCAPED = re.compile(r"\\([*_#`~|>+-])")


def as_read(text: str, *, in_code: bool = False) -> str:
    """The text without marks, line by line; `in_code` says that it begins within a block of
    code, which stays as it is."""
    if not in_code and not _MARKED.search(text):
        return text
    lines: list[str] = []
    fence = "```" if in_code else ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1][0] == fence[0] and not found[2].strip():
            fence = ""
        else:
            lines.append(line if fence else _prose(line))
    return "\n".join(lines)


def in_code_at(text: str, at: int) -> bool:
    """Whether a block of code is open at that place, where a line begins."""
    return at > 0 and len(_ANY_FENCE.findall(text, 0, at)) % 2 == 1


def _prose(line: str) -> str:
    if _NOTHING.fullmatch(line):
        return ""
    if begins := _BEGINS.match(line):
        line = line[begins.end() :]
    if line.lstrip().startswith("|"):
        line = " · ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    if "`" not in line:
        return _said(line)
    pieces: list[str] = []
    at = 0
    for code in _CODE.finditer(line):
        pieces += [_said(line[at : code.start()]), code[2]]
        at = code.end()
    return "".join((*pieces, _said(line[at:])))


def _said(text: str) -> str:
    if not _SIGN.search(text):
        return text
    if "](" in text or "][" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _ADDRESS.sub(r"\1", text)
    strong = "*" in text or "~" in text
    if strong:
        text = _STRONG.sub(r"\2", text)
    if "_" in text:
        text = _LEVEL.sub(r"\2", text)
    if strong:  # again: what is strong may be level within
        text = _STRONG.sub(r"\2", text)
    return _ESCAPED.sub(r"\1", text)
