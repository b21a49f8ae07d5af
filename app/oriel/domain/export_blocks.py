"""Understood Markdown as HTML: nested again from flat blocks, every word escaped.

Nothing of a message reaches the page as markup: tags and attributes are all ours, so that
there is nothing to be cleaned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from oriel.domain.export_marks import NO_MARKS, Marks
from oriel.domain.markdown.blocks import Block, Code, Formula, Picture, Prose, Run, Runs, Style
from oriel.domain.markdown.blocks import Table as TableBlock
from oriel.domain.markdown.links import is_safe_link

LARGEST_PICTURE = 48 << 20  # characters of a data URI
_KIND = re.compile(r"data:image/(png|jpe?g|gif|webp);base64,")
_BEGINNINGS = {
    "png": "iVBORw0KGgo",
    "jpg": "/9j/",
    "jpeg": "/9j/",
    "gif": "R0lGODdh R0lGODlh",
    "webp": "UklGR",
}
_BASE64 = re.compile(r"[A-Za-z0-9+/]*")
_SLICE = 1 << 16  # a pattern over all of it would hold up every other thread
# What HTML does not take, or XML: control signs, halves of signs, no signs at all.
_UNFIT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ORDERED = re.compile(r"(\d{1,9})\.")
_WRAPS = (
    (Style.STRIKE, "s"),
    (Style.ITALIC, "em"),
    (Style.BOLD, "strong"),
    (Style.CODE, "code"),
)
_TASKS = {"☐": "todo", "☑": "done"}


class Drawn(NamedTuple):
    """A formula as SVG in currentColor; lengths in CSS pixels, `depth` below the line."""

    svg: str
    width: float
    height: float
    depth: float


@dataclass(frozen=True, slots=True)
class Craft:
    """What is done elsewhere: `colour` gives the spans (start, length, token) of each line of
    code, `draw` a formula, None for one that cannot be drawn."""

    colour: Callable[[str, Sequence[str]], Sequence[Sequence[tuple[int, int, str]]]]
    draw: Callable[[str, bool], Drawn | None]
    language: Callable[[str], str] = str
    picture_at: Callable[[str], str] = str


PLAIN_CRAFT = Craft(lambda _, lines: [[] for _ in lines], lambda tex, display: None)


def text(words: str) -> str:
    """Words as HTML text, also between double quotes."""
    return escape(_UNFIT.sub("\ufffd", words))


def is_rtl(words: str) -> bool:
    """Whether the first letter with a direction goes to the left."""
    if words.isascii():
        return False
    ways = (unicodedata.bidirectional(sign) for sign in words)
    return next((way for way in ways if way in ("L", "R", "AL")), "L") != "L"


def lines(words: str) -> str:
    """Words that are no markup, with one kind of line end; for what is set as it is."""
    return text(words.replace("\r\n", "\n").replace("\r", "\n"))


def link(address: str, inside: str) -> str:
    """HTML that leads out, where an address may; else the same without a link."""
    if not is_safe_link(address):
        return inside
    return f'<a href="{text(address.strip())}" rel="noopener noreferrer nofollow">{inside}</a>'


def picture(uri: str, alt: str, craft: Craft, url: str = "") -> str:
    """An image whose bytes are there; one from elsewhere is a link, and never fetched."""
    if len(uri) <= LARGEST_PICTURE and _is_picture(uri):
        return f'<img src="{uri}" alt="{text(alt)}">'
    said = craft.picture_at(url or uri if is_safe_link(url or uri) else "")
    words = f"{alt[:200]} · {said}" if alt else said
    return link(url or uri, f'<span class="elsewhere" dir="auto">{text(words)}</span>')


def is_base64(uri: str, begin: int) -> bool:
    """Whether a data URI holds nothing else from a place on: nothing that could end it."""
    end = len(uri) - (2 if uri.endswith("==") else uri.endswith("="))
    if begin >= end:
        return False
    slices = range(begin, end, _SLICE)
    return all(_BASE64.fullmatch(uri, at, min(end, at + _SLICE)) for at in slices)


def _is_picture(uri: str) -> bool:
    """A picture by its first bytes too: what is none would be shown as a broken one."""
    kind = _KIND.match(uri)
    if kind is None:
        return False
    known = tuple(_BEGINNINGS[kind[1]].split())
    return uri.startswith(known, kind.end()) and is_base64(uri, kind.end())


def html_of(blocks: Iterable[Block], craft: Craft, marks: Marks = NO_MARKS) -> Iterator[str]:
    """Pieces of HTML, whole only together. `marks` are the footnotes that are ours."""
    nest = _Nest()
    for block in blocks:
        marker = block.marker if isinstance(block, Prose) else ""
        way = ' dir="rtl"' if not isinstance(block, Code) and is_rtl(block.text) else ""
        yield from nest.enter(block.inside, marker, way)
        yield _block(block, craft, marks)
    yield from nest.leave(0)


class _Nest:
    """The quotations and lists that are open, outermost first, each as its closing tags."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []  # ("q" or the list's tag, closing tags)

    def enter(self, inside: str, marker: str, way: str) -> Iterator[str]:
        """Closes and opens until what is open is `inside`; a marker begins an item. `way` is
        the direction in which what is opened goes: "auto" would not look into the block."""
        item = inside.rfind("l") if marker else -1
        same = 0
        for each, (opened, _) in zip(inside, self._open, strict=False):
            if (each == "q") != (opened == "q"):
                break
            same += 1
        if 0 <= item < same:
            yield from self.leave(item + 1)
            if self._open[item][0] == _tag(marker) != "div":
                yield "</li>" + _item(marker)
                same = item + 1
            else:
                same = item
        yield from self.leave(same)
        for depth in range(same, len(inside)):
            yield self._begun(inside[depth], marker if depth == item else "", way)

    def leave(self, depth: int) -> Iterator[str]:
        while len(self._open) > depth:
            yield self._open.pop()[1]

    def _begun(self, kind: str, marker: str, way: str) -> str:
        if kind == "q":
            self._open.append(("q", "</blockquote>\n"))
            return f"<blockquote{way}>"
        tag = _tag(marker)
        if tag == "div":
            self._open.append((tag, "</div>\n"))
            return f'<div class="note"{way}><sup>{text(marker)}</sup> '
        self._open.append((tag, f"</li></{tag}>\n"))
        return f"<{tag}{way}>{_item(marker)}"


