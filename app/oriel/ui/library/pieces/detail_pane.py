"""What is known of one record, beside the table: a title, facts to copy, sections, buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from oriel.ui.announcing import announce
from oriel.ui.icon_engine import icon
from oriel.ui.icons import SMALL_PX
from oriel.ui.inspector.pieces import breakable, icon_button, words
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

WIDTH_PX = 300
_EDGE_PX = 16
_COPIED_MS = 1500
_ROUND_PX = 3  # above and below the words of a button
_LONGEST_FACT = 2000


class DetailPane(QFrame):
    """Built anew for each record: `begin(title)`, then facts, sections and buttons from top
    to bottom. closed() when its button is pressed or Escape leaves it."""

    closed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` begins the object names of its parts."""
        super().__init__(parent)
        self.setObjectName(name)
        self._name = name
        self._title = words("", "title", self)
        self._title.setObjectName(f"{name}_title")
        self._close = icon_button("close", self.tr("Close the details"), f"{name}_close", self)
        self._area = QScrollArea(self)
        self._inside = QWidget(self._area)
        self._column = QVBoxLayout(self._inside)
        self._copies: list[_CopyButton] = []
        self._lay_out()
        self._close.clicked.connect(self.closed)

    @property
    def title(self) -> str:
        return self._title.text().replace("\u200b", "")

    def begin(self, title: str, subtitle: str = "") -> None:
        """Empties it and shows a title; the scroll goes to the top when it is another one."""
        if title != self.title:
            self._area.verticalScrollBar().setValue(0)
        self._clear()
        self._title.setText(breakable(title[:_LONGEST_FACT]))
        self.setAccessibleName(self.tr("Details of {name}").format(name=title))
        if subtitle:
            self.put(words(subtitle[:_LONGEST_FACT], "muted", self._inside))

    def add_fact(self, name: str, value: str, *, copy: bool = False, tone: str = "") -> QLabel:
        """A row with a name and a value; with `copy`, a button that copies the value. `tone` is
        a text role (danger, warning, ok, muted). Nothing is added for an empty value, whose
        label is not shown."""
        row = QWidget(self._inside)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        told = label("muted", row, name)
        told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        told.setFixedWidth(round(88 * current_zoom()))
        said = words(value[:_LONGEST_FACT], tone, row)
        said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        said.setAccessibleName(f"{name}: {value[:_LONGEST_FACT]}")
        line.addWidget(told, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(said, 1, Qt.AlignmentFlag.AlignTop)
        if copy and value:
            copying = _CopyButton(name, value, f"{self._name}_copy_{len(self._copies)}", row)
            self._copies.append(copying)
            for words_beside in (told, said):  # their first line stands in the button's middle
                words_beside.setContentsMargins(0, _ROUND_PX, 0, _ROUND_PX)
            line.addWidget(copying, 0, Qt.AlignmentFlag.AlignTop)
        row.setVisible(bool(value))
        self.put(row)
        return said

    def add_section(self, title: str) -> QLabel:
        """A heading within the pane."""
        self._column.insertSpacing(self._column.count() - 1, 8)
        heading = words(title, "title", self._inside)
        self.put(heading)
        return heading

    def add_text(self, text: str, role: str = "") -> QLabel:
        """A paragraph; `role` is a text role of the style sheet."""
        made = words(text[: 4 * _LONGEST_FACT], role, self._inside)
        self.put(made)
        return made

    def add_buttons(self, *wanted: tuple[str, str, str, str]) -> list[QPushButton]:
        """Buttons one below the other: (text, icon name or "", object name, kind) each."""
        made = []
        self._column.insertSpacing(self._column.count() - 1, 4)
        for text, icon_name, name, kind in wanted:
            each = button(text, name, self._inside, kind)
            if icon_name:
                tint = {"primary": "on-accent", "danger": "danger"}.get(kind, "text")
                each.setIcon(icon(icon_name, tint))
                each.setIconSize(QSize(SMALL_PX, SMALL_PX))
            self.put(each)
            made.append(each)
        return made

    def put(self, widget: QWidget) -> None:
        """Any widget, below what is there."""
        widget.setParent(self._inside)
        self._column.insertWidget(self._column.count() - 1, widget)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            widget.show()

    def facts(self) -> list[str]:
        """What its labels say, from top to bottom."""
        labels: Sequence[QLabel] = self._inside.findChildren(QLabel)
        shown = [each for each in labels if each.isVisibleTo(self._inside)]
        return [each.text().replace("\u200b", "") for each in shown]

    def _clear(self) -> None:
        self._copies.clear()
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()

    def _lay_out(self) -> None:
        self._column.setContentsMargins(_EDGE_PX, 4, _EDGE_PX, _EDGE_PX)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self._area.setObjectName(f"{self._name}_area")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        self._area.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        head = QHBoxLayout()
        head.setContentsMargins(_EDGE_PX, 2, 8, 4)  # beside the line above the table
        head.setSpacing(8)
        # One line stands in the middle of the button, several go down from there.
        self._title.setMinimumHeight(self._close.sizeHint().height())
        self._title.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        outer.addLayout(head)
        outer.addWidget(self._area, 1)
        self.setMinimumWidth(180)

    def sizeHint(self) -> QSize:
        return QSize(round(WIDTH_PX * current_zoom()), 400)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._title.setMinimumHeight(self._close.sizeHint().height())
            self.updateGeometry()


class _CopyButton(QToolButton):
    """Copies a fact, and shows for a moment that it did."""

    def __init__(self, name: str, value: str, object_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._value = value
        self.setObjectName(object_name)
        self.setIcon(icon("copy", "muted", "text"))
        self.setIconSize(QSize(14, 14))
        high = self.fontMetrics().height() + 2 * _ROUND_PX
        self.setFixedSize(max(high, 24), max(high, 24))
        text = self.tr("Copy {name}").format(name=name)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_COPIED_MS)
        self._timer.timeout.connect(self._on_copied_long_ago)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._value)
        self.setIcon(icon("check", "ok"))
        announce(self, self.tr("Copied"))
        self._timer.start()

    def _on_copied_long_ago(self) -> None:
        self.setIcon(icon("copy", "muted", "text"))
