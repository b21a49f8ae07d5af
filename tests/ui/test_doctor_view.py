"""The rows of a test: in order, in words, readable without colours, copied whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from oriel.domain.doctor import Check, CheckName, Verdict
from oriel.domain.errors import Fact
from oriel.ui.doctor_row import DoctorRow
from oriel.ui.doctor_text import ASCII_MARKS, check_text, report, summary
from oriel.ui.doctor_view import DoctorView
from oriel.ui.theme import apply_theme, load_theme

C, V = CheckName, Verdict
PLACE = "ocid1.compartment.oc1..aaaaaaaa3k5xqzjv6w2m7hfp4vtn2cqkz5yyd3x7gqkq5o2s6z4z5q6a7b8c"
KNOWN: dict[str, Fact] = {"kind": "oci_api_key", "region": "us-chicago-1", "compartment_id": PLACE}
POLICY = (
    f"allow any-user to use generative-ai-family in compartment id {PLACE} "
    "where ALL {request.principal.type='generativeaiapikey'}"
)
DENIED = Check(
    C.POLICY,
    V.FAILED,
    "not_found",
    {
        **KNOWN,
        "status": 404,
        "service_code": "NotAuthorizedOrNotFound",
        "message": "Authorization failed or requested resource not found.",
        "request_id": "REQ/7",
    },
)
GOOD = [
    Check(C.NAME_LOOKUP, V.OK, "", {"host": "h", "addresses": "192.0.2.1"}),
    Check(C.PROXY, V.OK, "direct"),
    Check(C.TLS, V.OK, "", {"protocol": "TLSv1.3", "issuer": "DigiCert", "ends": "2027-03-02"}),
    Check(C.CLOCK, V.OK, "", {"clock_off_s": 0.4}),
    Check(C.CREDENTIAL, V.OK, "", KNOWN),
    Check(C.PROJECT, V.OK, "", KNOWN),
    Check(C.POLICY, V.OK, "", KNOWN),
    Check(C.MODEL, V.OK, "", {**KNOWN, "model": "openai.gpt-oss-120b"}, 2.31),
    Check(C.STREAMING, V.OK, "", {"pieces": 88, "spread_s": 1.2}),
    Check(C.FILES, V.OK),
    Check(C.VECTOR_STORES, V.OK),
]


@pytest.fixture
def view(qtbot: QtBot) -> DoctorView:
    made = DoctorView()
    qtbot.addWidget(made)
    made.resize(520, 400)
    return made


@pytest.fixture
def clipboard() -> Iterator[None]:
    QApplication.clipboard().clear()
    yield
    QApplication.clipboard().clear()


def button(view: QWidget, name: str) -> QPushButton:
    (found,) = [b for b in view.findChildren(QPushButton, name) if b.isVisible()]
    return found


def visible_text(view: QWidget) -> str:
    labels = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels).replace("\u200b", "")


def rows(view: DoctorView) -> list[DoctorRow]:
    shown = [row for row in view.findChildren(DoctorRow) if row.isVisible()]
    return sorted(shown, key=lambda row: row.y())


def test_rows_stand_in_order_whenever_they_come(view: DoctorView, qtbot: QtBot) -> None:
    view.begin()
    with qtbot.waitSignal(view.grown):
        for check in reversed(GOOD):
            view.show_check(check)
    assert [row.objectName() for row in rows(view)] == [f"check_{c.name}" for c in GOOD]
    assert view.checks == GOOD
    assert "Everything works." in visible_text(view)


def test_a_row_runs_and_then_says_what_was_found_in_its_place(view: DoctorView) -> None:
    view.begin()
    assert "Testing…" in visible_text(view)
    assert not view.findChild(QPushButton, "copy_report").isVisible()  # type: ignore[union-attr]
    view.show_check(Check(C.MODEL, V.RUNNING))
    assert "Asking a question…" in visible_text(view)
    (row,) = rows(view)
    assert row.accessibleName() == "Model: running"
    view.show_check(GOOD[7])
    assert rows(view) == [row]
    assert "openai.gpt-oss-120b answered in 2.3 seconds." in visible_text(view)
    assert row.accessibleName() == "Model: good"


def test_many_rows_of_one_turn_grow_the_view_once(view: DoctorView, qtbot: QtBot) -> None:
    grown: list[int] = []
    view.grown.connect(lambda: grown.append(1))
    view.begin()
    for check in GOOD:
        view.show_check(check)
    assert grown == []
    qtbot.waitUntil(lambda: bool(grown))
    qtbot.wait(0)
    assert grown == [1]


def test_a_missing_policy_is_copied_with_one_key_press(
    view: DoctorView, qtbot: QtBot, clipboard: None
) -> None:
    view.begin()
    view.show_check(DENIED)
    qtbot.waitUntil(lambda: "does not work yet" in visible_text(view))
    said = visible_text(view)
    assert "Ask your administrator for this policy, then wait some minutes:" in said
    assert said.count(POLICY) == 1
    assert "opc-request-id: REQ/7" in said
    copy = button(view, "copy_policy")
    copy.setFocus()
    QTest.keyClick(copy, Qt.Key.Key_Space)
    assert QApplication.clipboard().text() == POLICY


def test_the_report_is_plain_text_with_everything(
    view: DoctorView, qtbot: QtBot, clipboard: None
) -> None:
    view.begin()
    for check in [*GOOD[:5], DENIED, Check(C.MODEL, V.SKIPPED, "after", {"after": "policy"})]:
        view.show_check(check)
    qtbot.waitUntil(lambda: bool(view.findChildren(QPushButton, "copy_report")[0].isVisible()))
    qtbot.mouseClick(button(view, "copy_report"), Qt.MouseButton.LeftButton)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].startswith("✓ Address")
    assert any(line.startswith("✗ Policy") for line in lines)
    assert any(line.startswith("– Model") for line in lines)
    assert any(line.strip() == POLICY for line in lines)
    assert any("REQ/7" in line for line in lines)


def test_a_new_test_begins_empty_and_clearing_hides(view: DoctorView, qtbot: QtBot) -> None:
    view.begin()
    view.show_check(DENIED)
    qtbot.waitUntil(lambda: "does not work yet" in visible_text(view))
    view.begin()
    assert view.checks == []
    assert rows(view) == []
    assert "Testing…" in visible_text(view)
    view.clear()
    assert view.isHidden()
    view.clear()
    assert view.isHidden()


def test_every_control_has_a_name_and_a_place_in_the_tab_order(
    view: DoctorView, qtbot: QtBot
) -> None:
    view.begin()
    view.show_check(DENIED)
    qtbot.waitUntil(lambda: bool(view.findChildren(QPushButton, "copy_report")[0].isVisible()))
    for each in view.findChildren(QPushButton):
        assert each.objectName()
        assert each.accessibleName()
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus
    (row,) = rows(view)
    assert row.accessibleName() == "Policy: failed"
    assert POLICY in row.accessibleDescription()
    assert "\u200b" not in row.accessibleDescription()


def test_the_longest_word_does_not_widen_it(qtbot: QtBot) -> None:
    outer = QWidget()
    column = QVBoxLayout(outer)
    view = DoctorView(outer)
    column.addWidget(view)
    qtbot.addWidget(outer)
    view.begin()
    view.show_check(DENIED)
    view.show_check(Check(C.MODEL, V.FAILED, "service_failed", {"message": "x" * 300}))
    outer.show()
    assert outer.minimumSizeHint().width() < 420


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_verdicts_differ_in_shape_and_not_only_in_colour(
    view: DoctorView, qapp: QApplication, theme: str
) -> None:
    resources = Path(__file__).parents[2] / "resources"
    apply_theme(qapp, load_theme(resources / "themes" / f"{theme}.json"))
    view.begin()
    names = (C.NAME_LOOKUP, C.PROXY, C.TLS, C.CLOCK, C.CREDENTIAL)
    codes = ("", "direct", "tls_failed", "no_date", "")
    for name, verdict, code in zip(names, V, codes, strict=True):
        view.show_check(Check(name, verdict, code))
    shapes = set()
    for row in rows(view):
        picture = row.grab().toImage()
        ground = picture.pixel(picture.rect().topRight() - QPoint(1, -1))
        marks = [(x, y) for x in range(20) for y in range(4, 24) if picture.pixel(x, y) != ground]
        assert marks
        shapes.add(tuple(marks))
    assert len(shapes) == len(V)


@pytest.mark.parametrize("name", CheckName, ids=lambda name: name.value)
@pytest.mark.parametrize("verdict", Verdict, ids=lambda verdict: verdict.value)
def test_every_check_has_words_for_every_verdict(name: CheckName, verdict: Verdict) -> None:
    code = "unreachable" if verdict in (V.FAILED, V.WARNING) else ""
    words = check_text(Check(name, verdict, code, {"after": "tls"}))
    assert words.title
    assert words.found
    assert words.next_step or verdict not in (V.FAILED, V.WARNING)


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (Check(C.STREAMING, V.FAILED, "one_piece", {"pieces": 1}), "without buffering"),
        (
            Check(C.STREAMING, V.WARNING, "all_at_once", {"pieces": 60, "waited_s": 3.0}),
            "All 60 pieces came at once",
        ),
        (Check(C.CLOCK, V.FAILED, "", {"clock_off_s": 1200.0}), "It is 20 minutes behind."),
        (Check(C.CLOCK, V.WARNING, "", {"clock_off_s": -90.0}), "It is 90 seconds ahead."),
        (
            Check(C.CLOCK, V.FAILED, "credential_refused", {"clock_off_s": 1200.0}),
            "clock is off by 20 minutes",
        ),
        (Check(C.PROJECT, V.WARNING, "no_project"), "Choose a project"),
        (Check(C.CREDENTIAL, V.OK, "", {"kind": "oci_profile", "profile": "P"}), "“P”"),
        (Check(C.CREDENTIAL, V.OK, "", {"kind": "openai_compatible", "keyless": 1}), "needed"),
        (Check(C.NAME_LOOKUP, V.OK, "by_proxy", {"host": "proxy"}), "proxy is known"),
        (Check(C.MODEL, V.SKIPPED, "no_model"), "Enter a model"),
    ],
)
def test_what_was_found_is_said_exactly(check: Check, said: str) -> None:
    assert said in check_text(check).whole


def test_the_summary_says_the_worst() -> None:
    assert summary(GOOD) == "Everything works."
    assert "something to look at" in summary([*GOOD, Check(C.PROJECT, V.WARNING, "no_project")])
    assert "does not work" in summary([*GOOD, DENIED])


def test_a_report_for_terminals_without_unicode_marks_by_letters() -> None:
    assert report([GOOD[1], DENIED], ASCII_MARKS).splitlines()[1].startswith("X  Policy")
