"""What one search found: its facts, the stores that failed, the passages or why there are none."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.question_sets import Question, outcome_of
from oriel.domain.retrieval import RankChange, SearchRun, SearchSettings, StoreTrouble
from oriel.ui.announcing import announce
from oriel.ui.icon_mark import IconMark
from oriel.ui.library.retrieval.hits_list import LIKED_PX, LIKED_WIDTH_PX, HitsList
from oriel.ui.library.retrieval.parts import Said
from oriel.ui.library.retrieval.words import (
    found_words,
    left_out_words,
    score_words,
    searched_words,
    t,
    trouble_words,
)
from oriel.ui.prompts.parts import button
from oriel.ui.theme import current_zoom

LOADING_AFTER_MS = 150
_MOST_TROUBLES = 4
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


class RunPane(QWidget):
    """`again_requested()`, `settings_wanted(SearchSettings)`: search once more, otherwise."""

    again_requested = Signal()
    settings_wanted = Signal(object)
    action_requested = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"run_{name}")
        self.run: SearchRun | None = None
        self._side = QLabel(self)
        self._side.setProperty("textRole", "title")
        self._side.hide()
        self._found = QLabel(self)
        self._found.setObjectName("run_found")
        self._found.setProperty("textRole", "muted")
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(self.tr("Searching"))
        self._busy.hide()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(LOADING_AFTER_MS)
        self._slow.timeout.connect(self._busy.show)
        self._searched = Said("muted", "run_searched", self)
        self._left_out = Said("warning", "run_left_out", self)
        self._note = Said("warning", "run_note", self)
        self._troubles = Troubles(self)
        self.list = HitsList(f"passages_{name}", self)
        self._state = StatePage(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._state)
        self._pages.addWidget(self.list)
        self._lay_out()
        self._state.pressed.connect(self._on_pressed)
        self._wish: SearchSettings | str = ""

    # Facts

    def show_side(self, side: str) -> None:
        self._side.setText(side)
        self._side.setVisible(bool(side))

    def show_searching(self) -> None:
        """What was found before stays until there is something new."""
        self._slow.start()

    def end_searching(self) -> None:
        self._slow.stop()
        self._busy.hide()

    def show_run(
        self,
        run: SearchRun,
        changes: dict[int, RankChange] | None = None,
        side: int = 0,
        *,
        expects: bool = True,
        question: Question | None = None,
    ) -> None:
        """`question` is the test question whose files are marked; `changes` beside the other
        side."""
        self.end_searching()
        self.run = run
        self._found.setText("" if run.failed else found_words(run))
        self._searched.say(searched_words(run))
        self._left_out.say(left_out_words(run))
        self._note.say("")
        self._troubles.show_troubles(run.troubles if run.hits or not run.failed else ())
        self.list.show_run(run, changes, side, expects)
        if question is not None:
            self.mark_expected(question)
        if run.hits:
            self._pages.setCurrentWidget(self.list)
        elif run.failed:
            self._show_failed(run.troubles[0])
        else:
            self._show_none(run.settings)
        announce(self, self._found.text() or self._state.words)

    def mark_expected(self, question: Question) -> None:
        """Which passages are of the files that a test question asks for."""
        if self.run is not None:
            hits = self.run.hits
            ranks = {h.rank for h in hits if any(e.is_of(h) for e in question.expected)}
            self.list.mark_expected(ranks)
            if question.expected and not outcome_of(question, self.run).rank:
                self._note.say(t("The file that was expected is not among these."))

    def show_changes(self, changes: dict[int, RankChange] | None, side: int) -> None:
        self.list.show_changes(changes, side)

    def show_cited(self, rank: int) -> None:
        """Where a citation led; 0 when that passage was not found."""
        if rank:
            self.list.mark_cited(rank)
        elif self.run is not None and self.run.hits:
            self._note.say(
                t("The passage cited in the chat is not among these. More passages may show it.")
            )

    def show_error(self, error: BaseException) -> None:
        """Nothing could be asked at all."""
        self.clear()
        title, reason, step = trouble_words(error)
        self._wish = "again"
        self._state.say("warning", title, f"{reason} {step}".strip(), self.tr("Try again"))

    def show_words(self, icon_name: str, title: str, text: str, action: str = "") -> None:
        """A state of the view's own; its button is `action_requested`."""
        self.clear()
        self._wish = "action"
        self._state.say(icon_name, title, text, action)

    def clear(self) -> None:
        self.end_searching()
        self.run = None
        self._found.setText("")
        self._searched.say("")
        self._left_out.say("")
        self._note.say("")
        self._troubles.show_troubles(())
        self.list.clear()
        self._pages.setCurrentWidget(self._state)

    # Inside

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._side)
        head.addWidget(self._found)
        head.addStretch(1)
        column = QVBoxLayout(self)
        # From right to left a splitter sets its areas a pixel too far.
        column.setContentsMargins(0, 0, 2 if self.isRightToLeft() else 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._busy)
        column.addWidget(self._searched)
        column.addWidget(self._left_out)
        column.addWidget(self._note)
        column.addWidget(self._troubles)
        column.addWidget(self._pages, 1)

    def _show_failed(self, trouble: StoreTrouble) -> None:
        title, reason, step = trouble_words(trouble.error)
        self._wish = "again"
        self._state.say("warning", title, f"{reason} {step}".strip(), self.tr("Try again"))
        self._pages.setCurrentWidget(self._state)

    def _show_none(self, settings: SearchSettings) -> None:
        title, action = self.tr("No passage was found."), ""
        text = self.tr("Other words may find more. A file that is still indexed is not found yet.")
        self._wish = ""
        if settings.threshold:
            text = self.tr("Nothing scores at least {score}.").format(
                score=score_words(settings.threshold)
            )
            action = self.tr("Search with any score")
            self._wish = replace(settings, threshold=None)
        elif settings.filter is not None:
            text = self.tr("Nothing that the filter lets through speaks of it.")
            action = self.tr("Search without the filter")
            self._wish = replace(settings, filter=None)
        self._state.say("search", title, text, action)
        self._pages.setCurrentWidget(self._state)

    def _on_pressed(self) -> None:
        match self._wish:
            case SearchSettings():
                self.settings_wanted.emit(self._wish)
            case "again":
                self.again_requested.emit()
            case "action":
                self.action_requested.emit()


