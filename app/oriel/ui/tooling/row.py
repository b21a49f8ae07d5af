"""A tool as a row: its name, one line about it, a switch, and a way to its settings."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from oriel.domain.tools import ServerState
from oriel.ui.icon_engine import icon
from oriel.ui.prompts.parts import button
from oriel.ui.row_button import IconButton, smaller, with_weight
from oriel.ui.theme import current_theme
from oriel.ui.tooling.switch import StateDot, Switch


class Line(QWidget):
    """One line of text, cut where the room ends; the whole of it is under the mouse."""

    def __init__(
        self, tint: str, parent: QWidget, *, small: bool = False, title: bool = False
    ) -> None:
        super().__init__(parent)
        self._tint, self._small, self._title, self._text = tint, small, title, ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str, tint: str = "") -> None:
        self._text, self._tint = text, tint or self._tint
        self.setAccessibleName(text)
        self._offer_whole()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._offer_whole()

    def sizeHint(self) -> QSize:
        return QSize(60, QFontMetrics(self._font()).height() + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, font = QPainter(self), self._font()
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.setFont(font)
        colour = current_theme().colour(self._tint)
        colour.setAlphaF(1.0 if self.isEnabled() else 0.55)
        painter.setPen(colour)
        leading = (
            Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        )
        where = leading | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), int(where), shown)
        painter.end()

    def _offer_whole(self) -> None:
        cut = QFontMetrics(self._font()).horizontalAdvance(self._text) > self.width()
        self.setToolTip(self._text if cut else "")

    def _font(self) -> QFont:
        if self._small:
            return smaller(self.font())
        if self._title:
            return title_font(self.font())
        return with_weight(self.font(), QFont.Weight.Medium)


def title_font(font: QFont) -> QFont:
    """As labels of the role "title" have it."""
    larger = with_weight(font, QFont.Weight.DemiBold)
    larger.setPointSizeF(font.pointSizeF() * 15 / 13)
    return larger


class ToolRow(QWidget):
    """`toggled(key, on)`, `settings_requested(key)`."""

    toggled = Signal(str, bool)
    settings_requested = Signal(str)

    def __init__(self, key: str, name: str, parent: QWidget) -> None:
        """`key` says which tool it is, and names the parts."""
        super().__init__(parent)
        self.key = key
        self.setObjectName(f"row_{key}")
        self._dot = StateDot(self)
        self._dot.hide()
        self._title = Line("text", self)
        self._title.show_text(name)
        self._note = Line("muted", self, small=True)
        self.switch = Switch(f"switch_{key}", name, self)
        self.more = IconButton(ahead_icon(self), self)
        self.more.setObjectName(f"settings_{key}")
        self.more.setAccessibleName(self.tr("Settings of {name}").format(name=name))
        self.more.setToolTip(self.tr("Settings"))
        self._lay_out()
        self.switch.clicked.connect(self._on_clicked)
        self.more.clicked.connect(self._on_more)

    @property
    def note(self) -> str:
        return self._note.text

    def show_tool(self, note: str, *, on: bool, missing: str = "", told: bool = False) -> None:
        """`missing` says why it cannot be had; it is greyed then, and cannot be switched on.
        When that was `told` elsewhere, the note stays."""
        self._dot.hide()
        self.switch.setChecked(on and not missing)
        self.switch.setEnabled(not missing)
        self._title.setEnabled(not missing)
        self._note.show_text(missing if missing and not told else note, "muted")
        self._note.setEnabled(not (missing and told))
        self.switch.setAccessibleDescription(missing or note)
        self.more.setEnabled(not missing)

    def show_state(self, state: ServerState, said: str) -> None:
        """A server: where it is in its life."""
        self._dot.show()
        self._dot.show_state(state)
        self._note.show_text(said, "danger" if state is ServerState.FAILED else "muted")
        self.switch.setAccessibleDescription(said)

    def focus(self) -> None:
        (self.switch if self.switch.isEnabled() else self.more).setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # The words belong to the switch, as a label belongs to its check box.
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self.rect().contains(event.position().toPoint()) and self.switch.isEnabled():
            self.switch.click()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 4, 6)
        row.setSpacing(8)
        row.addWidget(self._dot)
        row.addLayout(words, 1)
        row.addWidget(self.switch)
        row.addWidget(self.more)

    def _on_clicked(self, on: bool) -> None:
        self.toggled.emit(self.key, on)

    def _on_more(self) -> None:
        self.settings_requested.emit(self.key)


def ahead_icon(widget: QWidget) -> str:
    """The chevron that points to where reading goes on."""
    return "chevron-left" if widget.isRightToLeft() else "chevron-right"


def back_icon(widget: QWidget) -> str:
    return "chevron-right" if widget.isRightToLeft() else "chevron-left"


class LinkRow(QWidget):
    """A row that is a wish: `clicked()`."""

    clicked = Signal()

    def __init__(self, text: str, name: str, icon_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.button = button(text, name, self, "link")
        if icon_name:
            self.button.setIcon(icon(icon_name, "accent"))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self.button)
        row.addStretch(1)
        self.button.clicked.connect(self.clicked)
