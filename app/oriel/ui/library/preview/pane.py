"""The preview of one file: a head with what can be done, and the view that fits its kind.

Paints what it is shown and fetches nothing. What a file holds is never run: Markdown and
HTML are set or shown as source, pictures are decoded elsewhere and within bounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from oriel.domain.attachments import clean_name
from oriel.domain.errors import AppError
from oriel.services.preview import MARKDOWN_CHARS, Preview, PreviewKind
from oriel.ui.announcing import announce
from oriel.ui.error_text import explain
from oriel.ui.find_bar import FindBar
from oriel.ui.inspector.pieces import breakable, words
from oriel.ui.library.pieces.state_page import StatePage
from oriel.ui.library.preview.drawing import Drawing, drawn
from oriel.ui.library.preview.finding import MOST_MATCHES, Searched
from oriel.ui.library.preview.head import Head
from oriel.ui.library.preview.picture_view import STEP, PictureView
from oriel.ui.library.preview.table_view import CellView
from oriel.ui.library.preview.text_view import TextView
from oriel.ui.library.preview.words import kind_words, left_out_words, state_words
from oriel.ui.view_models.preview import PreviewViewModel

if TYPE_CHECKING:
    from oriel.ui.library.preview.dialog import PreviewDialog
    from oriel.ui.library.preview.markdown_view import MarkdownView

LOADING_AFTER_MS = 150


class PreviewPane(QWidget):
    """`retry_requested()` after a failure. `follow` a PreviewViewModel, or show it facts."""

    retry_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, large: bool = False) -> None:
        """`large`: it is in a window of its own and cannot be enlarged any more."""
        super().__init__(parent)
        self.setObjectName("preview_pane")
        self.setAccessibleName(self.tr("Preview"))
        self._model: PreviewViewModel | None = None
        self._preview: Preview | None = None
        self._drawing = Drawing()
        self._name = ""
        self._as_source = False
        self._head = Head(large, self)
        self._note = words("", "small", self)
        self._note.setObjectName("preview_note")
        self._find = FindBar(self.tr("Find in this file"), self, name="preview_find", raised=False)
        self._state = StatePage(self)
        self._text = TextView(self)
        self._table = CellView(self)
        self._picture = PictureView(self)
        self._markdown: MarkdownView | None = None  # made with the first Markdown
        self._pages = QStackedWidget(self)
        for page in (self._state, self._text, self._table, self._picture):
            self._pages.addWidget(page)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(LOADING_AFTER_MS)
        self._lay_out()
        self._connect()
        self.clear()

    # Facts

    def follow(self, model: PreviewViewModel) -> None:
        """Shows whatever the view-model brings."""
        self._model = model
        model.loading.connect(self.show_loading)
        model.ready.connect(self.show_preview)
        model.not_shown.connect(self.show_error)
        model.cleared.connect(self.clear)
        self.retry_requested.connect(model.again)

    def show_preview(self, preview: Preview, drawing: Drawing | None = None) -> None:
        """Without its `drawing` (drawing.py) that is worked out here, which takes a moment."""
        self._wait.stop()
        self._preview, self._name = preview, preview.name
        self._drawing = drawing if drawing is not None else drawn(preview)
        self._as_source = False
        self._show()

    def show_loading(self, name: str) -> None:
        """After a moment: what comes at once never flashes."""
        self._preview, self._name = None, clean_name(name)
        self._find.leave()
        self._wait.start()

    def show_error(self, error: AppError) -> None:
        self.show_failed(explain(error.code, error.facts).in_full)

    def show_failed(self, said: str) -> None:
        """Why it cannot be shown, in plain words."""
        self._wait.stop()
        self._preview = None
        self._blank(said, self.tr("Try again"), "warning")

    def clear(self) -> None:
        self._wait.stop()
        self._preview, self._name = None, ""
        self._blank(self.tr("Choose a file to see what is in it."), icon="eye")

    @property
    def preview(self) -> Preview | None:
        """What is shown; None while nothing is."""
        return self._preview

    @property
    def drawing(self) -> Drawing:
        return self._drawing

    def open_larger(self) -> PreviewDialog:
        """A window of its own with the same, on top of this one. Escape closes it."""
        from oriel.ui.library.preview.dialog import PreviewDialog

        dialog = PreviewDialog(self._name, self.window())
        if self._preview is not None:
            dialog.pane.show_preview(self._preview, self._drawing)
        if self._model is not None:
            dialog.follow(self._model)
        dialog.open()
        dialog.pane.focus_view()
        return dialog

    def focus_view(self) -> None:
        """The keys go to what is shown."""
        if (page := self._pages.currentWidget()) is not None:
            page.setFocus()

    def open_find(self) -> None:
        """Opens the line to find words in what is shown."""
        if self._searched() is not None:
            self._find.open()

    # Inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._head, self._note, self._find):
            column.addWidget(part)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._wait.timeout.connect(self._on_wait)
        self._head.source_wanted.connect(self._on_source)
        self._head.zoom_requested.connect(self._on_zoom)
        self._head.fit_requested.connect(self._on_fit)
        self._head.find_requested.connect(self.open_find)
        self._head.copy_requested.connect(self.copy)
        self._head.enlarge_requested.connect(self.open_larger)
        self._state.action_requested.connect(self.retry_requested)
        self._picture.zoomed.connect(self._on_zoomed)
        self._find.needle_changed.connect(self._on_needle)
        self._find.step_requested.connect(self._on_step)
        self._find.closed.connect(self._on_find_closed)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.open_find)

    def _show(self) -> None:
        preview, drawing = self._preview, self._drawing
        assert preview is not None
        self._find.leave()
        self._head.show_name(preview.name, kind_words(preview, drawing))
        if said := state_words(preview, drawing):
            self._head.show_tools(frozenset())
            self._say_note("")
            self._state.show_state(said, icon="file")
            self._pages.setCurrentWidget(self._state)
            return
        self._show_content(preview, drawing)
        self._head.show_tools(self._tools(preview, drawing), self._as_source)
        self._say_note(left_out_words(preview, drawing, as_source=self._as_source))

    def _show_content(self, preview: Preview, drawing: Drawing) -> None:
        match preview.kind:
            case PreviewKind.TABLE if not self._as_source:
                self._table.show_rows(preview.rows, preview.text)
                self._pages.setCurrentWidget(self._table)
            case PreviewKind.IMAGE | PreviewKind.PDF if drawing.pictures and not self._as_source:
                said = kind_words(preview, drawing)
                self._picture.show_pictures(drawing.pictures, drawing.size, said)
                self._pages.setCurrentWidget(self._picture)
                self._picture.fit()
            case PreviewKind.MARKDOWN if not self._as_source:
                self._show_markdown(preview.text[:MARKDOWN_CHARS])
            case _:
                self._show_text(preview, drawing)

    def _show_text(self, preview: Preview, drawing: Drawing) -> None:
        as_written = self._as_source and preview.kind is PreviewKind.JSON
        self._text.show_text(
            drawing.source if as_written else drawing.text,
            is_code=preview.kind not in (PreviewKind.TEXT, PreviewKind.PDF),
            wraps=preview.kind is not PreviewKind.BINARY,
            spans=() if self._as_source else drawing.spans,
        )
        self._pages.setCurrentWidget(self._text)

    def _show_markdown(self, text: str) -> None:
        # The transcript is much to import for somebody who looks at a picture.
        from oriel.ui.library.preview.markdown_view import MarkdownView

        if self._markdown is None:
            self._markdown = MarkdownView(self)
            self._pages.addWidget(self._markdown)
        self._pages.setCurrentWidget(self._markdown)
        self._markdown.show_markdown(text)

    def _tools(self, preview: Preview, drawing: Drawing) -> frozenset[str]:
        tools = {"copy"}
        if drawing.pictures and not self._as_source:
            tools.add("zoom")
        else:
            tools.add("find")
        both = (PreviewKind.TABLE, PreviewKind.MARKDOWN, PreviewKind.JSON)
        if preview.kind in both:
            tools.add("source")
        if preview.kind is PreviewKind.PDF and drawing.pictures and preview.text:
            tools.add("words")
        return frozenset(tools)

    def _blank(self, said: str, action: str = "", icon: str = "") -> None:
        self._find.leave()
        self._head.show_name(self._name, "")
        self._head.show_tools(frozenset())
        self._say_note("")
        self._state.show_state(said, action, icon)
        self._pages.setCurrentWidget(self._state)

    def _say_note(self, said: str) -> None:
        self._note.setText(breakable(said))
        self._note.setVisible(bool(said))

    def _searched(self) -> Searched | None:
        page = self._pages.currentWidget()
        for view in (self._text, self._table, self._markdown):
            if page is view:
                return view
        return None

    def copy(self) -> None:
        """What is selected, else all of it, to the clipboard."""
        view = self._searched()
        if view is not None:
            view.copy_all()
        elif self._pages.currentWidget() is self._picture:
            self._picture.copy_all()
        else:
            return
        announce(self, self.tr("Copied"))

    def _on_wait(self) -> None:
        self._blank(self.tr("Loading…"))

    def _on_source(self, as_source: bool) -> None:
        if self._preview is not None and as_source != self._as_source:
            self._as_source = as_source
            self._show()

    def _on_zoom(self, by: int) -> None:
        self._picture.zoom(STEP**by)

    def _on_fit(self) -> None:
        if self._picture.fits:
            self._picture.zoom(1 / self._picture.scale)
        else:
            self._picture.fit()

    def _on_zoomed(self, scale: float) -> None:
        self._head.show_zoom(scale)

    def _on_needle(self, needle: str) -> None:
        if (view := self._searched()) is not None:
            self._find.show_count(*view.seek(needle), MOST_MATCHES)

    def _on_step(self, by: int) -> None:
        if (view := self._searched()) is not None:
            self._find.show_count(*view.step(by), MOST_MATCHES)

    def _on_find_closed(self) -> None:
        view = self._searched()
        if view is not None:
            view.seek("")
            view.setFocus()
