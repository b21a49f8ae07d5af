"""The model picker: a small card under the header's button, filled as the service answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from oriel.ui.icons import paint_icon
from oriel.ui.row_button import smaller, with_weight
from oriel.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from oriel.domain.models import ModelInfo
    from oriel.ui.error_text import ErrorText

WIDTH_PX, ROWS = 380, 8
_ID, _NOTE, _CURRENT = (Qt.ItemDataRole.UserRole + n for n in range(3))


class ModelPicker(QFrame):
    """`chosen(model id)`. Open it with `open_at`; it closes by itself."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("model_picker")
        self.setAccessibleName(self.tr("Choose a model"))
        self.setProperty("kind", "card")
        self._models: list[ModelInfo] = []
        self._current = ""
        self._field = QLineEdit(self)
        self._field.setObjectName("model_filter")
        self._field.setAccessibleName(self.tr("Find a model or type its name"))
        self._field.setPlaceholderText(self.tr("Find a model or type its name"))
        self._state = QLabel(self)
        self._state.setProperty("textRole", "muted")
        self._state.setWordWrap(True)
        self._list = QListWidget(self)
        self._list.setObjectName("model_list")
        self._list.setAccessibleName(self.tr("Models"))
        self._list.setItemDelegate(_Row(self._list))
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        for widget in (self._field, self._state, self._list):
            column.addWidget(widget)
        self._field.textChanged.connect(self._refill)
        self._field.returnPressed.connect(self._choose)
        self._field.installEventFilter(self)
        self._list.itemClicked.connect(self._choose)
        self._list.itemActivated.connect(self._choose)

    def show_loading(self) -> None:
        self._models = []
        self._say(self.tr("Asking the service for its models…"))

    def show_models(self, models: list[ModelInfo], current: str) -> None:
        self._models, self._current = models, current
        self._say("" if models else self.tr("This service lists no models. Type a name."))

    def show_error(self, words: ErrorText) -> None:
        """A list that could not be had; typing a name still works."""
        if not self._models:
            self._say(f"{words.title} {words.next_step}")

    def open_at(self, anchor: QRect) -> None:
        """Below `anchor` (global), moved so that it stays on its screen."""
        self._field.clear()
        self._refill()
        screen = self.screen().availableGeometry()
        left = min(anchor.left(), screen.right() - self.width())
        top = min(anchor.bottom() + 4, screen.bottom() - self.height())
        self.move(QPoint(max(left, screen.left()), max(top, screen.top())))
        self.show()
        self._field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The arrow keys walk the list while the field keeps the typing.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self._list.count():
                row = (self._list.currentRow() + step) % self._list.count()
                self._list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def _say(self, text: str) -> None:
        self._state.setText(text)
        self._refill()

    def _refill(self) -> None:
        words = self._field.text().casefold().split()
        self._list.clear()
        for model in self._models:
            said = f"{model.id} {model.name} {model.note}".casefold()
            if all(word in said for word in words):
                self._add(model.id, model.name, model.note)
        typed = self._field.text().strip()
        if typed and typed not in {model.id for model in self._models}:
            self._add(typed, self.tr("Use “{name}”").format(name=typed), "")
        self._select_current()
        self._state.setVisible(bool(self._state.text()))
        self._list.setVisible(self._list.count() > 0)
        rows = min(self._list.count(), ROWS)
        self._list.setFixedHeight(rows * _Row.HEIGHT_PX + 2)
        self.setFixedWidth(WIDTH_PX)
        self.adjustSize()

    def _add(self, model: str, name: str, note: str) -> None:
        item = QListWidgetItem(name or model)
        item.setData(_ID, model)
        item.setData(_NOTE, "  ·  ".join(t for t in (model if name else "", note) if t))
        item.setData(_CURRENT, model == self._current)
        self._list.addItem(item)

    def _select_current(self) -> None:
        rows = range(self._list.count())
        current = [row for row in rows if self._list.item(row).data(_CURRENT)]
        if self._list.count():
            self._list.setCurrentRow(current[0] if current and not self._field.text() else 0)

    def _choose(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self.hide()
            self.chosen.emit(item.data(_ID))


class _Row(QStyledItemDelegate):
    HEIGHT_PX = 46

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, self.HEIGHT_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, rect = current_theme(), option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected" if chosen else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        text = rect.adjusted(10, 5, -34, -5)
        font = option.font
        note = index.data(_NOTE)
        self._write(painter, text, index.data(), with_weight(font, QFont.Weight.Medium), note)
        if index.data(_CURRENT):
            side = QRect(rect.right() - 26, rect.center().y() - 8, 16, 16)
            paint_icon(painter, "check", side, theme.colour("accent"))
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, name: str, font: QFont, note: str) -> None:
        theme, middle = current_theme(), Qt.AlignmentFlag.AlignVCenter
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        elide = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(name, elide, rect.width())
        painter.drawText(rect, int(top if note else middle), shown)
        if note:
            painter.setFont(smaller(with_weight(font, QFont.Weight.Normal)))
            painter.setPen(theme.colour("muted"))
            shown = painter.fontMetrics().elidedText(note, elide, rect.width())
            painter.drawText(rect, int(bottom), shown)
