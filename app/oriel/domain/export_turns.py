"""From messages to what is exported of them: parts in their order, calls with what they
came to, citations as marks in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from oriel.domain.export_content import (
    Attached,
    Entry,
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
from oriel.domain.exports import ExportOptions
from oriel.domain.markdown.blocks import Block, Prose, Style, Table
from oriel.domain.markdown.parsing import parse_blocks
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    CitationPart,
    FilePart,
    ImagePart,
    ItemPart,
    NotePart,
    Part,
    PassagePart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.sources import Source, numbered

MOST_MARKS, LONGEST_MARKED = 40, 40_000  # each mark costs reading the text once
_RUN_HERE = ("function_call", "custom_tool_call")


@dataclass(slots=True)
class _Call:
    call: ToolCallPart
    result: ToolResultPart | None = None
    images: list[ImagePart] = field(default_factory=list)
    passages: list[PassagePart] = field(default_factory=list)


def turn_of(entry: Entry, options: ExportOptions, words: ExportWords) -> Turn:
    message = entry.message
    is_user = message.role is Role.USER
    pieces = _said(message, options) if is_user else _answered(entry, options, words)
    return Turn(
        number=entry.number,
        is_user=is_user,
        who=words.who(message),
        pieces=tuple(pieces),
        facts=words.facts(message) if options.facts and not is_user else "",
        version=words.version(entry.versions) if entry.versions else "",
        at=message.created_at if options.facts else 0.0,
        when=words.when(message.created_at) if options.facts else "",
    )


def _said(message: Message, options: ExportOptions) -> Iterator[Piece]:
    for part in message.parts:
        match part:
            case TextPart(text) if text:
                yield Said(text, markdown=False)
            case ImagePart() if options.attachments:
                yield Pictured(part)
            case ImagePart(alt=alt):
                yield Attached(FilePart(alt or "image"), kept=False)
            case FilePart():
                yield Attached(part, kept=options.attachments)


def _answered(entry: Entry, options: ExportOptions, words: ExportWords) -> Iterator[Piece]:
    message = entry.message
    if options.reasoning and message.reasoning.strip():
        yield Thought(words.thought(message), message.reasoning)
    sources = numbered(message.parts) if options.sources else ()
    placed: set[int] = set()
    calls = _calls(message.parts)
    text = ""
    for at, part in enumerate(message.parts):
        if isinstance(part, TextPart | RefusalPart):
            cited = _cited(message.parts, at) if sources else []
            text += _marked(part.text, cited, sources, entry.number, placed)
            continue
        found = [*_piece(part, calls.get(at), calls, options, words)]
        if found and text:
            yield Said(text, markdown=True)
            text = ""
        yield from found
    if text:
        yield Said(text, markdown=True)
    yield from _end(message, sources, frozenset(placed), words)


def _end(
    message: Message, sources: tuple[Source, ...], placed: frozenset[int], words: ExportWords
) -> Iterator[Piece]:
    if sources:
        yield Sources(sources, placed)
    if message.error is not None:
        yield Failure(*words.error(message.error))
    elif ending := words.ending(message):
        yield Remark(ending)


def _piece(
    part: Part,
    call: _Call | None,
    calls: dict[int, _Call],
    options: ExportOptions,
    words: ExportWords,
) -> Iterator[Piece]:
    match part:
        case ToolCallPart() if call is not None:
            if options.tools:
                yield _tool_use(call, options, words)
            yield from (_picture(image, options) for image in call.images)
        case ImagePart(call_id=call_id) if not _is_called(calls, call_id):
            yield _picture(part, options)
        case FilePart():
            yield Attached(part, kept=options.attachments)
        case ItemPart() if options.tools:
            yield Remark(words.item(part))
        case NotePart():
            yield Remark(words.note(part))


def _picture(image: ImagePart, options: ExportOptions) -> Piece:
    if options.attachments:
        return Pictured(image)
    return Attached(FilePart(image.alt or "image"), kept=False)


def _tool_use(call: _Call, options: ExportOptions, words: ExportWords) -> ToolUse:
    title, state = words.tool(call.call, call.result)
    language, given = words.given(call.call) if call.call.arguments else ("", "")
    return ToolUse(
        title,
        state,
        language,
        given,
        call.result.output if call.result is not None else "",
        call.result.failed if call.result is not None else False,
        tuple(call.passages) if options.sources else (),
    )


def _calls(parts: Sequence[Part]) -> dict[int, _Call]:
    """By the place of its first part, each call with the last that is known of it. An id that
    comes again after its result is another call: some servers count anew each round."""
    found: dict[int, _Call] = {}
    newest: dict[str, _Call] = {}
    for at, part in enumerate(parts):
        match part:
            case ToolCallPart(call_id, kind=kind):
                known = newest.get(call_id)
                if known is None or (known.result is not None and kind in _RUN_HERE):
                    newest[call_id] = found[at] = _Call(part)
                else:
                    known.call = part
            case ToolResultPart(call_id) if call_id in newest:
                newest[call_id].result = part
            case ImagePart(call_id=call_id) if call_id in newest:
                newest[call_id].images.append(part)
            case PassagePart(call_id) if call_id in newest:
                newest[call_id].passages.append(part)
    return found


def _is_called(calls: dict[int, _Call], call_id: str) -> bool:
    return bool(call_id) and any(call.call.call_id == call_id for call in calls.values())


# Citations


def _cited(parts: Sequence[Part], at: int) -> list[CitationPart]:
    """The citations that belong to the text at a place."""
    found = []
    for part in parts[at + 1 :]:
        if isinstance(part, TextPart | RefusalPart):
            break
        if isinstance(part, CitationPart):
            found.append(part)
    return found


def _marked(
    text: str,
    cited: Sequence[CitationPart],
    sources: Sequence[Source],
    turn: int,
    placed: set[int],
) -> str:
    """`text` with a footnote mark behind each passage that a citation names, where a mark
    can stand: not in code, a formula or an address."""
    if not cited or len(cited) > MOST_MARKS or len(text) > LONGEST_MARKED:
        return text
    wanted = {(_word_end(text, part.end), _number(part, sources)) for part in cited}
    # From the end, so that places before are still right.
    for at, number in sorted(wanted, reverse=True):
        label = mark(turn, number)
        if not number or at <= 0:
            continue
        tried = f"{text[:at]}[^{label}]{text[at:]}"
        if label in _marks_in(parse_blocks(tried)):
            text = tried
            placed.add(number)
    return text


def _word_end(text: str, at: int) -> int:
    """Where the word that ends or goes on at a place ends; 0 for a place that is none."""
    if not 0 < at <= len(text):
        return 0
    while at < len(text) and text[at].isalnum() and text[at - 1].isalnum():
        at += 1
    return at


def _number(part: CitationPart, sources: Sequence[Source]) -> int:
    (only,) = numbered((part,)) or (None,)
    if only is None:
        return 0
    key = (only.container_id, only.file_id or only.title, only.url)
    for source in sources:
        if (source.container_id, source.file_id or source.title, source.url) == key:
            return source.number
        if source.url and source.url == only.url:
            return source.number
        if source.file_id and source.file_id == only.file_id:
            return source.number
    return 0


def _marks_in(blocks: Iterable[Block]) -> set[str]:
    found: set[str] = set()
    for block in blocks:
        match block:
            case Prose(runs):
                found |= {run.text for run in runs if run.style & Style.RAISED}
            case Table():
                cells = [*block.header, *(cell for row in block.rows for cell in row)]
                found |= {r.text for cell in cells for r in cell if r.style & Style.RAISED}
    return found
