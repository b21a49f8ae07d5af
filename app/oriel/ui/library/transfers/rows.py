"""The columns of the transfers, and what can be done with those in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from oriel.domain.transfers import Direction, Stage, Transfer
from oriel.ui.library.table.columns import Column
from oriel.ui.library.transfers.words import (
    destination_text,
    failure_text,
    speed_text,
    state_text,
    t,
    time_text,
)
from oriel.ui.library.words import size_text

PAUSABLE = frozenset({Stage.WAITING, Stage.CHECKING, Stage.SENDING})
ACTIVE = PAUSABLE | {Stage.ATTACHING, Stage.INDEXING, Stage.PAUSED}
STEP, LEAVE = "step", "leave"
_ORDER = {
    stage: at
    for at, stage in enumerate(
        (
            Stage.SENDING,
            Stage.ATTACHING,
            Stage.INDEXING,
            Stage.CHECKING,
            Stage.WAITING,
            Stage.PAUSED,
            Stage.FAILED,
            Stage.CANCELLED,
            Stage.DONE,
        )
    )
}
_TONES = {
    Stage.DONE: "ok",
    Stage.FAILED: "danger",
    Stage.PAUSED: "warning",
    Stage.ATTACHING: "accent",
    Stage.INDEXING: "accent",
    Stage.CHECKING: "accent",
    Stage.WAITING: "line",
    Stage.CANCELLED: "line",
}


def columns() -> tuple[Column[Transfer], ...]:
    """Made where the language is known."""
    return (
        Column(
            id="name",
            title=t("Name"),
            value=_name,
            text=_name,
            icon=_direction_icon,
            width=160,
            stretch=True,
        ),
        Column(
            id="to",
            title=t("To"),
            value=destination_text,
            text=destination_text,
            width=120,
            yields=1,
        ),
        _state(),
        *_pace(),
        _action(STEP, t("Pause, go on or try again"), _step_icon, step_text),
        _action(LEAVE, t("Cancel or take off the list"), _leave_icon, leave_text),
    )


def share_of(transfer: Transfer) -> float | None:
    """How far its bytes are; None when no bar says anything."""
    if transfer.stage is Stage.SENDING or (transfer.stage is Stage.PAUSED and transfer.done_bytes):
        return transfer.done_bytes / transfer.size if transfer.size else 0.0
    return None


def step_text(transfer: Transfer) -> str:
    """What the first action of a row does, "" where there is none."""
    if transfer.stage in PAUSABLE:
        return t("Pause")
    if transfer.stage is Stage.PAUSED:
        return t("Go on")
    if transfer.stage in (Stage.FAILED, Stage.CANCELLED):
        return t("Try again")
    return t("Open the folder") if has_folder(transfer) else ""


def leave_text(transfer: Transfer) -> str:
    return t("Take off the list") if transfer.stage.has_ended else t("Cancel")


def has_folder(transfer: Transfer) -> bool:
    """Whether it lies in a folder of this computer now, that can be opened."""
    return transfer.direction is Direction.DOWN and transfer.stage is Stage.DONE


def ids_in(transfers: Iterable[Transfer], stages: Iterable[Stage]) -> list[str]:
    wanted = frozenset(stages)
    return [transfer.id for transfer in transfers if transfer.stage in wanted]


def _state() -> Column[Transfer]:
    return Column(
        id="state",
        title=t("State"),
        value=_order,
        raw=_stage,
        text=state_text,
        tone=_tone,
        dot=True,
        progress=share_of,
        tooltip=failure_text,
        width=220,
        stretch=True,
    )


def _pace() -> tuple[Column[Transfer], ...]:
    left, size = t("Time left"), t("Size")
    return (
        Column(
            id="rate",
            title=t("Speed"),
            value=_rate,
            text=speed_text,
            width=80,
            align_right=True,
            yields=3,
        ),
        Column(id="left", title=left, value=_left, text=time_text, width=128, yields=2),
        Column(
            id="size",
            title=size,
            value=_size,
            text=_size_text,
            width=80,
            align_right=True,
            hidden=True,
        ),
    )


def _action(
    column_id: str,
    title: str,
    icon: Callable[[Transfer], str],
    told: Callable[[Transfer], str],
) -> Column[Transfer]:
    return Column(
        id=column_id,
        title=title,
        value=told,
        text=told,
        icon=icon,
        tooltip=told,
        width=44,
        action=True,
    )


def _name(transfer: Transfer) -> str:
    return transfer.name


def _order(transfer: Transfer) -> int:
    return _ORDER[transfer.stage]


def _stage(transfer: Transfer) -> str:
    return transfer.stage.value


def _tone(transfer: Transfer) -> str:
    return "" if share_of(transfer) is not None else _TONES.get(transfer.stage, "")


def _rate(transfer: Transfer) -> float:
    return transfer.rate_bps if transfer.stage is Stage.SENDING else 0.0


def _left(transfer: Transfer) -> float | None:
    return transfer.seconds_left if transfer.stage is Stage.SENDING else None


def _size(transfer: Transfer) -> int:
    return transfer.size


def _size_text(transfer: Transfer) -> str:
    return size_text(transfer.size)


def _direction_icon(transfer: Transfer) -> str:
    return "upload" if transfer.direction is Direction.UP else "download"


def _step_icon(transfer: Transfer) -> str:
    if transfer.stage in PAUSABLE:
        return "pause"
    if transfer.stage is Stage.PAUSED:
        return "play"
    if transfer.stage in (Stage.FAILED, Stage.CANCELLED):
        return "retry"
    return "folder" if has_folder(transfer) else ""


def _leave_icon(transfer: Transfer) -> str:
    return "close"
