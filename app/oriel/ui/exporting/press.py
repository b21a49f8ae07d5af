"""What all formats are made with: the page's style, the themes, formulas, code, pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication

from oriel.config.resources import resources_dir
from oriel.domain.export_blocks import Craft
from oriel.domain.exports import Shade
from oriel.services.export_files import UnfinishedFile
from oriel.services.export_writers import Book, Press, Writer
from oriel.ui.exporting.craft import craft
from oriel.ui.theme import Theme, current_theme, load_theme


def press() -> Press:
    """As things are now. For the window's thread."""
    folder = resources_dir()
    themes = {
        Shade.LIGHT: _theme(folder / "themes" / "light.json"),
        Shade.DARK: _theme(folder / "themes" / "dark.json"),
        Shade.SHOWN: current_theme(),
    }

    def pages(book: Book, file: UnfinishedFile) -> Writer:
        from oriel.ui.exporting.pages import PdfWriter

        return PdfWriter(book, file, themes)

    return Press(
        sheet=_sheet(folder / "export" / "page.css"),
        tokens=(themes[Shade.LIGHT].tokens, themes[Shade.DARK].tokens, current_theme().tokens),
        craft=_craft(),
        pages=pages,
        language=QLocale().bcp47Name(),
        right_to_left=QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft,
    )


def paper_theme() -> Theme:
    """The theme of what is printed: ink is dark and paper is light."""
    return _theme(resources_dir() / "themes" / "light.json")


@cache
def _theme(path: Path) -> Theme:
    return load_theme(path)


@cache
def _sheet(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _craft() -> Craft:
    return craft()
