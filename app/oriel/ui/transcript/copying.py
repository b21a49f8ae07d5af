"""What goes to the clipboard: plain text, rich text and Markdown together.

The HTML is written here from blocks, so that nothing of a message's own markup
can be in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QMimeData

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
    plain,
)
from oriel.ui.transcript.look import utf16_length, utf16_slice
from oriel.ui.transcript.prose_section import ProseSection
from oriel.ui.transcript.selection import Piece

LINE_BREAK = "\u2028"


def mime_data(pieces: Iterable[Piece]) -> QMimeData:
    """All three forms of what is selected."""
    found = list(pieces)
    data = QMimeData()
    data.setText(plain_text(found))
    data.setHtml(html(found))
    data.setData("text/markdown", markdown(found).encode())
    return data


def plain_text(pieces: list[Piece]) -> str:
    """As it reads; a blank line between paragraphs and turns."""
    words: list[str] = []
    for number, piece in enumerate(pieces):
        if number:
            words.append("\n" if _is_close(pieces[number - 1], piece) else "\n\n")
        words.append(_marked(piece) + _text(piece))
    return "".join(words)


def markdown(pieces: list[Piece]) -> str:
    """The Markdown of what is selected; a whole turn's is as it was written."""
    words: list[str] = []
    for number, piece in enumerate(pieces):
        if number:
            words.append("\n" if _is_close(pieces[number - 1], piece) else "\n\n")
        words.append(block_markdown(_block(piece)) if piece.section.block else _text(piece))
    return "".join(words)


def html(pieces: list[Piece]) -> str:
    """Plain HTML without styles of its own, for word processors and mail."""
    return "".join(_block_html(_block(piece)) for piece in pieces)


def block_markdown(block: Block) -> str:
    """One block written as Markdown."""
    prefix = "".join("> " if each == "q" else "  " for each in block.inside)
    match block:
        case Prose(level=-1):
            body = "---"
        case Prose():
            mark = {"": "", "•": "- ", "☐": "- [ ] ", "☑": "- [x] "}.get(
                block.marker, f"{block.marker} "
            )
            body = "#" * block.level + " " * bool(block.level) + mark + _runs_markdown(block.runs)
            prefix = prefix[:-2] if block.marker and prefix.endswith("  ") else prefix
        case Code():
            fence = "`" * max(3, _longest_run(block.text, "`") + 1)
            body = f"{fence}{block.language}\n{block.text}\n{fence}"
        case Table():
            body = table_markdown(block)
        case Formula():
            body = f"$$\n{block.tex}\n$$"
        case Picture():
            body = f"![{block.alt}]({block.url})"
    return "\n".join(prefix + line for line in body.split("\n"))


def table_markdown(table: Table) -> str:
    """Header, delimiter and rows; pipes inside cells are escaped."""
    rule = {"center": ":-:", "right": "--:"}
    rows = [[_cell(cell) for cell in row] for row in (table.header, *table.rows)]
    rows.insert(1, [rule.get(side, "---") for side in table.align])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def table_csv(table: Table) -> str:
    """RFC 4180; what a spreadsheet would take for a formula is quoted with an apostrophe."""
    lines = []
    for row in (table.header, *table.rows):
        cells = [plain(cell).replace(LINE_BREAK, "\n") for cell in row]
        safe = [
            f"'{cell}" if cell[:1] in "=+-@" and not _is_number(cell) else cell for cell in cells
        ]
        lines.append(",".join(_csv_cell(cell) for cell in safe))
    return "\r\n".join(lines) + "\r\n"


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def _csv_cell(cell: str) -> str:
    quoted = any(sign in cell for sign in ',"\n\r')
    return '"' + cell.replace('"', '""') + '"' if quoted else cell


def _cell(cell: Runs) -> str:
    return _runs_markdown(cell).replace("|", "\\|").replace("\n", " ")


def _is_close(before: Piece, piece: Piece) -> bool:
    """Whether the two are items of one list, or pieces of one paragraph."""
    first, second = before.section.block, piece.section.block
    if before.turn is not piece.turn or not isinstance(second, Prose):
        return False
    return second.more or (bool(second.marker) and isinstance(first, Prose) and "l" in first.inside)


def _marked(piece: Piece) -> str:
    block = piece.section.block
    if isinstance(block, Prose) and block.marker and piece.begin == 0:
        return "  " * (block.inside.count("l") - 1) + block.marker + " "
    return ""


def _text(piece: Piece) -> str:
    text = utf16_slice(piece.section.text, piece.begin, piece.end)
    if isinstance(piece.section, ProseSection):
        text = piece.section.source_of(piece.begin, piece.end, text)
    return text.replace(LINE_BREAK, "\n")


