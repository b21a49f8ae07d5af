"""The real widgets that lie over the painting: made for what is in sight, moved with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QWidget

from oriel.ui.transcript.code_controls import CodeControls
from oriel.ui.transcript.code_section import CodeSection
from oriel.ui.transcript.rows import WidgetSection
from oriel.ui.transcript.section import Section
from oriel.ui.transcript.turn_widgets import TurnActions

if TYPE_CHECKING:
    from oriel.ui.transcript.turn import Turn
    from oriel.ui.transcript.view import Transcript

_SLACK_PX = 120


class Overlay(QObject):
    """Keeps a widget for each section in sight that has one."""

    def __init__(self, view: Transcript) -> None:
        super().__init__(view)
        self._view = view
        self._widgets: dict[Section, QWidget] = {}
        self._turns: dict[Section, Turn] = {}
        self._hovered: Turn | None = None

    def clear(self) -> None:
        """Takes all away, as when everything is made anew."""
        for widget in self._widgets.values():
            _drop(widget)
        self._widgets.clear()
        self._turns.clear()

    def hover(self, turn: Turn | None) -> None:
        """The turn under the mouse shows what can be done with it."""
        if turn is not self._hovered:
            self._hovered = turn
            self._show_actions()

    def enter(self, turn: Turn) -> bool:
        """Gives the focus to the first button of a turn; False when it has none."""
        self.hover(turn)
        self.place(make=True)
        for section, widget in self._widgets.items():
            if isinstance(widget, TurnActions) and self._turns[section] is turn:
                return widget.focus_first()
        return False

    def place(self, *, make: bool) -> None:
        """Moves and drops widgets as what is in sight has changed. `make` those that are
        missing: a card's buttons take as long as painting it, so not while it scrolls."""
        view = self._view
        room = view.viewport().height()
        left, _ = view.column
        wanted: set[Section] = set()
        for index in view.visible_turns(_SLACK_PX):
            turn = view.turns[index]
            if not turn.built:
                continue
            top = view.turn_top(index)
            for _, section in turn.visible(-top - _SLACK_PX, room + _SLACK_PX - top):
                if type(section).make_widget is Section.make_widget:
                    continue
                widget = self._widgets.get(section)
                if widget is None and (make or isinstance(section, WidgetSection)):
                    widget = self._made(turn, section)
                if widget is None:
                    continue
                wanted.add(section)
                place = section.widget_place().toAlignedRect()
                place.translate(left + section.left, top + section.top)
                if widget.geometry() != place:
                    widget.setGeometry(place)
        for section in [s for s in self._widgets if s not in wanted]:
            _drop(self._widgets.pop(section))
            self._turns.pop(section, None)
        self._show_actions()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest and isinstance(watched, QWidget):
            self._fit(watched)
        return super().eventFilter(watched, event)

    def _fit(self, widget: QWidget) -> None:
        """Gives a row the height it wants, when a line in it has come or gone."""
        row = next((row for row, shown in self._widgets.items() if shown is widget), None)
        if isinstance(row, WidgetSection):
            before = row.height
            if row.fit() and row.height != before:
                self._view.grow(self._turns[row])

    def _made(self, turn: Turn, section: Section) -> QWidget | None:
        widget = section.make_widget(self._view.viewport())
        if widget is None:
            return None
        self._widgets[section] = widget
        self._turns[section] = turn
        if isinstance(widget, CodeControls) and isinstance(section, CodeSection):
            self._join_code(turn, section, widget)
        if isinstance(section, WidgetSection):
            widget.installEventFilter(self)
        widget.setGeometry(QRect(0, -1000, 10, 10))
        widget.show()
        return widget

    def _join_code(self, turn: Turn, section: CodeSection, controls: CodeControls) -> None:
        controls.set_wrapped(section.wrapped)
        controls.wrap_toggled.connect(lambda on: self._view.hand.wrap_code(turn, section, on))
        controls.save_requested.connect(lambda: self._view.hand.save_code(section))

    def _show_actions(self) -> None:
        last = self._view.turns[len(self._view.turns) - 1] if self._view.turns else None
        for section, widget in self._widgets.items():
            if isinstance(widget, TurnActions):
                turn = self._turns[section]
                focused = widget.isAncestorOf(widget.window().focusWidget() or widget)
                focused = focused and widget.window().focusWidget() is not None
                widget.show_buttons(turn is last or turn is self._hovered or focused)


def _drop(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
