"""The window as it is painted first: dressed, placed as it was left, with an empty page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir

from oriel.ui.appearance import Appearance
from oriel.ui.chat_page import ChatPage
from oriel.ui.main_window import MainWindow
from oriel.ui.theme import ThemeWatcher

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oriel.config.settings import Settings


def build_window(app: QApplication, settings: Settings) -> MainWindow:
    """Needs the search path "res:"; reads nothing but the theme."""
    themes = Path(QDir.searchPaths("res")[0]) / "themes"
    appearance = Appearance(app, ThemeWatcher(themes, settings.theme))
    window = MainWindow()
    window.use_appearance(appearance)
    page = ChatPage(window.actions_table, window)
    page.follow(appearance)
    window.set_page(page)
    window.restore(
        settings.window_geometry,
        settings.sidebar_width,
        sidebar_visible=settings.sidebar_visible,
    )
    return window
