"""The line of sources under an answer: each leads to what was found, beside the chat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from oriel.domain.markdown.blocks import Prose, Run, Runs, Style
from oriel.domain.markdown.links import is_safe_link
from oriel.domain.messages import Message
from oriel.domain.sources import Source, numbered
from oriel.ui.transcript.prose_section import ProseSection

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from oriel.ui.transcript.look import Look

_BETWEEN = Run("   ")
# Marks the words of a source as something to press; it is no address, and leads nowhere.
_SCHEME = "source:"


class SourcesRow(ProseSection):
    """`chosen` is told the number of the source that was clicked. What is copied has the
    addresses that there are."""

    def __init__(
        self, sources: tuple[Source, ...], look: Look, chosen: Callable[[int], None]
    ) -> None:
        self._sources = {source.number: source for source in sources}
        self._chosen = chosen
        super().__init__(Prose(tuple(_runs(sources))), look)

    def link(self, point: QPointF) -> str:
        source = self._source_at(point)
        return source.url if source is not None and is_safe_link(source.url) else ""

    def clicked(self, point: QPointF) -> Callable[[], None] | None:
        source = self._source_at(point)
        if source is None:
            return None
        number = source.number
        return lambda: self._chosen(number)

    def _shown_runs(self) -> Runs:
        """All of them look like links, with an address or without."""
        numbers = iter(self._sources)
        runs = self.block.runs
        return tuple(
            run if run.style or not run.text.strip() else run._replace(link=_mark(next(numbers)))
            for run in runs
        )

    def _source_at(self, point: QPointF) -> Source | None:
        target = super().link(point)
        if not target.startswith(_SCHEME):
            return None
        return self._sources.get(int(target.removeprefix(_SCHEME)))


def sources_row(message: Message, look: Look, chosen: Callable[[int], None]) -> SourcesRow | None:
    """The sources an answer cites, None when it cites none."""
    found = numbered(message.parts)
    return SourcesRow(found, look, chosen) if found else None


def _runs(sources: tuple[Source, ...]) -> Iterator[Run]:
    said = QCoreApplication.translate("Builder", "Sources:")
    yield Run(f"{said} ", Style.MUTED)
    for source in sources:
        title = source.title or source.url or source.file_id
        link = source.url if is_safe_link(source.url) else ""
        yield Run(f"{source.number} {title}", Style.PLAIN, link)
        yield _BETWEEN


def _mark(number: int) -> str:
    return f"{_SCHEME}{number}"
