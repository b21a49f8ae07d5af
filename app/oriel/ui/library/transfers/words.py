"""What is said of transfers: where one goes, how far it is, why it failed; how all stand."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from oriel.domain.attachments import Refusal
from oriel.domain.errors import SessionEnded
from oriel.domain.transfers import Direction, Stage, Transfer, TransferSummary
from oriel.ui.attaching.words import reason_text
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.library.words import left_text, rate_text, size_text

BETWEEN = "  ·  "


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("Transfers", text).format(**facts)


def destination_text(transfer: Transfer) -> str:
    """Where it goes: a store's name, the service's files, a container, a folder here."""
    if transfer.direction is Direction.DOWN:
        return PurePath(transfer.path).parent.name or str(PurePath(transfer.path).parent)
    to = transfer.to
    if to is None or not (to.store_id or to.container_id):
        return t("Files")
    return (to.store_name or to.store_id) if to.store_id else t("Container")


def state_text(transfer: Transfer) -> str:
    """How far it is, in few words; for one that failed or is held up, what happened."""
    match transfer.stage:
        case Stage.WAITING:
            return _held_text(transfer) or t("Waiting")
        case Stage.CHECKING:
            return t("Checking")
        case Stage.SENDING:
            return amount_text(transfer)
        case Stage.ATTACHING:
            return _held_text(transfer) or t("Being added to the store")
        case Stage.INDEXING:
            return _held_text(transfer) or t("Being indexed")
        case Stage.PAUSED:
            return t("Paused")
        case Stage.CANCELLED:
            return t("Cancelled")
        case Stage.FAILED:
            return failure_title(transfer)
        case Stage.DONE:
            return t("Was there already") if transfer.note == "already_there" else t("Done")


def amount_text(transfer: Transfer) -> str:
    """3.7 of 5.1 MB."""
    done, size = size_text(transfer.done_bytes), size_text(transfer.size)
    number, _, unit = done.rpartition("\u00a0" if "\u00a0" in done else " ")
    if number and size.endswith(unit) and number:
        return t("{done} of {size}", done=number, size=size)
    return t("{done} of {size}", done=done, size=size)


def failure_title(transfer: Transfer) -> str:
    """What happened, in one sentence."""
    reason = transfer.reason
    if reason is None:
        return t("Failed")
    if reason.code in frozenset(Refusal):
        return reason_text(reason, transfer.name)
    return explain(reason.code, dict(reason.facts)).title


def failure_text(transfer: Transfer) -> str:
    """What happened, why, and what to do; "" for one that has neither failed nor is held up."""
    failed = t("Failed") if transfer.stage is Stage.FAILED else ""
    return reason_text(transfer.reason, transfer.name) or failed


def _held_text(transfer: Transfer) -> str:
    """What it waits for; "" while nothing is in its way."""
    if transfer.reason is None:
        return ""
    if transfer.reason.code == SessionEnded.code:
        return t("Waits for your new sign-in")
    return t("Waits: {why}", why=failure_title(transfer))


def time_text(transfer: Transfer) -> str:
    return _left(transfer.seconds_left) if transfer.stage is Stage.SENDING else ""


def speed_text(transfer: Transfer) -> str:
    return rate_text(transfer.rate_bps) if transfer.stage is Stage.SENDING else ""


def runs(summary: TransferSummary) -> bool:
    """Whether anything is under way."""
    return summary.active + summary.waiting > 0


def total_of(summary: TransferSummary) -> int:
    return summary.active + summary.waiting + summary.paused + summary.failed + summary.done


def summary_text(summary: TransferSummary) -> str:
    """3 of 12 · 4.2 MB/s · about 2 min left; at rest, what became of them."""
    if not runs(summary):
        return BETWEEN.join(_at_rest(summary))
    done, of = count_text(summary.done), count_text(total_of(summary))
    parts = [
        t("{done} of {of}", done=done, of=of),
        rate_text(summary.rate_bps),
        _left(summary.seconds_left),
        _still(summary),
        _failed(summary),
        _paused(summary),
    ]
    return BETWEEN.join(part for part in parts if part)


def short_text(summary: TransferSummary) -> str:
    """3 of 12 · about 2 min left; paused ones, when nothing runs."""
    if not runs(summary):
        return _paused(summary)
    done, of = count_text(summary.done), count_text(total_of(summary))
    parts = (
        t("{done} of {of}", done=done, of=of),
        _left(summary.seconds_left),
        _still(summary),
    )
    return BETWEEN.join(part for part in parts if part)


def share_done(summary: TransferSummary) -> float:
    """How far all are, 0.0 to 1.0."""
    if summary.bytes_total <= 0:
        return 0.0
    return min(1.0, summary.bytes_done / summary.bytes_total)


def _at_rest(summary: TransferSummary) -> list[str]:
    done = t("{count} done", count=count_text(summary.done)) if summary.done else ""
    return [part for part in (done, _failed(summary), _paused(summary)) if part]


def _left(seconds: float | None) -> str:
    """Nothing for what is as good as over: it still goes on."""
    return left_text(seconds) if seconds else ""


def _still(summary: TransferSummary) -> str:
    """How many wait while nothing goes on: for a sign-in, for a service that is away."""
    if summary.active or not summary.waiting:
        return ""
    return t("{count} waiting", count=count_text(summary.waiting))


def _failed(summary: TransferSummary) -> str:
    return t("{count} failed", count=count_text(summary.failed)) if summary.failed else ""


def _paused(summary: TransferSummary) -> str:
    return t("{count} paused", count=count_text(summary.paused)) if summary.paused else ""
