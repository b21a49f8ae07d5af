"""What is said of files that are to be sent: what for, for how long, why one is not."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from oriel.domain.attachments import Reason
from oriel.domain.file_purposes import Misfit, Purpose
from oriel.domain.folder_rules import LeftOut
from oriel.domain.upload_plan import ALREADY_THERE
from oriel.domain.visible import name_of
from oriel.ui.attaching.words import size_text
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain

DAY_S = 86_400


def t(text: str, **facts: object) -> str:
    """`text` in the person's language with `facts` put in."""
    return QCoreApplication.translate("Intake", text).format(**facts)


def files_text(count: int) -> str:
    """ "1 file", "12,345 files"."""
    return t("1 file") if count == 1 else t("{count} files", count=count_text(count))


def purpose_text(purpose: str) -> str:
    """What a purpose is for; the service's own word for what nobody knows."""
    return t(str(_PURPOSES[purpose])) if purpose in _PURPOSES else name_of(purpose)


def expiries() -> list[tuple[str, int]]:
    """The choices of how long files are kept, each with its seconds (0 for always)."""
    days = [(t("After {days} days", days=days), days * DAY_S) for days in (7, 30, 90)]
    return [(t("Never"), 0), (t("After 1 day"), DAY_S), *days]


def reason_text(reason: Reason | None) -> str:
    """Why a file is not sent, in a few words that stand beside its name."""
    if reason is None:
        return ""
    sentence = _REASONS.get(reason.code)
    if sentence is None:
        return _failure(reason)
    facts = dict(reason.facts)
    if reason.code == LeftOut.TOO_BIG:
        facts |= {name: size_text(int(facts.get(name, 0))) for name in ("size", "limit")}
    if "purpose" in facts:
        facts["purpose"] = purpose_text(str(facts["purpose"]))
    known = {"detail": "", "ending": "", "file": "", **facts}
    return " ".join(t(str(sentence), **known).split())


def unknown_text(reason: Reason) -> str:
    """That it could not be found out what is there."""
    why = _failure(reason)
    return t("What is there already could not be read, so every file counts as new. {why}", why=why)


def _failure(reason: Reason) -> str:
    return explain(reason.code, dict(reason.facts)).in_short


_PURPOSES: dict[str, object] = {
    Purpose.USER_DATA: QT_TRANSLATE_NOOP("Intake", "General use"),
    Purpose.ASSISTANTS: QT_TRANSLATE_NOOP("Intake", "Assistants"),
    Purpose.VISION: QT_TRANSLATE_NOOP("Intake", "Pictures to look at"),
    Purpose.BATCH: QT_TRANSLATE_NOOP("Intake", "Batch jobs"),
    Purpose.FINE_TUNE: QT_TRANSLATE_NOOP("Intake", "Fine-tuning"),
    Purpose.EVALS: QT_TRANSLATE_NOOP("Intake", "Evaluations"),
}
_REASONS: dict[str, object] = {
    ALREADY_THERE: QT_TRANSLATE_NOOP("Intake", "Already there, of the same size"),
    LeftOut.HIDDEN: QT_TRANSLATE_NOOP("Intake", "Hidden"),
    LeftOut.LITTER: QT_TRANSLATE_NOOP("Intake", "A cache, or made by a program for itself"),
    LeftOut.GITIGNORE: QT_TRANSLATE_NOOP("Intake", "Left out by {file}"),
    LeftOut.OWN_PATTERN: QT_TRANSLATE_NOOP("Intake", "Left out by your patterns"),
    LeftOut.EMPTY: QT_TRANSLATE_NOOP("Intake", "Empty"),
    LeftOut.TOO_BIG: QT_TRANSLATE_NOOP("Intake", "{size}, and at most {limit} can be sent"),
    LeftOut.LONG_NAME: QT_TRANSLATE_NOOP(
        "Intake", "Its name has {length} characters, and {limit} are the most"
    ),
    LeftOut.NO_FILE: QT_TRANSLATE_NOOP("Intake", "A pipe, socket or device, not a file"),
    LeftOut.UNREADABLE: QT_TRANSLATE_NOOP("Intake", "Cannot be read. {detail}"),
    LeftOut.GONE: QT_TRANSLATE_NOOP("Intake", "No longer there"),
    LeftOut.LINK_LOOP: QT_TRANSLATE_NOOP("Intake", "A link that leads back to where it lies"),
    LeftOut.LINK_OUTSIDE: QT_TRANSLATE_NOOP("Intake", "A link that leads out of the folder"),
    LeftOut.LINK_BROKEN: QT_TRANSLATE_NOOP("Intake", "A link that leads nowhere"),
    LeftOut.LINK_TAKEN: QT_TRANSLATE_NOOP("Intake", "A link to what is looked at where it lies"),
    LeftOut.TWICE: QT_TRANSLATE_NOOP("Intake", "Chosen twice"),
    LeftOut.TOO_DEEP: QT_TRANSLATE_NOOP("Intake", "More than {limit} folders deep"),
    Misfit.NOT_LINES: QT_TRANSLATE_NOOP("Intake", "“{purpose}” takes .jsonl files only"),
    Misfit.NOT_PICTURE: QT_TRANSLATE_NOOP(
        "Intake", "“{purpose}” takes GIF, JPEG, PNG and WebP only"
    ),
    Misfit.STORE_REFUSES: QT_TRANSLATE_NOOP(
        "Intake", "Stores here refuse .{ending}; tick it to try"
    ),
    Misfit.STORE_UNKNOWN: QT_TRANSLATE_NOOP(
        "Intake", "Stores here may not read this kind; tick it to try"
    ),
    Misfit.STORE_WORDLESS: QT_TRANSLATE_NOOP("Intake", "No text to search in it; tick it to try"),
}
