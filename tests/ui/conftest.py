"""What the widgets need around them: where resources are, and a theme to be painted in."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QApplication

from oriel.ui.theme import apply_theme, load_theme

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """The light theme at the usual size, whatever the test before did."""
    if not QDir.searchPaths("res"):
        QDir.addSearchPath("res", str(RESOURCES))
    apply_theme(qapp, load_theme(RESOURCES / "themes" / "light.json"))