def _tag(marker: str) -> str:
    if not marker or marker == "•" or marker in _TASKS:
        return "ul"
    return "ol" if _ORDERED.fullmatch(marker) else "div"


def _item(marker: str) -> str:
    if match := _ORDERED.fullmatch(marker):
        return f'<li value="{int(match[1])}">'
    if marker in _TASKS:
        return f'<li class="{_TASKS[marker]}"><span class="box">{marker}</span>'
    return "<li>" if marker else '<li class="bare">'


def _block(block: Block, craft: Craft, marks: Marks) -> str:
    match block:
        case Prose(level=-1):
            return "<hr>\n"
        case Prose(runs, level) if level > 0:
            # The chat's title and the turns have the first two levels.
            tag = f"h{min(6, level + 2)}"
            return f'<{tag} class="h{level}" dir="auto">{_runs(runs, craft, marks)}</{tag}>\n'
        case Prose(runs, more=more):
            kind = ' class="more"' if more else ""
            return f'<p{kind} dir="auto">{_runs(runs, craft, marks)}</p>\n' if runs else ""
        case Code():
            return code(block.language, block.lines, craft)
        case TableBlock():
            return _table(block, craft, marks)
        case Formula(tex):
            return f'<div class="formula">{_formula(tex, craft, display=True)}</div>\n'
        case Picture(url, alt):
            return f'<p class="picture">{picture(url, alt, craft)}</p>\n'


def code(language: str, code_lines: Sequence[str], craft: Craft, title: str = "") -> str:
    """A card of code with its language, or another title, above it."""
    spans = craft.colour(language, code_lines) if language else [()] * len(code_lines)
    set_lines = (_line(line, found) for line, found in zip(code_lines, spans, strict=True))
    head = title or craft.language(language)
    # A newline right behind <pre> is dropped by parsers: one that is meant needs another.
    return (
        f'<figure class="code"><figcaption dir="auto">{text(head)}</figcaption>'
        f'<pre dir="ltr">\n<code>{chr(10).join(set_lines)}</code></pre></figure>\n'
    )


def _line(line: str, spans: Sequence[tuple[int, int, str]]) -> str:
    found, at = [], 0
    for start, length, token in spans:
        if start < at:
            continue
        words = text(line[start : start + length])
        found += [text(line[at:start]), f'<span class="{text(token)}">{words}</span>']
        at = start + length
    return "".join([*found, text(line[at:])])


def _table(table: TableBlock, craft: Craft, marks: Marks) -> str:
    def row(cells: Sequence[Runs], tag: str) -> str:
        sides = zip(cells, table.align, strict=False)
        return "".join(
            f'<{tag} class="{side}" dir="auto">{_runs(cell, craft, marks)}</{tag}>'
            for cell, side in ((cell, _side(side)) for cell, side in sides)
        )

    # A cell has the direction of its words, and stands at its column's side.
    body = "".join(f"<tr>{row(cells, 'td')}</tr>\n" for cells in table.rows)
    head = f"<thead><tr>{row(table.header, 'th')}</tr></thead>"
    way = ' dir="rtl"' if is_rtl(table.text) else ""
    return f'<div class="table"{way}><table>{head}\n<tbody>{body}</tbody></table></div>\n'


def _side(align: str) -> str:
    return align if align in ("center", "right") else "left"


def _runs(runs: Runs, craft: Craft, marks: Marks) -> str:
    return "".join(_run(run, craft, marks) for run in runs)


def _run(run: Run, craft: Craft, marks: Marks) -> str:
    if run.style & Style.MATH:
        words = _formula(run.text, craft, display=False)
    elif run.style & Style.RAISED:
        return _raised(run.text, marks)
    else:
        words = text(run.text).replace("\u2028", "<br>")
    for style, tag in _WRAPS:
        if run.style & style:
            words = f"<{tag}>{words}</{tag}>"
    if run.style & Style.MUTED:
        words = f'<span class="muted">{words}</span>'
    return link(run.link, words) if run.link else words


def _raised(label: str, marks: Marks) -> str:
    if label in marks:
        number = label.rpartition("-")[2]
        return f'<sup class="mark"><a href="#{marks.anchor(label)}">{number}</a></sup>'
    return f"<sup>{text(label)}</sup>"


def _formula(tex: str, craft: Craft, *, display: bool) -> str:
    drawn = craft.draw(tex, display)
    if drawn is None:
        return f'<code class="tex" dir="ltr">{text(tex)}</code>'
    # No style attributes: the policy of the page forbids them. Depths have their classes.
    depth = f" d{min(120, max(0, round(drawn.depth * 2)))}" if not display else ""
    return (
        f'<span class="math{depth}" role="img" dir="ltr" aria-label="{text(tex)}">'
        f"{drawn.svg}</span>"
    )
