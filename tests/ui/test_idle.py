"""A window that nobody touches does nothing."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from oriel.config.settings import Settings
from oriel.ui.chat_header import ModelButton
from oriel.ui.first_window import build_window, furnish

TURNS = 60


class PaintCount(QObject):
    """Counts the paint events of every widget by its object name."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen[watched.objectName() or type(watched).__name__] += 1
        return False


def test_an_idle_window_does_not_paint(qapp: QApplication, qtbot: QtBot) -> None:
    window = build_window(qapp, Settings(theme="light"))
    furnish(window)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.painted)
    window.findChild(ModelButton).show_model("a-model-of-some-length", "A connection")
    for field in window.findChildren(QLineEdit):
        field.clearFocus()
    window.setFocus()
    for _ in range(TURNS):
        qapp.processEvents()
    count = PaintCount()
    qapp.installEventFilter(count)
    for _ in range(TURNS):
        qapp.processEvents()
    qapp.removeEventFilter(count)
    # A cursor that blinks may do so once.
    assert not {name: paints for name, paints in count.seen.items() if paints > 2}
