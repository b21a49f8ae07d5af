"""One question before something that cannot be undone, or not easily."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from oriel.ui.announcing import announce
from oriel.ui.inspector.pieces import breakable
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_zoom

_WIDTH_PX, _DETAILS_PX = 460, 200
_MOST_LINES = 200


class Confirmation(QDialog):
    """accepted() when the answer is yes. Open it with open(); it goes when it is closed.
    The keyboard is at the way back when it is dangerous."""

    def __init__(
        self,
        title: str,
        text: str,
        details: Sequence[str],
        yes_text: str,
        *,
        dangerous: bool,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("confirmation")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._title = label("title", self, breakable(title))
        self._text = label("", self, breakable(text))
        self._yes = button(
            yes_text or self.tr("Yes"), "confirm_yes", self, "danger" if dangerous else "primary"
        )
        self._no = button(self.tr("Cancel"), "confirm_no", self)
        self._lay_out(details)
        self._yes.clicked.connect(self.accept)
        self._no.clicked.connect(self.reject)
        answer = self._no if dangerous else self._yes
        answer.setDefault(True)
        answer.setFocus()
        self.setMinimumWidth(round(_WIDTH_PX * current_zoom()))

    def open(self) -> None:
        super().open()
        announce(self, f"{self._title.text()} {self._text.text()}")

    def _lay_out(self, details: Sequence[str]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self._text.setVisible(bool(self._text.text()))
        if details:
            column.addWidget(self._list(details))
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        column.addLayout(row)

    def _list(self, details: Sequence[str]) -> QWidget:
        """What it is about, line by line; as many as anybody reads."""
        lines = [breakable(line) for line in details[:_MOST_LINES]]
        if (rest := len(details) - _MOST_LINES) > 0:
            lines.append(self.tr("and {count} more").format(count=rest))
        words = label("muted", self, "\n".join(lines))
        words.setObjectName("confirm_details")
        words.setMargin(12)
        words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        frame = QFrame(self)
        frame.setProperty("kind", "code")
        area = QScrollArea(frame)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(words)
        words.setAutoFillBackground(False)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(area)
        wanted = self.fontMetrics().lineSpacing() * (len(lines) + 1) + 24
        frame.setFixedHeight(min(wanted, round(_DETAILS_PX * current_zoom())))
        return frame


def ask(
    parent: QWidget,
    title: str,
    text: str,
    details: Sequence[str] = (),
    yes_text: str = "",
    *,
    dangerous: bool = False,
) -> Confirmation:
    """Opens the question over `parent`; connect to accepted(). `details` are shown as lines."""
    dialog = Confirmation(
        title,
        text,
        details,
        yes_text,
        dangerous=dangerous,
        parent=parent.window(),
    )
    dialog.open()
    return dialog
