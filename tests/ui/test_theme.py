"""Themes: every token is there, and every text can be read on what it stands on."""

from __future__ import annotations

import itertools
import math

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from oriel.ui import fonts
from oriel.ui.actions import Actions
from oriel.ui.appearance import ZOOM_STEPS, Appearance
from oriel.ui.main_window import MainWindow
from oriel.ui.style_sheet import mixed, style_sheet
from oriel.ui.theme import ThemeWatcher, apply_theme, current_theme, current_zoom, load_theme

from .conftest import RESOURCES

THEMES = RESOURCES / "themes"
NAMES = ("light", "dark", "high-contrast")
TOKENS = {
    *("window", "surface", "sidebar", "hover", "selected", "text", "muted", "line", "accent"),
    *("on-accent", "user-card", "code", "danger", "warning", "ok"),
    *("syntax-keyword", "syntax-string", "syntax-function"),
    *("chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-rest"),
}
# Which text meets which background.
MET = {
    "text": ("window", "surface", "sidebar", "hover", "selected", "user-card", "code"),
    "muted": ("window", "surface", "sidebar", "hover", "selected", "user-card", "code"),
    "accent": ("window", "surface", "sidebar", "hover", "selected", "user-card"),
    "on-accent": ("accent",),
    "danger": ("window", "surface", "hover"),
    "warning": ("window", "surface", "hover"),
    "ok": ("window", "surface", "hover"),
    "syntax-keyword": ("code", "surface"),
    "syntax-string": ("code", "surface"),
    "syntax-function": ("code", "surface"),
    "window": ("text",),  # tooltips
}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """As WCAG 2 counts it: 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", NAMES)
def test_a_theme_has_exactly_the_tokens(name: str) -> None:
    theme = load_theme(THEMES / f"{name}.json")
    assert theme.name == name
    assert set(theme.tokens) == TOKENS
    assert theme.is_dark == (luminance(theme.tokens["window"]) < 0.2)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_can_be_read_where_it_stands(name: str) -> None:
    tokens = load_theme(THEMES / f"{name}.json").tokens
    wanted = 7.0 if name == "high-contrast" else 4.5
    poor = {
        f"{text} on {ground}": round(contrast(tokens[text], tokens[ground]), 2)
        for text, grounds in MET.items()
        for ground in grounds
        if contrast(tokens[text], tokens[ground]) < wanted
    }
    assert not poor


# How colours look to who does not see red, green, or blue (Machado 2009, severity 1), row by row.
EYES = {
    "usual": (1, 0, 0, 0, 1, 0, 0, 0, 1),
    "without red": (0.152, 1.053, -0.205, 0.115, 0.786, 0.099, -0.004, -0.048, 1.052),
    "without green": (0.367, 0.861, -0.228, 0.280, 0.673, 0.047, -0.012, 0.043, 0.969),
    "without blue": (1.256, -0.077, -0.179, -0.078, 0.931, 0.148, 0.005, 0.691, 0.304),
}


def seen(colour: str, eye: tuple[float, ...]) -> tuple[float, float, float]:
    """A colour in CIE Lab, as these eyes see it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    r, g, b = (
        min(1.0, max(0.0, sum(eye[3 * row + i] * linear[i] for i in range(3)))) for row in range(3)
    )
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.0888
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("eye", EYES)
def test_the_colours_of_a_chart_are_told_apart_by_all_eyes(name: str, eye: str) -> None:
    tokens = load_theme(THEMES / f"{name}.json").tokens
    colours = [value for token, value in tokens.items() if token.startswith("chart-")]
    looks = [seen(colour, EYES[eye]) for colour in colours]
    assert min(math.dist(a, b) for a, b in itertools.combinations(looks, 2)) > 20
    assert min(contrast(colour, tokens["window"]) for colour in colours) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_a_primary_button_can_be_read_under_the_mouse(name: str) -> None:
    tokens = load_theme(THEMES / f"{name}.json").tokens
    hovered = mixed(tokens["accent"], tokens["text"], 0.14)
    assert hovered in style_sheet(tokens)
    assert contrast(tokens["on-accent"], hovered) >= 4.5


def test_an_unknown_token_is_an_error() -> None:
    with pytest.raises(KeyError):
        current_theme().colour("mauve")


