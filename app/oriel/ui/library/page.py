"""The library's page: its tabs above, the transfers below. A tab is made when first shown.

It knows nothing of files, stores or containers: assembly.py puts the tabs in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from oriel.domain.connections import Connection
from oriel.ui.beside_page import BesidePage
from oriel.ui.row_button import ConnectionChip, with_weight

_CHIP_WIDEST_PX = 320
_CHIP_ROUND_PX = 60  # its dot and its chevron


@runtime_checkable
class Tab(Protocol):
    """What the page asks of a tab, which is a QWidget besides."""

    def show_connection(self, connection: Connection | None) -> None: ...
    def refresh(self) -> None: ...
    def focus_first(self) -> None: ...


class LibraryPage(BesidePage):
    """`connections_requested(QPoint)`: whose library is shown, asked at that place of the
    screen."""

    connections_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("library", parent)
        self.setAccessibleName(self.tr("Library"))
        self._connection: Connection | None = None
        self._said = ""  # by the chip
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._tabs: dict[str, QWidget] = {}
        self._current = ""
        self._group = QButtonGroup(self)
        self._stack = QStackedWidget(self)
        self._chip = ConnectionChip(self)
        self._chip.setObjectName("library_connection")
        self.head.setSpacing(4)
        self.add_to_head(self._chip)
        self.head.setStretchFactor(self._chip, 2)
        self.column.addWidget(self._stack, 1)
        self._chip.clicked.connect(self._on_chip)
        self._group.buttonClicked.connect(self._on_button)

    @property
    def current(self) -> str:
        """The id of the tab in view, "" before the first."""
        return self._current

    def add_tab(self, tab_id: str, title: str, make: Callable[[], QWidget]) -> None:
        """A tab whose widget `make` gives, once, when it is first shown. The widget is a Tab."""
        button = QPushButton(title, self)
        button.setObjectName(f"library_tab_{tab_id}")
        button.setProperty("kind", "quiet")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group.addButton(button)
        self.head.insertWidget(1 + len(self._buttons), button)
        self._makers[tab_id], self._buttons[tab_id] = make, button

    def has_tab(self, tab_id: str) -> bool:
        return tab_id in self._makers

    def add_foot(self, foot: QWidget) -> None:
        """Puts the transfers below the tabs, once."""
        self.column.addWidget(foot)

    def show_connection(self, connection: Connection | None, detail: str) -> None:
        """Whose library it is; the tab in view loads it."""
        self._connection = connection
        name = connection.name if connection else self.tr("No connection")
        self._chip.show_connection(name, detail, connection.colour if connection else "muted")
        self._chip.setToolTip(self.tr("Whose library is shown"))
        self._said = f"{name}  {detail}".rstrip()
        self._fit_chip()
        if self._current:
            self._tab().show_connection(connection)

    def show_tab(self, tab_id: str) -> QWidget:
        """Brings a tab into view; its widget. Raises KeyError for an id that is none."""
        if tab_id not in self._tabs:
            made = self._tabs[tab_id] = self._makers[tab_id]()
            self._stack.addWidget(made)
        self._buttons[tab_id].setChecked(True)
        if tab_id != self._current:
            self._current = tab_id
            self._stack.setCurrentWidget(self._tabs[tab_id])
            self._tab().show_connection(self._connection)
        return self._tabs[tab_id]

    def step(self, by: int) -> None:
        """To the next tab (1), or the one before (-1), round and round."""
        ids = list(self._buttons)
        self.show_tab(ids[(ids.index(self._current) + by) % len(ids)])
        self.focus_first()

    def refresh(self) -> None:
        if self._current:
            self._tab().refresh()

    def focus_first(self) -> None:
        """The keyboard goes to what is first used in the tab in view."""
        if self._current:
            self._tab().focus_first()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_chip()

    def _fit_chip(self) -> None:
        """As wide as what it says, so that its chevron stands hard beside that."""
        bold = QFontMetrics(with_weight(self._chip.font(), QFont.Weight.DemiBold))
        wanted = bold.horizontalAdvance(self._said) + _CHIP_ROUND_PX
        self._chip.setMaximumWidth(min(wanted, _CHIP_WIDEST_PX))

    def _tab(self) -> Tab:
        tab = self._tabs[self._current]
        assert isinstance(tab, Tab)
        return tab

    def _on_button(self, button: QPushButton) -> None:
        tab_id = next(each for each, known in self._buttons.items() if known is button)
        self.show_tab(tab_id)

    def _on_chip(self) -> None:
        below = self._chip.rect().bottomLeft() + QPoint(0, 4)
        self.connections_requested.emit(self._chip.mapToGlobal(below))
