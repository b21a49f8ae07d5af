"""A chip: one attachment with its kind or picture, name, size or progress, and a way out."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from oriel.domain.attachment_kinds import Kind
from oriel.domain.attachments import Attachment, Refusal, State
from oriel.ui.attaching.words import reason_text, state_text, told
from oriel.ui.icons import paint_icon
from oriel.ui.row_button import IconButton, mirrored, smaller
from oriel.ui.theme import current_theme

_ICONS = {
    Kind.IMAGE: "image",
    Kind.PDF: "file-text",
    Kind.TEXT: "file-text",
    Kind.AUDIO: "audio",
    Kind.OTHER: "file",
}
_EDGE, _GAP = 9, 7
_WIDEST_NAME = 180
_RADIUS = 9
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}


class Chip(QAbstractButton):
    """`remove_requested(id)` by its cross or Delete, `retry_requested(id)` by pressing one
    that failed, `step_requested(by)` by the arrow keys, `focused(chip)`."""

    remove_requested = Signal(str)
    retry_requested = Signal(str)
    step_requested = Signal(int)
    focused = Signal(object)

    def __init__(self, attachment: Attachment, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("attachment")
        self._attachment = attachment
        self._thumb: QImage | None = None
        self._remove = IconButton("close", self)
        self._remove.setObjectName("attachment_remove")
        self._remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._remove.clicked.connect(self._on_remove)
        self.clicked.connect(self._on_clicked)
        self.show_attachment(attachment, None)

    @property
    def attachment_id(self) -> str:
        return self._attachment.id

    @property
    def attachment(self) -> Attachment:
        return self._attachment

    def show_attachment(self, attachment: Attachment, thumb: QImage | None) -> None:
        """What there is to say of it now; `thumb` is a picture's small square."""
        self._attachment, self._thumb = attachment, thumb
        self.setAccessibleName(told(attachment))
        self.setAccessibleDescription(self._use())
        # A name may look like markup.
        self.setToolTip(escape(self._tip()))
        name = attachment.name
        self._remove.setAccessibleName(self.tr("Remove {name}").format(name=name))
        self._remove.setToolTip(self.tr("Remove (Delete)"))
        self.updateGeometry()
        self.update()

    @property
    def _failed(self) -> bool:
        return self._attachment.state is State.FAILED

    @property
    def _may_retry(self) -> bool:
        reason = self._attachment.reason
        return self._failed and reason is not None and reason.may_pass

    def _use(self) -> str:
        if self._may_retry:
            return self.tr("Press to try again. Delete removes it.")
        return self.tr("Delete removes it.")

    def _tip(self) -> str:
        found = self._attachment
        said = reason_text(found.reason, found.name) if self._failed else found.name
        return f"{said} {self._retry_words()}" if self._may_retry else said

    def _retry_words(self) -> str:
        reason = self._attachment.reason
        if reason is not None and reason.code == Refusal.WOULD_STAY:
            return self.tr("Click to upload it all the same.")
        return self.tr("Click to try again.")

    # Measures

    def _side(self) -> int:
        return self.fontMetrics().height()

    def _name_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._shown(_WIDEST_NAME * self._side() // 16))

    def _shown(self, room: int) -> str:
        """The name, as much of it as there is room for."""
        middle = Qt.TextElideMode.ElideMiddle
        return self.fontMetrics().elidedText(self._attachment.name, middle, room)

    def _around_name(self) -> int:
        state = self._small().horizontalAdvance(state_text(self._attachment))
        return _EDGE + self._side() + _GAP + _GAP + state + 4 + self._cross() + 3

    def _cross(self) -> int:
        return self._side() + 6

    def _small(self) -> QFontMetrics:
        return QFontMetrics(self._small_font())

    def _small_font(self) -> QFont:
        return smaller(self.font())

    def sizeHint(self) -> QSize:
        return QSize(self._around_name() + self._name_width() + 1, self._side() + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._around_name() + 2 * self._side(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self._cross()
        at = QRect(self.width() - side - 3, (self.height() - side) // 2, side, side)
        self._remove.setGeometry(mirrored(at, self))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        side = self._side()
        sign = mirrored(QRect(_EDGE, (self.height() - side) // 2, side, side), self)
        self._paint_sign(painter, sign)
        self._paint_words(painter, _EDGE + side + _GAP)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        theme = current_theme()
        ground = theme.colour("hover" if self.underMouse() and self._may_retry else "code")
        painter.setBrush(ground)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1.5))
        elif self._failed:
            painter.setPen(QPen(theme.faded("danger", 0.6), 1))
        elif theme.name == "high-contrast":
            painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _paint_sign(self, painter: QPainter, at: QRect) -> None:
        theme = current_theme()
        match self._attachment.state:
            case State.UPLOADING:
                self._paint_ring(painter, QRectF(at).adjusted(1, 1, -1, -1))
            case State.FAILED:
                name = "retry" if self._may_retry and self.underMouse() else "warning"
                paint_icon(painter, name, at, theme.colour("danger"))
            case _ if self._thumb is not None:
                self._paint_thumb(painter, QRectF(at).adjusted(-4, -3, 2, 3))
            case state:
                tint = "muted" if state is State.PREPARING else "text"
                paint_icon(painter, _ICONS[self._attachment.kind], at, theme.colour(tint))

    def _paint_ring(self, painter: QPainter, at: QRectF) -> None:
        theme = current_theme()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("line"), 2.4))
        painter.drawEllipse(at)
        pen = QPen(theme.colour("accent"), 2.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(at, 90 * 16, -round(max(self._attachment.progress, 0.02) * 360 * 16))

    def _paint_thumb(self, painter: QPainter, at: QRectF) -> None:
        if self._thumb is None:
            return
        path = QPainterPath()
        path.addRoundedRect(at, 5, 5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(path)
        painter.drawImage(at, self._thumb, _middle(self._thumb))
        painter.restore()

    def _paint_words(self, painter: QPainter, start: int) -> None:
        theme = current_theme()
        state, small = state_text(self._attachment), self._small()
        end = self.width() - self._cross() - 7
        room = end - small.horizontalAdvance(state) - _GAP - start
        name = self._shown(room)
        waiting = self._attachment.state is State.PREPARING
        painter.setPen(theme.colour("danger" if self._failed else "muted" if waiting else "text"))
        self._write(painter, QRect(start, 0, room, self.height()), name)
        painter.setFont(self._small_font())
        painter.setPen(theme.colour("muted"))
        after = start + self.fontMetrics().horizontalAdvance(name) + _GAP
        self._write(painter, QRect(after, 0, end - after, self.height()), state)

    def _write(self, painter: QPainter, rect: QRect, text: str) -> None:
        right = self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(mirrored(rect, self), int(flags), text)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._on_remove()
        elif key in _STEPS:
            turned = self.isRightToLeft() and abs(_STEPS[key]) == 1
            self.step_requested.emit(-_STEPS[key] if turned else _STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_clicked()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _on_remove(self) -> None:
        self.remove_requested.emit(self._attachment.id)

    def _on_clicked(self) -> None:
        if self._may_retry:
            self.retry_requested.emit(self._attachment.id)


def _middle(thumb: QImage) -> QRectF:
    side = min(thumb.width(), thumb.height())
    return QRectF((thumb.width() - side) / 2, (thumb.height() - side) / 2, side, side)
