"""The filter that is being typed: where it stands, and how a value is put in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

NAMES = ("in", "tag", "model", "role", "has", "before", "after", "on")
VALUES = {
    "role": ("user", "assistant", "tool"),
    "has": ("code", "file", "image", "tool"),
    "before": ("today", "7d", "1m", "1y"),
    "after": ("today", "yesterday", "7d", "1m", "1y"),
    "on": ("today", "yesterday"),
}
_BEGUN = re.compile(rf'(?:^|(?<=\s))({"|".join(NAMES)}):(?:"([^"]*)|(\S*))$', re.IGNORECASE)
_HELP = re.compile(r"(?:^|(?<=\s)):$")


@dataclass(frozen=True, slots=True)
class Begun:
    """A filter that ends where the caret is: `start` is where it begins, `part` what stands
    behind its colon. `name` is "" for a colon alone, which asks which filters there are."""

    start: int
    name: str
    part: str


def begun(typed: str, caret: int) -> Begun | None:
    """The filter before the caret; None when it stands in no such thing. `caret` counts
    characters."""
    before = typed[:caret]
    if found := _HELP.search(before):
        return Begun(found.start(), "", "")
    found = _BEGUN.search(before)
    if found is None:
        return None
    part = found[2] if found[2] is not None else found[3]
    return Begun(found.start(), found[1].lower(), part)


def completed(typed: str, caret: int, filter_begun: Begun, value: str) -> tuple[str, int]:
    """The text with `value` in the filter's place, and where the caret is then. Without a
    value, the filter is only begun: its values are chosen next."""
    name = filter_begun.name
    said = f'{name}:"{value}" ' if re.search(r"\s", value) else f"{name}:{value} "
    text = typed[: filter_begun.start] + (said if value else f"{name}:")
    rest = typed[caret:].lstrip() if value else typed[caret:]
    return text + rest, len(text)