def test_applying_a_theme_reaches_palette_style_sheet_and_zoom(qapp: QApplication) -> None:
    dark = load_theme(THEMES / "dark.json")
    apply_theme(qapp, dark, 1.5)
    assert current_theme() == dark
    assert current_zoom() == 1.5
    assert qapp.palette().color(QPalette.ColorRole.Window) == dark.colour("window")
    assert dark.tokens["sidebar"] in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()
    ratio = qapp.font().pointSizeF() / fonts.ui_font().pointSizeF()
    assert ratio == pytest.approx(1.5)


def test_code_is_set_in_a_fixed_width_a_little_larger_than_the_controls(
    qapp: QApplication,
) -> None:
    code, ui = fonts.code_font(), fonts.ui_font()
    assert code.pointSizeF() / ui.pointSizeF() == pytest.approx(13.5 / 13)
    assert fonts.body_font().pointSizeF() / ui.pointSizeF() == pytest.approx(15 / 13)


class System(QObject):
    """Stands for the system's style hints, which no test may change for real."""

    colorSchemeChanged = Signal(Qt.ColorScheme)
    contrastPreferenceChanged = Signal(Qt.ContrastPreference)

    def __init__(self) -> None:
        super().__init__()
        self.scheme = Qt.ColorScheme.Light
        self.contrast = Qt.ContrastPreference.NoPreference

    def colorScheme(self) -> Qt.ColorScheme:
        return self.scheme

    def accessibility(self) -> System:
        return self

    def contrastPreference(self) -> Qt.ContrastPreference:
        return self.contrast

    def turns(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme
        self.colorSchemeChanged.emit(scheme)

    def wants(self, contrast: Qt.ContrastPreference) -> None:
        self.contrast = contrast
        self.contrastPreferenceChanged.emit(contrast)


def test_the_watcher_follows_the_system_until_a_theme_is_chosen(qtbot, qapp) -> None:
    system = System()
    watcher = ThemeWatcher(THEMES, "system", hints=system)
    assert watcher.theme.name == "light"
    with qtbot.waitSignal(watcher.changed) as heard:
        system.turns(Qt.ColorScheme.Dark)
    assert heard.args[0].name == "dark"
    with qtbot.waitSignal(watcher.changed):
        watcher.set_setting("light")
    with qtbot.assertNotEmitted(watcher.changed):
        system.turns(Qt.ColorScheme.Light)
        system.turns(Qt.ColorScheme.Dark)


def test_a_system_that_wants_more_contrast_gets_it(qtbot, qapp) -> None:
    system = System()
    watcher = ThemeWatcher(THEMES, "system", hints=system)
    system.wants(Qt.ContrastPreference.HighContrast)
    assert watcher.theme.name == "high-contrast"
    watcher.set_setting("dark")
    assert watcher.theme.name == "dark"


def test_the_watcher_listens_to_the_real_system_too(qapp) -> None:
    assert ThemeWatcher(THEMES).theme.name in NAMES


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="purple"):
        ThemeWatcher(THEMES, "light").set_setting("purple")


def test_theme_actions_change_the_theme_and_stay_checked(qtbot, qapp) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    appearance = Appearance(qapp, ThemeWatcher(THEMES, "light"))
    window.use_appearance(appearance)
    assert window.action("theme_light").isChecked()
    with qtbot.waitSignal(appearance.changed):
        window.action("theme_dark").trigger()
    assert current_theme().name == "dark"
    assert window.action("theme_dark").isChecked()
    assert not window.action("theme_light").isChecked()
    assert window.state()["theme"] == "dark"


def test_zoom_goes_step_by_step_and_stops_at_the_ends(qtbot, qapp) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    appearance = Appearance(qapp, ThemeWatcher(THEMES, "light"))
    appearance.attach(window.actions_table)
    actions: Actions = window.actions_table
    actions["zoom_in"].trigger()
    assert appearance.zoom == 1.1
    actions["zoom_reset"].trigger()
    assert appearance.zoom == 1.0
    for _ in ZOOM_STEPS:
        actions["zoom_out"].trigger()
    assert appearance.zoom == ZOOM_STEPS[0]
    appearance.deleteLater()
