"""The floor of a start: a QMainWindow and nothing else, reporting as Oriel does."""

import os
import sys

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class BareWindow(QMainWindow):
    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted = True


def main() -> int:
    app = QApplication([])
    window = BareWindow()
    window.resize(1180, 780)
    window.show()
    while not window.painted:
        app.processEvents()
    report(os.environ["ORIEL_STARTUP_REPORT"])
    return 0


def report(path: str) -> None:
    import time

    cpu_s = time.process_time()
    import json
    from pathlib import Path

    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    pss_kb = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    Path(path).write_text(json.dumps({"cpu_s": cpu_s, "pss_kb": pss_kb}), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
