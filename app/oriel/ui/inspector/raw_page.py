"""Raw: the requests as they were sent and the events as they came, to be read and copied."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from oriel.domain.messages import Message
from oriel.services.wire_view import Raw, RawEvent, RawRequest
from oriel.ui.announcing import announce
from oriel.ui.count_text import count_text
from oriel.ui.fonts import code_font
from oriel.ui.inspector.code_text import CodeText
from oriel.ui.inspector.pieces import Column, link_button, words
from oriel.ui.theme import current_zoom

_ROWS = 9


class RawPage(Column):
    """`raw_wanted()`: what went over the wire for the answer is to be read."""

    raw_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("inspector_raw", parent)
        self._message_id = ""
        self._raw = Raw()
        self._filled = False
        self._head: CodeText | None = None
        self._request: CodeText | None = None
        self._event: CodeText | None = None
        self._which = 0

    def forget(self) -> None:
        """What is shown next is made anew."""
        self._message_id, self._filled = "", False

    def show_message(self, message: Message | None) -> None:
        message_id = message.id if message is not None else ""
        if message is None:
            self.say(self.tr("There is no answer yet."))
        elif message_id != self._message_id:
            self.say(self.tr("Reading…"))
        if message_id != self._message_id:
            self._message_id, self._filled = message_id, False
        if message is not None:
            self.raw_wanted.emit()

    def show_raw(self, message_id: str, raw: Raw) -> None:
        if message_id != self._message_id or (self._filled and raw == self._raw):
            return
        self._raw, self._which, self._filled = raw, 0, True
        self._request = self._event = None
        self.clear()
        if not raw.requests and not raw.events:
            self.say(self.tr("Nothing is kept of this answer but its words."))
            return
        self._put_buttons()
        if raw.stored:
            self.put(words(self._stored_words(), "small"))
        if raw.requests:
            self._put_requests(raw.requests)
        if raw.events:
            self._put_events(raw)

    def _stored_words(self) -> str:
        return self.tr(
            "Nothing was recorded for this answer: it is of an earlier run. "
            "These are the items it was stored with."
        )

    def _put_buttons(self) -> None:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(-7, 0, 0, 0)  # their words are in line with the rest
        row.setSpacing(2)
        buttons: list[QPushButton] = []
        if self._raw.requests:
            curl = link_button(self.tr("Copy as curl"), "copy_curl")
            curl.setToolTip(self.tr("A command for a terminal, without the key"))
            curl.clicked.connect(self._on_copy_curl)
            buttons.append(curl)
        as_json = link_button(self.tr("Copy as JSON"), "copy_json")
        as_json.clicked.connect(self._on_copy_json)
        for button in (*buttons, as_json):
            row.addWidget(button)
        row.addStretch(1)
        self.put(bar)

    def _put_requests(self, requests: tuple[RawRequest, ...]) -> None:
        if len(requests) > 1:
            choice = QComboBox()
            choice.setObjectName("raw_requests")
            choice.setAccessibleName(self.tr("Request"))
            for number in range(1, len(requests) + 1):
                said = self.tr("Request {n} of {m}").format(n=number, m=len(requests))
                choice.addItem(said)
            choice.currentIndexChanged.connect(self._on_request)
            self.put(choice)
        else:
            self.put(words(self.tr("Request"), "small"))
        self._head = CodeText("raw_head", self.tr("Address and headers"), lines=5)
        self._request = CodeText("raw_request", self.tr("Request"))
        self.put(self._head)
        self.put(self._request)
        self._show_request()

    def _show_request(self) -> None:
        assert self._request is not None
        assert self._head is not None
        request = self._raw.requests[self._which]
        self._head.show_text(_head_text(request))
        self._request.setVisible(bool(request.body) or not request.kept)
        gone = self.tr("It was too large to be kept.")
        self._request.show_text(request.body if request.kept else gone, "json")

    def _put_events(self, raw: Raw) -> None:
        count = count_text(len(raw.events))
        said = self.tr("Stored items: {n}") if raw.stored else self.tr("Events: {n}")
        said = said.format(n=count)
        if raw.left_out:
            said = self.tr("The last {n} of {m} events").format(
                n=count, m=count_text(len(raw.events) + raw.left_out)
            )
        self.put(words(said, "small"))
        listed = EventList(raw.events)
        listed.chosen.connect(self._on_event)
        self.put(listed)
        self._event = CodeText("raw_event", self.tr("The chosen event"), lines=18)
        self.put(self._event)
        listed.setCurrentRow(len(raw.events) - 1)

    def _on_request(self, index: int) -> None:
        self._which = index
        self._show_request()

    def _on_event(self, index: int) -> None:
        if self._event is not None and 0 <= index < len(self._raw.events):
            self._event.show_text(self._raw.events[index].text, "json")

    def _on_copy_curl(self) -> None:
        QGuiApplication.clipboard().setText(self._raw.requests[self._which].curl)
        announce(self, self.tr("Copied"))

    def _on_copy_json(self) -> None:
        QGuiApplication.clipboard().setText(self._raw.as_json())
        announce(self, self.tr("Copied"))


class EventList(QListWidget):
    """The events, one a line: number, kind, moment. `chosen(index)`."""

    chosen = Signal(int)

    def __init__(self, events: tuple[RawEvent, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("raw_events")
        self.setAccessibleName(self.tr("Events"))
        self.setFont(code_font(current_zoom() * 11.5 / 13.5))
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        line = self.fontMetrics().height() + 6
        for event in events:
            # All of one stream begin with the same word.
            kind = event.kind.removeprefix("response.")
            item = QListWidgetItem(f"{event.number:>3} {kind}")
            item.setSizeHint(QSize(0, line))
            moment = f"\n+{event.at_s:.3f} s" if event.at_s is not None else ""
            item.setToolTip(f"{event.kind}{moment}")
            self.addItem(item)
        self.setFixedHeight(line * min(_ROWS, max(1, len(events))) + 4)
        self.currentRowChanged.connect(self.chosen)


def _head_text(request: RawRequest) -> str:
    """As a request is written: the line, then the headers."""
    lines = [f"{name}: {value}" for name, value in request.headers]
    return "\n".join([f"{request.method} {request.url}", *lines])
