"""Theme and text size as the person wishes them, kept on the application as they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from oriel.ui.theme import SETTINGS, Theme, ThemeWatcher, apply_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oriel.ui.actions import Actions

ZOOM_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class Appearance(QObject):
    """Applies the theme when made. Emits changed() when theme, setting or zoom changed."""

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        watcher: ThemeWatcher,
        zoom: float = 1.0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._watcher = watcher
        watcher.setParent(self)
        self._zoom = min(ZOOM_STEPS, key=lambda step: abs(step - zoom))
        apply_theme(app, watcher.theme, self._zoom)
        watcher.changed.connect(self._on_theme_changed)

    def state(self) -> dict[str, Any]:
        """What is kept between starts, under the names of the settings file."""
        return {"theme": self.setting, "zoom": self._zoom}

    @property
    def setting(self) -> str:
        """ "system", "light" or "dark": what is chosen, not what it comes to."""
        return self._watcher.setting

    @property
    def zoom(self) -> float:
        return self._zoom

    def attach(self, actions: Actions) -> None:
        """Lets the theme and zoom actions work, and checks the theme chosen now."""
        for setting in SETTINGS:
            action = actions[f"theme_{setting}"]
            action.setData(setting)
            action.setChecked(setting == self.setting)
            action.triggered.connect(self._on_theme_chosen)
        actions["zoom_in"].triggered.connect(self._on_zoom_in)
        actions["zoom_out"].triggered.connect(self._on_zoom_out)
        actions["zoom_reset"].triggered.connect(self._on_zoom_reset)

    def set_zoom(self, zoom: float) -> None:
        if zoom == self._zoom:
            return
        self._zoom = zoom
        apply_theme(self._app, self._watcher.theme, zoom)
        self.changed.emit()

    def _on_theme_changed(self, theme: Theme) -> None:
        apply_theme(self._app, theme, self._zoom)
        self.changed.emit()

    def _on_theme_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._watcher.set_setting(str(action.data()))
            self.changed.emit()

    def _on_zoom_in(self) -> None:
        self.set_zoom(next((step for step in ZOOM_STEPS if step > self._zoom), self._zoom))

    def _on_zoom_out(self) -> None:
        smaller = [step for step in ZOOM_STEPS if step < self._zoom]
        self.set_zoom(smaller[-1] if smaller else self._zoom)

    def _on_zoom_reset(self) -> None:
        self.set_zoom(1.0)
