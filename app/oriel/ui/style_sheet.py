"""The one style sheet, built from a theme's tokens and set once on the application.

Widgets choose by property, not by own sheets:
- QPushButton/QToolButton `kind`: primary, quiet, link, danger, row,
  field (a row with a frame); none: a plain button
- QPushButton `narrow` "true": a primary one with an icon alone
- QLabel `textRole`: muted, small, title, heading, key, danger, warning, ok
- QFrame `kind`: card, code, bar, line, drawer; editors `kind`: bare (no frame of their own)
A property set after showing needs `restyle(widget)`.
"""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_SHEET = """
QMainWindow, QDialog, #page { background: $window; }
#sidebar, #rail { background: $sidebar; }
QToolTip { background: $text; color: $window; border: 0; padding: 4px 8px; }
QSplitter::handle { background: $line; }
QStackedWidget, QScrollArea { background: transparent; border: 0; }

QLabel { background: transparent; }
QLabel[textRole="muted"] { color: $muted; }
QLabel[textRole="small"] { color: $muted; font-size: ${small}px; }
QLabel[textRole="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[textRole="heading"] { font-size: ${heading}px; font-weight: 600; }
QLabel[textRole="danger"] { color: $danger; }
QLabel[textRole="warning"] { color: $warning; }
QLabel[textRole="ok"] { color: $ok; }

QLabel[textRole="key"] { color: $text; background: $hover; border: 1px solid $line;
  border-radius: 4px; padding: 1px 6px; font-size: ${small}px; }

QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[kind="code"] { background: $code; border: 0; border-radius: 10px; }
QFrame[kind="bar"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[kind="drawer"] { background: $sidebar; border: 0; border-top: 1px solid $line; }
QFrame[kind="line"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }

QPushButton { background: $surface; color: $text; border: 1px solid $line; border-radius: 6px;
  padding: 6px 14px; min-height: 18px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent;
  font-weight: 500; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: 5px 13px; }
QPushButton[kind="primary"]:disabled { background: $line; border-color: $line; color: $muted; }
QPushButton[kind="primary"][narrow="true"] { padding: 6px; }
QPushButton[kind="primary"][narrow="true"]:focus { padding: 5px; }
QPushButton[kind="danger"] { color: $danger; }
QPushButton[kind="link"] { background: transparent; color: $accent; border-color: transparent;
  padding: 4px 6px; font-weight: 500; }
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="link"]:focus { border-color: $accent; }
QPushButton[kind="quiet"], QPushButton[kind="row"], QToolButton {
  background: transparent; color: $muted; border: 1px solid transparent; border-radius: 6px; }
QPushButton[kind="quiet"] { padding: 5px 8px; }
QPushButton[kind="row"] { padding: 5px 8px; color: $text; text-align: left; }
QToolButton { padding: 5px; }
QToolButton[kind="floating"] { background: $surface; border: 1px solid $line;
  border-radius: 14px; padding: 5px 5px; }
QPushButton[kind="quiet"]:hover, QPushButton[kind="row"]:hover, QToolButton:hover {
  background: $hover; color: $text; }
QPushButton[kind="quiet"]:pressed, QPushButton[kind="row"]:pressed, QToolButton:pressed,
QPushButton[kind="quiet"]:checked, QPushButton[kind="row"]:checked, QToolButton:checked {
  background: $selected; color: $text; }
QPushButton[kind="quiet"]:focus, QPushButton[kind="row"]:focus, QToolButton:focus {
  border-color: $accent; }
QPushButton[kind="field"] { border-radius: 8px; text-align: left; }
QPushButton[kind="quiet"]:disabled, QToolButton:disabled { color: $faint; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox {
  background: $surface; color: $text; border: 1px solid $line; border-radius: 6px;
  selection-background-color: $accent; selection-color: $on_accent;
  placeholder-text-color: $muted; }
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { padding: 5px 8px; min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDoubleSpinBox:focus { border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled { color: $faint; }
QLineEdit[kind="bare"], QPlainTextEdit[kind="bare"], QTextEdit[kind="bare"],
QTextBrowser[kind="bare"] { background: transparent; border: 0; padding: 0; }
QLineEdit[kind="quiet"] { background: transparent; border-color: transparent; }
QLineEdit[kind="quiet"]:hover { background: $hover; }
QLineEdit[kind="quiet"]:focus { background: $surface; border-color: $accent; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; padding: 4px;
  selection-background-color: $hover; selection-color: $text; }

QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $muted; border-radius: 4px;
  background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; }
QCheckBox::indicator:focus { border: 2px solid $accent; width: 14px; height: 14px; }

QListView, QTreeView, QTableView { background: transparent; border: 0; outline: 0;
  selection-background-color: $selected; selection-color: $text; }

QTableView#chat_list { selection-background-color: transparent; }

QAbstractScrollArea::corner { background: transparent; border: 0; }

QHeaderView, QHeaderView::section { background: transparent; color: $muted; border: 0; }
QHeaderView::section { border-bottom: 1px solid $line; padding: 5px 6px; }

QMenu { background: $surface; color: $text; border: 1px solid $line; padding: 5px;
  menu-scrollable: 1; }
QMenu::item { padding: 6px 24px 6px 10px; border-radius: 6px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faint; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 5px 6px; }

QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px;
  min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
"""


def style_sheet(tokens: dict[str, str], zoom: float = 1.0) -> str:
    """The style sheet for a theme's tokens ("#RRGGBB" by name) at a zoom factor."""
    values = {name.replace("-", "_"): value for name, value in tokens.items()}
    values |= {
        "accent_hover": mixed(tokens["accent"], tokens["text"], 0.14),
        "faint": mixed(tokens["muted"], tokens["window"], 0.4),
        "scroll": mixed(tokens["line"], tokens["muted"], 0.25),
        "small": str(round(12 * zoom)),
        "title": str(round(15 * zoom)),
        "heading": str(round(24 * zoom)),
    }
    return Template(_SHEET).substitute(values)


def mixed(first: str, second: str, share: float) -> str:
    """Two "#RRGGBB" colours mixed; `share` (0.0 to 1.0) is how much of the second."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def restyle(widget: QWidget) -> None:
    """Makes a property changed after showing take effect on its looks."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
