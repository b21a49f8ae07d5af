"""Collects garbage on the GUI thread only.

Python's cyclic collector runs in whichever thread allocates. A widget or timer
that is part of a cycle would then be destroyed in that thread, under Qt's feet,
and the program would crash the next time the timer is due. So automatic
collection is off, and this looks after it from the event loop.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2_000
# New objects that are not freed yet: below these there is nothing worth looking at.
YOUNG = 2_000
# More than this is work under way, hardly ever in circles: looking at a chat of tens of
# thousands of messages while it is read takes half a second. It is put off, not for ever.
BULK = 150_000
PATIENCE = 90
# Looking at everything takes as long as a frame or two, so that it is done seldom.
ALL_AFTER = 30
# What was imported at the start and for the first answer stays for good: it is put
# aside, else looking at everything would take a tenth of a second.
PUT_ASIDE_AT = (1, 5)


class Collector(QObject):
    """Works as long as it lives; automatic collection stays off behind it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._runs = self._put_off = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Looks at what is new, and now and then at everything."""
        young = gc.get_count()[0]
        if young < YOUNG:
            return
        if young > BULK and self._put_off < PATIENCE:
            self._put_off += 1
            return
        self._put_off = 0
        self._runs += 1
        gc.collect(2 if self._runs % ALL_AFTER == 0 else 1)
        if self._runs in PUT_ASIDE_AT:
            gc.freeze()
