"""The dialogs about what services keep, by themselves: what others wrote is never lost by
being looked at, and nothing is too large for a screen."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from tests.waiting import until

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.messages import Message, Role
from oriel.domain.remote_state import DAY_S, KeptConversation, RemoteState
from oriel.services.remote_attaching import Preview
from oriel.services.remote_pull import Looked
from oriel.ui.kept_at.attach_dialog import AttachDialog
from oriel.ui.kept_at.mark import KeptAtMark
from oriel.ui.kept_at.metadata_dialog import MetadataDialog
from oriel.ui.kept_at.panel import KeptAtPanel
from oriel.ui.kept_at.words import goes_on_text, state_text

KEPT = KeptConversation(id="conv_1", connection_id="work", place="Work", made_at=1e9, active_at=1e9)


def inside(widget: QWidget, name: str) -> Any:
    found = widget.findChild(QWidget, name)
    assert found is not None, name
    return found


def metadata(pairs: dict[str, str]) -> tuple[MetadataDialog, list[dict[str, str]]]:
    dialog = MetadataDialog()
    saved: list[dict[str, str]] = []
    dialog.save_requested.connect(saved.append)
    dialog.show_pairs(pairs)
    return dialog, saved


@pytest.mark.parametrize("count", [0, 3, 15, 16])
def test_what_others_wrote_is_saved_as_it_is(qapp: object, count: int) -> None:
    pairs = {f"name{n}": f"value {n}" for n in range(count)}
    dialog, saved = metadata(pairs)
    QTest.mouseClick(inside(dialog, "save_metadata"), Qt.MouseButton.LeftButton)
    assert saved == [pairs]
    assert inside(dialog, "no_room_for_title").isVisibleTo(dialog) is (count == 16)
    assert inside(dialog, "add_pair").isEnabled() is (count < 15)


def test_a_title_takes_the_place_of_a_pair_that_was_emptied(qapp: object) -> None:
    dialog, saved = metadata({f"name{n}": "taken" for n in range(16)})
    values = dialog.findChildren(QLineEdit, "pair_value")
    values[0].setText("Named")
    QTest.mouseClick(inside(dialog, "save_metadata"), Qt.MouseButton.LeftButton)
    assert "title" not in saved[-1] and len(saved[-1]) == 16
    values[3].clear()
    inside(dialog, "save_metadata").setEnabled(True)
    QTest.mouseClick(inside(dialog, "save_metadata"), Qt.MouseButton.LeftButton)
    assert saved[-1]["title"] == "Named" and len(saved[-1]) == 16


def test_what_is_too_long_already_is_not_cut(qapp: object) -> None:
    pairs = {"n" * 90: "v" * 700}
    dialog, saved = metadata(pairs)
    QTest.mouseClick(inside(dialog, "save_metadata"), Qt.MouseButton.LeftButton)
    assert saved == [pairs]


def test_sixteen_pairs_leave_the_buttons_on_the_screen(qapp: object) -> None:
    dialog, _ = metadata({f"name{n}": "taken" for n in range(16)})
    assert dialog.height() < dialog.screen().availableGeometry().height()


def test_a_conversation_whose_chat_lies_in_the_bin_says_so(qapp: object) -> None:
    dialog = AttachDialog([], "")
    preview = Preview(connection_id="work", remote_id="conv_1", metadata={}, chat_id="c")
    dialog.show_preview(replace(preview, in_bin=True))
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "in the bin" in texts
    button: QPushButton = inside(dialog, "attach")
    assert button.text() == "Bring the chat back"
    dialog.show_preview(preview)
    assert button.text() == "Open the chat"


def test_each_state_says_why_and_what_comes_of_it(qapp: object) -> None:
    now = 1e9 + DAY_S
    gone = replace(KEPT, gone_at=now)
    said = {
        name: (
            state_text(RemoteState(chat_id="c", at=now, conversations=(kept,))),
            goes_on_text(kept, now, main=True),
        )
        for name, kept in {
            "there": replace(KEPT, current=True, certain=True),
            "not found": gone,
            "deleted": replace(gone, deleted=True),
            "too old": replace(KEPT, until=now - 1),
            "moved": replace(KEPT, moved=True, current=True),
        }.items()
    }
    assert "permissions" in said["not found"][0]
    assert "deleted at Work" in said["deleted"][0]
    assert "no longer has it" in said["too old"][0]
    assert "project or address" in said["moved"][0]
    assert said["moved"][1] != said["there"][1]
    for at in (0, 1):
        assert len({pair[at] for pair in said.values()}) == len(said)


@pytest.mark.parametrize(
    ("looked", "words"),
    [
        (Looked("c"), "Nothing new was said"),
        (Looked("c", busy=True), "still arriving"),
        (Looked("c", gone=True), "does not find it"),
        (Looked("c", back=True), "there again"),
        (Looked("c", moved=True), "not known at the project"),
    ],
)
def test_what_came_of_checking_is_said(qapp: object, looked: Looked, words: str) -> None:
    panel = KeptAtPanel()
    panel.show_ended("check", None, looked)
    assert words in inside(panel, "kept_at_came").text()


def test_turns_of_other_branches_are_counted_apart(qapp: object) -> None:
    turn = Message(id="m", chat_id="c", parent_id=None, role=Role.USER, parts=(), created_at=1.0)
    panel = KeptAtPanel()
    panel.show_ended("check", None, Looked("c", (turn, turn), aside=2))
    assert "other branches" in inside(panel, "kept_at_came").text()


def test_of_a_connection_that_was_removed_nobody_is_asked(qapp: object) -> None:
    panel = KeptAtPanel()
    kept = replace(KEPT, place="")
    state = RemoteState(chat_id="c", at=time.time(), conversations=(kept,))
    panel.show_state(state, can_keep=False)
    assert not inside(panel, "check_now").isEnabled()
    assert not inside(panel, "delete_there").isEnabled()
    assert "removed" in inside(panel, "kept_at_said").text()


def test_the_keyboard_begins_where_the_service_is_asked(qapp: object) -> None:
    panel = KeptAtPanel()
    state = RemoteState(chat_id="c", at=time.time(), conversations=(KEPT,))
    panel.show_state(state, can_keep=True)
    panel.open()
    assert panel.focusWidget() is inside(panel, "check_now")
    panel.reject()


async def test_a_look_that_takes_long_is_told_quietly() -> None:
    mark = KeptAtMark()
    mark.show_state(RemoteState(chat_id="c", at=1e9, conversations=(KEPT,)))
    before = mark.toolTip()
    mark.show_looking(on=True)
    assert mark.toolTip() == before
    await until(lambda: "Asking the service" in mark.toolTip())
    mark.show_looking(on=False)
    assert mark.toolTip() == before
    mark.close()


def test_what_was_typed_before_is_not_looked_up_any_more(qapp: object) -> None:
    place = Connection(id="work", name="Work", kind=ConnectionKind.COMPATIBLE, base_url="")
    dialog = AttachDialog([place], "")
    heard: list[str] = []
    dialog.look_requested.connect(lambda place_id, typed: heard.append(f"{place_id} {typed}"))
    dialog.look_dropped.connect(lambda: heard.append("dropped"))
    typed: QLineEdit = inside(dialog, "conversation_typed")
    typed.setText("conv_1")
    QTest.mouseClick(inside(dialog, "look_up"), Qt.MouseButton.LeftButton)
    typed.setText("conv_2")
    assert heard[-2:] == ["work conv_1", "dropped"]
