"""The table of records: order, filter, selection across changes, states, menus, drops."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QHelpEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from oriel.domain.csv_out import csv_text
from oriel.ui.attaching.drop_overlay import DropOverlay
from oriel.ui.count_text import count_text
from oriel.ui.library.table.columns import Column
from oriel.ui.library.table.columns_menu import ColumnsMenu
from oriel.ui.library.table.cover import State
from oriel.ui.library.table.record_model import RecordModel
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.prompts.parts import NameLabel
from oriel.ui.theme import apply_theme, current_theme
from waiting import emitted, until

from .tables import COLUMNS, Thing, key_of, names, opened, things

CELL = QAccessible.Role.Cell
NO_KEYS = Qt.KeyboardModifier.NoModifier


async def filtered_by(table: RecordTable[Thing], typed: str) -> list[str]:
    done = emitted(table.filtered)
    table.set_filter(typed)
    await done
    return names(table)


# Order


def test_names_stand_in_the_order_of_a_reader() -> None:
    model: RecordModel[Thing] = RecordModel(COLUMNS, key_of)
    model.set_records(things("file 10", "Élan", "zebra", "file 9", "apple", "Banana", ""))
    model.sort_by("name", descending=False)
    found = [thing.name for thing in model.shown]
    assert found == ["apple", "Banana", "Élan", "file 9", "file 10", "zebra", ""]


def test_what_is_not_known_is_last_either_way() -> None:
    model: RecordModel[Thing] = RecordModel(COLUMNS, key_of)
    nan = float("nan")
    rows = [Thing("a", "a", 3), Thing("b", "b"), Thing("c", "c", 1), Thing("d", "d", nan)]  # type: ignore[arg-type]
    model.set_records(rows)
    for descending, known in ((False, "ca"), (True, "ac")):
        model.sort_by("size", descending=descending)
        assert "".join(thing.id for thing in model.shown) == known + "bd"


def test_equals_keep_the_order_they_had() -> None:
    model: RecordModel[Thing] = RecordModel(COLUMNS, key_of)
    rows = [Thing(str(n), name, status=s) for n, (name, s) in enumerate(zip("dbca", "xyxy"))]  # noqa: B905
    model.set_records(rows)
    model.sort_by("name", descending=False)
    model.sort_by("status", descending=False)
    assert "".join(thing.name for thing in model.shown) == "cdab"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5) | st.none()), max_size=6)),
    st.booleans(),
    st.sampled_from(["size", "name", ""]),
)
def test_pages_in_any_cut_come_to_the_same(
    pages: list[list[tuple[int, int | None]]], descending: bool, before: str
) -> None:
    """Adding, replacing and sorting page by page ends where all at once does."""
    by_page: RecordModel[Thing] = RecordModel(COLUMNS, key_of)
    by_page.sort_by(before, descending=False)
    by_page.put([Thing("0", "n0", 3)])
    by_page.sort_by("size", descending=descending)
    last: dict[str, Thing] = {"0": Thing("0", "n0", 3)}
    for page in pages:
        records = [Thing(str(number), f"n{number}", size) for number, size in page]
        by_page.put(records)
        last.update((thing.id, thing) for thing in records)
    if by_page._resort.isActive():  # what changed waits a moment for its place
        by_page._rearrange()
    assert {thing.id: thing for thing in by_page.shown} == last
    sizes = [thing.size for thing in by_page.shown]
    known = [size for size in sizes if size is not None]
    assert known == sorted(known, reverse=descending)
    assert sizes[len(known) :] == [None] * (len(sizes) - len(known))
    assert [by_page.row_of(thing.id) for thing in by_page.shown] == list(range(len(last)))


@pytest.mark.parametrize("descending", [False, True])
def test_names_find_their_place_page_by_page(descending: bool) -> None:
    found = ["file 10", "Élan", "zebra", "file 9", "", "apple", "Banana", "file 9", "élan"]
    at_once, by_page = (RecordModel[Thing](COLUMNS, key_of) for _ in range(2))
    for model in (at_once, by_page):
        model.sort_by("name", descending=descending)
    rows = things(*found)
    at_once.set_records(rows)
    for row in rows:
        by_page.put([row])
    assert [thing.id for thing in by_page.shown] == [thing.id for thing in at_once.shown]


def test_texts_and_numbers_in_one_column_are_kept_apart() -> None:
    model: RecordModel[Thing] = RecordModel(COLUMNS, key_of)
    mixed = [Thing("a", "a", "x"), Thing("b", "b", 2), Thing("c", "c", "k"), Thing("d", "d", 1)]  # type: ignore[arg-type]
    model.set_records(mixed)
    model.sort_by("size", descending=False)
    assert [thing.id for thing in model.shown] == ["d", "b", "c", "a"]


async def test_a_click_on_the_head_sorts_and_another_turns_it_round(qtbot: QtBot) -> None:
    with opened() as table:
        table.show_records(things("b", "c", "a"))
        header = table.view.header
        place = QPoint(header.sectionViewportPosition(0) + 12, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert names(table) == ["a", "b", "c"]
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert names(table) == ["c", "b", "a"]
        assert table.state()["sort"] == ["name", "desc"]


async def test_what_changes_finds_its_place_after_a_moment() -> None:
    with opened() as table:
        rows = things("b", "c", "a")
        table.show_records(rows)
        table.sort_by("name")
        moved = emitted(table.records.rearranged)
        table.update_record(replace(rows[2], name="z"))
        await moved
        assert names(table) == ["b", "c", "z"]


async def test_what_reads_otherwise_without_a_change_finds_its_place_too() -> None:
    made = {"a": 1, "b": 2}
    column: Column[Thing] = Column(
        id="made", title="Made", value=lambda t: made[t.id], text=lambda t: str(made[t.id])
    )
    table: RecordTable[Thing] = RecordTable("made", [column], key_of)
    table.show_records([Thing("a", "a"), Thing("b", "b")])
    table.sort_by("made")
    made["a"] = 3
    moved = emitted(table.records.rearranged)
    table.touch()
    await moved
    assert names(table) == ["b", "a"]
    table.deleteLater()


# Filter


async def test_the_filter_finds_all_words_without_case_and_accents() -> None:
    with opened() as table:
        table.show_records(things("Größe 2026.pdf", "Grosse Worte.md", "Bericht.pdf"))
        assert await filtered_by(table, "GROSSE") == ["Größe 2026.pdf", "Grosse Worte.md"]
        assert await filtered_by(table, "pdf grö") == ["Größe 2026.pdf"]
        assert "1 of 3" in table.footer.text
        assert len(await filtered_by(table, "ready")) == 3
        assert await filtered_by(table, "") == ["Größe 2026.pdf", "Grosse Worte.md", "Bericht.pdf"]


async def test_the_filter_looks_at_what_is_shown_alone() -> None:
    with opened() as table:
        table.show_records([Thing("1", "a", secret="hush"), Thing("2", "b")])
        assert await filtered_by(table, "hush") == []
        table.view.header.show_column("secret", shown=True)
        await until(lambda: names(table) == ["a"])


async def test_what_comes_later_is_filtered_too() -> None:
    with opened() as table:
        table.show_records(things("apple", "pear"), complete=False)
        await filtered_by(table, "app")
        table.add_records([Thing("9", "pineapple"), Thing("8", "plum")], complete=False)
        assert names(table) == ["apple", "pineapple"]
        table.update_record(Thing("8", "crab apple"))
        await until(lambda: names(table) == ["apple", "pineapple", "crab apple"])
        table.show_records([Thing(str(n), f"apple {n}") for n in range(2000)])
        await until(lambda: len(names(table)) == 2000)


async def test_nothing_found_is_said_with_the_way_back(qtbot: QtBot) -> None:
    with opened() as table:
        table.show_records(things("apple", "pear"), complete=False)
        await filtered_by(table, "<b>zzz</b>")
        assert table.cover.state is State.NO_MATCH
        assert "<b>zzz</b>" in table.cover.text
        assert "2 that are loaded" in table.cover.text
        cleared = emitted(table.filtered)
        qtbot.mouseClick(table.cover.button, Qt.MouseButton.LeftButton)
        await cleared
        assert names(table) == ["apple", "pear"]
        assert table.cover.isHidden()


async def test_escape_in_the_rows_clears_the_filter() -> None:
    with opened() as table:
        table.show_records(things("apple", "pear"))
        await filtered_by(table, "app")
        cleared = emitted(table.filtered)
        QTest.keyClick(table.view, Qt.Key.Key_Escape)
        await cleared
        assert names(table) == ["apple", "pear"]


async def test_ctrl_f_goes_to_the_filter_and_down_to_what_it_found() -> None:
    with opened() as table:
        table.show_records(things("apple", "pear"))
        table.focus_rows()
        await until(table.view.hasFocus)
        QTest.keyClick(table.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await until(table.toolbar.filter_field.hasFocus)
        table.set_filter("pea")
        QTest.keyClick(table.toolbar.filter_field, Qt.Key.Key_Down)
        assert names(table) == ["pear"]
        await until(table.view.hasFocus)
        current = table.current()
        assert current is not None
        assert current.name == "pear"


# Selection


async def test_the_selection_stays_with_its_records() -> None:
    with opened() as table:
        rows = things("d", "b", "e", "a", "c")
        table.show_records(rows)
        table.select_keys(["id-0", "id-3"])
        table.sort_by("name")
        assert [thing.name for thing in table.selected()] == ["a", "d"]
        table.add_records([Thing("new", "aa")])
        assert [thing.name for thing in table.selected()] == ["a", "d"]
        table.remove_keys(["id-3"])
        assert [thing.name for thing in table.selected()] == ["d"]
        await filtered_by(table, "c")
        assert table.selected() == []  # nothing that is not seen is ever deleted
        assert "selected" not in table.footer.text


async def test_the_current_record_stays_and_its_neighbour_follows_one_that_goes() -> None:
    with opened() as table:
        table.show_records(things("d", "b", "e", "a", "c"))
        table.sort_by("name")
        table.select_keys(["id-4"])  # c
        heard: list[Thing | None] = []
        table.current_changed.connect(heard.append)
        table.sort_by("name", descending=True)
        assert table.current() == Thing("id-4", "c", 4)
        assert heard == []
        table.remove_keys(["id-4"])
        assert heard
        assert heard[-1] == table.current()


async def test_the_scroll_stays_when_a_page_arrives() -> None:
    with opened() as table:
        table.show_records([Thing(f"{n:05}", f"n{n:05}") for n in range(400)], complete=False)
        table.sort_by("name")
        bar = table.view.verticalScrollBar()
        await until(lambda: bar.maximum() > 0)
        bar.setValue(3333)
        top = table.records.key_at(table.view.rowAt(0))
        offset = table.view.rowViewportPosition(table.view.rowAt(0))
        table.add_records([Thing(f"a{n}", f"a{n}") for n in range(50)], complete=False)
        assert table.records.key_at(table.view.rowAt(0)) == top
        assert table.view.rowViewportPosition(table.view.rowAt(0)) == offset


async def test_keys_choose_many() -> None:
    with opened() as table:
        table.show_records(things(*"abcdef"))
        table.focus_rows()
        await until(table.view.hasFocus)
        QTest.keyClick(table.view, Qt.Key.Key_Home)
        QTest.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        assert [thing.name for thing in table.selected()] == ["a", "b"]
        QTest.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert len(table.selected()) == 6
        assert "6 selected" in table.footer.text
        QTest.keyClick(table.view, Qt.Key.Key_End)
        assert [thing.name for thing in table.selected()] == ["f"]


async def test_what_is_selected_is_added_up() -> None:
    with opened(selection_text=lambda chosen: f"{sum(t.size for t in chosen)} in sum") as table:
        table.show_records(things(*"abc"))
        table.select_keys(["id-1", "id-2"])
        assert "2 selected (3 in sum)" in table.footer.text


async def test_the_keyboard_shows_where_it_is_and_the_mouse_hides_it(qtbot: QtBot) -> None:
    with opened() as table:
        table.show_records(things(*"abc"))
        table.focus_rows()
        await until(table.view.hasFocus)
        QTest.keyClick(table.view, Qt.Key.Key_Down)
        assert table.view.ringed_row == 1
        place = table.view.visualRect(table.records.index(2, 1)).center()
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert table.view.ringed_row == -1
        assert table.current() == Thing("id-2", "c", 2)


# Wishes


@pytest.mark.parametrize(
    ("key", "signal", "told"),
    [
        (Qt.Key.Key_Return, "activated", "b"),
        (Qt.Key.Key_Space, "preview_requested", "b"),
        (Qt.Key.Key_Delete, "delete_requested", ["b"]),
    ],
)
async def test_keys_are_wishes_about_records(key: Qt.Key, signal: str, told: object) -> None:
    with opened() as table:
        table.show_records(things(*"abc"))
        table.select_keys(["id-1"])
        heard = emitted(getattr(table, signal))
        QTest.keyClick(table.view, key)
        (came,) = await heard
        assert ([t.name for t in came] if isinstance(came, list) else came.name) == told


async def test_a_double_click_opens_and_f5_asks_anew(qtbot: QtBot) -> None:
    with opened() as table:
        table.show_records(things(*"abc"))
        opened_one, asked = emitted(table.activated), emitted(table.refresh_requested)
        place = table.view.visualRect(table.records.index(1, 0)).center()
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert (await opened_one)[0].name == "b"
        QTest.keyClick(table.view, Qt.Key.Key_F5)
        await asked


async def test_an_icon_in_a_row_is_pressed(qtbot: QtBot) -> None:
    with opened() as table:
        table.show_records([Thing("1", "a", status="failed"), Thing("2", "b")])
        heard: list[tuple[str, str]] = []
        table.action_clicked.connect(lambda thing, column: heard.append((thing.name, column)))
        for row in (0, 1):
            place = table.view.visualRect(table.records.index(row, 5)).center()
            qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert heard == [("b", "go")]


@pytest.mark.parametrize(
    ("key", "held"),
    [(Qt.Key.Key_Menu, NO_KEYS), (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)],
)
async def test_the_menu_key_asks_for_a_menu_at_the_row(
    key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    with opened() as table:
        table.show_records(things(*"abc"))
        table.select_keys(["id-1"])
        heard: list[tuple[list[Thing], QPoint]] = []
        table.menu_requested.connect(lambda chosen, at: heard.append((chosen, at)))
        QTest.keyClick(table.view, key, held)
        [(chosen, at)] = heard
        assert [thing.name for thing in chosen] == ["b"]
        row = table.view.visualRect(table.records.index(1, 0))
        assert at == table.view.viewport().mapToGlobal(row.bottomLeft())


async def test_a_right_click_takes_the_row_it_meets(qapp: QApplication) -> None:
    with opened() as table:
        table.show_records(things(*"abc"))
        table.select_keys(["id-0"])
        heard: list[list[Thing]] = []
        table.menu_requested.connect(lambda chosen, at: heard.append(chosen))
        viewport = table.view.viewport()
        for row in (0, 2):
            place = table.view.visualRect(table.records.index(row, 0)).center()
            mouse = QContextMenuEvent.Reason.Mouse
            qapp.sendEvent(viewport, QContextMenuEvent(mouse, place, viewport.mapToGlobal(place)))
        assert [[thing.name for thing in chosen] for chosen in heard] == [["a"], ["c"]]


async def test_what_is_cut_is_whole_under_the_mouse_and_no_markup(qapp: QApplication) -> None:
    with opened() as table:
        long = "<b>" + "long name" * 30
        table.show_records([Thing("1", long), Thing("2", "short")])
        table.set_badges({"2": "It is <gone>."})
        viewport = table.view.viewport()
        for row, told in ((0, long), (1, "It is <gone>.")):
            place = table.view.visualRect(table.records.index(row, 0)).center()
            help_ = QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place))
            qapp.sendEvent(viewport, help_)
            assert QToolTip.text() == told.replace("<", "&lt;")
        place = table.view.visualRect(table.records.index(1, 1)).center()
        qapp.sendEvent(
            viewport, QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place))
        )
        await until(lambda: not QToolTip.isVisible())


async def test_copying_takes_the_cells_or_the_ids() -> None:
    with opened(curl=lambda thing: f"curl {thing.id}") as table:
        table.show_records([Thing("1", "=run\tit", 5, secret="x"), Thing("2", "b")])
        table.view.selectAll()
        clipboard = QGuiApplication.clipboard()
        QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert clipboard.text() == "'=run it\tReady\t5 bytes\t\nb\tReady\t\t"
        menu = QMenu(table)
        table.standard_actions(menu)
        assert [a.objectName() for a in menu.actions()] == ["copy_ids", "export_csv"]
        menu.actions()[0].trigger()
        assert clipboard.text() == "1\n2"
        table.select_keys(["2"])
        menu = QMenu(table)
        table.standard_actions(menu)
        menu.actions()[1].trigger()
        assert clipboard.text() == "curl 2"


async def test_csv_has_raw_values_of_what_is_shown() -> None:
    with opened() as table:
        table.show_records([Thing("1", "=b", 2_400_000, 0.0), Thing("2", "a", secret="s")])
        table.sort_by("name")
        heard = emitted(table.csv_requested)
        table.export_csv()
        (wanted,) = await heard
        assert csv_text(wanted).splitlines()[1:] == [
            "'=b,ready,2400000,1970-01-01T00:00:00Z,",
            "a,ready,,,s",
        ]
        await filtered_by(table, "=b")
        heard = emitted(table.csv_requested)
        table.export_csv()
        assert len((await heard)[0].records) == 1


async def test_it_is_said_that_more_is_coming_until_all_is_there() -> None:
    with opened() as table:
        table.show_records([Thing(str(n), f"n{n}") for n in range(300)], complete=False)
        table.show_loading()
        assert "Loading more" in table.footer.text
        table.add_records([Thing("x", "x")], complete=True)
        assert table.footer.text == "301 in all"


async def test_it_is_said_that_only_what_is_loaded_is_sorted(qtbot: QtBot) -> None:
    with opened() as table:
        table.show_records([Thing(str(n), f"n{n}") for n in range(1200)], complete=False)
        assert table.footer.text == f"{count_text(1200)} loaded, there are more"
        table.sort_by("name")
        assert f"Sorted among the {count_text(1200)} loaded" in table.footer.text
        heard = emitted(table.all_requested)
        button = table.footer.findChild(QPushButton, "things_load_all")
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await heard


# States


async def test_each_state_covers_the_rows_and_gives_way_to_them(qtbot: QtBot) -> None:
    with opened() as table:
        table.show_empty("Nothing yet.", "Upload…")
        assert (table.cover.state, table.cover.text) == (State.EMPTY, "Nothing yet.")
        heard = emitted(table.action_requested)
        qtbot.mouseClick(table.cover.button, Qt.MouseButton.LeftButton)
        await heard
        table.show_error("It failed.", "Because. Try again.", "Try again")
        assert table.cover.state is State.ERROR
        table.set_badges({})
        table.sort_by("name")
        assert table.cover.state is State.ERROR  # nothing but records takes it back
        table.show_unavailable("Not here.", "This connection keeps no files.")
        assert table.cover.text == "Not here. This connection keeps no files."
        assert table.cover.button.isHidden()
        table.show_records(things("a"))
        assert table.cover.isHidden()
        table.remove_keys(["id-0"])
        assert table.cover.text == "Nothing yet."


async def test_the_keyboard_goes_from_what_covers_the_rows_to_the_rows_and_back() -> None:
    with opened() as table:
        table.activateWindow()
        table.show_loading()
        table.focus_rows()
        table.show_empty("No files yet.", "Upload…")
        table.focus_rows()
        await until(table.cover.button.hasFocus)
        table.show_records(things("a"))
        await until(table.view.hasFocus)
        table.show_records([])
        await until(table.cover.button.hasFocus)
        table.setFocus()
        table.show_error("Not reached.", "", "Try again")
        await until(table.cover.button.hasFocus)


async def test_loading_is_said_only_after_a_moment() -> None:
    with opened() as table:
        table.cover.leave()
        table.show_loading()
        assert table.cover.isHidden()
        await until(lambda: not table.cover.isHidden())
        assert table.cover.text == "Loading…"
        table.add_records(things("a"), complete=False)
        assert table.cover.isHidden()
        table.show_loading()
        assert table.cover.isHidden()  # rows are not taken away
        assert "Loading more" in table.footer.text


async def test_a_badge_marks_its_row_and_is_spoken() -> None:
    with opened() as table:
        table.show_records(things("a", "b"))
        said = Qt.ItemDataRole.AccessibleTextRole
        table.set_badges({"id-1": "Not at the service any more."})
        assert table.records.index(0, 0).data(said) == "a"
        assert table.records.index(1, 0).data(said) == "b. Not at the service any more."
        described = Qt.ItemDataRole.AccessibleDescriptionRole
        assert table.records.index(1, 1).data(described) == "Status"
        assert table.records.index(1, 3).data(said) == "nothing"


async def test_foreign_text_is_one_visible_line() -> None:
    with opened() as table:
        table.show_records([Thing("1", "evil\u202efdp.exe\nsecond"), Thing("2", "x" * 100_000)])
        assert table.records.index(0, 0).data() == "evil\\u202efdp.exe second"
        assert len(table.records.index(1, 0).data()) == 400


# Columns


async def test_widths_columns_and_order_are_kept() -> None:
    with opened() as table:
        table.show_records(things(*"bca"))
        table.view.header.resizeSection(1, 222)
        table.view.header.show_column("size", shown=False)
        table.view.header.sort("name")
        kept = table.state()
    with opened() as again:
        again.show_records(things(*"bca"))
        again.restore(kept)
        assert again.view.columnWidth(1) == 222
        assert again.view.isColumnHidden(2)
        assert names(again) == ["a", "b", "c"]
        assert again.state() == kept


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"widths": 3, "hidden": "x", "sort": None},
        {"widths": {"name": "wide", "nobody": 9, "size": -5}, "sort": ["nobody", "asc"]},
        {"hidden": [c.id for c in COLUMNS]},
        {"hidden": [["name"], {}], "sort": [["name"], 1]},
    ],
)
async def test_a_state_from_elsewhere_does_no_harm(kept: dict[str, object]) -> None:
    with opened() as table:
        table.show_records(things("a"))
        table.restore(kept)
        assert table.view.header.shown_columns()
        assert all(table.view.columnWidth(n) >= 44 for n in table.view.header.shown_columns())


async def test_the_columns_menu_sorts_and_hides_by_keyboard() -> None:
    with opened() as table:
        table.show_records(things(*"bca"))
        table.toolbar.columns_button.click()
        menu = table.findChild(ColumnsMenu, "columns_menu")
        assert menu is not None
        sort, show = (action.menu() for action in menu.actions()[:2])
        assert [a.text() for a in show.actions()] == ["Name", "Status", "Size", "Made", "Secret"]
        next(a for a in sort.actions() if a.text() == "Name").trigger()
        assert names(table) == ["a", "b", "c"]
        next(a for a in sort.actions() if a.text() == "Greatest first").trigger()
        assert names(table) == ["c", "b", "a"]
        next(a for a in show.actions() if a.text() == "Status").trigger()
        assert table.view.isColumnHidden(1)
        menu.close()


@pytest.mark.parametrize("side", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
async def test_the_columns_menu_opens_within_the_window(side: Qt.LayoutDirection) -> None:
    with opened() as table:
        table.setLayoutDirection(side)
        table.move(200, 100)
        await until(lambda: table.toolbar.columns_button.width() > 0)
        table.toolbar.columns_button.click()
        menu = table.findChild(ColumnsMenu, "columns_menu")
        assert menu is not None
        assert table.geometry().left() <= menu.x()
        assert menu.geometry().right() <= table.geometry().right()
        menu.close()


async def test_columns_give_way_before_the_rows_have_to_be_scrolled_sideways() -> None:
    with opened(width=900) as table:
        table.show_records(things("a"))
        view, header = table.view, table.view.header
        assert not view.isColumnHidden(3)
        table.resize(500, 480)
        await until(lambda: view.isColumnHidden(3))
        assert not view.isColumnHidden(2)
        await until(lambda: not view.horizontalScrollBar().maximum())
        table.resize(360, 480)
        await until(lambda: view.isColumnHidden(2))
        assert not header.is_shown("size")
        header.show_column("made", shown=True)  # asked for: it is scrolled to
        assert not view.isColumnHidden(3)
        kept = table.state()
        table.resize(900, 480)
        await until(lambda: not view.isColumnHidden(2))
    with opened(width=360) as again:
        again.show_records(things("a"))
        again.restore(kept)
        assert not again.view.isColumnHidden(3)


async def test_a_column_drawn_wider_takes_no_other_away() -> None:
    with opened(width=620) as table:
        table.show_records(things("a"))
        table.view.header.resizeSection(1, 400)
        assert not any(table.view.isColumnHidden(n) for n in (0, 1, 2, 3))


@pytest.mark.parametrize("width", [320, 480, 700, 1100])
async def test_the_line_above_fits_into_any_width(width: int) -> None:
    with opened(width=width) as table:
        table.add_button("Ask this store", "chat", "ask")
        table.add_button("Upload files", "upload", "upload", kind="primary")
        shown = [table.toolbar.filter_field, *table.toolbar._buttons, table.toolbar.columns_button]

        def apart() -> bool:
            places = [widget.geometry() for widget in shown]
            ends = places[-1].right() < width
            return ends and all(one.right() < other.left() for one, other in pairwise(places))

        await until(apart)
        assert all(each.accessibleName() for each in table.toolbar._buttons)


async def test_what_stands_above_grows_with_the_text(qapp: QApplication) -> None:
    theme = current_theme()
    try:
        apply_theme(qapp, theme, 1.75)
        with opened() as table:
            made = table.add_button("Upload files", "upload", "upload", kind="primary")
            await until(lambda: made.height() >= made.sizeHint().height() > 32)
            field = table.toolbar.filter_field
            await until(lambda: field.height() >= field.sizeHint().height())
    finally:
        apply_theme(qapp, theme)


async def test_counts_read_as_they_are_written_from_right_to_left(
    qtbot: QtBot, qapp: QApplication
) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    label = NameLabel("small", over)
    label.resize(200, 30)
    label.show_name("6 WWWW")

    def gap() -> int:
        """Where the words have their space, from where they begin on the left."""
        seen = label.grab().toImage()
        ground = seen.pixel(0, 0)
        inked = [
            x
            for x in range(seen.width())
            if any(seen.pixel(x, y) != ground for y in range(seen.height()))
        ]
        return next(at - inked[0] for at, after in pairwise(inked) if after - at > 2)

    written = gap()
    try:
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        assert abs(gap() - written) <= 1
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


async def test_right_to_left_turns_the_columns_round(qapp: QApplication) -> None:
    with opened() as table:
        table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        table.show_records(things("a"))
        header = table.view.header
        assert header.sectionViewportPosition(0) > header.sectionViewportPosition(1)
        table.grab()


# Dropping and pasting


def _paths(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return data


def _entering(data: QMimeData) -> QDragEnterEvent:
    copy = Qt.DropAction.CopyAction
    return QDragEnterEvent(QPoint(50, 50), copy, data, Qt.MouseButton.LeftButton, NO_KEYS)


async def test_a_drop_names_its_result_and_is_taken(qapp: QApplication) -> None:
    with opened() as table:
        table.accept_drops(lambda paths: f"Upload {len(paths)} to “Manuals”")
        data = _paths("/tmp/a.pdf", "/tmp/folder")
        entering = _entering(data)
        qapp.sendEvent(table, entering)
        overlay = table.findChild(DropOverlay)
        assert overlay is not None
        assert overlay.text == "Upload 2 to “Manuals”"
        assert entering.dropAction() is Qt.DropAction.CopyAction
        heard = emitted(table.dropped)
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        qapp.sendEvent(table, QDropEvent(QPointF(50, 50), copy, data, left, NO_KEYS))
        assert (await heard)[0] == ["/tmp/a.pdf", "/tmp/folder"]
        assert overlay.isHidden()


async def test_a_refused_drop_says_why(qapp: QApplication) -> None:
    with opened() as table:
        table.accept_drops(None, "This connection keeps no files.")
        data = _paths("/tmp/a.pdf")  # the event does not keep it
        entering = _entering(data)
        qapp.sendEvent(table, entering)
        overlay = table.findChild(DropOverlay)
        assert overlay is not None
        assert overlay.text == "This connection keeps no files."
        assert entering.dropAction() is Qt.DropAction.IgnoreAction
        qapp.sendEvent(table, QDragLeaveEvent())
        assert overlay.isHidden()


async def test_files_are_pasted_where_drops_are_taken() -> None:
    with opened() as table:
        table.show_records(things("a"))
        pasted: list[list[str]] = []
        table.pasted.connect(pasted.append)
        QGuiApplication.clipboard().setMimeData(_paths("/tmp/a.pdf"))
        paste = (Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(table.view, *paste)
        assert pasted == []
        table.accept_drops(lambda paths: "")
        QTest.keyClick(table.view, *paste)
        assert pasted == [["/tmp/a.pdf"]]


async def test_an_empty_table_hears_paste_and_f5() -> None:
    with opened() as table:
        table.accept_drops(lambda paths: "")
        pasted: list[list[str]] = []
        table.pasted.connect(pasted.append)
        QGuiApplication.clipboard().setMimeData(_paths("/tmp/a.pdf"))
        for action, kind in (("Upload…", "button"), ("", "table")):
            table.show_empty("Nothing yet.", action)
            table.focus_rows()
            focused = table.cover.button if kind == "button" else table
            await until(focused.hasFocus)
            QTest.keyClick(focused, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            asked = emitted(table.refresh_requested)
            QTest.keyClick(focused, Qt.Key.Key_F5)
            await asked
        assert pasted == [["/tmp/a.pdf"]] * 2


async def test_a_screen_reader_is_told_each_cell_and_its_badge() -> None:
    with opened() as table:
        table.show_records([Thing("1", "a.pdf", 5), Thing("2", "b.pdf", status="failed")])
        table.set_badges({"2": "Gone at the service."})
        said = QAccessible.queryAccessibleInterface(table.view)
        assert said.text(QAccessible.Text.Name) == "Table"
        cells = [said.child(n) for n in range(said.childCount())]
        told = [c.text(QAccessible.Text.Name) for c in cells if c and c.role() == CELL]
        assert told[:3] == ["a.pdf", "Ready", "5 bytes"]
        assert "b.pdf. Gone at the service." in told


def test_ten_thousand_selected_are_one_range(qapp: QApplication) -> None:
    with opened() as table:
        table.show_records([Thing(str(n), f"n{n}", n) for n in range(10_000)])
        table.view.selectAll()
        table.sort_by("size", descending=True)
        assert len(table.selected()) == 10_000
        assert table.view.selectionModel().selection().count() == 1
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        table.view.selectionModel().select(table.records.index(5, 0), flag)
        assert table.view.selected_count() == 1
