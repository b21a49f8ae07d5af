"""What a text is made of once its markup is understood: flat blocks of styled runs.

Flat, because that is what is painted: a paragraph in a list in a quotation is a
paragraph that knows what it is inside of. Code and tables can grow at their end
while they stream in; everything else is a frozen value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag
from typing import NamedTuple


class Style(IntFlag):
    """How a run is set. MATH: the text is TeX. RAISED: a footnote's mark.
    MUTED: stands for something that is not shown, as an image's words."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    CODE = 4
    STRIKE = 8
    MATH = 16
    RAISED = 32
    MUTED = 64


class Run(NamedTuple):
    """Some characters in one style. `link` is "" or an address that is_safe_link()."""

    text: str
    style: Style = Style.PLAIN
    link: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph, a heading of `level` 1 to 6, or a rule (`level` -1, no runs).

    `inside` names what it stands in, outermost first: "q" a quotation, "l" a list
    item. `marker` is set on the first block of an item: "•", "3.", "☐", "☑" or a
    footnote's label. `more` is the continuation of a paragraph too long for one block.
    """

    runs: Runs = ()
    level: int = 0
    inside: str = ""
    marker: str = ""
    more: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class Code:
    """Fenced or indented code; `lines` without their ends. Grows while `open`;
    `unfinished` says that its last line may grow too."""

    language: str = ""
    lines: list[str] = field(default_factory=list)
    inside: str = ""
    open: bool = False
    unfinished: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class Table:
    """`align` has "left", "center" or "right" for each column; every row has as many
    cells as the header. Grows while `open`."""

    align: tuple[str, ...]
    header: tuple[Runs, ...]
    rows: list[tuple[Runs, ...]] = field(default_factory=list)
    inside: str = ""
    open: bool = False

    @property
    def text(self) -> str:
        """As tab-separated values, one row a line."""
        rows = (self.header, *self.rows)
        return "\n".join("\t".join(plain(cell) for cell in row) for row in rows)


@dataclass(frozen=True, slots=True)
class Formula:
    """A displayed formula; `tex` without its delimiters."""

    tex: str
    inside: str = ""

    @property
    def text(self) -> str:
        return self.tex


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that stands alone. `url` is a data: URI, or an http(s) address that
    nobody fetches unasked."""

    url: str
    alt: str = ""
    inside: str = ""

    @property
    def text(self) -> str:
        return self.alt


Block = Prose | Code | Table | Formula | Picture


def plain(runs: Runs) -> str:
    """The characters alone."""
    return "".join(run.text for run in runs)
