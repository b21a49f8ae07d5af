"""Chats as one HTML page: everything inside, no script, nothing fetched.

The strict policy in its head says so too, for whatever would slip through. Its style comes
from a file of the resources, with the tokens of the themes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from oriel.domain.attachments import clean_name
from oriel.domain.export_blocks import Craft, code, html_of, is_base64, lines, link, picture, text
from oriel.domain.export_content import (
    Attached,
    ChatHead,
    ExportWords,
    Failure,
    Pictured,
    Piece,
    Remark,
    Said,
    Sources,
    Thought,
    ToolUse,
    Turn,
    mark,
)
from oriel.domain.export_markdown import iso
from oriel.domain.export_marks import Marks, marks_of
from oriel.domain.markdown.links import is_safe_link
from oriel.domain.markdown.parsing import parse_blocks
from oriel.domain.parts import PassagePart
from oriel.domain.sources import Source

Tokens = Mapping[str, str]
LARGEST_FILE = 24 << 20  # characters of a data URI
MOST_INSIDE = 96 << 20  # of all files of a page: a browser has to hold them
_DEPTHS = range(121)


def style_of(
    sheet: str, first: Tokens, second: Tokens | None = None, paper: Tokens | None = None
) -> str:
    """The page's style. `second` is for readers whose system is dark, `paper` for printing,
    which leaves out dark grounds and would leave light letters."""
    rules = [_root(first)]
    if second is not None:
        rules.append(f"@media screen and (prefers-color-scheme: dark) {{ {_root(second)} }}")
    if paper is not None:
        rules.append(f"@media print {{ {_root(paper)} }}")
    rules.append(sheet)
    rules += [f".d{n} svg {{ vertical-align: -{n / 2:g}px }}" for n in _DEPTHS]
    return "\n".join(rules) + "\n"


def _root(tokens: Tokens) -> str:
    return ":root { " + " ".join(f"--{name}: {value};" for name, value in tokens.items()) + " }"


def page_begin(title: str, style: str, language: str, *, right_to_left: bool = False) -> str:
    """All before the first chat."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    way = ' dir="rtl"' if right_to_left else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{text(language)}"{way}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
    )


def contents(title: str, titles: Iterable[str]) -> Iterator[str]:
    """A table of contents; chats are numbered from 1 on."""
    yield f'<nav class="contents"><h1>{text(title)}</h1>\n<ol>\n'
    for number, each in enumerate(titles, 1):
        yield f'<li><a href="#c{number}" dir="auto">{text(each)}</a></li>\n'
    yield "</ol>\n</nav>\n"


def chat_begin(head: ChatHead, number: int, words: ExportWords, *, facts: bool) -> str:
    told = [" / ".join(head.folders), head.model, words.when(head.created_at)] if facts else []
    tags = "".join(f'<span class="tag" dir="auto">{text(tag)}</span>' for tag in head.tags)
    line = text(" · ".join(filter(None, told)))
    return (
        f'<section class="chat" id="c{number}">\n<header class="head">'
        f'<h1 dir="auto">{text(head.title)}</h1>'
        f'<p class="facts" dir="auto">{line}{" " if line and tags else ""}{tags}</p></header>\n'
    )


def branch_begin(said: str) -> str:
    return f'<p class="branch" dir="auto"><span>{text(said)}</span></p>\n'


CHAT_END = "</section>\n"


def page_end(said: str) -> str:
    return f'</main>\n<footer class="made">{text(said)}</footer>\n</body>\n</html>\n'


class Inside:
    """How much room for files is left in a page."""

    def __init__(self, room: int = MOST_INSIDE) -> None:
        self._room = room

    def takes(self, uri: str) -> bool:
        """Whether a file goes in; then its room is taken."""
        if len(uri) > min(LARGEST_FILE, self._room):
            return False
        head = uri[:200].partition(",")[0]
        fit = head.startswith("data:") and head.endswith(";base64")
        if not fit or not is_base64(uri, len(head) + 1):
            return False
        self._room -= len(uri)
        return True


