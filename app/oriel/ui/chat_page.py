"""The chat page: header, transcript or welcome, composer. It passes on, and holds no chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from oriel.ui.attaching.drop_overlay import FileDrop
from oriel.ui.chat_header import ChatHeader
from oriel.ui.composer import Composer
from oriel.ui.icon_engine import icon
from oriel.ui.transcript.view import COLUMN_PX, Transcript

if TYPE_CHECKING:
    from oriel.domain.chats import Chat
    from oriel.domain.messages import Message
    from oriel.domain.outlines import TurnOutline, Versions
    from oriel.domain.word_places import Sought
    from oriel.ui.actions import Actions
    from oriel.ui.appearance import Appearance
    from oriel.ui.find_bar import FindBar
    from oriel.ui.welcome import Welcome

FIND_PX = 380


class ChatPage(QWidget):
    """Signals: the wishes about the chat that is shown; retry and continue carry a message id."""

    send_requested = Signal(str)
    stop_requested = Signal()
    retry_requested = Signal(str)
    continue_requested = Signal(str)
    title_edited = Signal(str)
    model_menu_requested = Signal()
    draft_changed = Signal(str)
    connect_requested = Signal()
    turns_wanted = Signal(list)
    find_requested = Signal(str)
    version_requested = Signal(str, int)
    save_requested = Signal(str, str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chat_page")
        self._header = ChatHeader(actions, self)
        self._transcript = Transcript(self)
        # Made when there is no chat to show: at a start that goes on with the last
        # chat it would only flash.
        self._welcome: Welcome | None = None
        self._local = True
        self._middle = _Middle(self)
        self._composer = Composer(self)
        self._drop = FileDrop(self)
        self._foot = QVBoxLayout()
        self._jump = QToolButton(self)
        self._find: FindBar | None = None
        self._model = ("", "")
        self._appearance: Appearance | None = None
        self._lay_out()
        self._connect()

    @property
    def transcript(self) -> Transcript:
        return self._transcript

    @property
    def composer(self) -> Composer:
        return self._composer

    # Facts

    def show_new_chat(self) -> None:
        self._transcript.show_messages([])
        self._header.show_title(self.tr("New chat"), exists=False)
        self._composer.set_placeholder(self.tr("Ask anything"))
        self._composer.set_history([])
        self._middle.setCurrentWidget(self._made_welcome())

    def show_new_in(self, folder: str) -> None:
        """The new chat in view will lie in a folder of this name."""
        self._header.show_title(self.tr("New chat in “{f}”").format(f=folder), exists=False)

    def show_chat(
        self, chat: Chat, messages: list[Message], versions: dict[str, Versions] | None = None
    ) -> None:
        """The end of the branch being read; the last answer may be streaming still."""
        self._begin_chat(chat.title)
        self._transcript.show_messages(messages, versions)
        self._composer.set_history([m.text for m in messages if m.role == "user"])

    def show_older(self, outlines: list[TurnOutline]) -> None:
        """The turns before those shown, to be read when they come into sight."""
        self._transcript.show_older(outlines)

    def fill(self, messages: list[Message], versions: dict[str, Versions]) -> None:
        """What turns say that were wanted."""
        self._transcript.builder.versions = versions
        self._transcript.fill(messages)

    def set_temporary(self, *, temporary: bool) -> None:
        """Whether nothing of this chat is kept."""
        self._header.show_temporary(temporary=temporary)

    def set_title(self, title: str) -> None:
        self._header.show_title(title or self.tr("New chat"), exists=True)

    def add_message(self, message: Message) -> None:
        self._begin_chat(None)
        self._transcript.add_message(message)

    def begin_answer(self, message: Message) -> None:
        self.add_message(message)

    def add_text(self, message_id: str, text: str) -> None:
        self._transcript.add_text(message_id, text)

    def add_reasoning(self, message_id: str, text: str) -> None:
        self._transcript.add_reasoning(message_id, text)

    def add_refusal(self, message_id: str, text: str) -> None:
        self._transcript.add_text(message_id, text)

    def show_retry(self, message_id: str, delay_s: float, status: int) -> None:
        self._transcript.show_retry(message_id, delay_s, status)

    def end_answer(self, message: Message) -> None:
        self._transcript.end_answer(message)

    def set_streaming(self, streaming: bool) -> None:
        self._composer.set_streaming(streaming)

    def set_model(self, name: str, connection: str) -> None:
        self._model = (name, connection)
        self._header.model.show_model(name, connection)

    def set_local(self, local: bool) -> None:
        """Whether the service inside Oriel answers."""
        self._local = local
        if self._welcome is not None:
            self._welcome.show_who(*self._model, local=local)

    def set_can_send(self, *, can: bool, reason: str = "") -> None:
        self._composer.set_can_send(can=can, reason=reason)

    def set_draft(self, text: str) -> None:
        self._composer.set_text(text)

    def draft(self) -> str:
        return self._composer.text()

    def follow(self, appearance: Appearance) -> None:
        """Keeps to the theme and the text size as they change."""
        self._appearance = appearance
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed()

    def put_above_composer(self, strip: QWidget) -> None:
        """A strip that says something about what is sent next; it shows and hides itself."""
        strip.setMaximumWidth(COLUMN_PX)
        self._foot.insertWidget(self._foot.count() - 1, strip)

    def model_anchor(self) -> QRect:
        return self._header.model_anchor()

    def focus_composer(self) -> None:
        self._composer.focus()

    def copy_last_answer(self) -> None:
        self._transcript.copy_last_answer()

    def open_find(self) -> None:
        """Opens the line to find words in the chat that is shown."""
        if self._middle.currentWidget() is not self._transcript:
            return
        if self._find is None:
            from oriel.ui.find_bar import FindBar

            self._find = FindBar(self.tr("Find in this chat"), self)
            self._find.needle_changed.connect(self.find_requested)
            self._find.step_requested.connect(self._transcript.finder.step)
            self._find.closed.connect(self._on_find_closed)
            self._transcript.finder.changed.connect(self._find.show_count)
        self._place_find()
        self._find.open(self._transcript.hand.selected_line())

    def show_found(self, needle: str, counts: dict[str, int]) -> None:
        """How often the turns of the history have the words."""
        self._transcript.finder.take(needle, counts)

    def point_at(self, message_id: str, sought: Sought) -> None:
        """Brings a turn into sight, with these words marked in it."""
        self._transcript.pointing.show(message_id, sought)

    def show_start(self) -> None:
        """Scrolls to the first turn."""
        self._transcript.jump_to_start()

    def flush(self) -> None:
        self._transcript.flush()

    # Inside

    def _made_welcome(self) -> Welcome:
        if self._welcome is None:
            from oriel.ui.welcome import Welcome

            self._welcome = Welcome(self)
            self._welcome.show_who(*self._model, local=self._local)
            self._welcome.question_chosen.connect(self.send_requested)
            self._welcome.connect_requested.connect(self.connect_requested)
            self._middle.addWidget(self._welcome)
        return self._welcome

    def _on_appearance_changed(self) -> None:
        if self._appearance is not None:
            self._composer.set_zoom(self._appearance.zoom)
            self._transcript.set_zoom(self._appearance.zoom)

    def _begin_chat(self, title: str | None) -> None:
        if title is not None and self._find is not None:
            self._find.leave()
        if title is not None:
            self.set_title(title)
        self._composer.set_placeholder(self.tr("Ask a follow-up"))
        self._middle.setCurrentWidget(self._transcript)

    def _lay_out(self) -> None:
        self._middle.addWidget(self._transcript)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 4, 24, 16)
        foot.addStretch(1)
        self._composer.setMaximumWidth(COLUMN_PX)
        self._foot.setSpacing(4)
        self._foot.addWidget(self._composer)
        foot.addLayout(self._foot, 1000)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._middle, 1)
        column.addLayout(foot)
        self._jump.setObjectName("jump_to_latest")
        self._jump.setIcon(icon("arrow-down", "accent"))
        self._jump.setText(self.tr("Latest"))
        self._jump.setAccessibleName(self.tr("Jump to the latest"))
        self._jump.setToolTip(self.tr("Jump to the latest"))
        self._jump.setProperty("kind", "floating")
        self._jump.hide()
        self.setFocusProxy(self._composer)

    def _connect(self) -> None:
        self._header.title_edited.connect(self.title_edited)
        self._header.model_menu_requested.connect(self.model_menu_requested)
        self._transcript.retry_requested.connect(self.retry_requested)
        self._transcript.continue_requested.connect(self.continue_requested)
        self._transcript.version_requested.connect(self.version_requested)
        self._transcript.turns_wanted.connect(self.turns_wanted)
        self._transcript.save_requested.connect(self.save_requested)
        self._transcript.away_from_end.connect(self._on_away)
        self._composer.send_requested.connect(self.send_requested)
        self._composer.stop_requested.connect(self.stop_requested)
        self._composer.draft_changed.connect(self.draft_changed)
        self._drop.dropped.connect(self._on_dropped)
        self._jump.clicked.connect(self._transcript.jump_to_end)

    def _on_away(self, away: bool) -> None:
        shown = away and self._middle.currentWidget() is self._transcript
        self._jump.setVisible(shown)
        self._place_jump()

    def _on_dropped(self, data: QMimeData) -> None:
        self._composer.files.take_in(data)
        self._composer.focus()

    def _on_find_closed(self) -> None:
        self._transcript.finder.clear()
        self._composer.focus()

    def _place_find(self) -> None:
        if self._find is not None:
            width = min(FIND_PX, self.width() - 32)
            left = self.width() - width - 20
            self._find.setGeometry(left, self._header.height() + 6, width, 46)

    def _place_jump(self) -> None:
        self._jump.adjustSize()
        middle = self._middle.geometry()
        left = middle.center().x() - self._jump.width() // 2
        self._jump.move(left, middle.bottom() - self._jump.height() - 6)
        self._jump.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._composer.set_tallest(self.height())
        self._place_find()
        self._place_jump()


class _Middle(QStackedWidget):
    """Makes do with what the composer leaves of a low window."""

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 1)
