"""From Markdown to flat blocks, by markdown-it: CommonMark, GitHub's additions, formulas.

HTML is text here, images are never fetched, and addresses that lead elsewhere than
http(s) and mail lose their link. Kept behind `parse` so that the parser can change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from oriel.domain.markdown.blocks import (
    Block,
    Code,
    Formula,
    Picture,
    Prose,
    Run,
    Runs,
    Style,
    Table,
)
from oriel.domain.markdown.links import is_safe_link
from oriel.domain.markdown.math_rules import add_rules

DEEPEST = 60  # past this the parser would drop text: it is shown as it is
# A longer paragraph is read and laid out in pieces, each cut behind a blank.
LONGEST_BLOCK = 8_000
MOST_BRACKETS = 1_000  # past these a text is no prose, and reading it takes seconds
_TOO_DEEP = re.compile(r"^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*){50}", re.MULTILINE)
_TASK = re.compile(r"^\[([ xX])\](?=\s)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_DATA_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\((data:image/[^;)\s]{1,10};base64,[^)\s]*)\)")
_IMAGE = re.compile(r"^(https?://|data:image/(png|gif|jpe?g|webp);base64,)", re.IGNORECASE)
LINE_BREAK = "\u2028"
# Before the rest of a paragraph, so that it is not read as a list or a heading.
JOINER = "\u2060"


@dataclass(slots=True)
class Top:
    """A block of the outermost level: `kind` is markdown-it's word for it (paragraph,
    fence, table, bullet_list ...), `first` and `last` are its lines, end exclusive.
    A list has its items as Tops of their own."""

    kind: str
    first: int
    last: int
    blocks: list[Block]
    items: list[Top] = field(default_factory=list)
    ordinal: int = 0


def parse(source: str, env: dict[str, Any] | None = None, ordinal: int | None = None) -> list[Top]:
    """The outermost blocks of `source`. `env` is markdown-it's: what links it knows and
    learns. `ordinal` numbers the first item when the text begins with an ordered list."""
    if _TOO_DEEP.search(source):
        return [Top("paragraph", 0, source.count("\n") + 1, _as_it_is(source))]
    tokens = _parser().parse(source, env)
    if any(token.level >= DEEPEST - 2 for token in tokens):
        return [Top("paragraph", 0, source.count("\n") + 1, _as_it_is(source))]
    return list(_Reader(tokens, ordinal).tops())


def parse_blocks(source: str) -> list[Block]:
    """The whole of a finished text."""
    return [block for top in parse(source) for block in top.blocks]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "linkify": True, "typographer": False, "maxNesting": DEEPEST}
    )
    parser.enable(["linkify", "table", "strikethrough"])
    assert parser.linkify is not None
    # Only what names its scheme: README.md is a file, not a host in Moldova.
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    parser.disable("html_block")
    parser.core.ruler.at("inline", _inline)
    # The inline rule finds every address that names its scheme; looking for others
    # would take longer than all the rest.
    parser.core.ruler.disable("linkify")
    add_rules(parser)
    return parser


def _inline(state: StateCore) -> None:
    """Reads each paragraph in pieces; a piece's tokens are the children of one token."""
    tokens: list[Token] = []
    for token in state.tokens:
        tokens.append(token)
        if token.type != "inline":
            continue
        image = _DATA_IMAGE.fullmatch(token.content)
        if image:  # megabytes, perhaps: nothing in them is markup
            child = Token("image", "img", 0, attrs={"src": image[2]}, content=image[1])
            token.children = [child]
            continue
        first, *rest = pieces(token.content)
        _read_piece(state, token, first)
        for piece in rest:
            tokens.append(Token("inline", "", 0, meta={"more": True}))
            _read_piece(state, tokens[-1], piece)
    state.tokens = tokens


def _read_piece(state: StateCore, token: Token, text: str) -> None:
    token.children = []
    if text.count("[") > MOST_BRACKETS:
        token.children.append(Token("text", "", 0, content=text))
    else:
        state.md.inline.parse(text, state.md, state.env, token.children)