def turn_html(
    turn: Turn, chat: int, words: ExportWords, craft: Craft, inside: Inside | None = None
) -> Iterator[str]:
    """Pieces of HTML, whole only together. Files go into the page as far as `inside` has
    room; without it they are named."""
    kind = "asked" if turn.is_user else "answered"
    marks = marks_of(turn, chat)
    yield f'<article class="{kind}" id="t{chat}-{turn.number}">\n{_who(turn)}'
    yield '<div class="card">' if turn.is_user else ""
    for piece in turn.pieces:
        if isinstance(piece, Attached):
            yield _file(piece, words, inside)
        else:
            yield from _piece(piece, turn, words, craft, marks)
    yield "</div>\n" if turn.is_user else ""
    if turn.facts:
        yield f'<p class="facts" dir="auto">{text(turn.facts)}</p>\n'
    yield "</article>\n"


def _who(turn: Turn) -> str:
    when = f'<time datetime="{iso(turn.at)}">{text(turn.when)}</time>' if turn.when else ""
    version = f'<span class="version">{text(turn.version)}</span>' if turn.version else ""
    return f'<h2 class="who" dir="auto">{text(turn.who)} {version} {when}</h2>\n'


def _piece(
    piece: Piece, turn: Turn, words: ExportWords, craft: Craft, marks: Marks
) -> Iterator[str]:
    match piece:
        case Said(said, markdown=False):
            yield f'<p class="said" dir="auto">{lines(said)}</p>\n'
        case Said(said):
            yield from html_of(parse_blocks(said), craft, marks)
        case Thought(title, said):
            yield f'<details class="thought"><summary dir="auto">{text(title)}</summary>\n'
            yield from html_of(parse_blocks(said), craft)
            yield "</details>\n"
        case ToolUse():
            yield from _tool(piece, words, craft)
        case Pictured(image):
            shown = picture(image.data_uri, image.alt, craft, image.url)
            yield f'<p class="picture">{shown}</p>\n'
        case Remark(said):
            yield f'<p class="remark" dir="auto">{text(said)}</p>\n'
        case Failure(title, reason):
            yield f'<p class="failure" dir="auto"><b>{text(title)}</b> {text(reason)}</p>\n'
        case Sources(listed):
            yield from _sources(listed, turn, words, marks)


def _file(piece: Attached, words: ExportWords, inside: Inside | None) -> str:
    """A file's name and size. What is in the page is saved by a click, whatever it is, and
    never shown: its kind is that of no kind."""
    file, name = piece.file, text(clean_name(piece.file.filename))
    size = f" · {text(words.size(file.size))}" if file.size else ""
    told = f"<bdi>{name}</bdi>{size}"
    if not piece.kept or inside is None or not inside.takes(file.data_uri):
        return f'<p class="file">{told}</p>\n'
    content = file.data_uri.partition(",")[2]
    return (
        f'<a class="file" download="{name}" '
        f'href="data:application/octet-stream;base64,{content}">{told}</a>\n'
    )


def _tool(use: ToolUse, words: ExportWords, craft: Craft) -> Iterator[str]:
    kind = "state failed" if use.failed else "state"
    head = f'{text(use.title)} <span class="{kind}">{text(use.state)}</span>'
    if not (use.given or use.output or use.passages):
        yield f'<p class="tool" dir="auto">{head}</p>\n'
        return
    yield f'<details class="tool"><summary dir="auto">{head}</summary>\n'
    if use.given:
        yield code(use.language, _lines(use.given), craft)
    if use.output:
        yield code("", _lines(use.output), craft, words["result"])
    for passage in use.passages:
        yield _passage(passage)
    yield "</details>\n"


def _lines(said: str) -> Sequence[str]:
    return said.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _passage(passage: PassagePart) -> str:
    where = f"<bdi>{text(clean_name(passage.filename or passage.file_id or '?'))}</bdi>"
    return (
        f'<div class="passage"><p class="where" dir="auto">{where} · {passage.score:.2f}</p>'
        f'<blockquote dir="auto">{lines(passage.text.strip())}</blockquote></div>\n'
    )


def _sources(
    listed: Sequence[Source], turn: Turn, words: ExportWords, marks: Marks
) -> Iterator[str]:
    yield f'<aside class="sources"><p>{text(words["sources"])}</p>\n<ol>\n'
    for source in listed:
        label = marks.anchor(mark(turn.number, source.number))
        title = text(source.title or source.url or source.file_id or "?")
        shown = link(source.url, title) if is_safe_link(source.url) else title
        quotes = "".join(f"<q>{text(quote[:600])}</q>" for quote in source.quotes[:3])
        yield f'<li value="{source.number}" id="{label}" dir="auto">{shown} {quotes}</li>\n'
    yield "</ol></aside>\n"
