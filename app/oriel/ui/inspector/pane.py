"""The inspector: a pane with four pages about one answer. It passes on, and holds nothing."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.messages import Message
from oriel.ui.escape_first import EscapeFirst
from oriel.ui.inspector.pieces import EDGE_PX, icon_button
from oriel.ui.inspector.raw_page import RawPage
from oriel.ui.inspector.sources_page import SourcesPage
from oriel.ui.inspector.tokens_page import TokensPage
from oriel.ui.inspector.tools_page import ToolsPage
from oriel.ui.row_button import with_weight

NARROWEST_PX, WIDEST_PX = 240, 720


class Page(IntEnum):
    SOURCES = 0
    TOOLS = 1
    TOKENS = 2
    RAW = 3


class Inspector(QFrame):
    """`close_requested()`; `leave_requested()`: back to where one writes. The pages'
    own wishes are theirs."""

    close_requested = Signal()
    leave_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self._escape = EscapeFirst(self)
        self.installEventFilter(self._escape)
        self.setAccessibleName(self.tr("Behind the answer"))
        self.setMinimumWidth(NARROWEST_PX)
        self.setMaximumWidth(WIDEST_PX)
        self.sources = SourcesPage(self)
        self.tools = ToolsPage(self)
        self.tokens = TokensPage(self)
        self.raw = RawPage(self)
        self._message: Message | None = None
        self._is_last = True
        self._counts: dict[Page, int] = {}
        self._title = QLabel(self.tr("Behind the answer"), self)
        self._title.setFont(with_weight(self._title.font(), QFont.Weight.DemiBold))
        self._which = QLabel(self)
        self._which.setProperty("textRole", "small")
        self._close = icon_button("close", self.tr("Close"), "inspector_close", self)
        self._group = QButtonGroup(self)
        self._tabs = [self._tab(page) for page in Page]
        self._stack = QStackedWidget(self)
        for page in (self.sources, self.tools, self.tokens, self.raw):
            self._stack.addWidget(page)
        self._lay_out()
        self._connect()
        self.show_page(Page.SOURCES)

    @property
    def page(self) -> Page:
        return Page(self._stack.currentIndex())

    def show_message(self, message: Message | None, *, is_last: bool) -> None:
        """The answer that is looked at, None where there is none."""
        self._message, self._is_last = message, is_last
        self._counts = {
            Page.SOURCES: self.sources.show_message(message),
            Page.TOOLS: self.tools.show_message(message),
        }
        self._fit()
        self._refresh_page()

    def show_page(self, page: Page) -> None:
        self._tabs[page].setChecked(True)
        self._stack.setCurrentIndex(page)
        self._refresh_page()

    def show_source(self, number: int) -> None:
        """Scrolls to a source and marks it."""
        self.show_page(Page.SOURCES)
        self.sources.mark(number)

    def show_call(self, call_id: str) -> None:
        """Scrolls to a call and marks it."""
        self.show_page(Page.TOOLS)
        self.tools.mark(call_id)

    def restyle(self) -> None:
        """Theme or text size have changed: the pages are made anew."""
        message, self._message = self._message, None
        for page in (self.sources, self.tools, self.raw):
            page.forget()
        self.show_message(message, is_last=self._is_last)

    def take_focus(self) -> None:
        self._tabs[self.page].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_use_for(self, event: QKeyEvent) -> bool:
        """Else the window's Escape (stop) would hear the key first."""
        return event.key() == Qt.Key.Key_Escape

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # Inside

    def _words(self) -> str:
        if self._message is None:
            return ""
        said = self.tr("Last answer") if self._is_last else self.tr("Earlier answer")
        return "  ·  ".join(each for each in (said, self._message.model) if each)

    def _fit(self) -> None:
        """A narrow pane leaves out what is least missed: the counts, the end of a name."""
        room = self.width() - 3 * EDGE_PX - self._close.sizeHint().width()
        shown = self._which.fontMetrics().elidedText(
            self._words(), Qt.TextElideMode.ElideRight, room
        )
        self._which.setText(shown)
        for page, tab in zip(Page, self._tabs, strict=True):
            count = self._counts.get(page, 0)
            name = self._name(page)
            tab.setText(f"{name} {count}" if count else name)
            tab.setAccessibleName(tab.text())
        if sum(tab.sizeHint().width() for tab in self._tabs) > self.width() - 2 * EDGE_PX:
            for page, tab in zip(Page, self._tabs, strict=True):
                tab.setText(self._name(page))

    def _name(self, page: Page) -> str:
        return (self.tr("Sources"), self.tr("Tools"), self.tr("Tokens"), self.tr("Raw"))[page]

    def _refresh_page(self) -> None:
        """What costs something is only done for the page in view."""
        match self.page:
            case Page.TOKENS:
                self.tokens.show_message(self._message)
            case Page.RAW:
                self.raw.show_message(self._message)

    def _tab(self, page: Page) -> QPushButton:
        tab = QPushButton(self._name(page), self)
        tab.setObjectName(f"inspector_tab_{page.name.lower()}")
        tab.setProperty("kind", "quiet")
        tab.setCheckable(True)
        tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tab.setMinimumWidth(10)
        self._group.addButton(tab, page)
        return tab

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._title)
        texts.addWidget(self._which)
        head = QHBoxLayout()
        head.setContentsMargins(EDGE_PX + 2, 12, EDGE_PX - 4, 0)
        head.addLayout(texts, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(EDGE_PX - 6, 6, EDGE_PX - 6, 8)
        tabs.setSpacing(0)
        for tab in self._tabs:
            tabs.addWidget(tab)
        tabs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(tabs)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._close.clicked.connect(self.close_requested)
        self._group.idClicked.connect(self._on_tab)
        self.tools.sources_wanted.connect(self._on_sources_wanted)

    def _on_tab(self, index: int) -> None:
        self.show_page(Page(index))

    def _on_sources_wanted(self) -> None:
        self.show_page(Page.SOURCES)
