"""The one table of actions: what can be done, by which keys, and where it is offered.

It feeds the window's shortcuts, menus, tooltips and the key list, so that they
never disagree. "Ctrl" is Cmd on macOS by Qt's own rule.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from oriel.ui.action_table import SPECS, ActionSpec

_MENU_ROLES = {"quit": QAction.MenuRole.QuitRole}


class Actions(QObject):
    """The table as QActions of one window. `action(id).triggered` is the wish."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._choices: dict[str, QActionGroup] = {}
        self._dressed = False
        for spec in SPECS:
            self._add(spec, window)
        self["undo_delete"].setEnabled(False)

    def __getitem__(self, action_id: str) -> QAction:
        """The action. Raises KeyError for an id that is not in the table."""
        return self._actions[action_id]

    def text(self, action_id: str) -> str:
        return self._actions[action_id].text()

    def dress(self) -> None:
        """Gives the actions their icons. Apart, because no first paint needs a QIcon."""
        if self._dressed:
            return
        from oriel.ui.icon_engine import icon

        self._dressed = True
        for spec in SPECS:
            if spec.icon:
                self._actions[spec.id].setIcon(icon(spec.icon, "muted", "text"))

    def keys(self, action_id: str) -> str:
        """Its first shortcut as this system writes it, "" when it has none."""
        return self._actions[action_id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def tooltip(self, action_id: str) -> str:
        """What a button for it says under the mouse: "New chat  Ctrl+N"."""
        return f"{self.text(action_id)}  {self.keys(action_id)}".rstrip()

    def groups(self) -> list[tuple[str, list[QAction]]]:
        """Every action under its translated heading, in the table's order."""
        found: dict[str, list[QAction]] = {}
        for spec in SPECS:
            found.setdefault(_said(spec.group), []).append(self._actions[spec.id])
        return list(found.items())

    def _add(self, spec: ActionSpec, window: QWidget) -> None:
        action = QAction(_said(spec.text), self)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setMenuRole(_MENU_ROLES.get(spec.id, QAction.MenuRole.NoRole))
        if spec.choice:
            self._choice(spec.choice).addAction(action).setCheckable(True)
        if spec.in_list:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        else:
            window.addAction(action)
        self._actions[spec.id] = action

    def _choice(self, name: str) -> QActionGroup:
        if name not in self._choices:
            self._choices[name] = QActionGroup(self)
        return self._choices[name]


def _said(text: object) -> str:
    return QCoreApplication.translate("Actions", str(text))
