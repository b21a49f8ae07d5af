"""The menu of theme and text size, and the menu bar macOS wants. Imported when opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

if TYPE_CHECKING:
    from oriel.ui.actions import Actions

_THEMES = ("theme_system", "theme_light", "theme_dark")
_ZOOM = ("zoom_in", "zoom_out", "zoom_reset")


class AppearanceMenu(QMenu):
    """Open it with popup(); it deletes itself when closed."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("appearance_menu")
        self.setAccessibleName(self.tr("Appearance"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in _THEMES:
            self.addAction(actions[name])
        self.addSeparator()
        for name in _ZOOM:
            self.addAction(actions[name])


def fill_menu_bar(bar: QMenuBar, actions: Actions) -> None:
    """Every action of the table under its heading."""
    for heading, members in actions.groups():
        menu = bar.addMenu(heading)
        for action in members:
            menu.addAction(action)
