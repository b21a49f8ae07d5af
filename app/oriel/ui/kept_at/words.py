"""Where a chat is kept, in sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from oriel.domain.remote_state import Kept, KeptAnswers, KeptConversation, RemoteState
from oriel.ui.count_text import count_text


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("KeptAt", text).format(**facts)


def date_text(epoch_s: float) -> str:
    """A day, as the person's language writes it; "" for what is no day."""
    day = QDateTime.fromSecsSinceEpoch(round(max(min(epoch_s, 2**40), 0.0))).date()
    return QLocale().toString(day, "d MMMM yyyy") if day.isValid() else ""


def place_text(name: str) -> str:
    return name or t("a connection that was removed")


def state_text(state: RemoteState) -> str:
    """The whole of it in one or two sentences."""
    main = state.main
    if state.kept is Kept.HERE:
        return t("This chat is kept only on this computer.")
    if state.kept is Kept.THERE:
        if main is None or main.inside or main.ended_at(state.at) is not None:
            return t("Kept on this computer. Single answers are kept elsewhere too.")
        return there_text(main)
    return gone_text(main, state.at) if main is not None else ""


def gone_text(kept: KeptConversation, now: float) -> str:
    """Why it is not there any more: deleted, too old, or not found, which need not be the end."""
    facts = {"place": place_text(kept.place), "date": date_text(kept.ended_at(now) or now)}
    if kept.deleted:
        return t("Kept on this computer. It was deleted at {place} on {date}.", **facts)
    if kept.until is not None and kept.until <= now:
        return t("Kept on this computer. {place} no longer has it, since {date}.", **facts)
    return t(
        "Kept on this computer. {place} has not found it since {date}. It was deleted there, or "
        "the project or the permissions have changed. If it can be found again, Oriel notices.",
        **facts,
    )


def there_text(kept: KeptConversation) -> str:
    place = place_text(kept.place)
    if kept.moved:
        return t(
            "Kept on this computer, and where {place} led before its project or address was "
            "changed.",
            place=place,
        )
    if kept.until is None:
        return t("Kept on this computer, and at {place} as long as it keeps it.", place=place)
    return t(
        "Kept on this computer, and at {place} until {date} at the latest.",
        place=place,
        date=date_text(kept.until),
    )


def answers_text(answers: KeptAnswers) -> str:
    """How many answers a service keeps by themselves."""
    facts = {"place": place_text(answers.place), "count": count_text(answers.count)}
    if answers.until is None:
        one = t("1 answer is also stored at {place} by itself.", **facts)
        many = t("{count} answers are also stored at {place} by themselves.", **facts)
    else:
        facts["date"] = date_text(answers.until)
        one = t("1 answer is also stored at {place} by itself, until {date}.", **facts)
        many = t("{count} answers are also stored at {place} by themselves, until {date}.", **facts)
    return one if answers.count == 1 else many


def _why_gone(kept: KeptConversation, now: float) -> str:
    if kept.deleted:
        return t("You deleted it there.")
    if kept.until is not None and kept.until <= now:
        return t("It is older than conversations are kept there.")
    return t(
        "The service does not find it. It was deleted there, or the project or the permissions "
        "have changed."
    )


def goes_on_text(kept: KeptConversation, now: float, *, main: bool) -> str:
    """What the next turn does about a conversation; `main` is the one that is spoken of."""
    if kept.ended_at(now) is not None:
        again = t("The next turn puts the chat there again.") if main else ""
        return f"{_why_gone(kept, now)} {again}".strip()
    if kept.moved:
        return t(
            "It is at another project or address than the connection has now. The next turn "
            "begins a new one there, unless you change the connection back."
        )
    if not kept.current:
        return t("Another branch of this chat, or what it was before it was changed.")
    if not kept.certain:
        return t(
            "It is not certain that it says the same as this chat, so the next turn begins a "
            "new one. Nothing is deleted there."
        )
    return t("The next turn goes on in it.")
