"""Before stores are deleted: what is lost, what stays, and who uses them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.library import VectorStore
from oriel.ui.check_box import CheckBox
from oriel.ui.library.stores.columns import shown_name
from oriel.ui.library.stores.words import counted, t
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

WIDTH_PX = 480
MOST_NAMED = 5
LONGEST_TITLE = 80


class DeleteStoreDialog(QDialog):
    """`delete_requested(list of store ids, whether their files go as well)`. Cancel is what Enter
    presses: nothing brings an index back."""

    delete_requested = Signal(object, bool)

    def __init__(self, stores: Sequence[VectorStore], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stores = tuple(stores)
        self._count = sum(store.files.total for store in stores)
        self.setObjectName("delete_store")
        self.setWindowTitle(t("Delete store"))
        self._title = label("title", self, self._title_text())
        self._lost = label("", self, self._lost_text())
        self._uses = label("warning", self)
        self._uses.setObjectName("store_uses")
        self._uses.hide()
        count = self._count
        self._files = CheckBox(
            counted(
                count, "Delete the file in it as well", "Delete the {count} files in it as well"
            ),
            self,
        )
        self._files.setObjectName("delete_files_too")
        self._files.setVisible(count > 0)
        self._more = label("small", self)
        self._cancel = button(t("Keep it"), "keep_store", self)
        self._cancel.setDefault(True)
        self._delete = button(t("Delete"), "confirm_delete_store", self, "danger")
        self._lay_out()
        self._files.toggled.connect(self._on_files)
        self._cancel.clicked.connect(self.reject)
        self._delete.clicked.connect(self._on_delete)
        self._on_files()
        self._cancel.setFocus()

    def show_uses(self, titles: Sequence[str]) -> None:
        """The chats that search in it."""
        names = [" ".join(title.split())[:LONGEST_TITLE] or t("Untitled chat") for title in titles]
        more = len(names) - MOST_NAMED
        shown = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
        if more > 0:
            shown += counted(more, " and one more", " and {count} more")
        said = counted(len(names), "A chat searches there: ", "{count} chats search there: ")
        self._uses.setText(said + shown + ".")
        self._uses.setVisible(bool(names))
        self._fit()

    # Inside

    def _title_text(self) -> str:
        names = [shown_name(store) for store in self._stores]
        if len(names) == 1:
            return t("Delete “{name}”?", name=names[0])
        return t("Delete {count} stores?", count=len(names))

    def _lost_text(self) -> str:
        if len(self._stores) > 1:
            names = [shown_name(store) for store in self._stores]
            more = len(names) - MOST_NAMED
            shown = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
            if more > 0:
                shown += counted(more, " and one more", " and {count} more")
            lost = t("Their indexes go for good: nobody can search in them any more.")
            return shown + ".\n" + lost
        return t(
            "Its index goes for good: nobody can search in it any more. To have it again, the "
            "files must be indexed anew."
        )

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        for part in (self._title, self._lost, self._uses, self._files, self._more):
            column.addWidget(part)
        column.addSpacing(4)
        column.addLayout(buttons)

    def _on_files(self) -> None:
        if self._files.isChecked():
            text = t(
                "They are deleted at the service, and are then missing wherever else they are "
                "used: in other stores, chats and containers."
            )
            self._delete.setText(t("Delete with the files"))
        else:
            text = t("The files themselves stay at the service.")
            self._delete.setText(t("Delete"))
        self._more.setText(text if self._count else "")
        self._fit()

    def _on_delete(self) -> None:
        ids = [store.id for store in self._stores]
        self.delete_requested.emit(ids, self._files.isChecked())
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = round(WIDTH_PX * current_zoom())
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        layout.activate()
        self.resize(width, max(layout.totalHeightForWidth(width), 0))
