"""Dropping on the chat: what lies over it meanwhile and names the result."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from oriel.ui.announcing import announce
from oriel.ui.attaching.taken_in import brought, has_files, has_picture
from oriel.ui.attaching.words import drop_text, folders_text
from oriel.ui.icons import paint_icon
from oriel.ui.theme import current_theme

_INSET, _RADIUS, _SIGN_PX = 12, 14, 28


class FileDrop(QObject):
    """Lets files and pictures be dropped on a widget; `dropped(QMimeData)`."""

    dropped = Signal(object)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._overlay: DropOverlay | None = None
        self._action = Qt.DropAction.CopyAction
        over.setAcceptDrops(True)
        over.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QDragEnterEvent() | QDropEvent() if not _is_ours(event.mimeData()):
                return False
            case QDragEnterEvent():
                self._on_enter(event)
            case QDragLeaveEvent():
                self._hide()
            case QDragMoveEvent():
                event.setDropAction(self._action)
                event.accept()
            case QDropEvent():
                self._on_drop(event)
            case _:
                return False
        return True

    def _on_enter(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        count = len(brought(data).files) if has_files(data) else 1
        if self._overlay is None:
            self._overlay = DropOverlay(self._over)
        if count:
            self._overlay.say(drop_text(count))
            # The file stays where it is, whatever the other program would like.
            self._action = Qt.DropAction.CopyAction
        else:
            self._overlay.say(folders_text(), refused=True)
            self._action = Qt.DropAction.IgnoreAction
        event.setDropAction(self._action)
        # Also for what is refused: nobody else is told when it leaves.
        event.accept()

    def _on_drop(self, event: QDropEvent) -> None:
        self._hide()
        data = event.mimeData()
        if not has_files(data) or brought(data).files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(data)

    def _hide(self) -> None:
        if self._overlay is not None:
            self._overlay.hide()


def _is_ours(data: QMimeData) -> bool:
    return has_files(data) or has_picture(data)


class DropOverlay(QWidget):
    """Covers its parent and lets everything through to it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop_overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over = parent
        self._text = ""
        self._refused = False
        self.hide()

    @property
    def text(self) -> str:
        return self._text

    def say(self, text: str, *, refused: bool = False) -> None:
        """Shows what dropping would do, or why it does nothing."""
        changed = text != self._text or self.isHidden()
        self._text, self._refused = text, refused
        self.setAccessibleName(text)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.update()
        if changed:
            announce(self, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.faded("window", 0.93))
        tint = "danger" if self._refused else "accent"
        pen = QPen(theme.colour(tint), 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(theme.faded(tint, 0.06))
        card = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(card, _RADIUS, _RADIUS)
        self._paint_words(painter, tint)
        painter.end()

    def _paint_words(self, painter: QPainter, tint: str) -> None:
        theme = current_theme()
        middle = self.rect().center()
        sign = QRect(0, 0, _SIGN_PX, _SIGN_PX)
        sign.moveCenter(middle)
        sign.translate(0, -26)
        paint_icon(painter, "warning" if self._refused else "attach", sign, theme.colour(tint))
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 15 / 13)
        font.setWeight(font.Weight.Medium)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        words = self.rect().adjusted(48, 0, -48, 0)
        words.setTop(middle.y() + 4)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(words, int(flags | Qt.TextFlag.TextWordWrap), self._text)
