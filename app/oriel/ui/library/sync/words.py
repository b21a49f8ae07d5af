"""What is said of a store and its folder: what would be done, and what was."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from oriel.domain.attachments import Reason
from oriel.domain.errors import AppError
from oriel.domain.file_purposes import Misfit
from oriel.domain.synced_folders import Act, SyncNote, SyncPlan
from oriel.services.library_store_values import Outcome
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.library.intake import words as intake_words
from oriel.ui.library.intake.words import files_text


def t(text: str, **facts: object) -> str:
    """`text` in the person's language with `facts` put in."""
    return QCoreApplication.translate("Sync", text).format(**facts)


def reason_text(reason: Reason | None) -> str:
    """Why a step is there, or a file is not sent."""
    if reason is None:
        return ""
    sentence = _REASONS.get(reason.code)
    if sentence is None:
        return intake_words.reason_text(reason)
    return t(str(sentence), **{"ending": "", **reason.facts})


def action_text(counts: dict[Act, int]) -> str:
    """What the button would do: "Add 3, replace 1, remove 2"."""
    words = _acts()
    parts = [words[act].format(count=count_text(n)) for act, n in counts.items() if n]
    said = t(", ").join(parts)
    return said[:1].upper() + said[1:] if said else t("Nothing chosen")


def _acts() -> dict[Act, str]:
    def plain(text: str) -> str:
        return QCoreApplication.translate("Sync", text)

    return {
        Act.ADD: plain("add {count}"),
        Act.REPLACE: plain("replace {count}"),
        Act.REMOVE: plain("remove {count}"),
    }


def notes(plan: SyncPlan) -> list[str]:
    """What has to be known beside the steps."""
    said = []
    if plan.doubtful:
        said.append(
            t(
                "Nothing of what was sent is left in this folder. Is it the right one, and is "
                "its disk connected? Nothing is removed unless you tick it."
            )
        )
    if plan.lost:
        said.append(
            t(
                "{files} sent from here left the store elsewhere and would be added again.",
                files=files_text(plan.lost),
            )
        )
    if plan.full:
        said.append(t("The folder holds too many files: what is beyond is not looked at."))
    return said


def standing_text(plan: SyncPlan) -> str:
    """What needs nothing: "120 files are in step. 3 other files stay as they are." """
    said = []
    if plan.same:
        said.append(
            t("1 file is in step.")
            if plan.same == 1
            else t("{count} files are in step.", count=count_text(plan.same))
        )
    if plan.moving:
        said.append(t("{files} on the way.", files=files_text(plan.moving)))
    if plan.others:
        said.append(
            t("{files} in the store came from elsewhere and stay.", files=files_text(plan.others))
        )
    return " ".join(said)


def done_text(sent: int, outcome: Outcome) -> str:
    """What came of it."""
    said = []
    if sent:
        said.append(t("{files} on the way; the transfers show how far.", files=files_text(sent)))
    if outcome.done:
        said.append(t("{files} removed from the store.", files=files_text(len(outcome.done))))
    if outcome.refused:
        why = intake_words.reason_text(outcome.refused[0].reason)
        count = files_text(len(outcome.refused))
        said.append(t("{files} could not be removed. {why}", files=count, why=why))
    return " ".join(said) or t("There was nothing to do.")


def failed_text(error: AppError) -> str:
    """Why it could not be compared."""
    return explain(error.code, error.facts).in_full


_REASONS: dict[str, object] = {
    SyncNote.LOST: QT_TRANSLATE_NOOP("Sync", "Left the store elsewhere"),
    SyncNote.ALL_GONE: QT_TRANSLATE_NOOP("Sync", "Not in the folder now"),
    Misfit.STORE_REFUSES: QT_TRANSLATE_NOOP("Sync", "Stores here refuse .{ending}"),
    Misfit.STORE_UNKNOWN: QT_TRANSLATE_NOOP("Sync", "Stores here may not read this kind"),
    Misfit.STORE_WORDLESS: QT_TRANSLATE_NOOP("Sync", "No text to search in it"),
}
