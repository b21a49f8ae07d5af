"""Before chats are deleted: what goes with them at services, to be ticked. Nothing is ticked at
first: chats are deleted here alone unless the person says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from oriel.domain.remote_deletion import DeletionPlan, There, Unreached, What
from oriel.ui.announcing import announce
from oriel.ui.check_box import CheckBox
from oriel.ui.error_text import explain
from oriel.ui.kept_at.deletion_words import Asked, deleting_text, item_text
from oriel.ui.kept_at.fitting import fit
from oriel.ui.kept_at.parts import foot, scrolled
from oriel.ui.kept_at.words import t
from oriel.ui.prompts.parts import button, label

_WIDTH_PX, _LIST_PX = 480, 260
_ORDER = (What.CONVERSATION, What.ANSWER, What.FILE, What.CONTAINER)
_MOST_ROWS = 200


class DeleteDialog(QDialog):
    """`confirmed(tuple[There])`: go on, and delete these at the services too. With
    `there_only` nothing is deleted here, and everything is ticked at first. `asked` is said
    in place of the usual question about chats that go into the bin."""

    confirmed = Signal(object)

    def __init__(
        self,
        plan: DeletionPlan,
        title: str,
        parent: QWidget | None = None,
        *,
        there_only: bool = False,
        asked: Asked | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("delete_dialog")
        self._there_only = there_only
        self._boxes: dict[tuple[str, ...], tuple[CheckBox, tuple[There, ...]]] = {}
        usual = deleting_text(title, len(plan.chat_ids), there_only=there_only)
        heading, about, yes = asked or usual
        self.setWindowTitle(heading)
        self._heading, self._about = label("title", self, heading), label("", self, about)
        self._asking = label("small", self, t("Asking which files nothing else uses…"))
        self._unreached = label("warning", self)
        self._unreached.setObjectName("delete_unreached")
        self._inside = QWidget(self)
        self._rows = QVBoxLayout(self._inside)
        self._area = scrolled(self._inside, "delete_there", t("What is kept at services"), self)
        self._yes = button(yes, "delete_yes", self, "danger")
        self._no = button(t("Cancel"), "delete_no", self)
        self._lay_out()
        self._yes.clicked.connect(self._on_yes)
        self._no.clicked.connect(self.reject)
        self._no.setFocus()
        self.show_plan(plan, complete=False)

    def show_plan(self, plan: DeletionPlan, *, complete: bool = True) -> None:
        """What there is, what was ticked stays so; `complete` once the services have told."""
        self._asking.setVisible(not complete)
        for connection_id, place in plan.places.items():
            self._put_head(connection_id, place)
            for what in _ORDER:
                self._put(connection_id, what, plan.of(connection_id, what))
        self._unreached.setText("\n".join(map(_unreached_text, plan.unreached)))
        self._unreached.setVisible(bool(plan.unreached))
        if complete:
            announce(self, self._unreached.text())
        self._fit()

    def open(self) -> None:
        super().open()
        announce(self, f"{self._heading.text()} {self._about.text()}")

    def chosen(self) -> tuple[There, ...]:
        boxes = self._boxes.values()
        return tuple(item for box, items in boxes if box.isChecked() for item in items)

    # Inside

    def _put_head(self, connection_id: str, place: str) -> None:
        name = f"head {connection_id}"
        if self._inside.findChild(QWidget, name) is None:
            too = t("Delete at {place} too:", place=place)
            only = t("Delete at {place}:", place=place)
            head = label("muted", self._inside, only if self._there_only else too)
            head.setObjectName(name)
            self._rows.addWidget(head)
            head.show()  # at once, so that the layout counts it

    def _put(self, connection_id: str, what: What, items: Sequence[There]) -> None:
        """One box for all answers and conversations, one for each file."""
        if what in (What.CONVERSATION, What.ANSWER):
            if items:
                self._put_box((connection_id, what.value), tuple(items))
            return
        for item in items[:_MOST_ROWS]:
            self._put_box((connection_id, what.value, item.id), (item,))

    def _put_box(self, key: tuple[str, ...], items: tuple[There, ...]) -> None:
        known = self._boxes.get(key)
        box = known[0] if known is not None else CheckBox(self._inside)
        text = item_text(items)
        box.setText(text.replace("&", "&&"))
        box.setObjectName(f"delete_{key[1]}")
        box.setAccessibleName(text)
        if known is None:
            box.setChecked(self._there_only)
            self._rows.addWidget(box)
            box.show()
            box.toggled.connect(self._on_toggled)
        self._boxes[key] = (box, items)
        self._on_toggled()

    def _on_toggled(self) -> None:
        self._yes.setEnabled(not self._there_only or bool(self.chosen()))

    def _on_yes(self) -> None:
        chosen = self.chosen()
        self.accept()
        self.confirmed.emit(chosen)

    def _lay_out(self) -> None:
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(12)
        never = label("small", self, t("What is deleted at a service cannot be brought back."))
        for widget in (self._heading, self._about):
            column.addWidget(widget)
        column.addWidget(self._area, 1)
        for widget in (self._asking, self._unreached, never):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addLayout(foot(self._no, self._yes))

    def _fit(self) -> None:
        fit(self, _WIDTH_PX, self._area, _LIST_PX)


def _unreached_text(unreached: Unreached) -> str:
    why = unreached.why
    return t(
        "{place} did not say which files nothing else uses, so none are listed. {why}",
        place=unreached.place,
        why=explain(why.code, why.facts).title if why is not None else "",
    ).rstrip()