def pieces(text: str) -> Iterator[str]:
    """`text` cut behind the last blank before LONGEST_BLOCK, again and again: what comes
    later never moves an earlier cut."""
    begin, counted = 0, len(JOINER) * text.startswith(JOINER)
    while len(text) - counted > LONGEST_BLOCK:
        end = cut_position(text, counted)
        yield text[begin:end].strip(" \n")
        begin = counted = end
    yield text[begin:].strip(" \n")


def cut_position(text: str, begin: int = 0) -> int:
    """Where the piece that begins at `begin` ends."""
    least, most = begin + LONGEST_BLOCK // 2, begin + LONGEST_BLOCK
    return max(text.rfind(" ", least, most), text.rfind("\n", least, most)) + 1 or most


def _as_it_is(source: str) -> list[Block]:
    found: list[Block] = []
    for line in filter(None, source.split("\n")):
        found += [Prose((Run(piece),), more=n > 0) for n, piece in enumerate(pieces(line))]
    return found


class _Reader:
    """Walks the parser's tokens once; `inside` and the markers follow the nesting."""

    def __init__(self, tokens: Sequence[Token], ordinal: int | None) -> None:
        self._tokens = tokens
        self._at = 0
        self._ordinal = ordinal

    def tops(self) -> Iterator[Top]:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            first, last = token.map or (0, 0)
            top = Top(token.type.removesuffix("_open"), first, last, [])
            self._block("", "", top.blocks, top)
            if self._at and token.type != "ordered_list_open":
                self._ordinal = None
            yield top

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _block(self, inside: str, marker: str, into: list[Block], top: Top | None = None) -> None:
        """Reads one block with all that is in it."""
        token = self._next()
        match token.type:
            case "paragraph_open":
                self._paragraph(token, inside, marker, into)
            case "heading_open":
                while (inline := self._next()).type == "inline":
                    into.append(Prose(_runs(inline), int(token.tag[1:]), inside, marker))
                    marker = ""
            case "bullet_list_open" | "ordered_list_open":
                self._list(token, inside, into, top)
            case "blockquote_open":
                self._children("blockquote_close", inside + "q", marker, into)
            case "table_open":
                into.append(self._table(inside))
            case _:
                into.extend(_leaf(token, inside, marker))

    def _children(self, end: str, inside: str, marker: str, into: list[Block]) -> None:
        while self._tokens[self._at].type != end:
            before = len(into)
            self._block(inside, marker, into)
            marker = "" if len(into) > before else marker
        self._next()
        if marker:  # an item without a text of its own
            into.append(Prose((), 0, inside, marker))

    def _paragraph(self, token: Token, inside: str, marker: str, into: list[Block]) -> None:
        if label := token.meta.get("footnote"):
            inside, marker = inside + "l", str(label)
        while (inline := self._next()).type == "inline":
            into.extend(_paragraph(inline, inside, marker))
            marker = ""

    def _list(self, token: Token, inside: str, into: list[Block], top: Top | None) -> None:
        end = token.type.replace("_open", "_close")
        ordered = token.type == "ordered_list_open"
        number = int(token.attrGet("start") or 1) if token.attrGet("start") != 0 else 0
        if top is not None and ordered and self._ordinal is not None:
            number = self._ordinal
        while self._tokens[self._at].type != end:
            item = self._next()
            found: list[Block] = []
            self._children("list_item_close", inside + "l", f"{number}." if ordered else "•", found)
            _mark_task(found)
            into.extend(found)
            if top is not None and item.map:
                first, last = item.map
                top.items.append(Top("item", first, last, found, [], number if ordered else 0))
            number += 1
        self._next()

    def _table(self, inside: str) -> Table:
        rows: list[tuple[Runs, ...]] = []
        cells: list[Runs] = []
        align: list[str] = []
        while (token := self._next()).type != "table_close":
            if token.type == "th_open":
                align.append(str(token.attrGet("style") or "text-align:left").partition(":")[2])
            elif token.type == "inline" and token.meta.get("more"):
                cells[-1] += _runs(token)
            elif token.type == "inline":
                cells.append(_runs(token))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        return Table(tuple(align), rows[0], rows[1:], inside)


