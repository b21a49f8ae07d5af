"""What vector stores, their files and what goes wrong with them are called."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from oriel.domain.attributes import LONGEST_KEY, LONGEST_TEXT, MOST_KEYS, Problem, ValueType
from oriel.domain.library import IndexingFailure, VectorStore
from oriel.services.library_store_names import GONE
from oriel.services.library_store_values import Refused
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.view_models.library_stores import MISSING, NOT_LISTED, STILL_LISTED
from oriel.ui.view_models.store_rows import RowState, StoreRow

LONGEST_QUOTE = 300


def t(text: str, /, **facts: object) -> str:
    said = QCoreApplication.translate("Stores", text)
    return said.format(**facts) if facts else said


def counted(count: int, one: str, many: str) -> str:
    """`one` for 1, else `many` with its {count}."""
    return t(one) if count == 1 else t(many, count=count_text(count))


# A store


def store_status(store: VectorStore) -> str:
    counts = store.files
    if not store.usable:
        return t("Expired")
    if store.status == "in_progress" or counts.in_progress:
        return t("Indexing")
    if not counts.total:
        return t("Empty")
    if counts.failed and not counts.completed:
        return t("Failed")
    return t("Ready")


def store_tone(store: VectorStore) -> str:
    """A theme token for the dot before the status."""
    counts = store.files
    if not store.usable or (counts.failed and not counts.completed):
        return "danger"
    if store.status == "in_progress" or counts.in_progress:
        return "warning"
    return "ok" if counts.total else "muted"


def store_files(store: VectorStore) -> str:
    """How many files, how many of them ready, how many failed: in a few words."""
    counts = store.files
    parts = [count_text(counts.total)]
    if counts.total and counts.completed < counts.total:
        parts = [t("{ready} of {total} ready", ready=count_text(counts.completed), total=parts[0])]
    if counts.failed:
        parts.append(t("{count} failed", count=count_text(counts.failed)))
    return ", ".join(parts)


def badge_text(code: str) -> str:
    """How list and service disagree on a store, by the view-model's code."""
    return t(str(_BADGES[code]))


_BADGES = {
    MISSING: QT_TRANSLATE_NOOP("Stores", "The service no longer has this store. Refresh the list."),
    NOT_LISTED: QT_TRANSLATE_NOOP(
        "Stores", "It was made just now; the service does not list it yet."
    ),
    STILL_LISTED: QT_TRANSLATE_NOOP(
        "Stores", "It was deleted just now; the service still lists it."
    ),
}


# A file in it

_STATES = {
    RowState.WAITING: QT_TRANSLATE_NOOP("Stores", "Waiting"),
    RowState.CHECKING: QT_TRANSLATE_NOOP("Stores", "Being checked"),
    RowState.SENDING: QT_TRANSLATE_NOOP("Stores", "Uploading"),
    RowState.PAUSED: QT_TRANSLATE_NOOP("Stores", "Paused"),
    RowState.ATTACHING: QT_TRANSLATE_NOOP("Stores", "Being added"),
    RowState.INDEXING: QT_TRANSLATE_NOOP("Stores", "Indexing"),
    RowState.READY: QT_TRANSLATE_NOOP("Stores", "Ready"),
    RowState.FAILED: QT_TRANSLATE_NOOP("Stores", "Failed"),
    RowState.CANCELLED: QT_TRANSLATE_NOOP("Stores", "Cancelled"),
}
_TONES = {
    RowState.READY: "ok",
    RowState.FAILED: "danger",
    RowState.CANCELLED: "muted",
    RowState.UNKNOWN: "muted",
    RowState.PAUSED: "muted",
}


def row_status(row: StoreRow) -> str:
    state = row.state
    if state is RowState.UNKNOWN:
        word = row.file.status if row.file is not None else ""
        return word or t("Unknown")
    if state is RowState.FAILED:
        return _failed_text(row)
    if (share := row.share) is not None:
        return t("Uploading, {percent} %", percent=int(share * 100))
    return t(str(_STATES[state]))


