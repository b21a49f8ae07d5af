"""The drawer's first line: how all transfers stand, and what can be done with all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from oriel.domain.transfers import TransferSummary
from oriel.ui.count_text import count_text
from oriel.ui.icon_engine import icon
from oriel.ui.icons import SMALL_PX
from oriel.ui.inspector.pieces import icon_button
from oriel.ui.library.transfers.words import runs, share_done, summary_text
from oriel.ui.prompts.parts import NameLabel, button, label
from oriel.ui.style_sheet import restyle
from oriel.ui.theme import current_theme

_LINE_PX = 3


class DrawerHead(QWidget):
    """Wishes: toggled(), retry_failed(), pause_all(), resume_all(), clear_done()."""

    toggled = Signal()
    retry_failed = Signal()
    pause_all = Signal()
    resume_all = Signal()
    clear_done = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._summary = TransferSummary()
        self._words: dict[QPushButton, str] = {}
        self.toggle = icon_button("chevron-up", "", "transfers_toggle", self)
        self._title = label("title", self, self.tr("Transfers"))
        self._title.setWordWrap(False)
        self._said = NameLabel("muted", self)
        self._said.setObjectName("transfers_summary")
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._retry = self._button("", "retry", "transfers_retry_failed")
        self._pause = self._button(self.tr("Pause all"), "pause", "transfers_pause_all")
        self._resume = self._button(self.tr("Go on"), "play", "transfers_resume_all")
        self._clear = self._button(self.tr("Clear finished"), "check", "transfers_clear_done")
        self._lay_out()
        self.toggle.clicked.connect(self.toggled)
        self._retry.clicked.connect(self.retry_failed)
        self._pause.clicked.connect(self.pause_all)
        self._resume.clicked.connect(self.resume_all)
        self._clear.clicked.connect(self.clear_done)
        self.show_open(is_open=False)

    @property
    def text(self) -> str:
        return self._said.text()

    def show_summary(self, summary: TransferSummary, *, clearable: bool) -> None:
        """`clearable` says whether anything finished is on the list."""
        self._summary = summary
        self._said.show_name(summary_text(summary))
        failed = self.tr("Retry {count} failed").format(count=count_text(summary.failed))
        self._words[self._retry] = failed
        self._offer(self._retry, offered=summary.failed > 0)
        self._offer(self._pause, offered=runs(summary))
        self._offer(self._resume, offered=summary.paused > 0)
        self._offer(self._clear, offered=clearable)
        self._fit()
        self.update()

    def show_open(self, *, is_open: bool) -> None:
        """Whether the list below is shown."""
        name = "chevron-down" if is_open else "chevron-up"
        self.toggle.setIcon(icon(name, "muted", "text"))
        words = self.tr("Hide the transfers") if is_open else self.tr("Show the transfers")
        self.toggle.setAccessibleName(words)
        self.toggle.setToolTip(words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.toggled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """A thin line along the top: how far all are."""
        if not runs(self._summary):
            return
        theme, painter = current_theme(), QPainter(self)
        done = round(self.width() * share_done(self._summary))
        left = self.width() - done if self.isRightToLeft() else 0
        painter.fillRect(left, 0, done, _LINE_PX, theme.colour("accent"))
        painter.end()

    def _offer(self, which: QPushButton, *, offered: bool) -> None:
        """Shows a button or not; the keyboard does not fall off one that goes."""
        if not offered and which.hasFocus():
            self.toggle.setFocus()
        which.setVisible(offered)

    def _button(self, text: str, icon_name: str, name: str) -> QPushButton:
        made = button(text, name, self)
        made.setIcon(icon(icon_name, "text"))
        made.setIconSize(QSize(SMALL_PX, SMALL_PX))
        self._words[made] = text
        made.setProperty("kind", "")
        made.hide()
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 20, 8)
        row.setSpacing(8)
        row.addWidget(self.toggle)
        row.addWidget(self._title)
        row.addWidget(self._said, 1)
        for each in (self._retry, self._pause, self._resume, self._clear):
            row.addWidget(each)

    def _fit(self) -> None:
        """Words on as many buttons as there is room for beside the summary."""
        shown = [each for each in self._words if not each.isHidden()]
        for each in shown:
            self._dress(each, worded=True)
        said = self._said.fontMetrics().horizontalAdvance(self._said.text())
        taken = self.toggle.sizeHint().width() + self._title.sizeHint().width() + 56
        room = self.width() - said - taken
        for each in reversed(shown):
            if sum(each.sizeHint().width() + 8 for each in shown) > room:
                self._dress(each, worded=False)

    def _dress(self, which: QPushButton, *, worded: bool) -> None:
        text = self._words[which]
        shown = text if worded else ""
        which.setAccessibleName(text)
        if which.text() != shown:
            which.setText(shown)
        which.setToolTip("" if worded else text)
        if which.property("kind") != (kind := "" if worded else "quiet"):
            which.setProperty("kind", kind)
            restyle(which)
