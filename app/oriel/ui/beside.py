"""What stands in the place of the chat: the library, the bin, the usage. One page at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from oriel.ui.main_window import MainWindow

# What is about the chat, and must not happen to it unseen.
_OF_THE_CHAT = (
    "attach",
    "choose_model",
    "chat_settings",
    "tools",
    "stop",
    "regenerate",
    "find",
    "copy_answer",
    "inspector",
    "export_chat",
    "print_chat",
    "archive_chat",
    "chat_state",
)


class Beside(QObject):
    """`changed(name)` tells which page is in view now, "" for the chat."""

    changed = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._shown = ""
        self._own: Sequence[str] = ()
        self._rested: list[QAction] = []
        window.action("focus_composer").triggered.connect(self.close)

    @property
    def shown(self) -> str:
        """The name of the page in view, "" for the chat."""
        return self._shown

    def show(self, name: str, page: QWidget, own: Sequence[str] = ()) -> None:
        """Puts a page in view; `own` are the actions that are to be used only there."""
        if name == self._shown:
            return
        if self._shown:
            self._set_own(usable=False)
        else:
            self._rest()
        self._shown, self._own = name, own
        self._set_own(usable=True)
        self._window.show_beside(page)
        self.changed.emit(name)

    def close(self) -> None:
        """The chat is back. Nothing of the page is lost."""
        if not self._shown:
            return
        self._set_own(usable=False)
        self._shown, self._own = "", ()
        self._window.show_beside(None)
        for action in self._rested:
            action.setEnabled(True)
        self.changed.emit("")

    def toggle_back(self) -> None:
        """Closes, with the keyboard where one writes."""
        self.close()
        self._window.page.focus_composer()

    def _rest(self) -> None:
        actions = [self._window.action(name) for name in _OF_THE_CHAT]
        self._rested = [action for action in actions if action.isEnabled()]
        for action in self._rested:
            action.setEnabled(False)

    def _set_own(self, *, usable: bool) -> None:
        for name in self._own:
            self._window.action(name).setEnabled(usable)