def _leaf(token: Token, inside: str, marker: str) -> Iterator[Block]:
    if marker and token.type != "hr":
        yield Prose((), 0, inside, marker)
    match token.type:
        case "fence" | "code_block":
            words = token.info.strip().split(maxsplit=1)
            lines = token.content.removesuffix("\n").split("\n") if token.content else []
            yield Code(words[0][:60] if words else "", lines, inside)
        case "math_block":
            yield Formula(token.content, inside)
        case "hr":
            yield Prose((), -1, inside, marker)


def _paragraph(inline: Token, inside: str, marker: str) -> Iterator[Block]:
    children = inline.children or []
    if len(children) == 1:
        only = children[0]
        if only.type == "image" and _IMAGE.match(str(only.attrGet("src"))):
            yield from _leaf(only, inside, marker)
            yield Picture(str(only.attrGet("src")), _alt(only), inside)
            return
        if only.type == "math_inline" and only.meta.get("display"):
            yield from _leaf(only, inside, marker)
            yield Formula(only.content, inside)
            return
    yield Prose(_runs(inline), 0, inside, marker, more="more" in inline.meta)


def _mark_task(found: list[Block]) -> None:
    first = found[0]
    if not isinstance(first, Prose) or not first.runs or first.runs[0].style:
        return
    if match := _TASK.match(first.runs[0].text):
        rest = first.runs[0]._replace(text=first.runs[0].text[match.end() + 1 :])
        mark = "☐" if match[1] == " " else "☑"
        found[0] = replace(first, runs=(rest, *first.runs[1:]), marker=mark)


_OPENING = {"strong_open": Style.BOLD, "em_open": Style.ITALIC, "s_open": Style.STRIKE}
_CLOSING = {"strong_close": Style.BOLD, "em_close": Style.ITALIC, "s_close": Style.STRIKE}
_LEAVES = {
    "code_inline": Style.CODE,
    "math_inline": Style.MATH,
    "footnote_mark": Style.RAISED,
}


def _runs(inline: Token) -> Runs:
    """Neighbours of one style are one run; a style that nests is counted."""
    found: list[Run] = []
    depth = dict.fromkeys(_OPENING.values(), 0)
    now, link = Style.PLAIN, ""
    for token in inline.children or ():
        kind = token.type
        if kind == "text":
            _append(found, Run(_BREAK.sub(LINE_BREAK, token.content), now, link))
        elif (style := _OPENING.get(kind) or _CLOSING.get(kind)) is not None:
            depth[style] += 1 if kind in _OPENING else -1
            now = Style(sum(style for style, count in depth.items() if count))
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
            link = address if is_safe_link(address) else ""
        elif token.type == "link_close":
            link = ""
        else:
            _append(found, _run(token, now, link))
    return tuple(found)


def _run(token: Token, style: Style, link: str) -> Run:
    match token.type:
        case "softbreak":
            return Run(" ", style, link)
        case "hardbreak":
            return Run(LINE_BREAK, style, link)
        case "image":
            source = str(token.attrGet("src") or "")
            leads = link or (source if is_safe_link(source) else "")
            return Run(f"[{_alt(token) or '…'}]", style | Style.MUTED, leads)
        case _:
            return Run(token.content, style | _LEAVES.get(token.type, Style.PLAIN), link)


def _alt(image: Token) -> str:
    """An image's words, without the markup in them."""
    if image.children is None:
        return image.content
    return "".join(
        _alt(child) if child.type == "image" else child.content for child in image.children
    )


def _append(found: list[Run], run: Run) -> None:
    if not run.text:
        return
    last = found[-1] if found else None
    joins = last is not None and last[1:] == run[1:] and not run.style & (Style.MATH | Style.RAISED)
    if last is not None and joins:
        found[-1] = run._replace(text=last.text + run.text)
    else:
        found.append(run)