def _block(piece: Piece) -> Block:
    """The selected part of a block."""
    block = piece.section.block
    if block is None:
        return Prose((Run(_text(piece)),))
    if piece.whole:
        return block
    match block:
        case Prose():
            runs = _runs_between(piece)
            return Prose(
                runs, max(0, block.level), block.inside, "" if piece.begin else block.marker
            )
        case Code():
            return Code(block.language, _text(piece).split("\n"), block.inside)
        case Table():
            return _rows_between(block, piece)
        case _:
            return block


def _runs_between(piece: Piece) -> Runs:
    assert isinstance(piece.section, ProseSection)
    found, at = [], 0
    for run in piece.section.block.runs:
        length = (
            1
            if run.style & Style.MATH and run.text not in piece.section.text
            else utf16_length(run.text)
        )
        begin, end = max(piece.begin, at), min(piece.end, at + length)
        if begin < end:
            text = run.text if length == 1 else utf16_slice(run.text, begin - at, end - at)
            found.append(run._replace(text=text))
        at += length
    return tuple(found)


def _rows_between(table: Table, piece: Piece) -> Table:
    """The rows that the selection touches."""
    lines = piece.section.text.split("\n")
    at, kept = 0, []
    for number, line in enumerate(lines):
        length = utf16_length(line) + 1
        if at < piece.end and piece.begin < at + length and number:
            kept.append(table.rows[number - 1])
        at += length
    return Table(table.align, table.header, kept, table.inside)


def _runs_markdown(runs: Runs) -> str:
    return "".join(_run_markdown(run) for run in runs)


def _run_markdown(run: Run) -> str:
    text = run.text.replace(LINE_BREAK, "  \n")
    if run.style & Style.MATH:
        return f"${run.text}$"
    if run.style & Style.RAISED:
        return f"[^{run.text}]"
    if run.style & Style.CODE:
        fence = "`" * (_longest_run(text, "`") + 1)
        pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
        text = f"{fence}{pad}{text}{pad}{fence}"
    elif not run.link or run.link != run.text:
        text = _escaped(text)
    for style, mark in ((Style.STRIKE, "~~"), (Style.ITALIC, "*"), (Style.BOLD, "**")):
        if run.style & style and text.strip():
            inner = text.strip()
            begin = text.index(inner)
            text = text[:begin] + mark + inner + mark + text[begin + len(inner) :]
    if run.link and run.link != run.text:
        return f"[{text}](<{run.link}>)"
    return text


def _escaped(text: str) -> str:
    return "".join("\\" + sign if sign in "\\`*_[]<>" else sign for sign in text)


def _longest_run(text: str, sign: str) -> int:
    longest = now = 0
    for each in text:
        now = now + 1 if each == sign else 0
        longest = max(longest, now)
    return longest


def _block_html(block: Block) -> str:
    match block:
        case Prose(level=-1):
            return "<hr>"
        case Prose():
            inner = _runs_html(block.runs)
            if block.level > 0:
                return f"<h{block.level}>{inner}</h{block.level}>"
            body = f"{escape(block.marker)} {inner}" if block.marker else inner
            return f"<p{_margin(block.inside)}>{body}</p>"
        case Code():
            return f"<pre{_margin(block.inside)}><code>{escape(block.text)}</code></pre>"
        case Table():
            head = "".join(f"<th>{_runs_html(cell)}</th>" for cell in block.header)
            rows = "".join(
                "<tr>" + "".join(f"<td>{_runs_html(cell)}</td>" for cell in row) + "</tr>"
                for row in block.rows
            )
            return f'<table border="1" cellspacing="0"><tr>{head}</tr>{rows}</table>'
        case Formula():
            return f"<p><code>{escape(block.tex)}</code></p>"
        case Picture():
            return f"<p>[{escape(block.alt)}]</p>"


def _margin(inside: str) -> str:
    return f' style="margin-left:{24 * len(inside)}px"' if inside else ""


def _runs_html(runs: Runs) -> str:
    tags = {
        Style.BOLD: "b",
        Style.ITALIC: "i",
        Style.STRIKE: "s",
        Style.CODE: "code",
        Style.MATH: "code",
        Style.RAISED: "sup",
    }
    words = []
    for run in runs:
        text = escape(run.text).replace(LINE_BREAK, "<br>")
        for style, tag in tags.items():
            if run.style & style:
                text = f"<{tag}>{text}</{tag}>"
        words.append(f'<a href="{escape(run.link)}">{text}</a>' if run.link else text)
    return "".join(words)
