"""Where the person writes: one card with growing text, and Send that turns into Stop."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.parts import FilePart, ImagePart
from oriel.ui.attaching.composer_files import ComposerFiles
from oriel.ui.attaching.taken_in import has_files, has_picture
from oriel.ui.fonts import body_font
from oriel.ui.icon_engine import icon
from oriel.ui.icons import paint_icon
from oriel.ui.theme import current_theme
from oriel.ui.tooling.button import ToolsButton

RADIUS = 16
DRAFT_AFTER_MS = 300
TALLEST_SHARE = 0.4
LONGEST_WRAPPED = 20_000
# More is no message: laying it out would hold the window for half a minute.
LONGEST_PASTED = 3_000_000


class Composer(QFrame):
    """`send_requested(text)`, `stop_requested()`, `draft_changed(text)` 300 ms after a key,
    `prompts_wanted()` when a message begins with a slash, `tools_wanted()` by its
    button. `files` is its side of attachments: a message may go without text when something
    goes along."""

    send_requested = Signal(str)
    stop_requested = Signal()
    draft_changed = Signal(str)
    prompts_wanted = Signal()
    tools_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._streaming = False
        self._refusal = ""
        self._history: list[str] = []
        self._recalled: int | None = None
        self._kept = ""
        self._text = ComposerText(self)
        self.files = ComposerFiles(self._text, self)
        self._hint = QLabel(self)
        self._hint.setProperty("textRole", "small")
        self._tools = ToolsButton(self)
        self._send = _SendButton(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAFT_AFTER_MS)
        self._lay_out()
        self._text.submitted.connect(self._on_submitted)
        self._text.too_long.connect(self.files.text_attached)
        self._text.recalled.connect(self._on_recalled)
        self._text.focus_changed.connect(self.update)
        self._text.slash_typed.connect(self.prompts_wanted)
        self._text.brought.connect(self.files.take_in)
        self._text.pasted.connect(self.files.pasted)
        self.files.changed.connect(self._refresh)
        self._text.textChanged.connect(self._on_text_changed)
        self._tools.clicked.connect(self.tools_wanted)
        self._send.clicked.connect(self._on_button)
        self._pause.timeout.connect(self._on_pause)
        self._refresh()

    def text(self) -> str:
        return self._text.toPlainText()

    @property
    def attachments(self) -> tuple[ImagePart | FilePart, ...]:
        """The parts that go along with what is typed."""
        return self.files.ready

    def set_text(self, text: str) -> None:
        """Replaces what is being typed, without telling that it changed."""
        self._text.take(text, self._text.setPlainText)
        self._pause.stop()
        self._recalled = None
        self._text.go_to_end()

    def insert(self, text: str, instead_of: str = "") -> None:
        """Puts text where the cursor is, in place of what is selected, as if it was typed.
        When all there is is `instead_of`, that goes."""
        if instead_of and self.text() == instead_of:
            self._text.selectAll()
        self._text.take(text, self._text.insertPlainText)
        self._text.ensureCursorVisible()

    def set_history(self, sent: list[str]) -> None:
        """What Ctrl+Up brings back, oldest first."""
        self._history, self._recalled = [text for text in sent if text], None

    def set_streaming(self, streaming: bool) -> None:
        self._streaming = streaming
        self._refresh()

    def set_can_send(self, *, can: bool, reason: str = "") -> None:
        self._refusal = "" if can else reason or " "
        self._refresh()

    def set_placeholder(self, text: str) -> None:
        self._text.setPlaceholderText(text)
        self._text.viewport().update()  # Qt paints it anew only when it comes or goes

    def set_tallest(self, page_height: int) -> None:
        self._text.set_tallest(int(page_height * TALLEST_SHARE))

    def set_zoom(self, zoom: float) -> None:
        self._text.setFont(body_font(zoom))
        # The viewport has a font of its own once styled, and paints the placeholder in it.
        self._text.viewport().setFont(body_font(zoom))
        self._text.fit()

    def show_tools(self, count: int, tip: str) -> None:
        """How many tools are on in this chat."""
        self._tools.show_count(count)
        self._tools.setToolTip(tip)

    def tools_anchor(self) -> QRect:
        """Where the tools button is on the screen."""
        return QRect(self._tools.mapToGlobal(QPoint(0, 0)), self._tools.size())

    def focus(self) -> None:
        self._text.setFocus()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.files.button)
        row.addWidget(self._tools)
        row.addSpacing(2)
        row.addWidget(self.files.offer, 1)
        row.addWidget(self._hint, 1)
        row.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 12, 11)
        column.setSpacing(6)
        column.addWidget(self.files.tray)
        column.addWidget(self._text)
        column.addLayout(row)

    def _refresh(self) -> None:
        empty = not self.text().strip() and not self.attachments
        hindrance = self._refusal.strip() or self.files.hindrance
        self._send.show_state(streaming=self._streaming, ready=not empty and not hindrance)
        if self._streaming and not empty and not hindrance:
            hint = self.tr("Enter sends it after this answer, Esc stops the answer")
        elif self._streaming:
            hint = self.tr("Esc stops the answer")
        elif hindrance:
            hint = hindrance
        else:
            hint = "" if empty else self.tr("Enter sends, Shift+Enter starts a new line")
        self._hint.setText(hint)
        self._hint.setVisible(self.files.offer.isHidden())
        self._send.setToolTip(self._send_tip(hindrance, empty=empty))

    def _send_tip(self, hindrance: str, *, empty: bool) -> str:
        if self._streaming:
            return self.tr("Stop (Esc)")
        if hindrance:
            return hindrance
        return self.tr("Write something first") if empty else self.tr("Send (Enter)")

    def _on_button(self) -> None:
        if self._streaming:
            self.stop_requested.emit()
        else:
            self._on_submitted()

    def _on_submitted(self) -> None:
        text = self.text().strip()
        if not (text or self.attachments) or self._refusal or self.files.hindrance:
            return
        self._pause.stop()
        self._recalled = None
        self._text.clear()
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.send_requested.emit(text)

    def _on_text_changed(self) -> None:
        self._text.fit()
        self._refresh()
        if not self._pause.isActive():  # who never pauses is kept up with all the same
            self._pause.start()

    def _on_pause(self) -> None:
        self.draft_changed.emit(self.text())

    def _on_recalled(self, step: int) -> None:
        if not self._history:
            return
        if self._recalled is None:
            self._kept, self._recalled = self.text(), len(self._history)
        self._recalled = min(max(self._recalled + step, 0), len(self._history))
        at = self._recalled
        text = self._history[at] if at < len(self._history) else self._kept
        self._text.setPlainText(text)
        self._text.go_to_end()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = theme.faded("accent", 0.55) if self._text.hasFocus() else theme.colour("line")
        painter.setPen(QPen(line, 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.end()


class ComposerText(QPlainTextEdit):
    """Grows with its text; Enter submits unless an input method is composing. `brought` are
    files or a picture that were pasted (QMimeData), `pasted` the places between which text
    was."""

    submitted = Signal()
    recalled = Signal(int)
    focus_changed = Signal()
    slash_typed = Signal()
    brought = Signal(object)
    too_long = Signal(str)
    pasted = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("composer_text")
        self.setAccessibleName(self.tr("Message"))
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setFont(body_font())
        self.document().setDocumentMargin(0)
        self._composing = False
        self._tallest = 300
        self.fit()

    def set_tallest(self, height: int) -> None:
        self._tallest = max(60, height)
        self.fit()

    def take(self, text: str, how: Callable[[str], object]) -> None:
        """Takes in text of any size by `how`. A line of a megabyte is shown unwrapped:
        wrapping it takes half a minute, and nothing can be typed meanwhile."""
        if max(map(len, text.split("\n"))) > LONGEST_WRAPPED:
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        elif len(text) and not self.toPlainText():
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        how(text)

    def go_to_end(self) -> None:
        from PySide6.QtGui import QTextCursor

        self.moveCursor(QTextCursor.MoveOperation.End)

    def fit(self) -> None:
        lines = self.document().documentLayout().documentSize().height()
        wanted = math.ceil(lines * self.fontMetrics().lineSpacing()) + 4
        self.setFixedHeight(max(28, min(wanted, self._tallest)))
        always = Qt.ScrollBarPolicy
        fits = wanted <= self._tallest
        self.setVerticalScrollBarPolicy(
            always.ScrollBarAlwaysOff if fits else always.ScrollBarAsNeeded
        )
        # Wrapped text has nothing to the side, though Qt thinks so while it is laid out anew.
        wraps = self.lineWrapMode() is not QPlainTextEdit.LineWrapMode.NoWrap
        self.setHorizontalScrollBarPolicy(
            always.ScrollBarAlwaysOff if wraps else always.ScrollBarAsNeeded
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if (
            enter
            and not self._composing
            and held
            in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ControlModifier,
            )
        ):
            self.submitted.emit()
            return
        upward = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if held == Qt.KeyboardModifier.ControlModifier and event.key() in upward:
            self.recalled.emit(upward[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)
        self._look_for_slash(event.text())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._look_for_slash(event.commitString())

    def _look_for_slash(self, typed: str) -> None:
        # A document counts one character more than it has.
        if typed == "/" and self.document().characterCount() == 2:
            self.slash_typed.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if has_files(source) or has_picture(source):
            self.brought.emit(source)
        elif source.hasText():
            text = source.text()
            if len(text) > LONGEST_PASTED:
                self.too_long.emit(text)
                return
            start = self.textCursor().selectionStart()
            self.take(text, self.insertPlainText)
            self.pasted.emit(start, self.textCursor().position())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return has_picture(source) or super().canInsertFromMimeData(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # What can be attached is for the whole page to take.
        if has_files(event.mimeData()) or has_picture(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.fit()


class _SendButton(QToolButton):
    """A filled square: an arrow, or the stop sign while an answer streams."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("send")
        self.setFixedSize(QSize(34, 30))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = "send"
        self.setIcon(icon("send"))

    def show_state(self, *, streaming: bool, ready: bool) -> None:
        self._name = "stop" if streaming else "send"
        self.setAccessibleName(self.tr("Stop") if streaming else self.tr("Send"))
        self.setEnabled(streaming or ready)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.colour("accent" if self.isEnabled() else "line")
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            ground = ground.darker(112)
        painter.setPen(QPen(theme.colour("text"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)
        sign = theme.colour("on-accent" if self.isEnabled() else "muted")
        side = QRectF(self.width() / 2 - 9, self.height() / 2 - 9, 18, 18)
        paint_icon(painter, self._name, side, sign)
        painter.end()
