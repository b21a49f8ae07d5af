"""The formats side by side, one of them chosen, with a line that says what it is good for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QVBoxLayout, QWidget

from oriel.domain.exports import Format
from oriel.ui.prompts.parts import label

_ACROSS = 5
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExportDialog", text)


def format_name(wanted: Format) -> str:
    return {
        Format.MARKDOWN: _tr("Markdown"),
        Format.HTML: _tr("Web page"),
        Format.PDF: _tr("PDF"),
        Format.JSON: _tr("JSON"),
        Format.ARCHIVE: _tr("Archive"),
    }[wanted]


def format_words(wanted: Format) -> str:
    """What becomes of the chats, in one or two sentences."""
    return {
        Format.MARKDOWN: _tr(
            "Plain text that every editor opens. Pictures and files lie in a folder beside it."
        ),
        Format.HTML: _tr(
            "One file with pictures and files inside, for any browser. It holds no scripts and "
            "fetches nothing."
        ),
        Format.PDF: _tr("Pages to be read, sent and printed."),
        Format.JSON: _tr(
            "Everything Oriel keeps of the chats, with all branches, for other programs."
        ),
        Format.ARCHIVE: _tr(
            "Everything with all branches and attachments, which another Oriel takes in whole. "
            "No keys are in it."
        ),
    }[wanted]


class FormatChoice(QWidget):
    """`changed()` when another one is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_tr("Format"))
        self._group = QButtonGroup(self)
        self._buttons = {each: self._made(each) for each in Format}
        self._words = label("muted", self)
        self._words.setMinimumHeight(2 * self._words.fontMetrics().lineSpacing() + 4)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        row = QGridLayout()
        row.setSpacing(6)
        for at, button in enumerate(self._buttons.values()):
            row.addWidget(button, at // _ACROSS, at % _ACROSS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._words)
        self._group.buttonToggled.connect(self._on_toggled)

    @property
    def chosen(self) -> Format:
        return next(each for each, button in self._buttons.items() if button.isChecked())

    def choose(self, wanted: Format) -> None:
        self._buttons[wanted].setChecked(True)

    def offer(self, wanted: Format, *, offered: bool) -> None:
        """Whether it can be chosen at all; the first other one is chosen for one that cannot."""
        button = self._buttons[wanted]
        button.setVisible(offered)
        if not offered and button.isChecked():
            self.choose(Format.MARKDOWN)

    def focus_chosen(self) -> None:
        self._buttons[self.chosen].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        if self.isRightToLeft() and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = -step
        shown = [button for button in self._buttons.values() if not button.isHidden()]
        at = shown.index(self._buttons[self.chosen])
        following = shown[(at + step) % len(shown)]
        following.setChecked(True)
        following.setFocus()

    def _made(self, each: Format) -> QPushButton:
        button = _Choice(format_name(each), self)
        button.setObjectName(f"format_{each}")
        button.setAccessibleName(format_name(each))
        button.setAccessibleDescription(format_words(each))
        button.setToolTip(format_words(each))
        button.setCheckable(True)
        button.setProperty("kind", "quiet")
        button.setAutoDefault(False)
        self._group.addButton(button)
        return button

    def _on_toggled(self, _button: QPushButton, checked: bool) -> None:
        if not checked:
            return
        chosen = self.chosen
        for each, button in self._buttons.items():
            chosen_one = each is chosen
            policy = Qt.FocusPolicy.StrongFocus if chosen_one else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        self._words.setText(format_words(chosen))
        self.changed.emit()


class _Choice(QPushButton):
    """Leaves the arrows to the row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()
            return
        super().keyPressEvent(event)
