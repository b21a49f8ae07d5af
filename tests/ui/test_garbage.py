"""Qt's objects are destroyed where they live."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject, QThread

from oriel.ui.garbage import BULK, Collector


def _cycle(where: list[QThread]) -> None:
    made = QObject()
    made.itself = made  # type: ignore[attr-defined]
    made.destroyed.connect(lambda: where.append(QThread.currentThread()))


def test_a_thread_that_makes_much_does_not_destroy_what_lives_in_the_gui_thread(qapp) -> None:
    collector = Collector()
    where: list[QThread] = []
    _cycle(where)

    def allocate() -> None:
        kept = [[n] for n in range(200_000)]
        kept.clear()

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert where == []
    kept = [[n] for n in range(5_000)]
    collector.collect()
    assert [each is qapp.thread() for each in where] == [True]
    assert kept
    assert not gc.isenabled()


def test_work_under_way_is_looked_at_once_it_is_over(qapp) -> None:
    collector = Collector()
    where: list[QThread] = []
    gc.collect()
    _cycle(where)
    kept = [[n] for n in range(BULK + 10_000)]
    collector.collect()
    assert where == []
    kept.clear()
    kept = [[n] for n in range(5_000)]
    collector.collect()
    assert len(where) == 1


def test_circles_without_end_are_not_put_off_for_ever(qapp, monkeypatch) -> None:
    monkeypatch.setattr("oriel.ui.garbage.PATIENCE", 2)
    collector = Collector()
    where: list[QThread] = []
    gc.collect()
    _cycle(where)
    kept = [[n] for n in range(BULK + 10_000)]
    for _ in range(3):
        collector.collect()
    assert len(where) == 1
    assert kept
