"""The head of the retrieval view: the way back, what is shown, and where it leads."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QWidget

from oriel.ui.library.retrieval.flow import Flow
from oriel.ui.library.retrieval.parts import with_icon
from oriel.ui.prompts.parts import button

PASSAGES, QUESTIONS = "passages", "questions"


class Head(QWidget):
    """`back_requested()`, `page_chosen(id)`, `compare_toggled(bool)`, `ask_requested()`."""

    back_requested = Signal()
    page_chosen = Signal(str)
    compare_toggled = Signal(bool)
    ask_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("retrieval_head")
        behind = "chevron-right" if self.isRightToLeft() else "chevron-left"
        self._back = button(self.tr("Vector stores"), "retrieval_back", self, "quiet")
        with_icon(self._back, behind)
        self._title = QLabel(self.tr("Ask the stores"), self)
        self._title.setProperty("textRole", "title")
        self._group = QButtonGroup(self)
        self._pages = {
            PASSAGES: self._page(PASSAGES, self.tr("Passages")),
            QUESTIONS: self._page(QUESTIONS, self.tr("Test questions")),
        }
        self._compare = button(self.tr("Compare"), "retrieval_compare", self, "quiet")
        with_icon(self._compare, "columns")
        self._compare.setCheckable(True)
        self._compare.setToolTip(self.tr("Ask with two settings side by side"))
        self._ask = button(self.tr("Ask with these sources"), "retrieval_ask", self)
        with_icon(self._ask, "chat")
        self._ask.setToolTip(self.tr("Begin a chat that searches these stores"))
        flow = Flow(self, gap=6, row_gap=6, last_at_end=True)
        for widget in (self._back, self._title, *self._pages.values(), self._compare, self._ask):
            flow.addWidget(widget)
        self._back.clicked.connect(self.back_requested)
        self._group.buttonClicked.connect(self._on_page)
        self._compare.toggled.connect(self.compare_toggled)
        self._ask.clicked.connect(self.ask_requested)
        self.show_page(PASSAGES)

    @property
    def comparing(self) -> bool:
        return self._compare.isChecked()

    def show_narrow(self, *, narrow: bool) -> None:
        """Without the title where the buttons need its place."""
        self._title.setVisible(not narrow)

    def show_page(self, page: str) -> None:
        self._pages[page].setChecked(True)

    def show_can_ask(self, *, usable: bool) -> None:
        self._ask.setEnabled(usable)

    def _page(self, page: str, text: str) -> QPushButton:
        made = button(text, f"retrieval_{page}", self, "quiet")
        made.setCheckable(True)
        self._group.addButton(made)
        return made

    def _on_page(self, pressed: QPushButton) -> None:
        for page, each in self._pages.items():
            if each is pressed:
                self.page_chosen.emit(page)
