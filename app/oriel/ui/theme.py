"""Themes: the colour tokens every widget asks for by name.

Apart from the style sheet, because painted widgets (delegates, icons, the
transcript) need the tokens too. No widget holds a literal colour. The theme in
force belongs to the QApplication, like its palette: `current_theme()` reads it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from oriel.ui.fonts import ui_font
from oriel.ui.style_sheet import style_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QStyleHints
    from PySide6.QtWidgets import QApplication

SETTINGS = ("system", "light", "dark")
_PROPERTY = "orielTheme"
_ZOOM = "orielZoom"


class Theme(NamedTuple):
    """`tokens` maps a token's name (design.md 5) to "#RRGGBB". A named tuple, like all
    values of the frame: making a dataclass takes a millisecond before the first paint."""

    name: str
    is_dark: bool
    tokens: dict[str, str]

    def colour(self, token: str) -> QColor:
        """The token as a colour. Raises KeyError for a token the theme does not have."""
        return QColor(self.tokens[token])

    def faded(self, token: str, opacity: float) -> QColor:
        """The token with an opacity of 0.0 to 1.0."""
        colour = self.colour(token)
        colour.setAlphaF(opacity)
        return colour


def load_theme(path: Path) -> Theme:
    """The theme in a JSON file of resources/themes. Raises OSError, ValueError, KeyError."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Theme(str(raw["name"]), bool(raw["dark"]), dict(raw["tokens"]))


def current_theme() -> Theme:
    """The theme last applied to the application. Raises LookupError when there is none."""
    app = QGuiApplication.instance()
    theme = app.property(_PROPERTY) if app is not None else None
    if theme is None:
        raise LookupError("no theme applied")
    return cast(Theme, theme)


def current_zoom() -> float:
    """The factor on every text size, 1.0 unless the person zoomed."""
    app = QGuiApplication.instance()
    zoom = app.property(_ZOOM) if app is not None else None
    return float(zoom) if zoom else 1.0


def apply_theme(app: QApplication, theme: Theme, zoom: float = 1.0) -> None:
    """Dresses the whole application: palette, fonts, one style sheet.

    The base style is Fusion, by the application's arguments ("-style fusion"):
    QApplication.setStyle would build a second style and import QStyle, 5 ms.
    """
    app.setProperty(_PROPERTY, theme)
    app.setProperty(_ZOOM, zoom)
    app.setPalette(_palette(theme))
    app.setFont(ui_font(zoom))
    app.setStyleSheet(style_sheet(theme.tokens, zoom))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for token, roles in {
        "window": (role.Window,),
        "surface": (role.Base, role.Button, role.Light),
        "hover": (role.AlternateBase, role.Midlight),
        "line": (role.Mid, role.Dark, role.Shadow),
        "text": (role.Text, role.WindowText, role.ButtonText, role.BrightText, role.ToolTipBase),
        "muted": (role.PlaceholderText,),
        "accent": (role.Highlight, role.Accent, role.Link, role.LinkVisited),
        "on-accent": (role.HighlightedText,),
    }.items():
        for each in roles:
            palette.setColor(each, theme.colour(token))
    palette.setColor(role.ToolTipText, theme.colour("window"))
    for each in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, theme.faded("muted", 0.6))
    return palette


class ThemeWatcher(QObject):
    """Keeps the theme that is wished for: light, dark, or what the system has now.

    Emits changed(Theme) whenever another theme should be shown. A system that
    asks for high contrast gets it as long as the setting is "system". `hints` are
    the system's; `folder` holds the themes.
    """

    changed = Signal(object)

    def __init__(
        self, folder: Path, setting: str = "system", hints: QStyleHints | None = None
    ) -> None:
        super().__init__()
        self._folder = folder
        self._setting = setting if setting in SETTINGS else "system"
        self._hints = hints or QGuiApplication.styleHints()
        self._theme = load_theme(folder / f"{self._wanted()}.json")
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._hints.accessibility().contrastPreferenceChanged.connect(self._on_system_changed)

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def setting(self) -> str:
        return self._setting

    def set_setting(self, setting: str) -> None:
        """Takes "system", "light" or "dark". Raises ValueError for anything else."""
        if setting not in SETTINGS:
            raise ValueError(setting)
        self._setting = setting
        self._reload()

    def _wanted(self) -> str:
        if self._setting != "system":
            return self._setting
        if self._hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return "high-contrast"
        return "dark" if self._hints.colorScheme() == Qt.ColorScheme.Dark else "light"

    def _on_system_changed(self) -> None:
        self._reload()

    def _reload(self) -> None:
        if (wanted := self._wanted()) == self._theme.name:
            return
        self._theme = load_theme(self._folder / f"{wanted}.json")
        self.changed.emit(self._theme)
