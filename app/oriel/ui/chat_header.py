"""The line above a chat: its title, the model that answers, and the chat's menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from oriel.ui.icon_engine import icon
from oriel.ui.icons import paint_icon
from oriel.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from oriel.ui.actions import Actions

HEIGHT_PX = 48
_IN_MENU = (
    ("rename_chat", "chat_settings", "chat_state"),
    ("regenerate", "copy_answer"),
    ("export_chat", "print_chat"),
    ("archive_chat", "delete_chat"),
)
_WHILE_NEW = (("temporary_chat", "chat_settings"),)
_OF_A_CHAT = ("regenerate", "copy_answer", "export_chat", "print_chat")


class ChatHeader(QWidget):
    title_edited = Signal(str)
    model_menu_requested = Signal()
    meter_requested = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chat_header")
        self.setFixedHeight(HEIGHT_PX)
        self._actions = actions
        self.title = TitleEdit(self)
        self.model = ModelButton(self)
        self.model.setToolTip(actions.tooltip("choose_model"))
        self._menu = MenuButton(self)
        self._meter = QPushButton(self)
        self._meter.setObjectName("context_meter")
        self._meter.setProperty("kind", "quiet")
        self._meter.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._meter.hide()
        self._behind = QToolButton(self)
        self._behind.setObjectName("inspector_button")
        self._behind.setAccessibleName(actions.text("inspector"))
        self._behind.setToolTip(actions.tooltip("inspector"))
        self._behind.setIcon(icon("panel", "muted", "text"))
        self._behind.setCheckable(True)
        self._temporary: QLabel | None = None
        self._exists = False  # something was said in it
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 14, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.model)
        row.addStretch(1)
        for widget in (self._meter, self._behind, self._menu):
            row.addWidget(widget)
        self.title.edited.connect(self.title_edited)
        self.model.clicked.connect(self.model_menu_requested)
        self._menu.clicked.connect(self._on_menu)
        self._meter.clicked.connect(self.meter_requested)
        self._behind.clicked.connect(actions["inspector"].trigger)

    def show_title(self, title: str, *, exists: bool) -> None:
        self._exists = exists
        self.title.show_title(title, exists=exists)
        for name in _OF_A_CHAT:
            self._actions[name].setEnabled(exists)

    def show_meter(self, text: str, details: str) -> None:
        """What the last turn cost; "" when nobody knows."""
        self._meter.setText(text)
        self._meter.setToolTip(details)
        self._meter.setAccessibleDescription(details)
        self._meter.setVisible(bool(text))

    def show_inspector(self, shown: bool) -> None:
        """Whether the pane behind the button is open."""
        self._behind.setChecked(shown)

    def show_temporary(self, *, temporary: bool) -> None:
        """Says that the chat leaves no trace; the mark is made when it is first needed."""
        if temporary and self._temporary is None:
            self._temporary = QLabel(self.tr("Temporary"), self)
            self._temporary.setObjectName("temporary_mark")
            self._temporary.setProperty("textRole", "key")
            self._temporary.setToolTip(self.tr("Nothing of this chat is kept."))
            self._row.insertWidget(2, self._temporary, 0, Qt.AlignmentFlag.AlignVCenter)
        if self._temporary is not None:
            self._temporary.setVisible(temporary)

    def put_mark(self, mark: QWidget) -> None:
        """A quiet mark that says something about the chat; it shows and hides itself."""
        self._row.insertWidget(self._row.indexOf(self._meter), mark)

    def show_changed(self, count: int) -> None:
        """How many of the chat's settings are not as they usually are."""
        self._menu.show_changed(count)
        said = self._menu.accessibleDescription()
        choose = self._actions.tooltip("choose_model")
        self.model.setToolTip(f"{choose}\n{said}" if count else choose)

    def model_anchor(self) -> QRect:
        """The model button's place on the screen."""
        return QRect(self.model.mapToGlobal(QPoint(0, 0)), self.model.size())

    def _on_menu(self) -> None:
        from PySide6.QtWidgets import QMenu

        from oriel.ui.menu_hover import open_over

        menu = QMenu(self)
        for group in _IN_MENU if self._exists else _WHILE_NEW:
            if not menu.isEmpty():
                menu.addSeparator()
            for name in group:
                menu.addAction(self._actions[name])
        menu.aboutToHide.connect(menu.deleteLater)
        corner = self._menu.mapToGlobal(QPoint(self._menu.width(), self._menu.height()))
        corner -= QPoint(menu.sizeHint().width(), -4)
        open_over(menu, self._menu).popup(corner)


class MenuButton(QToolButton):
    """Opens the chat's menu; a dot says that settings in it are changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chat_menu")
        self.setAccessibleName(self.tr("Chat menu"))
        self.setIcon(icon("more", "muted", "text"))
        self._changed = 0
        self.show_changed(0)

    def show_changed(self, count: int) -> None:
        self._changed = count
        many = self.tr("{count} settings changed").format(count=count)
        said = {0: "", 1: self.tr("1 setting changed")}.get(count, many)
        self.setAccessibleDescription(said)
        self.setToolTip(f"{self.tr('Chat menu')}\n{said}".rstrip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._changed:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_theme().colour("accent"))
            left = 4 if self.isRightToLeft() else self.width() - 10
            painter.drawEllipse(QRect(left, 4, 6, 6))
            painter.end()


class TitleEdit(QLineEdit):
    """The title as text that becomes a field when clicked; Escape gives the old one back."""

    edited = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chat_title")
        self.setAccessibleName(self.tr("Chat title"))
        self.setProperty("kind", "quiet")
        self.setMaxLength(200)
        self._title = ""
        self.editingFinished.connect(self._on_finished)
        self.textChanged.connect(self._on_text_changed)

    def show_title(self, title: str, *, exists: bool) -> None:
        self._title = title
        self.setEnabled(exists)
        self.setToolTip(self.tr("Click to rename") if exists else "")
        if not self.hasFocus():
            self.setText(title)
            self.setCursorPosition(0)

    def sizeHint(self) -> QSize:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        wide = self.fontMetrics().horizontalAdvance(self.text() or "New chat") + 30
        return QSize(min(wide, 420), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        # Else the window's Esc (stop) would hear the key first.
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            from PySide6.QtCore import QEvent

            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._title)
            self.clearFocus()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()

    def _on_finished(self) -> None:
        title = " ".join(self.text().split())
        if not title:
            self.setText(self._title)
        elif title != self._title:
            self._title = title
            self.edited.emit(title)

    def _on_text_changed(self) -> None:
        self.updateGeometry()


class ModelButton(QPushButton):
    """The model's id with a chevron; as wide as its text, shortened when there is no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("model_button")
        self.setProperty("kind", "quiet")
        self._name = ""

    def show_model(self, name: str, connection: str) -> None:
        self._name = name
        self.setAccessibleName(self.tr("Model: {name}").format(name=name))
        self.setAccessibleDescription(connection)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._name) + 38
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(64, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.width() - 36
        shown = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        # The button's own text stays empty: it cannot be shortened, and changing
        # it here would ask for the next paint at once, for ever.
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        painter.setPen(theme.colour("text" if self.underMouse() else "muted"))
        painter.drawText(
            QRect(8, 0, room, self.height()), int(Qt.AlignmentFlag.AlignVCenter), shown
        )
        wide = self.fontMetrics().horizontalAdvance(shown)
        chevron = QRect(8 + wide + 6, self.height() // 2 - 7, 14, 14)
        paint_icon(painter, "chevron-down", chevron, theme.colour("muted"))
        painter.end()
