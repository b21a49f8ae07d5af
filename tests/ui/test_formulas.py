"""Formulas: real ones drawn by ziamath, asked for as a transcript asks."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from oriel.ui.transcript import formulas as room
from oriel.ui.transcript.formulas import Formula, Formulas, formula_key

# Ziamath's own, on Python 3.11.
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")

INK = "#AA2233"
GOOD = {
    "fraction": r"\frac{a+b}{c}",
    "sum": r"\sum_{i=1}^{n} i^2",
    "integral": r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
    "inverse": r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1} = x",
    "matrix": r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    "cases": r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}",
    "aligned": r"\begin{aligned} a &= b + c \\ d &= e \end{aligned}",
    "fences": r"\left( \frac{1}{2} \right]",
    "blackboard": r"x \in \mathbb{R}, y \in \mathcal{L}",
}
BAD = [r"\frac{1}", "{", r"\left( x", r"\undefinedcommand x", "a^a^a", "{" * 1500 + "}" * 1500]


@pytest.fixture
def drawn(qapp) -> Iterator[Formulas]:
    made = Formulas()
    yield made
    made.close()


def wait_for(qtbot, made: Formulas, tex: str, display=True, size=20.0, colour=INK):
    if made.get(tex, display, size, colour) is None:
        key = formula_key(tex, display, size, colour)
        with qtbot.waitSignal(made.ready, timeout=10_000, check_params_cb=lambda k: k == key):
            pass
    return made.get(tex, display, size, colour)


def ink(formula: Formula) -> tuple[set[str], int, int]:
    """The opaque colours it leaves, and its first and last row of paint over the baseline 200."""
    image = QImage(700, 400, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    formula.paint(painter, 10.0, 200.0)
    painter.end()
    pixels = [
        (y, QColor.fromRgba(image.pixel(x, y)).name().upper())
        for y in range(400)
        for x in range(700)
        if image.pixel(x, y) >> 24 == 255
    ]
    rows = [y for y, _ in pixels]
    return {colour for _, colour in pixels}, min(rows), max(rows)


@pytest.mark.parametrize("tex", GOOD.values(), ids=GOOD)
def test_a_formula_is_drawn_in_its_colour_where_it_says(qtbot, drawn, tex) -> None:
    assert drawn.get(tex, True, 20.0, INK) is None
    assert not drawn.failed(tex, True, 20.0, INK)
    formula = wait_for(qtbot, drawn, tex)
    assert isinstance(formula, Formula)
    colours, top, bottom = ink(formula)
    assert colours == {INK}
    assert 200 - formula.ascent <= top + 1
    assert bottom - 1 <= 200 - formula.ascent + formula.height
    assert 0 < formula.ascent <= formula.height + 1


def test_it_stands_on_the_baseline(qtbot, drawn) -> None:
    flat = wait_for(qtbot, drawn, "x")
    deep = wait_for(qtbot, drawn, "y")
    assert abs(ink(flat)[2] - 200) <= 1
    assert ink(deep)[2] >= 203


def test_a_formula_is_drawn_once(qtbot, drawn, monkeypatch) -> None:
    calls = []
    draw = room._draw
    monkeypatch.setattr(room, "_draw", lambda request: (calls.append(request), draw(request))[1])
    for _ in range(5):
        drawn.get("x+1", False, 15.0, INK)
    first = wait_for(qtbot, drawn, "x+1", False, 15.0)
    assert drawn.get("x+1", False, 15.0, INK) is first
    assert len(calls) == 1


def test_size_colour_and_style_make_another_formula(qtbot, drawn) -> None:
    tex = GOOD["sum"]
    small = wait_for(qtbot, drawn, tex, size=15.5)
    large = wait_for(qtbot, drawn, tex, size=31.0)
    green = wait_for(qtbot, drawn, tex, size=15.5, colour="#118844")
    inline = wait_for(qtbot, drawn, tex, display=False, size=15.5)
    assert large.height == pytest.approx(2 * small.height, rel=0.1)
    assert ink(green)[0] == {"#118844"}
    assert inline.height < small.height


@pytest.mark.parametrize("tex", BAD)
def test_bad_tex_fails_and_is_not_tried_again(qtbot, drawn, monkeypatch, tex) -> None:
    assert wait_for(qtbot, drawn, tex) is None
    assert drawn.failed(tex, True, 20.0, INK)
    monkeypatch.setattr(room, "_draw", None)
    with qtbot.assertNotEmitted(drawn.ready, wait=50):
        assert drawn.get(tex, True, 20.0, INK) is None


@pytest.mark.parametrize("tex", ["", "  ", "x" * 4_001])
def test_nothing_and_too_much_are_refused_at_once(drawn, tex) -> None:
    assert drawn.get(tex, True, 20.0, INK) is None
    assert drawn.failed(tex, True, 20.0, INK)
    assert drawn._worker is None


def test_only_the_last_are_kept(qtbot, drawn, monkeypatch) -> None:
    monkeypatch.setattr(room, "KEPT", 3)
    for tex in "abcd":
        wait_for(qtbot, drawn, tex)
    assert [request.tex for request in drawn._kept] == ["b", "c", "d"]


def test_closing_waits_for_the_thread_and_nothing_is_heard_after(qtbot, drawn) -> None:
    for tex in GOOD.values():
        drawn.get(tex, True, 20.0, INK)
    with qtbot.assertNotEmitted(drawn.ready, wait=100):
        drawn.close()
        assert "formulas" not in {thread.name for thread in threading.enumerate()}
    assert drawn.get("x", True, 20.0, INK) is None
    drawn.close()


def test_a_drawing_without_end_does_not_hold_up_closing(qtbot, drawn, monkeypatch) -> None:
    began, may_end = threading.Event(), threading.Event()

    def endless(_request):
        began.set()
        may_end.wait(30)

    monkeypatch.setattr(room, "_draw", endless)
    monkeypatch.setattr(room, "CLOSING_S", 0.1)
    drawn.get("x", True, 20.0, INK)
    assert began.wait(5)
    thread = drawn._worker._thread
    start = time.monotonic()
    drawn.close()
    assert time.monotonic() - start < 1.0
    may_end.set()
    thread.join(5)
    assert not thread.is_alive()


def test_importing_the_room_loads_neither_ziamath_nor_qtsvg() -> None:
    code = (
        "import sys, oriel.ui.transcript.formulas, oriel.ui.transcript.highlighting;"
        "print([m for m in ('ziamath', 'pygments', 'PySide6.QtSvg') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "[]"
