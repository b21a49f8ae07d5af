"""The line above a table: what the caller puts there, the filter, the columns.

Where there is no room for all, what leads goes to a line of its own; where that does not do,
buttons keep their icons.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from oriel.ui.icon_engine import icon
from oriel.ui.icons import SMALL_PX
from oriel.ui.prompts.parts import button
from oriel.ui.row_button import IconButton
from oriel.ui.search_field import SearchField
from oriel.ui.theme import current_zoom

_SPACE_PX = 8
_FIELD_PX, _NARROW_FIELD_PX, _LEAST_PX, _UNBOUND = 200, 96, 64, 16_777_215
_MIDDLE = Qt.AlignmentFlag.AlignVCenter  # else no line is higher than its lowest part
_ALL, _PRIMARY, _NONE = range(3)  # whose words are shown


class TableToolbar(QWidget):
    """`columns_wanted()` asks for the menu of the columns, at `columns_button`."""

    columns_wanted = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons: dict[QPushButton, str] = {}
        self._leading: list[QWidget] = []
        self._trailing: list[QWidget] = []
        self._two_lines = self._fitting = False
        self.filter_field = SearchField(self.tr("Filter"), "", self)
        self.filter_field.setObjectName(f"{name}_filter")
        self.filter_field.setProperty("kind", "")
        self.columns_button = IconButton("columns", self)
        self.columns_button.setObjectName(f"{name}_columns")
        words = self.tr("Sort and choose columns")
        self.columns_button.setAccessibleName(words)
        self.columns_button.setToolTip(words)
        self.columns_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.columns_button.clicked.connect(self.columns_wanted)
        self._lay_out()

    def add_button(self, text: str, icon_name: str, name: str, *, kind: str = "") -> QPushButton:
        """A button behind the filter; it keeps only its icon where there is little room."""
        made = button(text, name, self, kind)
        tint = "on-accent" if kind == "primary" else "text"
        made.setIcon(icon(icon_name, tint))
        made.setIconSize(QSize(SMALL_PX, SMALL_PX))
        self._buttons[made] = text
        self._put(self._trailing, made)
        return made

    def add_widget(self, widget: QWidget, *, leading: bool = False) -> None:
        """A widget before the filter at the leading edge, else behind it."""
        self._put(self._leading if leading else self._trailing, widget)

    def relabel(self, which: QPushButton, text: str) -> None:
        """Other words on a button that was added here."""
        self._buttons[which] = text
        which.setAccessibleName(text)
        which.setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # before, its parts were not dressed, and told other sizes

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())

    def _put(self, where: list[QWidget], widget: QWidget) -> None:
        where.append(widget)
        widget.setParent(self)
        widget.show()
        self._arrange()
        widget.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._fit()
        return False

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_SPACE_PX)
        self._above, self._line = QHBoxLayout(), QHBoxLayout()
        for row in (self._above, self._line):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(_SPACE_PX)
        self._column.addLayout(self._above)
        self._column.addLayout(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._arrange()

    def _arrange(self) -> None:
        """Puts everything into its line; the order of Tab is that of the eyes."""
        for row in (self._above, self._line):
            while row.count():
                row.takeAt(0)
        first = self._above if self._two_lines else self._line
        for widget in self._leading:
            first.addWidget(widget, 0, _MIDDLE)
        first.addStretch(1)
        self._line.addWidget(self.filter_field, int(self._two_lines), _MIDDLE)
        for widget in (*self._trailing, self.columns_button):
            self._line.addWidget(widget, 0, _MIDDLE)
        order = [*self._leading, self.filter_field, *self._trailing, self.columns_button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _fit(self) -> None:
        if self._fitting or not self.isVisible():
            return
        self._fitting = True
        try:
            self._share_out(self.width())
        finally:
            self._fitting = False

    def _share_out(self, room: int) -> None:
        """First the field gives way, then the line, then the words."""
        wide, narrow = (round(px * current_zoom()) for px in (_FIELD_PX, _NARROW_FIELD_PX))
        leading, field = self._wanted(self._leading), 0 if self.filter_field.isHidden() else narrow
        for words_on in (_ALL, _PRIMARY, _NONE):
            trailing = self._dress_buttons(words_on)
            two = leading + trailing + field > room and bool(leading)
            if (0 if two else leading) + trailing + field <= room:
                break
        left = room - trailing - (0 if two else leading)
        self.filter_field.setMaximumWidth(_UNBOUND if two else max(_LEAST_PX, min(wide, left)))
        self.filter_field.setMinimumWidth(max(_LEAST_PX, min(narrow if two else wide, left)))
        if two != self._two_lines:
            self._two_lines = two
            self._arrange()

    def _dress_buttons(self, words_on: int) -> int:
        """Shows the words of all buttons, of primary ones or of none; how wide all are then."""
        for made, text in self._buttons.items():
            worded = words_on == _ALL or (
                words_on == _PRIMARY and made.property("kind") == "primary"
            )
            shown = text if worded else ""
            if made.text() != shown:
                made.setText(shown)
                made.setToolTip("" if worded else text)
        return self._wanted([*self._trailing, self.columns_button])

    def _wanted(self, widgets: list[QWidget]) -> int:
        """How much room they take, each with the space behind it."""
        shown = [widget for widget in widgets if not widget.isHidden()]
        return sum(_least(widget) + _SPACE_PX for widget in shown)


def _least(widget: QWidget) -> int:
    if widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored:
        return max(widget.minimumSizeHint().width(), 60)
    return widget.sizeHint().width()
