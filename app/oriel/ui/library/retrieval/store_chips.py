"""The stores that are asked, as chips to take away, and the button for more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from oriel.domain.library import VectorStore
from oriel.domain.retrieval import ChosenStore
from oriel.ui.icons import paint_icon
from oriel.ui.library.retrieval.flow import Flow
from oriel.ui.library.retrieval.parts import with_icon
from oriel.ui.library.retrieval.store_picker import StorePicker
from oriel.ui.prompts.parts import button
from oriel.ui.row_button import IconButton, mirrored
from oriel.ui.theme import current_theme, current_zoom

MOST_ASKED = 20
_WIDEST_NAME_PX = 220
_EDGE = 9


class StoreChips(QWidget):
    """`changed()` when other stores are to be asked, `stores_wanted()` to list them anew."""

    changed = Signal()
    stores_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        """The list to choose from opens over `parent`."""
        super().__init__(parent)
        self.setObjectName("retrieval_stores")
        self._stores: list[VectorStore] = []
        self._chosen: tuple[str, ...] = ()
        self._chips: list[StoreChip] = []
        self._flow = Flow(self, gap=6, row_gap=6)
        self._add = button("", "add_store", self, "quiet")
        with_icon(self._add, "plus")
        self._flow.addWidget(self._add)
        self._picker = StorePicker(parent)
        self._picker.hide()
        self._picker.changed.connect(self._on_picked)
        self._picker.closed.connect(self._on_closed)
        self._picker.again.connect(self.stores_wanted)
        self._add.clicked.connect(self.open_picker)
        self._refill()

    @property
    def picker(self) -> StorePicker:
        return self._picker

    def chosen(self) -> tuple[ChosenStore, ...]:
        names = {store.id: store.name for store in self._stores}
        return tuple(ChosenStore(i, names.get(i) or i) for i in self._chosen)

    def choose(self, store_ids: Sequence[str]) -> None:
        """These are asked, whether they are listed yet or not."""
        self._chosen = tuple(dict.fromkeys(store_ids))[:MOST_ASKED]
        self._refill()

    def show_stores(self, stores: list[VectorStore]) -> None:
        self._stores = stores
        self._picker.show_stores(stores, self._chosen)
        self._refill()

    def show_failed(self, text: str) -> None:
        """The stores could not be listed."""
        self._picker.say(text, again=True)

    def open_picker(self) -> None:
        self._picker.show_stores(self._stores, self._chosen)
        self._picker.open_at(self._add)

    # Inside

    def _refill(self) -> None:
        focused = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), -1)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self._add)
        self._chips = [StoreChip(store, self) for store in self.chosen()]
        for chip in self._chips:
            chip.remove_requested.connect(self._on_removed)
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self._add)
        words = self.tr("Add a store") if self._chosen else self.tr("Choose a store")
        self._add.setText(words)
        self._add.setAccessibleName(words)
        if focused >= 0:
            after = self._chips[min(focused, len(self._chips) - 1)] if self._chips else self._add
            after.setFocus()
        # Else Tab would go to the chips last of all.
        for before, behind in zip([*self._chips], [*self._chips[1:], self._add], strict=False):
            QWidget.setTabOrder(before, behind)
        self.updateGeometry()

    def _on_removed(self, store_id: str) -> None:
        self.choose([i for i in self._chosen if i != store_id])
        self.changed.emit()

    def _on_picked(self) -> None:
        self.choose(self._picker.chosen(self._chosen))
        self.changed.emit()

    def _on_closed(self) -> None:
        self._add.setFocus()


class StoreChip(QAbstractButton):
    """`remove_requested(store id)` by its cross, Delete or a press."""

    remove_requested = Signal(str)

    def __init__(self, store: ChosenStore, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("store_chip")
        self._store = store
        self.setAccessibleName(self.tr("Store {name}").format(name=store.name))
        self.setAccessibleDescription(self.tr("Delete takes it away."))
        self.setToolTip(store.id)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cross = IconButton("close", self)
        self._cross.setObjectName("store_chip_remove")
        self._cross.setAccessibleName(self.tr("Do not ask {name}").format(name=store.name))
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.clicked.connect(self._on_remove)

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height()
        return QSize(_EDGE + side + 6 + self._name_px() + 2 + side + 8, side + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._on_remove()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.fontMetrics().height()
        painter.setPen(theme.colour("accent" if self.hasFocus() else "selected"))
        painter.setBrush(theme.colour("selected"))
        area = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        middle = (self.height() - side) // 2
        mark = mirrored(QRect(_EDGE, middle, side, side), self)
        paint_icon(painter, "store", mark, theme.colour("accent"))
        room = self.width() - _EDGE - side - 6 - side - 8
        elide = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._store.name, elide, room)
        painter.setPen(theme.colour("text"))
        place = mirrored(QRect(_EDGE + side + 6, 0, room, self.height()), self)
        leading = (
            Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        )
        flags = leading | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(place, int(flags), shown)
        painter.end()
        self._cross.setGeometry(self._cross_rect())

    def _cross_rect(self) -> QRect:
        side = self.fontMetrics().height() + 4
        at = QRect(self.width() - side - 4, (self.height() - side) // 2, side, side)
        return mirrored(at, self)

    def _name_px(self) -> int:
        wide = round(_WIDEST_NAME_PX * current_zoom())
        return min(self.fontMetrics().horizontalAdvance(self._store.name) + 2, wide)

    def _on_remove(self) -> None:
        self.remove_requested.emit(self._store.id)
