"""Markdown as one reads it in a glance: the words without their marks. Where a text is only
looked at, in the bin, it is not worth more.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"^\s*(```|~~~)")
_RULE = re.compile(r"^[\s|:-]*-{2,}[\s|:-]*$")  # also the line below the head of a table
_HEAD = re.compile(r"^\s*(#{1,6}|>)\s+")
_ITEM = re.compile(r"^(\s*)[-*+]\s+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_]+)(?<=\S)\1")
_WEAK = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]+)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`]+)`")


def unmarked(text: str) -> str:
    """The same lines without marks; code keeps what looks like marks in it."""
    lines: list[str] = []
    in_code = False
    for line in text.splitlines():
        if _FENCE.match(line):
            in_code = not in_code
        elif in_code:
            lines.append(line)
        elif not _RULE.match(line):
            lines.append(_line(line))
    return "\n".join(lines)


def _line(line: str) -> str:
    line = _ITEM.sub(r"\1• ", _HEAD.sub("", line))
    if line.lstrip().startswith("|"):
        line = "   ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    line = _LINK.sub(r"\1", line)
    line = _WEAK.sub(r"\2", _STRONG.sub(r"\2", line))
    return _CODE.sub(r"\1", line)