def _failed_text(row: StoreRow) -> str:
    """That it failed, and why in a word or two."""
    if row.file is None:
        return t("Upload failed")
    failure = row.file.failure
    short = _SHORT.get(failure.code) if failure is not None else None
    return t(str(short)) if short else t("Failed")


_SHORT = {
    "unsupported_file": QT_TRANSLATE_NOOP("Stores", "Failed: kind not read"),
    "invalid_file": QT_TRANSLATE_NOOP("Stores", "Failed: damaged or empty"),
    "server_error": QT_TRANSLATE_NOOP("Stores", "Failed: service problem"),
}


def row_tone(row: StoreRow) -> str:
    return _TONES.get(row.state, "warning")


def row_name(row: StoreRow) -> str:
    """The file's name; its id while nobody has told one."""
    if row.about is not None and row.about.status == GONE:
        return t("Deleted file {id}", id=row.key)
    return row.name or row.key


def row_error(row: StoreRow) -> str:
    """Why it failed, in plain words; "" when it did not."""
    if row.file is not None:
        return indexing_error(row.file.failure) if row.file.failure is not None else ""
    if row.transfer is None or row.transfer.reason is None:
        return ""
    reason = row.transfer.reason
    return explain(reason.code, reason.facts).in_short


_FAILURES = {
    "unsupported_file": QT_TRANSLATE_NOOP("Stores", "The service cannot read this kind of file."),
    "invalid_file": QT_TRANSLATE_NOOP("Stores", "The file is damaged, empty, or holds no text."),
    "server_error": QT_TRANSLATE_NOOP("Stores", "The service had a problem of its own."),
}
_STEPS = {
    "unsupported_file": QT_TRANSLATE_NOOP(
        "Stores", "Save it as PDF, text or Markdown and upload that."
    ),
    "invalid_file": QT_TRANSLATE_NOOP(
        "Stores", "Open it here to see whether it is whole. A scan needs its text recognised."
    ),
    "server_error": QT_TRANSLATE_NOOP("Stores", "Try it again; it usually passes."),
}


def indexing_error(failure: IndexingFailure) -> str:
    """In one line, with what the service says itself."""
    said = " ".join(failure.message.split())[:LONGEST_QUOTE]
    known = _FAILURES.get(failure.code)
    plain = t(str(known)) if known else t("It could not be indexed.")
    return plain if not said else plain + " " + t("It said: “{said}”", said=said)


def indexing_step(failure: IndexingFailure) -> str:
    """What can be done about it."""
    known = _STEPS.get(failure.code)
    return t(str(known)) if known else t("Try it again, or take it out of the store.")


def refusal_text(refused: Refused, name: str) -> str:
    """A file with which something did not work, and why, in one line."""
    return f"{name}: {explain(refused.reason.code, refused.reason.facts).in_short}"


# Attributes

_TYPES = {
    ValueType.TEXT: QT_TRANSLATE_NOOP("Stores", "Text"),
    ValueType.NUMBER: QT_TRANSLATE_NOOP("Stores", "Number"),
    ValueType.BOOL: QT_TRANSLATE_NOOP("Stores", "Yes or no"),
}


def type_name(kind: ValueType) -> str:
    return t(str(_TYPES[kind]))


def problem_text(problem: Problem) -> str:
    match problem:
        case Problem.KEY_EMPTY:
            return t("Give it a name.")
        case Problem.KEY_LONG:
            return t("A name has at most {most} characters.", most=LONGEST_KEY)
        case Problem.KEY_TWICE:
            return t("This name is there twice.")
        case Problem.TEXT_LONG:
            return t("A text has at most {most} characters.", most=LONGEST_TEXT)
        case Problem.NOT_NUMBER:
            return t("This is no number. Write it like 12 or 1.5.")
        case Problem.NUMBER_LARGE:
            return t("This number is too large to be kept exactly. Choose Text.")
        case Problem.NOT_BOOL:
            return t("Choose yes or no.")
        case Problem.TOO_MANY:
            return t("There are at most {most}.", most=MOST_KEYS)
