"""Sources: what an answer cites, and the passages that were found for it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from oriel.domain.markdown.links import is_safe_link
from oriel.domain.messages import Message
from oriel.domain.sources import Passage, Source, sources_of
from oriel.ui.announcing import announce
from oriel.ui.inspector.pieces import (
    Card,
    Column,
    ScoreBar,
    breakable,
    icon_button,
    link_button,
    words,
)
from oriel.ui.row_button import with_weight

FOLDED_CHARS = 320
_MOST_ATTRIBUTES = 16


class SourcesPage(Column):
    """`link_requested(address)`: the person wants to go there; `passage_requested(file id, file
    name, passage)`: a passage is to be seen among what its store finds, "" for any of it."""

    link_requested = Signal(str)
    passage_requested = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("inspector_sources", parent)
        self._cards: dict[int, SourceCard] = {}
        self._shown: tuple[Source, ...] | None = None

    def forget(self) -> None:
        """What is shown next is made anew."""
        self._shown = None

    def show_message(self, message: Message | None) -> int:
        """Shows an answer's sources; how many are cited."""
        sources = sources_of(message.parts) if message is not None else ()
        cited = sum(1 for source in sources if source.number)
        if sources == self._shown and sources:
            return cited
        self._shown = sources
        self._fill(sources)
        if not sources:
            self.say(self._nothing(message))
        return cited

    def mark(self, number: int) -> None:
        """Scrolls to a source and marks it, and no other."""
        for each, card in self._cards.items():
            card.set_marked(each == number)
        if (found := self._cards.get(number)) is not None:
            self.bring_into_view(found)
            announce(self, found.accessibleName())

    def _fill(self, sources: tuple[Source, ...]) -> None:
        self.clear()
        self._cards = {}
        cited = [source for source in sources if source.number]
        found = [source for source in sources if not source.number]
        for source in cited:
            self._cards[source.number] = self._card(source)
        if found:
            said = self.tr("Also found, and not cited") if cited else self.tr("Found, not cited")
            self.put(words(said, "small", self.widget()))
            for source in found:
                self._card(source)

    def _nothing(self, message: Message | None) -> str:
        if message is None:
            return self.tr("There is no answer yet.")
        if message.stop_reason is None:
            return self.tr("No sources so far; the answer is being written.")
        return self.tr("This answer names no sources.")

    def _card(self, source: Source) -> SourceCard:
        card = SourceCard(source, self.widget())
        card.link_requested.connect(self.link_requested)
        card.passage_requested.connect(self.passage_requested)
        self.put(card)
        return card


class SourceCard(Card):
    """One source: number, title, where it leads, its passages."""

    link_requested = Signal(str)
    passage_requested = Signal(str, str, str)

    def __init__(self, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self.setObjectName(f"source_{source.number}" if source.number else "source_found")
        self.setAccessibleName(self._name())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addLayout(self._head())
        for line in self._lines():
            column.addWidget(line)
        for passage in source.passages:
            box = PassageBox(passage, self)
            box.library_requested.connect(self._on_passage)
            column.addWidget(box)

    def _name(self) -> str:
        title = self._source.title or self._source.url or self._source.file_id
        if not self._source.number:
            return title
        return self.tr("Source {n}: {title}").format(n=self._source.number, title=title)

    def _head(self) -> QHBoxLayout:
        source = self._source
        title = source.title or source.url or source.file_id or self.tr("Without a name")
        shown = f"{source.number} · {title}" if source.number else title
        label = words(shown, "", self)
        label.setFont(with_weight(label.font(), QFont.Weight.Medium))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label, 1)
        if source.times > 1:
            times = QLabel(self.tr("{n} times").format(n=source.times), self)
            times.setProperty("textRole", "small")
            row.addWidget(times, 0, Qt.AlignmentFlag.AlignTop)
        if is_safe_link(source.url):
            opener = icon_button("external", self.tr("Open the link"), "source_open", self)
            opener.clicked.connect(self._on_open)
            row.addWidget(opener, 0, Qt.AlignmentFlag.AlignTop)
        if source.kind == "file_citation" and source.file_id and not source.passages:
            library = _library_button("source_library", self)
            library.clicked.connect(self._on_library)
            row.addWidget(library, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _lines(self) -> list[QLabel]:
        source, found = self._source, []
        if source.url and source.url != source.title:
            found.append(words(source.url, "small", self))
        if source.kind in ("container_file_citation", "file_path"):
            found.append(words(self.tr("Made by the answer's code; see Tools."), "small", self))
        shown = [p.part.text for p in source.passages]
        unseen = [q for q in source.quotes if not any(q in text for text in shown)]
        return [*found, *(words(f"“{quote}”", "muted", self) for quote in unseen)]

    def _on_open(self) -> None:
        self.link_requested.emit(self._source.url)

    def _on_library(self) -> None:
        quote = next(iter(self._source.quotes), "")
        self.passage_requested.emit(self._source.file_id, self._source.title, quote)

    def _on_passage(self, text: str) -> None:
        self.passage_requested.emit(self._source.file_id, self._source.title, text)


class PassageBox(QWidget):
    """One passage: its score, its words, what is known of it. `library_requested(its text)`."""

    library_requested = Signal(str)

    def __init__(self, passage: Passage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passage")
        self._passage = passage
        self._folded = len(passage.part.text) > FOLDED_CHARS + 80
        self.setAccessibleName(
            self.tr("Passage, score {score}").format(score=f"{passage.part.score:.2f}")
        )
        self._text = words("", "muted", self)
        self._text.setObjectName("passage_text")
        self._more = link_button("", "passage_more", self)
        self._more.setVisible(self._folded)
        self._more.clicked.connect(self._on_more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._head())
        column.addWidget(self._text)
        column.addLayout(self._foot())
        if known := _attributes(passage):
            label = words(known, "small", self)
            label.setObjectName("passage_attributes")
            column.addWidget(label)
        self._show()

    def _head(self) -> QHBoxLayout:
        score = QLabel(f"{self._passage.part.score:.2f}", self)
        score.setProperty("textRole", "small")
        copy = icon_button("copy", self.tr("Copy this passage"), "passage_copy", self)
        copy.clicked.connect(self._on_copy)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(ScoreBar(self._passage.part.score, self))
        row.addWidget(score)
        if self._passage.cited:
            cited = QLabel(self.tr("cited"), self)
            cited.setObjectName("passage_cited")
            cited.setProperty("textRole", "ok")
            row.addWidget(cited)
        row.addStretch(1)
        row.addWidget(copy)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._more)
        row.addStretch(1)
        if self._passage.part.file_id:
            library = _library_button("passage_library", self)
            library.clicked.connect(self._on_library)
            row.addWidget(library)
        return row

    def _show(self) -> None:
        text = self._passage.part.text.strip()
        shown = f"{text[:FOLDED_CHARS].rstrip()}…" if self._folded else text
        self._text.setText(breakable(shown))
        self._more.setText(self.tr("Show all") if self._folded else self.tr("Show less"))

    def _on_more(self) -> None:
        self._folded = not self._folded
        self._show()

    def _on_library(self) -> None:
        self.library_requested.emit(self._passage.part.text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._passage.part.text)
        announce(self, self.tr("Copied"))


def _library_button(name: str, parent: QWidget) -> QToolButton:
    words = QCoreApplication.translate("SourcesPage", "Open in the library")
    return icon_button("library", words, name, parent)


def _attributes(passage: Passage) -> str:
    known = list(passage.part.attributes.items())[:_MOST_ATTRIBUTES]
    return "  ·  ".join(f"{name}: {value}" for name, value in known)
