"""What is said of containers: how they are, how long they have, what they use."""

from __future__ import annotations

import time

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from oriel.domain.attachments import clean_name
from oriel.domain.container_pool import Pool, gigabytes, lives_at
from oriel.domain.library import Container, ContainerFile
from oriel.domain.visible import name_of
from oriel.ui.count_text import count_text

WARNING_S, DANGER_S = 300.0, 60.0  # what is left when an end is marked


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("Containers", text).format(**facts)


def shown_name(container: Container) -> str:
    """A name from a service, fit to be shown on one line."""
    return clean_name(container.name)


def lives(container: Container) -> bool:
    """Whether it has not ended, by now."""
    return lives_at(container, time.time())


def status_text(container: Container) -> str:
    if not lives(container):
        return t("Ended")
    if container.status in ("", "running", "active"):
        return t("Running")
    return name_of(container.status)


def status_tone(container: Container) -> str:
    return "ok" if lives(container) else "muted"


def memory_text(container: Container) -> str:
    """4 GB; "" when it is not told."""
    size = gigabytes(container.memory)
    return name_of(container.memory) if size is None else t("{n} GB", n=count_text(size))


def memory_choice(memory: str) -> str:
    return t("{n} GB", n=gigabytes(memory) or 0)


def left_s(container: Container) -> float | None:
    """Seconds until it ends if nothing uses it; None when not known or when it has ended."""
    if container.ends_at is None or not lives(container):
        return None
    return container.ends_at - time.time()


def countdown(container: Container) -> str:
    """19:58; "" when there is nothing to count down."""
    left = left_s(container)
    if left is None:
        return ""
    minutes, seconds = divmod(max(0, int(left)), 60)
    return f"{minutes}:{seconds:02d}"


def countdown_told(container: Container) -> str:
    """The same as a sentence."""
    left = left_s(container)
    if left is None:
        return "" if lives(container) else t("It has ended.")
    if left < DANGER_S:
        return t("Ends in {n} s, unless it is used.", n=max(1, int(left)))
    return t("Ends in {n} min, unless it is used.", n=int(left // 60))


def countdown_tone(container: Container) -> str:
    left = left_s(container)
    if left is None or left >= WARNING_S:
        return ""
    return "danger" if left < DANGER_S else "warning"


def minutes_text(minutes: int) -> str:
    return t("1 idle minute") if minutes == 1 else t("{n} idle minutes", n=minutes)


def use_words() -> str:
    """What keeps a container alive."""
    return t(
        "It ends when nothing has used it for that long. Code that runs in it counts as use, "
        "and so do files that are put in or read. What is in it is lost then: save it before."
    )


def ended_words() -> str:
    return t(
        "This container was idle for too long and has ended. What was in it is gone, "
        "and it cannot be brought back. A new one can take its place."
    )


def pool_text(pool: Pool) -> str:
    """The line below the table."""
    if not pool.living:
        return ""
    used = count_text(pool.used_gb)
    if pool.total_gb:
        facts = {"used": used, "total": count_text(pool.total_gb)}
        said = t("Living containers use {used} of {total} GB", **facts)
    else:
        said = t("Living containers use {used} GB", used=used)
    if pool.guessed:
        said = t("{said} or more", said=said)
    return said


def pool_told(pool: Pool) -> str:
    """What the line below the table leaves out."""
    if not pool.partial:
        return ""
    return t(
        "The pool of {total} GB belongs to the whole tenancy, unless Oracle has granted more. "
        "Only the containers of this project are seen here: others may use it, too.",
        total=count_text(pool.total_gb),
    )


def source_text(file: ContainerFile) -> str:
    """Who put a file there."""
    known = _SOURCES.get(file.source)
    return t(str(known)) if known else name_of(file.source)


def files_text(count: int) -> str:
    return t("1 file") if count == 1 else t("{n} files", n=count_text(count))


_SOURCES = {
    "user": QT_TRANSLATE_NOOP("Containers", "you"),
    "assistant": QT_TRANSLATE_NOOP("Containers", "code"),
}
