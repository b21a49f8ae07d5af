"""The one dialog of all exports: which chats, in which format, with what in it, and how far it
is. Opened with open(). It writes nothing: every wish is a signal, every fact is shown to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.export_names import file_stem
from oriel.domain.exports import ENDINGS, WHOLE, ExportOptions, Extent, Format, Progress, Scope
from oriel.ui.announcing import announce
from oriel.ui.combo import Combo
from oriel.ui.count_text import count_text
from oriel.ui.exporting.formats import FormatChoice, format_name
from oriel.ui.exporting.options import OptionsForm
from oriel.ui.inspector.pieces import breakable
from oriel.ui.library.pieces.progress import ProgressLine
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

_WIDTH_PX = 520


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be exported, in words. A `temporary` chat is kept nowhere, and in no
    archive."""

    scope: Scope
    text: str
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported, and where to."""

    offer: Offer
    path: str
    options: ExportOptions
    to_folder: bool


class ExportDialog(QDialog):
    """Wishes: `measure_requested(Offer)`, `export_requested(Wish)`, `stop_requested()`."""

    measure_requested = Signal(object)
    export_requested = Signal(object)
    stop_requested = Signal()

    def __init__(
        self, offers: Sequence[Offer], options: ExportOptions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export"))
        self._offers = offers
        self._extents: dict[Scope, Extent] = {}
        self._is_running = False
        self._title = label("heading", self, self.windowTitle())
        self._what = Combo(self)
        self._extent = label("small", self)
        self._format = FormatChoice(self)
        self._form = OptionsForm(self)
        self._trouble = label("danger", self)
        self._said = label("muted", self)
        self._bar = ProgressLine(self)
        self._cancel = button(self.tr("Cancel"), "export_cancel", self)
        self._go = button(self.tr("Export…"), "export_go", self, "primary")
        self._set_up(options)
        self._lay_out()
        self._connect()
        self.setMinimumWidth(round(_WIDTH_PX * current_zoom()))
        self._on_what()

    @property
    def options(self) -> ExportOptions:
        """As they are chosen now."""
        return self._form.options(self._format.chosen)

    def open(self) -> None:
        super().open()
        self._format.focus_chosen()

    # Facts

    def show_extent(self, scope: Scope, extent: Extent) -> None:
        self._extents[scope] = extent
        self._update()

    def show_progress(self, progress: Progress) -> None:
        many = progress.chats > 1
        extent = self._extents.get(self._offer.scope, Extent())
        if progress.counting:
            said = self.tr("Laying out the pages: {count} messages")
        elif progress.messages:
            said = self.tr("Writing: {count} messages")
        else:
            said = self.tr("Writing: {done} of {chats} chats")
        if many and progress.messages:
            said = f"{said}, {self.tr('chat {done} of {chats}')}"
        self._said.setText(
            said.format(
                count=count_text(progress.messages),
                done=count_text(progress.chat),
                chats=count_text(progress.chats),
            )
        )
        if many:
            self._bar.show_progress(progress.chat, progress.chats)
        else:
            expected = self._messages(extent)
            self._bar.show_progress(min(progress.messages, expected), expected)

    def show_refused(self, text: str) -> None:
        """It did not work, and why; everything can be tried again."""
        self._trouble.setText(breakable(text))
        self._set_running(running=False)
        self._fit()
        self._go.setFocus()
        announce(self, text)

    def show_stopped(self) -> None:
        self._set_running(running=False)

    # Inside

    @property
    def _offer(self) -> Offer:
        return self._offers[max(0, self._what.currentIndex())]

    @property
    def _is_many(self) -> bool:
        named = len(self._offer.scope.chat_ids)
        return named != 1 and self._extents.get(self._offer.scope, Extent(2)).chats != 1

    def reject(self) -> None:
        """While it runs, Escape and Cancel end the export and not the dialog."""
        if self._is_running:
            self.stop_requested.emit()
        else:
            super().reject()

    def _set_up(self, options: ExportOptions) -> None:
        for offer in self._offers:
            self._what.addItem(_one_line(offer.text))
        self._what.setObjectName("export_what")
        self._what.setAccessibleName(self.tr("What is exported"))
        self._extent.setObjectName("export_extent")
        self._trouble.setObjectName("export_trouble")
        self._said.setObjectName("export_progress")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._form.show_options(options)
        self._format.choose(options.format)
        self._go.setDefault(True)

    def _connect(self) -> None:
        self._what.currentIndexChanged.connect(self._on_what)
        self._format.changed.connect(self._update)
        self._form.changed.connect(self._update)
        self._cancel.clicked.connect(self.reject)
        self._go.clicked.connect(self._on_go)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(16)
        column.addWidget(self._title)
        what = QVBoxLayout()
        what.setSpacing(6)
        what.addWidget(self._what)
        what.addWidget(self._extent)
        column.addLayout(what)
        column.addWidget(self._format)
        column.addWidget(self._form)
        column.addWidget(self._trouble)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        told = QVBoxLayout()
        told.setSpacing(6)
        told.addWidget(self._said)
        told.addWidget(self._bar)
        foot.addLayout(told, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._go)
        column.addLayout(foot)
        self._set_running(running=False)

    def _set_running(self, *, running: bool) -> None:
        self._is_running = running
        for part in (self._what, self._format, self._form, self._go):
            part.setEnabled(not running)
        self._bar.setVisible(running)
        self._said.setVisible(running)
        self._said.setText("")
        self._bar.show_progress(0, 0)
        self._trouble.setVisible(bool(self._trouble.text()) and not running)
        if running:
            self._cancel.setFocus()

    def _on_what(self) -> None:
        if self._offer.scope not in self._extents:
            self.measure_requested.emit(self._offer)
        self._format.offer(Format.ARCHIVE, offered=not self._offer.temporary)
        self._update()

    def _update(self) -> None:
        chosen = self._format.chosen
        self._form.show_for(chosen, many=self._is_many)
        extent = self._extents.get(self._offer.scope)
        self._extent.setText(self._extent_words(extent) if extent else " ")
        self._go.setEnabled(extent is None or extent.chats > 0)
        self._fit()

    def _fit(self) -> None:
        """As tall as what is in it now."""
        if (layout := self.layout()) is not None:
            layout.activate()
            self.resize(self.width(), layout.minimumHeightForWidth(self.width()))

    def _messages(self, extent: Extent) -> int:
        """How many are told with what is chosen now."""
        options = self.options
        return extent.messages if options.branches or options.format in WHOLE else extent.told

    def _extent_words(self, extent: Extent) -> str:
        if not extent.chats:
            return self.tr("There are no chats.")
        messages = self._messages(extent)
        chats = self.tr("1 chat") if extent.chats == 1 else self.tr("{count} chats")
        said = self.tr("1 message") if messages == 1 else self.tr("{count} messages")
        return (
            f"{chats.format(count=count_text(extent.chats))}, "
            f"{said.format(count=count_text(messages))}"
        )

    def _on_go(self) -> None:
        options = self.options
        self._trouble.clear()
        to_folder = self._is_many and not options.together and options.format != Format.ARCHIVE
        dialog = QFileDialog(self, self.tr("Where to?"))
        dialog.setObjectName("export_where")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        places = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(places))
        if to_folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            ending = ENDINGS[options.format]
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilter(f"{format_name(options.format)} (*.{ending})")
            dialog.setDefaultSuffix(ending)
            dialog.selectFile(f"{self._stem()}.{ending}")
        dialog.fileSelected.connect(self._on_where)
        dialog.open()

    def _stem(self) -> str:
        title = "" if self._is_many else self._extents.get(self._offer.scope, Extent()).title
        return file_stem(title, self.tr("Chats") if self._is_many else self.tr("Chat"))

    def _on_where(self, path: str) -> None:
        options = self.options
        to_folder = self._is_many and not options.together and options.format != Format.ARCHIVE
        self._set_running(running=True)
        self.export_requested.emit(Wish(self._offer, path, options, to_folder))


def _one_line(text: str, longest: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
