"""What is said about backups, and about what was found when the history was opened."""

from __future__ import annotations

from oriel.domain.backups import Backup, Loss
from oriel.domain.errors import StoreProblem
from oriel.ui.backups.columns import t
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.library.words import whole_time_text


def loss_text(backup: Backup, loss: Loss) -> str:
    when = whole_time_text(backup.made_at)
    if not loss.messages and not loss.chats:
        return t("Nothing is newer than this backup of {when}.", when=when)
    return t(
        "What is newer than this backup of {when} will be missing: messages: {messages}, new "
        "chats: {chats}.",
        when=when,
        messages=count_text(loss.messages),
        chats=count_text(loss.chats),
    )


def then_text() -> str:
    return t(
        "A backup of the chats as they are now is made first, so this can be undone. "
        "Oriel closes its window for a moment."
    )


def lost_lines(loss: Loss) -> list[str]:
    """The chats that would lose something."""
    return [
        t(
            "{title} (messages: {count})",
            title=" ".join(title.split())[:80] or t("Untitled chat"),
            count=count_text(count),
        )
        for title, count in loss.in_chats
    ]


def trouble_text(problem: StoreProblem) -> str:
    """Why the daily backup is not made."""
    match problem.code:
        case "store_full":
            return t(
                "There is not enough space for today's backup of your chats. Free some space; "
                "Oriel looks again every hour."
            )
        case "store_damaged":
            return t(
                "The file with your chats is damaged. Start Oriel again: it will offer to "
                "repair it. Backups from before are kept."
            )
    words = explain(problem.code, problem.facts)
    return t("Today's backup of your chats was not made. {why}", why=words.reason)
