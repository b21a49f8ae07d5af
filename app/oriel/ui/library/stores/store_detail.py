"""The details of a store beside the list: its facts, and what can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from oriel.domain.library import VectorStore
from oriel.ui.library.pieces.detail_pane import DetailPane
from oriel.ui.library.stores.columns import expires_text, expires_tone, shown_name
from oriel.ui.library.stores.store_menu import ICONS, Wish, is_possible, wish_text
from oriel.ui.library.stores.words import counted, store_files, store_status, store_tone, t
from oriel.ui.library.words import ago_text, size_text, whole_time_text


class StoreDetail(DetailPane):
    """`wished(Wish, VectorStore)`."""

    wished = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("store_detail", parent)
        self._store: VectorStore | None = None
        self._curl = ""

    def show_store(self, store: VectorStore, curl: str) -> None:
        """`curl` is the command that asks for it."""
        if (store, curl) == (self._store, self._curl):
            return
        had_focus = self._focused_name()
        self._store, self._curl = store, curl
        self.begin(shown_name(store), " ".join(store.description.split()))
        self._add_facts(store)
        if store.metadata:
            self.add_section(t("Metadata"))
            for name, value in store.metadata:
                self.add_fact(name, value, copy=True)
        self.add_section(t("What to do"))
        self._add_buttons(store)
        self._focus(had_focus)

    # Inside

    def _add_facts(self, store: VectorStore) -> None:
        tone = store_tone(store)
        self.add_fact(t("Status"), store_status(store), tone=tone if tone != "muted" else "")
        files_tone = "danger" if store.files.failed else ""
        self.add_fact(t("Files"), store_files(store), tone=files_tone)
        self.add_fact(t("Size"), size_text(store.usage_bytes))
        self.add_fact(t("Last used"), ago_text(store.last_active_at))
        self.add_fact(t("Expires"), expires_text(store), tone=expires_tone(store))
        if store.expires_days:
            kept = counted(
                store.expires_days, "One day after its last use", "{count} days after its last use"
            )
            self.add_fact(t("Kept until"), kept)
        self.add_fact(t("Created"), whole_time_text(store.created_at))
        self.add_fact(t("ID"), store.id, copy=True)

    def _add_buttons(self, store: VectorStore) -> None:
        kinds = {Wish.OPEN: "primary", Wish.DELETE: "danger"}
        wishes = [wish for wish in Wish if is_possible(wish, store)]
        made = self.add_buttons(
            *(
                (wish_text(wish), ICONS[wish], f"store_{wish}", kinds.get(wish, ""))
                for wish in wishes
            ),
            (t("Copy as curl"), "", "store_curl", "link"),
        )
        for wish, pressed in zip(wishes, made, strict=False):
            pressed.clicked.connect(partial(self._wish, wish))
        made[-1].clicked.connect(self._on_curl)

    def _wish(self, wish: Wish, *_checked: bool) -> None:
        if self._store is not None:
            self.wished.emit(wish, self._store)

    def _on_curl(self) -> None:
        QGuiApplication.clipboard().setText(self._curl)

    def _focused_name(self) -> str:
        focused = QGuiApplication.focusObject()
        inside = isinstance(focused, QWidget) and self.isAncestorOf(focused)
        return focused.objectName() if inside and focused is not None else ""

    def _focus(self, name: str) -> None:
        """Facts that change must not take the keyboard from the button it is at."""
        if name and isinstance(found := self.findChild(QWidget, name), QWidget):
            found.setFocus()
