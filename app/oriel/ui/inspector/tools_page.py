"""Tools: every call of an answer, what it was given and gave, and the files it made."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from oriel.domain.messages import Message
from oriel.domain.sources import ProducedFile, produced_files
from oriel.services.evidence import ContainerState, seconds_left
from oriel.ui.announcing import announce
from oriel.ui.icon_mark import IconMark
from oriel.ui.inspector.code_text import CodeText
from oriel.ui.inspector.files_box import FilesBox
from oriel.ui.inspector.picture_view import PictureView
from oriel.ui.inspector.pieces import Card, Column, breakable, link_button, words
from oriel.ui.inspector.words import left_words, seconds_words
from oriel.ui.row_button import with_weight
from oriel.ui.transcript.steps import ToolStep, steps_of
from oriel.ui.transcript.tool_words import code_of, pretty, tool_state, tool_title, tool_took
from oriel.ui.view_models.inspector import Saving

_ICONS = {
    "file_search_call": "search",
    "web_search_call": "globe",
    "x_search_call": "globe",
    "image_generation_call": "image",
}


class ToolsPage(Column):
    """`container_wanted(id)`: how a container is, is not known yet. The rest as FilesBox."""

    container_wanted = Signal(str)
    sources_wanted = Signal()
    save_requested = Signal(object, str)
    save_all_requested = Signal(object, str)
    cancel_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("inspector_tools", parent)
        self._message_id = ""
        self._cards: dict[str, CallCard] = {}
        self._steps: list[ToolStep] = []
        self._files: FilesCard | None = None

    def forget(self) -> None:
        """What is shown next is made anew."""
        self._message_id, self._steps = "", []

    def show_message(self, message: Message | None) -> int:
        """Shows an answer's calls; how many there are."""
        steps: list[ToolStep] = []
        if message is not None:
            steps = [s for s in steps_of(message)[0].all if isinstance(s, ToolStep)]
        files = produced_files(message.parts) if message is not None else ()
        message_id = message.id if message is not None else ""
        if message_id == self._message_id and self._goes_on(steps, files):
            return len(steps)
        self._message_id, self._steps = message_id, steps
        self._fill(steps, files)
        if not steps and not files:
            self.say(self._nothing(message))
        return len(steps)

    def show_durations(self, took: dict[str, float]) -> None:
        """Seconds by call id."""
        for call_id, card in self._cards.items():
            if call_id in took:
                card.show_duration(took[call_id])

    def mark(self, call_id: str) -> None:
        """Scrolls to a call and marks it, and no other."""
        for each, card in self._cards.items():
            card.set_marked(each == call_id)
        if (found := self._cards.get(call_id)) is not None:
            self.bring_into_view(found)
            announce(self, found.accessibleName())

    @property
    def files(self) -> FilesCard | None:
        """The card of produced files, when there are any."""
        return self._files

    def _nothing(self, message: Message | None) -> str:
        if message is None:
            return self.tr("There is no answer yet.")
        if message.stop_reason is None:
            return self.tr("No tool so far; the answer is being written.")
        return self.tr("No tool was used for this answer.")

    def _goes_on(self, steps: list[ToolStep], files: tuple[ProducedFile, ...]) -> bool:
        """Brings the cards up to date; False when there are others than before."""
        known = [s.call.call_id for s in self._steps]
        shown = self._files.cited if self._files is not None else ()
        if known != [s.call.call_id for s in steps] or shown != files or not steps:
            return False
        for before, step in zip(self._steps, steps, strict=True):
            if before != step:
                self._cards[step.call.call_id].show_step(step)
        self._steps = steps
        return True

    def _fill(self, steps: list[ToolStep], files: tuple[ProducedFile, ...]) -> None:
        self.clear()
        self._cards, self._files = {}, None
        if files:
            self._put_files(files)
        for step in steps:
            card = self._cards[step.call.call_id] = CallCard(step, self.widget())
            card.sources_wanted.connect(self.sources_wanted)
            self.put(card)

    def _put_files(self, files: tuple[ProducedFile, ...]) -> None:
        card = self._files = FilesCard(files, self.widget())
        card.box.save_requested.connect(self.save_requested)
        card.box.save_all_requested.connect(self.save_all_requested)
        card.box.cancel_requested.connect(self.cancel_requested)
        self.put(card)
        for container_id in card.containers:
            self.container_wanted.emit(container_id)


