"""The one table of actions: what can be done, by which keys, and where it is offered.

It feeds the window's shortcuts, menus, tooltips and the key list, so that they
never disagree. "Ctrl" is Cmd on macOS by Qt's own rule.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget


class ActionSpec(NamedTuple):
    """`group` is its heading in the key list and its menu. `keys` are portable key
    sequences, the first one is shown. An action with `in_list` hears its keys only
    while the chat list has the focus. `choice` names a group of which one is checked."""

    id: str
    text: object  # what QT_TRANSLATE_NOOP gives: the words, marked for translation
    group: object
    keys: tuple[str, ...] = ()
    icon: str = ""
    in_list: bool = False
    choice: str = ""


CHATS = QT_TRANSLATE_NOOP("Actions", "Chats")
ANSWERS = QT_TRANSLATE_NOOP("Actions", "Answers")
VIEW = QT_TRANSLATE_NOOP("Actions", "View")
LIBRARY = QT_TRANSLATE_NOOP("Actions", "The library")
ORIEL = QT_TRANSLATE_NOOP("Actions", "Oriel")

_SPECS = (
    ActionSpec(
        id="new_chat",
        text=QT_TRANSLATE_NOOP("Actions", "New chat"),
        keys=("Ctrl+N",),
        group=CHATS,
        icon="plus",
    ),
    ActionSpec(
        id="temporary_chat",
        text=QT_TRANSLATE_NOOP("Actions", "New temporary chat"),
        keys=("Ctrl+Shift+N",),
        group=CHATS,
        icon="eye",
    ),
    ActionSpec(
        id="search_chats",
        text=QT_TRANSLATE_NOOP("Actions", "Search chats"),
        keys=("Ctrl+K",),
        group=CHATS,
        icon="search",
    ),
    ActionSpec(
        id="next_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Next chat"),
        keys=("Ctrl+Tab",),
        group=CHATS,
    ),
    ActionSpec(
        id="previous_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Previous chat"),
        keys=("Ctrl+Shift+Tab",),
        group=CHATS,
    ),
    ActionSpec(
        id="rename_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Rename chat"),
        keys=("F2",),
        group=CHATS,
        icon="edit",
    ),
    ActionSpec(
        id="delete_chat",
        text=QT_TRANSLATE_NOOP("Actions", "Delete chat"),
        keys=("Del",),
        group=CHATS,
        icon="trash",
        in_list=True,
    ),
    ActionSpec(
        id="undo_delete",
        text=QT_TRANSLATE_NOOP("Actions", "Undo delete"),
        keys=("Ctrl+Z",),
        group=CHATS,
        icon="undo",
    ),
    ActionSpec(
        id="attach",
        text=QT_TRANSLATE_NOOP("Actions", "Attach files"),
        keys=("Ctrl+U",),
        group=ANSWERS,
        icon="attach",
    ),
    ActionSpec(
        id="focus_composer",
        text=QT_TRANSLATE_NOOP("Actions", "Write a message"),
        keys=("Shift+Esc",),
        group=ANSWERS,
    ),
    ActionSpec(
        id="choose_model",
        text=QT_TRANSLATE_NOOP("Actions", "Choose the model"),
        keys=("Ctrl+Shift+M",),
        group=ANSWERS,
    ),
    ActionSpec(
        id="chat_settings",
        text=QT_TRANSLATE_NOOP("Actions", "Chat settings…"),
        keys=("Ctrl+;",),
        group=ANSWERS,
        icon="settings",
    ),
    ActionSpec(
        id="tools",
        text=QT_TRANSLATE_NOOP("Actions", "Tools of this chat"),
        keys=("Ctrl+Shift+T",),
        group=ANSWERS,
        icon="tools",
    ),
    ActionSpec(
        id="stop",
        text=QT_TRANSLATE_NOOP("Actions", "Stop the answer"),
        keys=("Esc",),
        group=ANSWERS,
        icon="stop",
    ),
    ActionSpec(
        id="regenerate",
        text=QT_TRANSLATE_NOOP("Actions", "Answer again"),
        keys=("Ctrl+R",),
        group=ANSWERS,
        icon="retry",
    ),
    ActionSpec(
        id="find",
        text=QT_TRANSLATE_NOOP("Actions", "Find in this chat"),
        keys=("Ctrl+F",),
        group=ANSWERS,
        icon="search",
    ),
    ActionSpec(
        id="copy_answer",
        text=QT_TRANSLATE_NOOP("Actions", "Copy the last answer"),
        keys=("Ctrl+Shift+C",),
        group=ANSWERS,
        icon="copy",
    ),
    ActionSpec(
        id="toggle_sidebar",
        text=QT_TRANSLATE_NOOP("Actions", "Show or hide the sidebar"),
        keys=("Ctrl+Shift+S",),
        group=VIEW,
        icon="sidebar",
    ),
    ActionSpec(
        id="inspector",
        text=QT_TRANSLATE_NOOP("Actions", "Show what is behind the answer"),
        keys=("Ctrl+I",),
        group=VIEW,
        icon="panel",
    ),
    ActionSpec(
        id="library",
        text=QT_TRANSLATE_NOOP("Actions", "Library"),
        keys=("Ctrl+L",),
        group=LIBRARY,
        icon="library",
    ),
    ActionSpec(
        id="next_tab",
        text=QT_TRANSLATE_NOOP("Actions", "Next tab"),
        keys=("Ctrl+PgDown",),
        group=LIBRARY,
    ),
    ActionSpec(
        id="previous_tab",
        text=QT_TRANSLATE_NOOP("Actions", "Previous tab"),
        keys=("Ctrl+PgUp",),
        group=LIBRARY,
    ),
    ActionSpec(
        id="refresh",
        text=QT_TRANSLATE_NOOP("Actions", "Ask the service again"),
        keys=("F5",),
        group=LIBRARY,
        icon="retry",
    ),
    ActionSpec(
        id="zoom_in",
        text=QT_TRANSLATE_NOOP("Actions", "Larger text"),
        keys=("Ctrl++", "Ctrl+="),
        group=VIEW,
    ),
    ActionSpec(
        id="zoom_out",
        text=QT_TRANSLATE_NOOP("Actions", "Smaller text"),
        keys=("Ctrl+-",),
        group=VIEW,
    ),
    ActionSpec(
        id="zoom_reset",
        text=QT_TRANSLATE_NOOP("Actions", "Usual text size"),
        keys=("Ctrl+0",),
        group=VIEW,
    ),
    ActionSpec(
        id="theme_system",
        text=QT_TRANSLATE_NOOP("Actions", "As the system"),
        group=VIEW,
        choice="theme",
    ),
    ActionSpec(
        id="theme_light",
        text=QT_TRANSLATE_NOOP("Actions", "Light"),
        group=VIEW,
        choice="theme",
    ),
    ActionSpec(
        id="theme_dark",
        text=QT_TRANSLATE_NOOP("Actions", "Dark"),
        group=VIEW,
        choice="theme",
    ),
    ActionSpec(
        id="connections",
        text=QT_TRANSLATE_NOOP("Actions", "Connections"),
        keys=("Ctrl+Shift+K",),
        group=ORIEL,
    ),
    ActionSpec(
        id="prompts",
        text=QT_TRANSLATE_NOOP("Actions", "Prompts"),
        keys=("Ctrl+Shift+P",),
        group=ORIEL,
    ),
    ActionSpec(
        id="key_list",
        text=QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"),
        keys=("F1", "Ctrl+/"),
        group=ORIEL,
        icon="keyboard",
    ),
    ActionSpec(
        id="quit",
        text=QT_TRANSLATE_NOOP("Actions", "Quit Oriel"),
        keys=("Ctrl+Q",),
        group=ORIEL,
    ),
)
_MENU_ROLES = {"quit": QAction.MenuRole.QuitRole}


class Actions(QObject):
    """The table as QActions of one window. `action(id).triggered` is the wish."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._choices: dict[str, QActionGroup] = {}
        self._dressed = False
        for spec in _SPECS:
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
        for spec in _SPECS:
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
        for spec in _SPECS:
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
