"""One answer: reasoning, segments of prose and code, how it ended, its footer.

While it streams only the last segment is laid out anew, at each flush.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from oriel.domain.messages import Message
from oriel.domain.parts import RefusalPart
from oriel.domain.stopping import StopReason
from oriel.ui.code_card import CodeCard
from oriel.ui.prose import Prose
from oriel.ui.segments import Segmenter
from oriel.ui.turn_cards import ErrorCard, Footer, Marker, Reasoning


class AnswerTurn(QWidget):
    """`retry_requested(id)` and `continue_requested(id)` carry the message's id."""

    retry_requested = Signal(str)
    continue_requested = Signal(str)

    def __init__(self, message: Message, zoom: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_turn")
        self.setAccessibleName(self.tr("Answer"))
        self.message = message
        self._zoom = zoom
        self._text: list[str] = []
        self._thought: list[str] = []
        self._waiting_note = ""
        self._last = False
        self._segmenter = Segmenter()
        self._shown: list[Prose | CodeCard] = []
        self._endings: list[QWidget] = []
        self._reasoning: Reasoning | None = None
        self._note = QLabel(self)
        self._note.setProperty("textRole", "muted")
        self._note.setVisible(False)
        self._footer = Footer(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._column.addWidget(self._note)
        self._column.addWidget(self._footer)
        self._footer.copy_requested.connect(self.copy)
        self._footer.again_requested.connect(self._on_retry)
        if message.parts or message.stop_reason is not None:
            self._show_whole(message)
        else:
            self.flush()

    @property
    def streaming(self) -> bool:
        return self.message.stop_reason is None

    @property
    def text(self) -> str:
        return "".join(self._text)

    def add_text(self, text: str) -> None:
        """Takes text in; `flush` shows it."""
        self._text.append(text)
        self._segmenter.feed(text)
        self._waiting_note = ""

    def add_reasoning(self, text: str) -> None:
        self._thought.append(text)
        self._waiting_note = ""

    def show_retry(self, delay_s: float, status: int) -> None:
        """The service was busy; it is asked again by itself."""
        said = self.tr("The service is busy. Asking again in {s} s…")
        self._waiting_note = said.format(s=max(1, round(delay_s)))

    def flush(self) -> None:
        """Shows what was taken in since the last time."""
        self._note.setText(self._waiting_note)
        self._note.setVisible(bool(self._waiting_note))
        if self._thought:
            self._show_reasoning()
        segments = self._segmenter.segments
        for index, segment in enumerate(segments):
            if index >= len(self._shown) - 1:
                open_now = index == len(segments) - 1 and not segment.closed
                source = self._segmenter.open_source() if open_now else segment.source
                self._show_segment(index, segment.kind, segment.language, source, open_now=open_now)
        if (not segments or segments[-1].closed) and self.streaming:
            self._show_unbegun(len(segments))

    def finish(self, message: Message) -> None:
        """The end: the stored message is the truth over what was heard."""
        self.message = message
        self._waiting_note = ""
        if message.text != self.text:
            self._start_over(message)
            return
        self._segmenter.close()
        self.flush()
        self._drop_beyond(len(self._segmenter.segments))
        self._show_end()

    def set_last(self, *, last: bool) -> None:
        """The last answer shows its buttons always."""
        self._last = last
        self._footer.show_buttons(shown=last and not self.streaming)

    def restyle(self, zoom: float) -> None:
        """Theme or zoom have changed."""
        self._zoom = zoom
        for widget in self._shown:
            if isinstance(widget, Prose):
                widget.show_text(widget.written, caret=self.streaming, zoom=zoom)
                widget.restyle()
            else:
                widget.show_text(widget.source, zoom)
        if self._reasoning is not None:
            self._reasoning.restyle(zoom)

    def copy(self) -> None:
        """The answer's Markdown source to the clipboard."""
        QGuiApplication.clipboard().setText(self.text or self.message.text)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._footer.show_buttons(shown=not self.streaming)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._footer.show_buttons(shown=self._last and not self.streaming)

    def _show_whole(self, message: Message) -> None:
        self.message = message
        self._text = [message.text] if message.text else []
        self._thought = [message.reasoning] if message.reasoning else []
        self._segmenter.feed(message.text)
        if not self.streaming:
            self._segmenter.close()
        self.flush()
        if not self.streaming:
            self._show_end()

    def _start_over(self, message: Message) -> None:
        self._drop_beyond(0)
        self._segmenter = Segmenter()
        self._show_whole(message)

    def _show_segment(
        self, index: int, kind: str, language: str, source: str, *, open_now: bool
    ) -> None:
        widget = self._shown[index] if index < len(self._shown) else None
        if widget is None or isinstance(widget, Prose) != (kind == "prose"):
            self._drop_beyond(index)
            widget = Prose(self) if kind == "prose" else CodeCard(language, self)
            self._column.insertWidget(self._first_at() + index, widget)
            self._shown.append(widget)
            widget.show()
        if isinstance(widget, Prose):
            widget.show_text(source.rstrip("\n"), caret=open_now, zoom=self._zoom)
        else:
            widget.show_text(source, self._zoom)

    def _show_unbegun(self, index: int) -> None:
        """What follows the last closed segment: the caret, and a line not yet whole."""
        source = self._segmenter.open_source()
        self._show_segment(index, "prose", "", source, open_now=True)

    def _first_at(self) -> int:
        return 1 + (self._reasoning is not None)

    def _drop_beyond(self, count: int) -> None:
        for widget in self._shown[count:]:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        del self._shown[count:]

    def _show_reasoning(self) -> None:
        if self._reasoning is None:
            self._reasoning = Reasoning(self)
            self._column.insertWidget(0, self._reasoning)
            self._reasoning.show()
        self._reasoning.show_text("".join(self._thought), self._zoom)
        if self._text or not self.streaming:
            self._reasoning.show_ended(self.message.first_token_s)

    def _show_end(self) -> None:
        if self._thought:
            self._show_reasoning()
        self._footer.show_facts(self._facts())
        self._footer.show_buttons(shown=self._last or self.underMouse())
        for ending in self._endings:
            self._column.removeWidget(ending)
            ending.deleteLater()
        self._endings = [e for e in (self._ending(),) if e]
        for ending in self._endings:
            self._column.insertWidget(self._column.count() - 1, ending)
            ending.show()

    def _ending(self) -> QWidget | None:
        message = self.message
        if message.error is not None:
            card = ErrorCard(message.error, kept=bool(message.text), parent=self)
            card.retry_requested.connect(self._on_retry)
            card.continue_requested.connect(self._on_continue)
            return card
        words = self._ending_words()
        if words is None:
            return None
        text, action = words
        marker = Marker(text, action, self)
        marker.clicked.connect(self._on_continue if action else self._on_retry)
        return marker

    def _ending_words(self) -> tuple[str, str] | None:
        more = self.tr("Continue")
        match self.message.stop_reason:
            case StopReason.STOPPED:
                return self.tr("You stopped this answer."), more if self.message.text else ""
            case StopReason.INTERRUPTED:
                return self.tr("Interrupted. What had arrived is kept."), more
            case StopReason.LENGTH:
                return self.tr("The answer reached its length limit."), more
            case StopReason.FILTERED:
                return self.tr("The service's content filter ended this answer."), ""
        if any(isinstance(part, RefusalPart) for part in self.message.parts):
            return self.tr("The model declined to answer."), ""
        return None

    def _facts(self) -> str:
        message = self.message
        facts = [message.model]
        if message.duration_s is not None:
            facts.append(self.tr("{s:.1f} s").format(s=message.duration_s))
        if message.usage is not None and message.usage.output_tokens:
            facts.append(self.tr("{n} tokens").format(n=message.usage.output_tokens))
        return "  ·  ".join(fact for fact in facts if fact)

    def _on_retry(self) -> None:
        self.retry_requested.emit(self.message.id)

    def _on_continue(self) -> None:
        self.continue_requested.emit(self.message.id)
