"""The tray of a message: its chips in rows that wrap, and why one of them is not taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from oriel.domain.attachments import Attachment, Reason, State
from oriel.ui.announcing import announce
from oriel.ui.attaching.chip import Chip
from oriel.ui.attaching.words import reason_text

SPACE = 6
MOST_ROWS = 2

Thumbs = Callable[[str], QImage | None]


class AttachmentTray(QWidget):
    """`remove_requested(id)`, `retry_requested(id)`, `left()` when the keyboard was in it and
    nothing is there any more. Hidden while it is empty."""

    remove_requested = Signal(str)
    retry_requested = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attachment_tray")
        self._left_out = ""
        self._rows = ChipRows(self)
        self._note = QLabel(self)
        self._note.setObjectName("attachment_note")
        self._note.setProperty("textRole", "danger")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(SPACE)
        column.addWidget(self._rows)
        column.addWidget(self._note)
        self._rows.remove_requested.connect(self.remove_requested)
        self._rows.retry_requested.connect(self.retry_requested)
        self._rows.emptied.connect(self.left)
        self.hide()

    @property
    def chips(self) -> list[Chip]:
        return self._rows.chips

    def show_attachments(self, attachments: Sequence[Attachment], thumbs: Thumbs) -> None:
        """The attachments of the message, in their order."""
        if len(attachments) < len(self.chips):
            self._left_out = ""
        self._rows.show_attachments(attachments, thumbs)
        failed = next((a for a in attachments if a.state is State.FAILED), None)
        self._say(reason_text(failed.reason, failed.name) if failed else self._left_out)
        self.setVisible(bool(attachments))

    def say_left_out(self, reason: Reason) -> None:
        """Why something was not even taken in; said until there is less."""
        self._left_out = reason_text(reason, "")
        self._say(self._left_out)

    def _say(self, text: str) -> None:
        if text and text != self._note.text():
            announce(self, text)
        self._note.setText(text)
        self._note.setVisible(bool(text))


class ChipRows(QScrollArea):
    """Chips side by side, wrapped, at most MOST_ROWS rows high. One stop for Tab: from there
    the arrow keys go on."""

    remove_requested = Signal(str)
    retry_requested = Signal(str)
    emptied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("attachments")
        self.setAccessibleName(self.tr("Attachments"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chips: list[Chip] = []
        self._inner = QWidget(self)
        self.setWidget(self._inner)
        self.viewport().setAutoFillBackground(False)
        self._inner.setAutoFillBackground(False)

    def show_attachments(self, attachments: Sequence[Attachment], thumbs: Thumbs) -> None:
        known = {chip.attachment_id: chip for chip in self.chips}
        focused = self._focused()
        shown = [known.pop(a.id) if a.id in known else self._made(a) for a in attachments]
        self.chips, before = shown, self.chips
        for chip, attachment in zip(shown, attachments, strict=True):
            chip.show_attachment(attachment, thumbs(attachment.id))
        if focused is not None and focused in known.values():
            self._focus_instead(before.index(focused))
        for chip in known.values():
            chip.hide()
            chip.deleteLater()
        self._set_stop(self._focused())
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def _made(self, attachment: Attachment) -> Chip:
        chip = Chip(attachment, self._inner)
        chip.remove_requested.connect(self.remove_requested)
        chip.retry_requested.connect(self.retry_requested)
        chip.step_requested.connect(self._on_step)
        chip.focused.connect(self._on_focused)
        chip.show()
        return chip

    def _focused(self) -> Chip | None:
        return next((chip for chip in self.chips if chip.hasFocus()), None)

    def _focus_instead(self, place: int) -> None:
        if self.chips:
            self.chips[min(place, len(self.chips) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.emptied.emit()

    def _on_step(self, by: int) -> None:
        focused = self._focused()
        if focused is not None:
            at = min(max(self.chips.index(focused) + by, 0), len(self.chips) - 1)
            self.chips[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_focused(self, chip: Chip) -> None:
        self._set_stop(chip)
        self.ensureWidgetVisible(chip, 0, SPACE)

    def _set_stop(self, stop: Chip | None) -> None:
        """Tab stops at one chip only: the one that was used last."""
        stop = stop or next(iter(self.chips), None)
        for chip in self.chips:
            policy = Qt.FocusPolicy.StrongFocus if chip is stop else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Lays the chips out in rows, and takes the height that needs."""
        width, at, row = self.viewport().width(), 0, 0
        height = self.chips[0].sizeHint().height() if self.chips else 0
        for chip in self.chips:
            size = chip.sizeHint().boundedTo(QSize(width, height))
            if at and at + size.width() > width:
                at, row = 0, row + 1
            place = QRect(at, row * (height + SPACE), size.width(), height)
            chip.setGeometry(self._placed(place, width))
            at += size.width() + SPACE
        rows = row + 1 if self.chips else 0
        self._inner.resize(width, self._height_of(rows, height))
        self.setFixedHeight(self._height_of(min(rows, MOST_ROWS), height))

    def _placed(self, rect: QRect, width: int) -> QRect:
        if self.isRightToLeft():
            return QRect(width - rect.x() - rect.width(), rect.y(), rect.width(), rect.height())
        return rect

    def _height_of(self, rows: int, height: int) -> int:
        return max(rows * (height + SPACE) - SPACE, 0)
