"""Joins the inspector to the window, the transcript and its view-model.

Outside the folder of the pane, which is imported when it is first opened.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.context_meter import Meter
from oriel.domain.errors import AppError
from oriel.domain.messages import Message
from oriel.domain.sources import ProducedFile
from oriel.ui.chat_header import ChatHeader
from oriel.ui.main_window import MainWindow
from oriel.ui.meter_words import meter_tooltip, meter_words
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.inspector import InspectorViewModel, Saving

if TYPE_CHECKING:
    from oriel.services.evidence import ContainerState
    from oriel.services.wire_view import Raw
    from oriel.ui.inspector.pane import Inspector


class InspectorBinding(QObject):
    """`width` is in pixels. `passage_requested(file id, file name, passage)`: a passage an
    answer cites is to be seen in the library."""

    passage_requested = Signal(str, str, str)

    def __init__(
        self, window: MainWindow, inspector: InspectorViewModel, choice: ModelChoice, width: int
    ) -> None:
        super().__init__()
        self._choice = choice
        self._window = window
        self._inspector = inspector
        self._width = width
        self._pane: Inspector | None = None
        header = window.page.findChild(ChatHeader)
        assert header is not None
        self._header = header
        header.meter_requested.connect(self._on_meter)
        window.action("inspector").triggered.connect(self.toggle)
        wishes = window.page.transcript.builder
        wishes.behind_requested.connect(self._on_behind)
        wishes.source_requested.connect(self._on_source)
        wishes.call_requested.connect(self._on_call)
        window.page.transcript.turn_chosen.connect(self._on_turn_chosen)
        self._connect_facts()

    @property
    def is_open(self) -> bool:
        return self._pane is not None and self._window.wants_pane

    def toggle(self) -> None:
        """Opens or closes the pane; opened by hand it has the focus."""
        if self.is_open:
            self.close()
        else:
            self.open().take_focus()

    def open(self) -> Inspector:
        """The pane, in view."""
        pane = self._made_pane()
        if not self.is_open:
            self._window.show_pane(shown=True)
            self._header.show_inspector(shown=True)
            self._inspector.watch(watched=True)
        return pane

    def close(self) -> None:
        focus = self._window.focusWidget()
        had_focus = self._pane is not None and focus is not None and self._pane.isAncestorOf(focus)
        self._inspector.watch(watched=False)
        self._window.show_pane(shown=False)
        self._header.show_inspector(shown=False)
        if had_focus:
            self._window.page.focus_composer()

    def kept(self) -> dict[str, Any]:
        """What the next start needs, under the names of the settings file."""
        width = self._window.pane_width if self._pane is not None else self._width
        return {"inspector_visible": self.is_open, "inspector_width": width}

    # Inside

    def _made_pane(self) -> Inspector:
        if self._pane is None:
            from oriel.ui.inspector.pane import NARROWEST_PX, WIDEST_PX, Inspector

            pane = self._pane = Inspector(self._window)
            self._window.add_pane(pane, min(max(self._width, NARROWEST_PX), WIDEST_PX))
            pane.close_requested.connect(self.close)
            pane.leave_requested.connect(self._window.page.focus_composer)
            pane.sources.link_requested.connect(self._on_link)
            pane.sources.passage_requested.connect(self.passage_requested)
            pane.raw.raw_wanted.connect(self._inspector.read_raw)
            pane.tokens.totals_wanted.connect(self._inspector.read_totals)
            pane.tools.container_wanted.connect(self._inspector.read_container)
            pane.tools.save_requested.connect(self._inspector.save)
            pane.tools.save_all_requested.connect(self._inspector.save_all)
            pane.tools.cancel_requested.connect(self._inspector.cancel_save)
            self._window.appearance.changed.connect(pane.restyle)
        return self._pane

    def _connect_facts(self) -> None:
        self._inspector.shown.connect(self._on_shown)
        self._inspector.meter_changed.connect(self._on_meter_changed)
        self._inspector.totals_read.connect(self._on_totals)
        self._inspector.raw_read.connect(self._on_raw)
        self._inspector.durations_read.connect(self._on_durations)
        self._inspector.container_read.connect(self._on_container)
        self._inspector.container_failed.connect(self._on_container_failed)
        self._inspector.saving.connect(self._on_saving)
        self._inspector.saved.connect(self._on_saved)
        self._inspector.not_saved.connect(self._on_not_saved)

    # Wishes

    def _on_behind(self, message_id: str) -> None:
        self.open()
        self._inspector.select(message_id)

    def _on_source(self, message_id: str, number: int) -> None:
        pane = self.open()
        self._inspector.select(message_id)
        pane.show_source(number)

    def _on_call(self, message_id: str, call_id: str) -> None:
        pane = self.open()
        self._inspector.select(message_id)
        pane.show_call(call_id)

    def _on_turn_chosen(self, message_id: str) -> None:
        if self.is_open:
            self._inspector.select(message_id)

    def _on_meter(self) -> None:
        from oriel.ui.inspector.pane import Page

        self.open().show_page(Page.TOKENS)

    def _on_link(self, address: str) -> None:
        from oriel.ui.transcript.leaving import ask_to_leave

        ask_to_leave(self._window, address)

    # Facts

    def _on_shown(self, message: Message | None) -> None:
        if self._pane is not None:
            self._pane.show_message(message, is_last=self._inspector.is_last)
            self._inspector.read_durations()

    def _on_meter_changed(self, meter: Meter) -> None:
        meter = replace(meter, context=self._choice.context_tokens)
        self._header.show_meter(meter_words(meter), meter_tooltip(meter))

    def _on_totals(self, meter: Meter) -> None:
        if self._pane is not None:
            self._pane.tokens.show_totals(replace(meter, context=self._choice.context_tokens))

    def _on_raw(self, message_id: str, raw: Raw) -> None:
        if self._pane is not None:
            self._pane.raw.show_raw(message_id, raw)

    def _on_durations(self, message_id: str, took: dict[str, float]) -> None:
        if self._pane is not None:
            self._pane.tools.show_durations(took)

    def _on_container(self, state: ContainerState) -> None:
        if self._pane is not None and (files := self._pane.tools.files):
            files.show_container(state)

    def _on_container_failed(self, container_id: str, error: AppError) -> None:
        if self._pane is not None and (files := self._pane.tools.files):
            files.show_trouble(_said(error))

    def _on_saving(self, saving: Saving) -> None:
        if self._pane is not None and (files := self._pane.tools.files):
            files.show_saving(saving)

    def _on_saved(self, file: ProducedFile, path: str) -> None:
        if self._pane is not None and (files := self._pane.tools.files):
            files.box.show_saved(file, path)

    def _on_not_saved(self, file: ProducedFile, error: BaseException | None) -> None:
        if self._pane is not None and (files := self._pane.tools.files):
            files.box.show_not_saved(file, "" if error is None else _said(error))


def _said(error: BaseException) -> str:
    if isinstance(error, AppError):
        from oriel.ui.error_text import explain

        words = explain(error.code, error.facts)
        return " ".join(each for each in (words.title, words.next_step) if each)
    return getattr(error, "strerror", None) or str(error)
