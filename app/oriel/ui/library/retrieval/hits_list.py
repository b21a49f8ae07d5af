"""The list of passages, and the buttons of the one under the mouse or the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QListView, QMenu, QToolButton, QWidget

from oriel.domain.retrieval import Hit, RankChange, SearchRun
from oriel.ui.announcing import announce
from oriel.ui.icon_engine import icon
from oriel.ui.library.retrieval.hits_delegate import HitsDelegate
from oriel.ui.library.retrieval.hits_layout import HitsLayout
from oriel.ui.library.retrieval.hits_model import HitsModel, Index, Row
from oriel.ui.library.retrieval.words import t
from oriel.ui.theme import current_zoom

LIKED_PX, LEAST_PX = 140, 90
LIKED_WIDTH_PX = 640  # what stands above wraps at it when its height is reckoned
_BATCH = 16  # rows measured before the loop has its turn again


class HitsList(QListView):
    """`file_requested(Hit)`, `expect_requested(Hit)`, `chosen(Hit)` when a passage became the
    current one by the person's doing."""

    file_requested = Signal(object)
    expect_requested = Signal(object)
    chosen = Signal(object)
    _made = False  # Qt tells of fonts while a widget is still being made

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Passages found"))
        self.hits = HitsModel(self)
        self._layout = HitsLayout()
        self._delegate = HitsDelegate(self, self._layout)
        self._quiet = False
        self._hovered = -1
        self._actions = RowActions(self.viewport())
        self.setModel(self.hits)
        self.setItemDelegate(self._delegate)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)
        self._connect()
        self._made = True

    @property
    def current(self) -> Row | None:
        index = self.currentIndex()
        return self.hits.rows[index.row()] if index.isValid() else None

    def show_run(
        self, run: SearchRun, changes: dict[int, RankChange] | None, side: int, expects: bool
    ) -> None:
        """The passages of a run; `expects` says whether its files can be expected."""
        self._actions.hide()
        self._actions.show_expect(shown=expects)
        self._layout.refresh()
        self._hovered = -1
        self.hits.show_run(run, changes, side)
        self.scrollToTop()
        if self.hits.rows:
            self._go_quietly(0)

    def show_changes(self, changes: dict[int, RankChange] | None, side: int) -> None:
        self.hits.show_changes(changes, side)

    def mark_expected(self, ranks: set[int]) -> None:
        """Passages of the files that a test question asks for."""
        for row in self.hits.rows:
            row.expected = row.hit.rank in ranks
        self.hits.tell_all()

    def mark_cited(self, rank: int) -> None:
        """Opens the passage a citation led to, and brings it into view."""
        for number, row in enumerate(self.hits.rows):
            row.cited = row.hit.rank == rank
            if row.cited:
                row.open = True
                self._go_quietly(number)
        self._measure_again()

    def show_counterpart(self, hit: Hit) -> None:
        """Goes to the same passage, if it is here, without a wish of its own."""
        for number, row in enumerate(self.hits.rows):
            if row.hit.passage == hit.passage:
                self._go_quietly(number)
                return

    def clear(self) -> None:
        self._actions.hide()
        self._hovered = -1
        self.hits.clear()

    def restyle(self) -> None:
        """Colours or sizes are others now."""
        self._layout.refresh()
        self._measure_again()

    def toggle(self, number: int) -> None:
        """Shows the whole passage, or its beginning again."""
        row = self.hits.rows[number]
        if row.more or row.open:
            row.open = not row.open
            self._measure_again()
            self.scrollTo(self.hits.index(number))
            self._place_actions()

    # Inside

    def sizeHint(self) -> QSize:
        return QSize(LIKED_WIDTH_PX, round(LIKED_PX * current_zoom()))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, round(LEAST_PX * current_zoom()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if index.isValid():
                self.toggle(index.row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.toggle(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row() if index.isValid() else -1)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_actions()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        restyled = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if restyled and self._made:
            self.restyle()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.current is not None:
            self._menu().popup(event.globalPos())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._place_actions()
        if current.isValid() and not self._quiet:
            self.chosen.emit(self.hits.rows[current.row()].hit)

    def _connect(self) -> None:
        self._actions.open_wanted.connect(self._on_open)
        self._actions.copy_wanted.connect(self._copy)
        self._actions.file_wanted.connect(self._on_file)
        self._actions.expect_wanted.connect(self._on_expect)
        self.verticalScrollBar().valueChanged.connect(self._place_actions)
        self.verticalScrollBar().rangeChanged.connect(self._place_actions)

    def _go_quietly(self, number: int) -> None:
        self._quiet = True
        self.setCurrentIndex(self.hits.index(number))
        self._quiet = False
        self.scrollTo(self.hits.index(number))
        self._place_actions()

    def _measure_again(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        self.viewport().update()

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self._place_actions()

    def _shown_number(self) -> int:
        """Whose buttons are shown: the row under the mouse, else the current one."""
        if 0 <= self._hovered < len(self.hits.rows):
            return self._hovered
        return self.currentIndex().row()

    def _place_actions(self) -> None:
        number = self._shown_number()
        if not 0 <= number < len(self.hits.rows):
            self._actions.hide()
            return
        foot = self._delegate.foot_of(self.visualRect(self.hits.index(number)))
        row = self.hits.rows[number]
        self._actions.show_row(row, self._layout.foot_px())
        size = QSize(self._actions.sizeHint().width(), foot.height())
        left = foot.left() if self.isRightToLeft() else foot.right() - size.width() + 1
        self._actions.setGeometry(left, foot.top(), size.width(), size.height())
        self._actions.show()

    def _acted_on(self) -> Row | None:
        number = self._shown_number()
        return self.hits.rows[number] if 0 <= number < len(self.hits.rows) else None

    def _on_open(self) -> None:
        number = self._shown_number()
        if 0 <= number < len(self.hits.rows):
            self.toggle(number)

    def _copy(self) -> None:
        if (row := self._acted_on()) is not None:
            QGuiApplication.clipboard().setText(row.hit.text)
            announce(self, self.tr("Copied"))

    def _on_file(self) -> None:
        if (row := self._acted_on()) is not None:
            self.file_requested.emit(row.hit)

    def _on_expect(self) -> None:
        if (row := self._acted_on()) is not None:
            self.expect_requested.emit(row.hit)

    def _menu(self) -> QMenu:
        self._hovered = -1
        menu, row = QMenu(self), self.current
        menu.setObjectName("passage_menu")
        entries = [
            (self.tr("Show less") if row and row.open else self.tr("Show all"), self._on_open),
            (self.tr("Copy this passage"), self._copy),
            (self.tr("Show in its file"), self._on_file),
        ]
        if self._actions.expects:
            entries.append((self.tr("Expect this file for the question"), self._on_expect))
        for text, wish in entries:
            action = QAction(text, menu)
            action.triggered.connect(wish)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu


class RowActions(QWidget):
    """The buttons of one passage: real ones, so that they can be named and pressed."""

    open_wanted = Signal()
    copy_wanted = Signal()
    file_wanted = Signal()
    expect_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("passage_actions")
        self._expect = self._button("target", self.tr("Expect this file for the question"))
        self._file = self._button("file-text", self.tr("Show in its file"))
        self._copy = self._button("copy", self.tr("Copy this passage"))
        self._open = self._button("chevron-down", self.tr("Show all"))
        names = ("passage_expect", "passage_file", "passage_copy", "passage_open")
        buttons = (self._expect, self._file, self._copy, self._open)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for name, button in zip(names, buttons, strict=True):
            button.setObjectName(name)
            line.addWidget(button)
        self._open.clicked.connect(self.open_wanted)
        self._copy.clicked.connect(self.copy_wanted)
        self._file.clicked.connect(self.file_wanted)
        self._expect.clicked.connect(self.expect_wanted)
        self.hide()

    @property
    def expects(self) -> bool:
        return not self._expect.isHidden()

    def show_expect(self, *, shown: bool) -> None:
        self._expect.setVisible(shown)

    def show_row(self, row: Row, side_px: int) -> None:
        """What can be done with this one."""
        zoom = current_zoom()
        for button in (self._expect, self._file, self._copy, self._open):
            button.setFixedSize(side_px, side_px)
            button.setIconSize(QSize(round(15 * zoom), round(15 * zoom)))
        self._open.setEnabled(row.more or row.open)
        words = t("Show less") if row.open else t("Show all")
        self._open.setIcon(icon("chevron-up" if row.open else "chevron-down", "muted", "text"))
        self._open.setToolTip(words)
        self._open.setAccessibleName(words)
        self._file.setEnabled(bool(row.hit.file_id))

    def _button(self, icon_name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(icon_name, "muted", "text"))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
