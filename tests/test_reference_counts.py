"""PySide6 6.12.0 on Python 3.11 loses a reference to None on each void call.

Some thousand calls later the interpreter aborts, with no exception and long
after a short test run has passed; so the counts themselves are watched. From
Python 3.12 on None and True are immortal and the counts say nothing.
"""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None and True are immortal from Python 3.12 on"
)

# Other parts of the interpreter move these counts by a few.
SLACK = 50


class Bell(QObject):
    rung = Signal()


def test_void_calls_keep_none(qapp: object) -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < SLACK


def test_setting_text_keeps_none(qapp: object) -> None:
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(500):
        label.setText("x")
    assert abs(sys.getrefcount(None) - before) < SLACK
    label.deleteLater()


def test_emitting_keeps_true(qapp: object) -> None:
    bell = Bell()
    before = sys.getrefcount(True)
    for _ in range(1000):
        bell.rung.emit()
    assert abs(sys.getrefcount(True) - before) < SLACK
