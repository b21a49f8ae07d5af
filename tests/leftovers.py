"""Fails a test that leaves a thread, timer or window behind.

Apart from the loop, whose own tasks `loops` looks after: these are looked for
last of all, when every other fixture of the test is gone.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

THREAD_GRACE_S = 2.0
FREEZE_ABOVE = 20_000
# Qt keeps one tooltip for the whole program once any was shown.
QT_OWNED = frozenset({"QTipLabel"})


def pytest_collection_finish() -> None:
    # What the imports made stays for good; not looking at it again makes the
    # collection after each test cheap.
    gc.collect()
    gc.freeze()
    # As in the program (oriel.ui.garbage): a collection in another thread would
    # destroy Qt's objects there. Each test ends with one in this thread.
    gc.disable()


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    threads, windows = set(threading.enumerate()), _windows()
    yield
    _let_go()
    left = _threads_since(threads) + _busy_objects() + _windows_since(windows)
    if left:
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)


def _let_go() -> None:
    if isinstance(QCoreApplication.instance(), QGuiApplication):
        # The offscreen clipboard lets go of it after Python is gone, and crashes.
        QGuiApplication.clipboard().clear()
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


def _threads_since(before: set[threading.Thread]) -> list[str]:
    left = []
    for thread in set(threading.enumerate()) - before:
        # A dummy stands for a Qt thread that once ran Python; it outlives it.
        if isinstance(thread, threading._DummyThread):
            continue
        thread.join(THREAD_GRACE_S)
        if thread.is_alive():
            left.append(f"thread {thread.name}")
    return left


def _busy_objects() -> list[str]:
    left = []
    things = gc.get_objects()
    if len(things) > FREEZE_ABOVE:
        # Mostly modules imported by the test; see pytest_collection_finish.
        gc.freeze()
    for thing in things:
        if not issubclass(type(thing), QObject) or not shiboken6.isValid(thing):
            continue
        if isinstance(thing, QTimer) and thing.isActive():
            thing.stop()
            left.append(f"active timer {_name(thing)}")
        elif isinstance(thing, QThread) and thing.isRunning() and thing is not _main_thread():
            left.append(f"Qt thread {_name(thing)}")
    return left


def _main_thread() -> QThread | None:
    application = QCoreApplication.instance()
    return application.thread() if application else None


def _windows() -> set[QWidget]:
    return set(QApplication.topLevelWidgets()) if QApplication.instance() else set()


def _windows_since(before: set[QWidget]) -> list[str]:
    left = []
    for window in _windows() - before:
        if window.metaObject().className() in QT_OWNED:
            continue
        left.append(f"window {_name(window)}")
        window.close()
        shiboken6.delete(window)
    return left


def _name(thing: QObject) -> str:
    owner = thing.parent()
    of = f" of {type(owner).__name__}" if owner else ""
    return f"{type(thing).__name__} {thing.objectName()!r}{of}"
