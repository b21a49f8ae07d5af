"""A table of records: a line above it, the rows, their states, and a line below.

What the library's lists, a store's files and the transfers are shown in. It knows nothing
of what the records are: columns and a key are all it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from oriel.ui.count_text import count_text
from oriel.ui.escape_first import EscapeFirst
from oriel.ui.library.pieces.dropping import PathDrop, Words
from oriel.ui.library.pieces.dropping_down import drop_down
from oriel.ui.library.table.columns import Column, R
from oriel.ui.library.table.counting import counted, looked_through
from oriel.ui.library.table.cover import Cover, State
from oriel.ui.library.table.footer import TableFooter
from oriel.ui.library.table.keyboard import TableKeyboard
from oriel.ui.library.table.record_model import RecordModel
from oriel.ui.library.table.record_view import RecordView
from oriel.ui.library.table.row_wishes import RowWishes
from oriel.ui.library.table.standard_menu import StandardActions
from oriel.ui.library.table.toolbar import TableToolbar

FILTER_MS = 60  # after the last letter


class RecordTable(QWidget, Generic[R]):
    """`key` names a record, for good. `selection_text` says what is selected beyond how many
    ("12 MB"); `curl` gives a command for one record.

    Wishes: activated(record) by Enter or a double click, preview_requested(record) by Space,
    delete_requested(records), menu_requested(records, point on the screen),
    action_requested() from a state's button, refresh_requested() by F5, dropped(paths),
    pasted(paths), all_requested() for the rest of what is loaded, csv_requested(CsvTable),
    action_clicked(record, column id) for a column of actions.
    Facts: selection_changed(), current_changed(record or None), filtered() once the filter
    has gone through.
    """

    selection_changed = Signal()
    current_changed = Signal(object)
    filtered = Signal()
    activated = Signal(object)
    preview_requested = Signal(object)
    delete_requested = Signal(object)
    menu_requested = Signal(object, QPoint)
    action_requested = Signal()
    refresh_requested = Signal()
    dropped = Signal(object)
    pasted = Signal(object)
    all_requested = Signal()
    csv_requested = Signal(object)
    action_clicked = Signal(object, str)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[R]],
        key: Callable[[R], str],
        *,
        spoken: str = "",
        selection_text: Callable[[list[R]], str] | None = None,
        curl: Callable[[R], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`name` begins the object names of its parts; `spoken` is what it is called for who
        does not see it."""
        super().__init__(parent)
        self.setObjectName(name)
        self._selection_text = selection_text
        self._complete, self._loading_more = True, False
        self._empty: tuple[str, str, str] = (self.tr("Nothing is here yet."), "", "")
        self.records: RecordModel[R] = RecordModel(columns, key, self)
        self.toolbar = TableToolbar(name, self)
        self.view: RecordView[R] = RecordView(self.records, self)
        self.view.setObjectName(f"{name}_rows")
        self.view.setAccessibleName(spoken or self.tr("Table"))
        self.footer = TableFooter(name, self)
        self.cover = Cover(self)
        self._keyboard = TableKeyboard(self, self.view, self.cover)
        self.standard: StandardActions[R] = StandardActions(self, curl)
        self._drop = PathDrop(self)
        self._wishes: RowWishes[R] = RowWishes(self)
        self._escape = EscapeFirst(self.view)
        self.view.installEventFilter(self._escape)
        self._filter_timer = QTimer(self, singleShot=True, interval=FILTER_MS)
        self._told: tuple[int, object] = (0, None)
        self._lay_out()
        self._connect()

    # Records

    def show_records(self, records: Iterable[R], *, complete: bool = True) -> None:
        """These in place of all; `complete` says that there are no more at the service."""
        self._complete, self._loading_more = complete, False
        if self.cover.state is not State.ROWS:
            self.uncover()
        self.records.set_records(records)

    def add_records(self, records: Iterable[R], *, complete: bool = True) -> None:
        """A page more: the scroll, the selection and the order stay."""
        self._complete, self._loading_more = complete, False
        if self.cover.state is State.LOADING:
            self.uncover()
        self.records.put(records)
        self._refresh()

    def update_record(self, record: R) -> None:
        """Puts a record in the place of the one with its key, or adds it."""
        self.update_records([record])

    def update_records(self, records: Iterable[R]) -> None:
        self.records.put(records)
        self._say_count()

    def remove_keys(self, keys: Iterable[str]) -> None:
        self.records.remove(keys)

    def all_records(self) -> list[R]:
        """Every record that is loaded, whatever the filter; in the order it came in."""
        return self.records.loaded

    def shown_records(self) -> list[R]:
        """What the filter lets through, from top to bottom."""
        return self.records.shown

    def selected(self) -> list[R]:
        """From top to bottom."""
        return self.view.selected()

    def current(self) -> R | None:
        """Where the keyboard is."""
        return self.view.current()

    def select_keys(self, keys: Iterable[str]) -> None:
        """Selects these and brings the first into view."""
        self.view.select_keys(set(keys))

    def set_badges(self, badges: Mapping[str, str]) -> None:
        """Marks rows, by key; the text says why (list and server disagree)."""
        self.records.set_badges(badges)

    def touch(self) -> None:
        """Paints all anew: times have passed, names are known."""
        self.records.touch()

    # What stands around

    def add_button(self, text: str, icon_name: str, name: str, *, kind: str = "") -> QPushButton:
        """A button in the line above; `kind` as in style_sheet.py."""
        return self.toolbar.add_button(text, icon_name, name, kind=kind)

    def add_widget(self, widget: QWidget, *, leading: bool = False) -> None:
        self.toolbar.add_widget(widget, leading=leading)

    def set_ground(self, token: str) -> None:
        """The theme token of what the table lies on, "window" unless told."""
        self.view.ground = self.cover.ground = token

    def set_totals(self, text: str) -> None:
        self.footer.show_totals(text)

    def accept_drops(self, words: Words | None, refusal: str = "") -> None:
        """`words` says what would become of paths; None takes none, and a `refusal` says why."""
        self._drop.accept(words, refusal)
        self._wishes.takes_paste = words is not None

    def state(self) -> dict[str, Any]:
        """Widths, columns and order as JSON, for the caller to keep."""
        return self.view.header.chosen_state()

    def restore(self, state: Mapping[str, Any]) -> None:
        self.view.header.restore_state(dict(state))

    def sort_by(self, column_id: str, *, descending: bool = False) -> None:
        self.records.sort_by(column_id, descending=descending)
        self.view.header.viewport().update()
        self._refresh()

    def set_filter(self, typed: str) -> None:
        self.toolbar.filter_field.setText(typed)

    def focus_rows(self) -> None:
        """Moves the keyboard to the rows, or to the button of what lies over them."""
        self._keyboard.enter()

    def focus_filter(self) -> None:
        self.toolbar.filter_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.filter_field.selectAll()

    # States

    def show_loading(self, text: str = "") -> None:
        """Rows that are there stay, and the line below says it; else it is said in their
        place, after a moment."""
        self._loading_more = True
        if self.records.count:
            if self.cover.state in (State.ERROR, State.UNAVAILABLE):
                self.uncover()
            self._refresh()
        else:
            self.cover.wait(text or self.tr("Loading…"))
            self._place_cover()

    def show_error(self, title: str, reason: str, action_text: str = "") -> None:
        """What happened, why with what to do, and a button that does it."""
        self._loading_more = False
        self.cover.say(State.ERROR, title, reason, action_text)
        self._place_cover()
        self._keyboard.meet_cover()

    def show_empty(self, text: str, action_text: str = "", icon_name: str = "") -> None:
        """One sentence and one action for when there are no records; all go."""
        self._empty = (text, action_text, icon_name)
        self.show_records([])

    def set_empty(self, text: str, action_text: str = "", icon_name: str = "") -> None:
        """What is said whenever there are no records."""
        self._empty = (text, action_text, icon_name)
        self._refresh()

    def show_unavailable(self, text: str, reason: str = "") -> None:
        """What the connection lacks."""
        self._loading_more = False
        self.cover.say(State.UNAVAILABLE, text, reason)
        self._place_cover()

    # Menus and CSV

    def standard_actions(self, menu: QMenu, records: list[R] | None = None) -> None:
        """Adds Copy ID, Copy as curl, Export as CSV…; of the selected unless others are given."""
        self.standard.add_to(menu, self.selected() if records is None else records)

    def export_csv(self) -> None:
        """Wishes for all that is shown as CSV: csv_requested."""
        self.standard.export()

    # Within

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addSpacing(6)
        column.addWidget(self.view, 1)
        column.addWidget(self.footer)
        QWidget.setTabOrder(self.toolbar.columns_button, self.view)
        QWidget.setTabOrder(self.view, self.cover.button)
        self.view.viewport().installEventFilter(self)
        self._refresh()

    def _connect(self) -> None:
        view, field = self.view, self.toolbar.filter_field
        view.escaped.connect(field.clear)
        view.chosen.connect(self._on_chosen)
        view.current_moved.connect(self._tell_current)
        view.header.menu_wanted.connect(self._open_columns)
        view.header.sorted.connect(self._refresh)
        view.header.arranged.connect(self._refresh)
        self.toolbar.columns_wanted.connect(self._on_columns_wanted)
        field.textChanged.connect(self._filter_timer.start)
        field.left_downward.connect(self._on_left_filter)
        self._filter_timer.timeout.connect(self._on_filter_due)
        self.records.rearranged.connect(self._refresh)
        self.records.filtered.connect(self.filtered)
        self.footer.all_wanted.connect(self.all_requested)
        self.cover.pressed.connect(self._on_cover_pressed)
        self._drop.dropped.connect(self.dropped)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.focus_filter)

    def _refresh(self) -> None:
        """Says what is to be said now that the rows are other ones."""
        if self.cover.state in (State.ROWS, State.EMPTY, State.NO_MATCH):
            self._cover_nothing()
            self._place_cover()
            self._keyboard.meet_cover()
        self._say_count()
        self._tell_current()

    def uncover(self) -> None:
        """Takes away what lies over the rows."""
        self._keyboard.leave_cover()
        self.cover.leave()

    def _cover_nothing(self) -> None:
        if not self.records.count:
            text, action, mark = self._empty
            self.cover.say(State.EMPTY, text, "", action, mark)
        elif not self.records.rowCount() and self.records.is_filtered:
            typed = self.toolbar.filter_field.text().strip()
            said = self.tr("Nothing here matches “{typed}”.").format(typed=typed)
            why = "" if self._complete else looked_through(self.records)
            self.cover.say(State.NO_MATCH, said, why, self.tr("Clear"))
        else:
            self.uncover()

    def _say_count(self) -> None:
        count = self.records.count
        words = [counted(self.records, complete=self._complete)] if count else []
        if selected := self.view.selected_count():
            words.append(self._selected_text(selected))
        if self._loading_more and count:
            words.append(self.tr("Loading more…"))
        more = not self._complete and not self._loading_more and count > 0
        self.footer.show_count("  ·  ".join(words), more=more)

    def _selected_text(self, selected: int) -> str:
        said = self.tr("{count} selected").format(count=count_text(selected))
        if self._selection_text is not None and (more := self._selection_text(self.selected())):
            said += f" ({more})"
        return said

    def _tell_current(self) -> None:
        current = self.view.current()
        told = (0 if current is None else 1, current)
        if told != self._told:
            self._told = told
            self.current_changed.emit(current)

    # What the person does

    def _on_chosen(self) -> None:
        self._say_count()
        self.selection_changed.emit()

    def _on_columns_wanted(self) -> None:
        drop_down(self._columns_menu(), self.toolbar.columns_button)

    def _open_columns(self, at: QPoint) -> None:
        self._columns_menu().popup(at)

    def _columns_menu(self) -> QMenu:
        from oriel.ui.library.table.columns_menu import ColumnsMenu

        return ColumnsMenu(self.view.header, self.records, self)

    def _on_filter_due(self) -> None:
        self.records.filter_by(self.toolbar.filter_field.text())

    def _on_left_filter(self) -> None:
        if self._filter_timer.isActive():
            self._filter_timer.stop()
            self._on_filter_due()
        self.focus_rows()

    def _on_cover_pressed(self) -> None:
        if self.cover.state is State.NO_MATCH:
            self.toolbar.filter_field.clear()
            self.toolbar.filter_field.setFocus()
        else:
            self.action_requested.emit()

    # What Qt asks

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the rows would have heard, while something lies over them."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.view.paste_wanted.emit()
        elif event.key() == Qt.Key.Key_F5 and not event.modifiers():
            self.view.refresh_wanted.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place_cover()
        return False

    def _place_cover(self) -> None:
        """Over all of it; what the filter leaves nothing of keeps its head."""
        place = self.view.geometry()
        if self.cover.state is State.NO_MATCH:
            place.setTop(place.top() + self.view.header.height())
        self.cover.setGeometry(place)
