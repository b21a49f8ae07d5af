"""What the dialogs about services are laid out with: a list that scrolls, the row of buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget


def scrolled(inside: QWidget, name: str, spoken: str, parent: QWidget) -> QScrollArea:
    """`inside` as wide as the dialog and as high as it likes, on the dialog's own ground;
    `spoken` is what a screen reader says of it."""
    area = QScrollArea(parent)
    area.setObjectName(name)
    area.setAccessibleName(spoken)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    return area


def foot(*buttons: QWidget) -> QHBoxLayout:
    """A dialog's last row: the buttons at its end."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    for each in buttons:
        row.addWidget(each)
    return row
