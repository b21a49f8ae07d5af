"""When it becomes another day here, so that "Today" and "Yesterday" move by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

# A timer stands still while the computer sleeps, and the clock may be set: it looks again
# after this while at the latest.
LONGEST_LOOK_MS = 300_000


class Midnight(QObject):
    """`passed()` when the day is another than before. One timer, for the next midnight."""

    passed = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        """`now` gives the time here, aware of its zone."""
        super().__init__(parent)
        self._now = now
        self._day = now().date()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            # Whoever comes back to the window after a night is shown the right day at once.
            app.applicationStateChanged.connect(self.look)
        self._wait()

    @property
    def wait_ms(self) -> int:
        """For how long it waits at most before it looks again."""
        return self._timer.interval()

    def look(self) -> None:
        """Looks what day it is."""
        today = self._now().date()
        if today != self._day:
            self._day = today
            self.passed.emit()
        self._wait()

    def _wait(self) -> None:
        self._timer.start(min(ms_until_tomorrow(self._now()), LONGEST_LOOK_MS))


def ms_until_tomorrow(now: datetime) -> int:
    """Whole milliseconds until the next midnight of its zone, at least 1."""
    left = _midnight_after(now.date()).timestamp() - now.timestamp()
    return max(1, int(left * 1000) + 1)


def _midnight_after(day: date) -> datetime:
    # Without a zone, so that the one of that midnight counts: summer time may have ended.
    return datetime.combine(day + timedelta(days=1), time())
