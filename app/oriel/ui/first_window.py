"""The window in two steps: what is painted first, and the page that follows at once.

The frame stands dressed and placed as it was left before anything of the page is
even imported; the page comes before the event loop begins, so no key is lost.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir

from oriel.ui.appearance import Appearance
from oriel.ui.main_window import MainWindow
from oriel.ui.theme import ThemeWatcher

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oriel.config.settings import Settings


def build_window(app: QApplication, settings: Settings) -> MainWindow:
    """The frame with an empty middle. Needs the search path "res:"; reads only the theme."""
    themes = Path(QDir.searchPaths("res")[0]) / "themes"
    appearance = Appearance(app, ThemeWatcher(themes, settings.theme), settings.zoom)
    window = MainWindow()
    window.use_appearance(appearance)
    window.restore(
        settings.window_geometry,
        settings.sidebar_width,
        sidebar_visible=settings.sidebar_visible,
    )
    return window


def furnish(window: MainWindow) -> None:
    """Puts the chat page into a window of build_window."""
    from oriel.ui.chat_page import ChatPage
    from oriel.ui.transcript import accessible
    from oriel.ui.transcript.highlighting import is_ready

    window.actions_table.dress()
    accessible.install()
    page = ChatPage(window.actions_table, window)
    page.follow(window.appearance)
    window.set_page(page)
    is_ready("python")  # the table of languages, and the one that is asked for most
