"""Composition root: the application, the first paint, then the event loop.

Written in the order of what a person waits for: the window is painted before
anything of the network, the store or asyncio is imported.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from oriel.arguments import Arguments, read_arguments

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oriel.composition import Desk
    from oriel.config.paths import Home
    from oriel.config.settings import Settings
    from oriel.domain.errors import AppError
    from oriel.ui.main_window import MainWindow

    Scenario = Callable[[Desk], Awaitable[int]]


def main(words: list[str] | None = None) -> int:
    """The `oriel` command. Returns the exit status."""
    arguments = read_arguments(sys.argv[1:] if words is None else words)
    if arguments.serve:
        from oriel.serving import serve

        return serve(arguments)
    if arguments.doctor:
        from oriel.doctor import doctor

        return doctor(arguments)
    if arguments.selfcheck:
        from oriel.selfcheck import selfcheck

        return selfcheck(arguments)
    if arguments.smoke:
        from oriel.smoke import smoke

        return run_window(arguments, smoke(arguments.smoke))
    return run_window(arguments)


def run_window(arguments: Arguments, scenario: Scenario | None = None) -> int:
    """Opens the window and lives until it is closed, or until `scenario` has played."""
    # Nothing made on the way to the first paint is garbage: looking for some
    # would cost 7 ms, and looking at it again later would lengthen every pause.
    gc.disable()
    from oriel.config.paths import Home
    from oriel.config.settings import SettingsFile
    from oriel.ui.single_instance import InstanceLock, raise_other

    app = _application()
    home = Home.choose(arguments.home)
    problem = _prepare(home)
    lock = InstanceLock(home.lock)
    if problem is None and not lock.take():
        sys.stderr.write(f"Oriel is already running on {home.root}; its window was raised.\n")
        return 0 if raise_other(home.root) else 1
    try:
        file = SettingsFile(home.settings)
        settings = file.load()
        window = _first_paint(app, settings)
        if report := os.environ.get("ORIEL_STARTUP_REPORT"):
            return _report_start(report)
        _furnish(window)
        gc.freeze()
        return _run_loop(app, window, home, settings, arguments, problem, scenario)
    finally:
        lock.release()


def _application() -> QApplication:
    from PySide6.QtCore import QDir
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from oriel import __version__
    from oriel.config.resources import resources_dir

    app = QApplication.instance() or QApplication(["oriel", "-style", "fusion"])
    assert isinstance(app, QApplication)
    app.setApplicationName("oriel")
    app.setApplicationDisplayName("Oriel")
    app.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("oriel")
    # Else closing a dialog that is the last window ends Qt under the loop.
    app.setQuitOnLastWindowClosed(False)
    QDir.addSearchPath("res", str(resources_dir()))
    return app


def _prepare(home: Home) -> AppError | None:
    from oriel.domain.errors import AppError

    try:
        home.prepare()
    except AppError as error:
        return error
    return None


def _first_paint(app: QApplication, settings: Settings) -> MainWindow:
    from oriel.ui.first_window import build_window

    window = build_window(app, settings)
    window.show()
    while not window.painted and window.isVisible():
        app.processEvents()
    return window


def _furnish(window: MainWindow) -> None:
    from oriel.ui.first_window import furnish
    from oriel.ui.garbage import Collector

    furnish(window)
    Collector(window)


def _run_loop(
    app: QApplication,
    window: MainWindow,
    home: Home,
    settings: Settings,
    arguments: Arguments,
    problem: AppError | None,
    scenario: Scenario | None,
) -> int:
    import asyncio

    import qasync

    from oriel.composition import live

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        return runner.run(live(window, home, settings, arguments, problem, scenario))


def _report_start(path: str) -> int:
    """Says what the first paint cost; for the start-up benchmark and the import test."""
    import time

    cpu_s = time.process_time()
    import json
    from pathlib import Path

    pss_kb = 0
    rollup = Path("/proc/self/smaps_rollup")
    if rollup.exists():
        for line in rollup.read_text().splitlines():
            if line.startswith("Pss:"):
                pss_kb = int(line.split()[1])
    report = {"cpu_s": cpu_s, "pss_kb": pss_kb, "modules": sorted(sys.modules)}
    Path(path).write_text(json.dumps(report), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