class Troubles(QFrame):
    """The stores that gave no answer while others did."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("run_troubles")
        self.setProperty("kind", "bar")
        self._text = Said("", "run_trouble", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(IconMark("warning", "warning", 16, self))
        row.addWidget(self._text, 1)
        self.hide()

    def show_troubles(self, troubles: tuple[StoreTrouble, ...]) -> None:
        lines = []
        for each in troubles[:_MOST_TROUBLES]:
            title, reason, _ = trouble_words(each.error)
            facts = {"name": each.store.name, "words": f"{title} {reason}".strip()}
            lines.append(t("{name} gave no answer: {words}", **facts))
        if len(troubles) > _MOST_TROUBLES:
            lines.append(t("{n} more stores gave none.", n=len(troubles) - _MOST_TROUBLES))
        self._text.say("\n".join(lines))
        self.setVisible(bool(lines))


class StatePage(QWidget):
    """One sentence, one action, in the middle. `pressed()`."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("run_state")
        self._icon = IconMark("search", "muted", 28, self)
        self._title = Said("title", "state_title", self)
        self._text = Said("muted", "state_text", self)
        self._action = button("", "state_action", self)
        self._action.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addStretch(2)
        for widget in (self._icon, self._title, self._text, self._action):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(widget, 6 if isinstance(widget, Said) else 0)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(3)
        for said in (self._title, self._text):
            said.setAlignment(_CENTRE)
        # It may hold a policy that an administrator is to be sent.
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.say("search", "", "", "")

    def sizeHint(self) -> QSize:
        return QSize(LIKED_WIDTH_PX, round(LIKED_PX * current_zoom()))

    @property
    def words(self) -> str:
        return " ".join(each.text() for each in (self._title, self._text) if each.text())

    def say(self, icon_name: str, title: str, text: str, action: str) -> None:
        self._icon.set_icon(icon_name, "warning" if icon_name == "warning" else "muted")
        self._icon.setVisible(bool(title))
        self._title.say(title)
        self._text.say(text)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
