"""The prompts dialog: one page at a time (list, beginning, writing, reviewing), and its toast.

Opened with open(). It keeps nothing: every wish is a signal, every fact is shown to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.prompts import Prompt
from oriel.services.prompts import Comparison
from oriel.ui.icon_engine import icon
from oriel.ui.prompts.beginning import BeginPage
from oriel.ui.prompts.browsing import BrowsePage
from oriel.ui.prompts.editing import EditPage
from oriel.ui.prompts.parts import button, label
from oriel.ui.prompts.reviewing import ReviewPage
from oriel.ui.screen_room import fit_on_screen
from oriel.ui.theme import current_zoom
from oriel.ui.toast import Toast

WIDTH_PX, HEIGHT_PX = 880, 580
_TOAST_PX = 420


class PromptsDialog(QDialog):
    """Wishes: `insert_requested(Prompt)`, `keep_requested(list[Prompt])`,
    `duplicate_requested(Prompt)`, `delete_requested(Prompt)`, `compare_requested(paths)`,
    `take_requested(Comparison, Changed)`, `export_all_requested(path)`,
    `export_each_requested(folder)`."""

    insert_requested = Signal(object)
    keep_requested = Signal(object)
    duplicate_requested = Signal(object)
    delete_requested = Signal(object)
    compare_requested = Signal(object)
    take_requested = Signal(object, object)
    export_all_requested = Signal(str)
    export_each_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prompts_dialog")
        self.setWindowTitle(self.tr("Prompts"))
        self._prompts: list[Prompt] = []
        self._deleted: Prompt | None = None
        self._reveal = ""
        self._title = label("heading", self, self.windowTitle())
        self._new = button(self.tr("New prompt"), "new_prompt", self)
        self._new.setIcon(icon("plus"))
        self._import = button(self.tr("Import…"), "import_prompts", self)
        self._export = button(self.tr("Export…"), "export_prompts", self)
        self._close = button(self.tr("Close"), "close_prompts", self)
        self._browse = BrowsePage(self)
        self._begin = BeginPage(self)
        self._edit = EditPage(self)
        self._review = ReviewPage(self)
        self._pages = QStackedWidget(self)
        self._blank = QWidget(self)
        for page in (self._blank, self._browse, self._begin, self._edit, self._review):
            self._pages.addWidget(page)
        self._toast = Toast(self)
        self._lay_out()
        self._connect()
        fit_on_screen(self, WIDTH_PX, HEIGHT_PX)

    # Facts

    def show_prompts(self, prompts: list[Prompt]) -> None:
        """All prompts, as they are now."""
        self._prompts = prompts
        self._browse.show_prompts(prompts, self._reveal)
        self._reveal = ""
        if self._pages.currentWidget() in (self._blank, self._browse, self._begin):
            self._go_home()

    def show_kept(self, prompt: Prompt) -> None:
        """A prompt was written, and is the one to look at now."""
        self._go_home()
        self._browse.reveal(prompt.id)

    def show_deleted(self, prompt: Prompt) -> None:
        self._deleted = prompt
        said = self.tr("“{name}” was deleted.").format(name=prompt.name)
        self._say(said, self.tr("Undo"))

    def show_comparison(self, found: Comparison) -> None:
        self._title.setText(self.tr("Import prompts"))
        self._show(self._review)
        self._review.begin(found)

    def show_taken(self, count: int) -> None:
        self._go_home()
        self._say(self.tr("Prompts brought in: {count}").format(count=count))

    def show_said(self, text: str) -> None:
        """What came of a wish, in a line that goes by itself."""
        self._say(text)

    # Inside

    def reject(self) -> None:
        """Escape goes back a page before it closes."""
        page = self._pages.currentWidget()
        if page is self._edit:
            self._edit.leave()
        elif page is self._review:
            self._go_home()
        else:
            super().reject()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_toast()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for each in (self._import, self._export, self._new):
            head.addWidget(each)
        self._foot = QWidget(self)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addStretch(1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self._browse.insert_requested.connect(self.insert_requested)
        self._browse.edit_requested.connect(self._on_edit)
        self._browse.duplicate_requested.connect(self.duplicate_requested)
        self._browse.delete_requested.connect(self.delete_requested)
        self._begin.add_requested.connect(self.keep_requested)
        self._begin.new_requested.connect(self._on_new)
        self._edit.save_requested.connect(self._on_save)
        self._edit.left.connect(self._go_home)
        self._review.take_requested.connect(self.take_requested)
        self._review.left.connect(self._go_home)
        self._toast.action_triggered.connect(self._on_undo)
        self._new.clicked.connect(self._on_new)
        self._import.clicked.connect(self._on_import)
        self._export.clicked.connect(self._on_export)
        self._close.clicked.connect(self.reject)
        for keys, wish in (
            (QKeySequence.StandardKey.New, self._on_new),
            (QKeySequence.StandardKey.Undo, self._on_undo),
        ):
            QShortcut(QKeySequence(keys), self._browse).activated.connect(wish)

    def _go_home(self) -> None:
        self._title.setText(self.windowTitle())
        page = self._browse if self._prompts else self._begin
        if self._pages.currentWidget() is not page:
            self._show(page)
            page.focus()
        self._export.setVisible(bool(self._prompts))

    def _show(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        home = page in (self._browse, self._begin)
        for each in (self._import, self._export, self._new, self._foot):
            each.setVisible(home)

    def _on_new(self) -> None:
        self._write(None)

    def _on_edit(self, prompt: Prompt) -> None:
        self._write(prompt)

    def _write(self, prompt: Prompt | None) -> None:
        self._title.setText(self.tr("Edit prompt") if prompt else self.tr("New prompt"))
        self._toast.leave()
        self._show(self._edit)
        self._edit.begin(prompt)

    def _on_save(self, prompt: Prompt) -> None:
        self.keep_requested.emit([prompt])

    def _on_undo(self) -> None:
        prompt, self._deleted = self._deleted, None
        if prompt is not None:
            self._toast.leave()
            self.keep_requested.emit([prompt])

    def _on_import(self) -> None:
        dialog = QFileDialog(self, self.tr("Import prompts"))
        dialog.setObjectName("choose_import")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [self.tr("Prompts (*.json *.md *.markdown *.txt)"), self.tr("All files (*)")]
        )
        dialog.filesSelected.connect(self._on_files)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_files(self, paths: Sequence[str]) -> None:
        self.compare_requested.emit(list(paths))

    def _on_export(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("export_menu")
        for text, name, wish in (
            (self.tr("All in one file…"), "export_all", self._on_export_all),
            (self.tr("A Markdown file for each…"), "export_each", self._on_export_each),
        ):
            action = QAction(text, menu)
            action.setObjectName(name)
            action.triggered.connect(wish)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._export.mapToGlobal(QPoint(0, self._export.height() + 2)))

    def _on_export_all(self) -> None:
        dialog = QFileDialog(self, self.tr("Export all prompts"))
        dialog.setObjectName("choose_export")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Oriel's prompts (*.json)"))
        dialog.setDefaultSuffix("json")
        dialog.selectFile("oriel-prompts.json")
        dialog.fileSelected.connect(self.export_all_requested)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_export_each(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a folder"))
        dialog.setObjectName("choose_export_folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.export_each_requested)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say(self, text: str, action: str = "") -> None:
        self._toast.say(text, action, self.tr("Undo  Ctrl+Z") if action else "")
        self._place_toast()

    def _place_toast(self) -> None:
        width = min(self.width() - 56, round(_TOAST_PX * current_zoom()))
        hint = self._toast.minimumSizeHint().height()
        height = max(self._toast.heightForWidth(width), hint)
        top = self.height() - height - 16
        left = 28 if not self.isRightToLeft() else self.width() - width - 28
        self._toast.setGeometry(left, top, width, height)
