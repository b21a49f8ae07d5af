"""Icons: each one can be drawn, takes the theme's colour, and is sharp on any screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from oriel.ui.icon_engine import icon
from oriel.ui.theme import apply_theme, current_theme, load_theme

from .conftest import RESOURCES

FILES = sorted((RESOURCES / "icons").glob("*.svg"))


def strongest(picture: QPixmap) -> QColor:
    """The colour of the pixel that is covered most."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=QColor.alpha)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_icon_draws_something(path, qapp) -> None:
    assert strongest(icon(path.stem, "text").pixmap(24, 24)).alpha() > 150


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.stem != "oriel"], ids=lambda path: path.stem
)
def test_a_line_icon_has_no_colour_of_its_own(path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "#" not in source
    assert 'viewBox="0 0 24 24"' in source
    assert 'stroke-width="1.75"' in source


def test_an_icon_is_tinted_and_follows_the_theme(qapp: QApplication) -> None:
    square = icon("stop", "accent", active="danger")
    assert strongest(square.pixmap(24, 24)) == current_theme().colour("accent")
    assert strongest(square.pixmap(QSize(24, 24), QIcon.Mode.Active)) == current_theme().colour(
        "danger"
    )
    dark = load_theme(RESOURCES / "themes" / "dark.json")
    apply_theme(qapp, dark)
    assert strongest(square.pixmap(24, 24)) == dark.colour("accent")


def test_a_screen_with_more_pixels_gets_more_pixels(qapp: QApplication) -> None:
    picture = icon("plus").pixmap(QSize(16, 16), 2.0)
    assert picture.size() == QSize(32, 32)
    assert picture.devicePixelRatio() == 2.0


def test_a_missing_icon_is_named(qapp: QApplication) -> None:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter

    from oriel.ui.icons import paint_icon

    canvas = QPixmap(8, 8)
    painter = QPainter(canvas)
    with pytest.raises(LookupError, match="nonesuch"):
        paint_icon(painter, "nonesuch", QRect(0, 0, 8, 8), QColor("black"))
    painter.end()
