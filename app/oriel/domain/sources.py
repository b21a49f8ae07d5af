"""Where an answer's statements come from: its citations numbered, with what was found.

One numbering for everybody who shows it: the same source has the same number in the
text and beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from oriel.domain.parts import CitationPart, Part, PassagePart

CONTAINER = "container_file_citation"
_FILES = ("file_citation", "file_path", CONTAINER)


@dataclass(frozen=True, slots=True)
class Passage:
    """`score` is 0 to 1; `cited` says that a citation quotes it, or names its file without
    a quotation and it is the best of that file."""

    part: PassagePart
    cited: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What one number stands for; 0 for a file that was found and not cited.

    `quotes` are the words cited, `times` how often it is. Passages: the cited ones first,
    then by score.
    """

    number: int
    kind: str
    title: str
    url: str = ""
    file_id: str = ""
    container_id: str = ""
    quotes: tuple[str, ...] = ()
    times: int = 0
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class ProducedFile:
    """A file that a tool made; `container_id` is "" for one among the service's files."""

    file_id: str
    name: str
    container_id: str = ""


def numbered(parts: Iterable[Part]) -> tuple[Source, ...]:
    """The cited sources in the order in which they are first named, from 1 on."""
    found: dict[tuple[str, str, str], Source] = {}
    for part in parts:
        if not isinstance(part, CitationPart):
            continue
        key = _key(part)
        if not any(key):
            continue
        known = found.get(key) or _source(len(found) + 1, part)
        quotes = (*known.quotes, part.quote) if part.quote else known.quotes
        found[key] = replace(
            known,
            quotes=tuple(dict.fromkeys(quotes)),
            times=known.times + 1,
            title=known.title or part.title,
        )
    return tuple(found.values())


def sources_of(parts: Sequence[Part]) -> tuple[Source, ...]:
    """The cited sources with the passages found in them, then what else was found by file,
    the best first."""
    passages = _unique(part for part in parts if isinstance(part, PassagePart))
    cited = numbered(parts)
    taken: set[int] = set()
    with_passages = []
    for source in cited:
        own = [p for p in passages if _belongs(p, source)]
        taken |= {id(p) for p in own}
        with_passages.append(replace(source, passages=_ordered(own, source)))
    rest = [p for p in passages if id(p) not in taken]
    return (*with_passages, *_found(rest))


def produced_files(parts: Iterable[Part]) -> tuple[ProducedFile, ...]:
    """The files that an answer's code made, each once."""
    found: dict[tuple[str, str], ProducedFile] = {}
    for part in parts:
        if isinstance(part, CitationPart) and part.kind in (CONTAINER, "file_path"):
            name = part.title or part.file_id
            if part.file_id:
                file = ProducedFile(part.file_id, name, part.container_id)
                found.setdefault((part.container_id, part.file_id), file)
    return tuple(found.values())


def _key(part: CitationPart) -> tuple[str, str, str]:
    """What makes two citations one source. A service may leave the id out, or the name."""
    if part.url:
        return "", "", part.url
    return part.container_id, part.file_id or part.title, ""


def _source(number: int, part: CitationPart) -> Source:
    return Source(
        number=number,
        kind=part.kind,
        title=part.title,
        url=part.url,
        file_id=part.file_id,
        container_id=part.container_id,
    )


def _belongs(passage: PassagePart, source: Source) -> bool:
    if source.kind not in _FILES:
        return False
    if passage.file_id and source.file_id:
        return passage.file_id == source.file_id
    return bool(passage.filename) and passage.filename == source.title


def _ordered(found: Sequence[PassagePart], source: Source) -> tuple[Passage, ...]:
    by_score = sorted(found, key=lambda p: -p.score)
    quoted = [p for p in by_score if any(_quotes(q, p.text) for q in source.quotes)]
    if not quoted and by_score:
        quoted = by_score[:1]
    cited = {id(p) for p in quoted}
    rest = [Passage(p) for p in by_score if id(p) not in cited]
    return (*(Passage(p, cited=True) for p in quoted), *rest)


def _quotes(quote: str, text: str) -> bool:
    return " ".join(quote.split()) in " ".join(text.split())


def _found(passages: Sequence[PassagePart]) -> list[Source]:
    """What was found and not cited, by file."""
    files: dict[str, list[PassagePart]] = {}
    for passage in sorted(passages, key=lambda p: -p.score):
        files.setdefault(passage.file_id or passage.filename, []).append(passage)
    return [
        Source(
            number=0,
            kind="file_citation",
            title=own[0].filename,
            file_id=own[0].file_id,
            passages=tuple(Passage(p) for p in own),
        )
        for own in files.values()
    ]


def _unique(passages: Iterable[PassagePart]) -> list[PassagePart]:
    """Two searches of one answer may find the same passage: the better score counts."""
    best: dict[tuple[str, str], PassagePart] = {}
    for passage in passages:
        key = (passage.file_id or passage.filename, passage.text)
        if key not in best or best[key].score < passage.score:
            best[key] = passage
    return list(best.values())
