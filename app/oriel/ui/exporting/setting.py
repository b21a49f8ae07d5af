"""Turns as sections of paper: the same content as in HTML, in the transcript's own look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oriel.domain.attachments import clean_name
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
from oriel.domain.export_marks import Marks, marks_of
from oriel.domain.markdown.blocks import Block, Code, Picture, Prose, Run, Runs, Style, Table
from oriel.domain.markdown.links import is_safe_link
from oriel.domain.markdown.parsing import parse_blocks, pieces
from oriel.domain.parts import PassagePart
from oriel.ui.exporting.craft import FormulasAtOnce
from oriel.ui.exporting.print_look import PrintLook
from oriel.ui.exporting.printed import PrintedCode, PrintedPicture, printed
from oriel.ui.exporting.printed_card import Card, Parted
from oriel.ui.exporting.printed_prose import Printed, PrintedProse, quiet
from oriel.ui.theme import Theme

_WIDEST_CARD = 0.85


class Setter:
    """Made in the thread that sets the pages."""

    def __init__(self, theme: Theme, words: ExportWords) -> None:
        self.theme = theme
        self.look = PrintLook(theme)
        self.small = PrintLook(theme, 0.86)
        self._words = words
        self._formulas = FormulasAtOnce()
        self._chat = 1

    def title(self, head: ChatHead, chat: int, *, facts: bool) -> Iterator[Printed]:
        """That of the chat which is told from now on, counted from 1."""
        self._chat = chat
        title = PrintedProse(Prose((Run(head.title),), level=1), self.look)
        title.name = chat_name(chat)
        yield title
        told = [" / ".join(head.folders), head.model, self._words.when(head.created_at)]
        line = " · ".join(filter(None, [*(told if facts else []), *head.tags]))
        if line:
            yield self._staying(quiet(line, self.small, 6))
        yield PrintedProse(Prose(level=-1), self.look)

    def branch(self, said: str) -> Printed:
        return Parted(self.look, said)

    def turn(self, turn: Turn) -> Iterator[Printed]:
        told = " · ".join(filter(None, (turn.who, turn.version, turn.when)))
        yield self._staying(quiet(told, self.small, 26, right=turn.is_user))
        marks = marks_of(turn, self._chat)
        inside = [each for piece in turn.pieces for each in self._piece(piece, turn, marks)]
        if turn.is_user:
            if inside:
                yield Card(self.look, inside, "user-card", most=_WIDEST_CARD, gap=6, leads=True)
        else:
            yield from inside
        if turn.facts:
            yield quiet(turn.facts, self.small, 8)

    def _staying(self, section: PrintedProse) -> PrintedProse:
        section.stays = True
        return section

    def _piece(self, piece: Piece, turn: Turn, marks: Marks) -> Iterator[Printed]:
        match piece:
            case Said(text, markdown=False):
                yield from self._plain(text)
            case Said(text):
                yield from self._markdown(text, marks)
            case Thought(title, text):
                yield self._staying(quiet(title, self.small))
                yield from self._blocks(map(_quoted, parse_blocks(text)), self.small)
            case ToolUse():
                yield Card(self.small, [*self._tool(piece)], "surface", edge="line")
            case Pictured(image):
                url = image.data_uri or image.url
                yield PrintedPicture(Picture(url, image.alt), self.look)
            case Attached(file):
                size = f" · {self._words.size(file.size)}" if file.size else ""
                said = f"{self._words['file']}: {clean_name(file.filename)}{size}"
                yield quiet(said, self.small)
            case Remark(text):
                yield quiet(text, self.small)
            case Failure(title, reason):
                runs = (Run(f"{title} ", Style.BOLD), Run(reason))
                inside = [PrintedProse(Prose(runs), self.small)]
                yield Card(self.small, inside, "surface", edge="danger")
            case Sources():
                yield from self._sources(piece, turn, marks)

    def _plain(self, text: str) -> Iterator[Printed]:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        for number, piece in enumerate(pieces(text)):
            runs = (Run(piece.replace("\n", "\u2028")),)
            yield PrintedProse(Prose(runs, more=number > 0), self.look)

    def _markdown(self, text: str, marks: Marks) -> Iterator[Printed]:
        blocks = (_with_numbers(block, marks) for block in parse_blocks(text))
        yield from self._blocks(blocks, self.look)

    def _blocks(self, blocks: Iterable[Block], look: PrintLook) -> Iterator[Printed]:
        before = ""
        for block in blocks:
            section = printed(block, look, self._formulas)
            # A quotation's bar goes on from one block to the next.
            section.shared = _alike(before, block.inside)
            before = block.inside
            yield section

    def _tool(self, use: ToolUse) -> Iterator[Printed]:
        state = f"   {use.state}" if use.state else ""
        runs = (Run(use.title, Style.BOLD), Run(state, Style.MUTED))
        yield self._staying(PrintedProse(Prose(runs), self.small))
        if use.given:
            yield PrintedCode(Code(use.language, _lines(use.given)), self.small)
        if use.output:
            yield self._staying(quiet(self._words["result"], self.small))
            yield PrintedCode(Code("", _lines(use.output)), self.small)
        for passage in use.passages:
            yield from self._passage(passage)

    def _passage(self, passage: PassagePart) -> Iterator[Printed]:
        where = clean_name(passage.filename or passage.file_id or "?")
        yield self._staying(quiet(f"{where} · {passage.score:.2f}", self.small))
        for number, piece in enumerate(pieces(passage.text.strip())):
            runs = (Run(piece.replace("\n", "\u2028")),)
            yield PrintedProse(Prose(runs, more=number > 0, inside="q"), self.small)

    def _sources(self, sources: Sources, turn: Turn, marks: Marks) -> Iterator[Printed]:
        yield self._staying(quiet(self._words["sources"], self.small, 12))
        for source in sources.listed:
            title = source.title or source.url or source.file_id or "?"
            link = source.url if is_safe_link(source.url) else ""
            runs = [Run(title, Style.PLAIN if link else Style.MUTED, link)]
            if link and title != link:
                runs.append(Run(f"  {link}", Style.MUTED))
            runs += [Run(f"\u2028“{quote[:600]}”", Style.MUTED) for quote in source.quotes[:3]]
            block = Prose(tuple(runs), 0, "l", f"{source.number}.")
            section = PrintedProse(block, self.small)
            section.name = marks.anchor(mark(turn.number, source.number))
            yield section


def chat_name(chat: int) -> str:
    """What a link within the document leads to a chat by."""
    return f"c{chat}"


def _alike(one: str, other: str) -> int:
    """How many signs two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _quoted(block: Block) -> Block:
    """Thoughts stand back behind the answer."""
    match block:
        case Prose(runs, level, inside, marker, more):
            return Prose(runs, level, "q" + inside, marker, more)
    return block


def _with_numbers(block: Block, marks: Marks) -> Block:
    """The marks of sources as their numbers."""
    match block:
        case Prose(runs, level, inside, marker, more):
            return Prose(_numbered(runs, marks), level, inside, marker, more)
        case Table(align, header, rows, inside):
            return Table(
                align,
                tuple(_numbered(cell, marks) for cell in header),
                [tuple(_numbered(cell, marks) for cell in row) for row in rows],
                inside,
            )
    return block


def _numbered(runs: Runs, marks: Marks) -> Runs:
    return tuple(
        run._replace(text=run.text.rpartition("-")[2], link=f"#{marks.anchor(run.text)}")
        if run.style & Style.RAISED and run.text in marks
        else run
        for run in runs
    )