class FilesCard(Card):
    """The files that were made, and how long their container still lives."""

    def __init__(self, files: tuple[ProducedFile, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("files_card")
        self.cited = files
        self.containers = tuple(dict.fromkeys(f.container_id for f in files if f.container_id))
        self.setAccessibleName(self.tr("Files made by this answer"))
        title = words(self.tr("Files"), "", self)
        title.setFont(with_weight(title.font(), QFont.Weight.Medium))
        self._state = words("", "small", self)
        self._state.setObjectName("container_state")
        self._state.hide()
        self.box = FilesBox(self)
        self.box.show_files(files, {})
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 8, 8)
        column.setSpacing(4)
        for widget in (title, self._state, self.box):
            column.addWidget(widget)

    def show_container(self, state: ContainerState) -> None:
        if state.container_id not in self.containers:
            return
        if state.gone:
            self.box.show_gone()
            self._say(self.tr("The container has ended, and its files with it."))
            return
        left = seconds_left(state)
        self._say("" if left is None else left_words(left))
        cited = {file.file_id for file in self.cited}
        more = tuple(file for file in state.files if file.file_id not in cited)
        self.box.show_files((*self.cited, *more), dict(state.sizes))

    def show_trouble(self, said: str) -> None:
        self._say(said)

    def show_saving(self, saving: Saving) -> None:
        self.box.show_saving(saving)

    def _say(self, text: str) -> None:
        self._state.setText(breakable(text))
        self._state.setVisible(bool(text))


class CallCard(Card):
    """One call: what ran, how it went, how long; opened to everything about it."""

    sources_wanted = Signal()

    def __init__(self, step: ToolStep, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tool_call")
        self._took = ""
        self._step = step
        title = tool_title(step.call)
        self._title = words(title, "", self)
        self._title.setFont(with_weight(self._title.font(), QFont.Weight.Medium))
        self._state = QLabel(self)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setObjectName("tool_state")
        self._state.setProperty("textRole", "small")
        self._inside = QVBoxLayout()
        self._inside.setSpacing(6)
        self._lay_out()
        self.show_step(step)

    def show_step(self, step: ToolStep) -> None:
        """The call as it is known now."""
        self._step = step
        while self._inside.count():
            item = self._inside.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for widget in self._parts(step):
            self._inside.addWidget(widget)
        self._say_state()

    def show_duration(self, seconds: float) -> None:
        self._took = seconds_words(seconds)
        self._say_state()

    def _say_state(self) -> None:
        step = self._step
        state = tool_state(step.call, step.result, step.progress)
        took = self._took or tool_took(step.call)
        said = "  ·  ".join(each for each in (state, took) if each)
        self._state.setText(said)
        self.setAccessibleName(f"{tool_title(step.call)}: {said}")

    def _parts(self, step: ToolStep) -> list[QWidget]:
        found: list[QWidget] = []
        language, given = code_of(step.call)
        if given:
            code = CodeText("tool_arguments", self.tr("What it was given"), self)
            code.show_text(given, language)
            found.append(code)
        if step.result is not None and step.result.output:
            said = self.tr("What went wrong") if step.result.failed else self.tr("What it gave")
            found.append(words(said, "danger" if step.result.failed else "small", self))
            output = CodeText("tool_result", said, self)
            output.show_text(*_result(step.result.output))
            found.append(output)
        if step.passages:
            many = self.tr("{n} passages found").format(n=len(step.passages))
            count = many if len(step.passages) > 1 else self.tr("One passage found")
            button = link_button(count, "tool_passages", self)
            button.clicked.connect(self.sources_wanted)
            found.append(_leading(button))
        found += [PictureView(image, self) for image in step.images.values()]
        return found

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        mark = IconMark(_ICONS.get(self._step.call.kind, "tools"), "muted", 15, self)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        head.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._inside)


def _result(output: str) -> tuple[str, str]:
    """(text, language): JSON is set out in lines."""
    if not output.lstrip().startswith(("{", "[")):
        return output, ""
    return pretty(output), "json"


def _leading(widget: QWidget) -> QWidget:
    frame = QFrame()
    row = QHBoxLayout(frame)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return frame
