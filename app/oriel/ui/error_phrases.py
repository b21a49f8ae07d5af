"""What all words for failures are made with: translation, quoting, naming a host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from oriel.domain.connections import ConnectionKind

QUOTED_CHARS = 500
Facts = Mapping[str, Any]
Words = tuple[str, str, str]  # what happened, why, what to do


def t(text: str, **facts: object) -> str:
    """`text` in the person's language with `facts` put in; braces in facts do no harm."""
    return QCoreApplication.translate("ErrorText", text).format(**facts)


def said(facts: Facts) -> str:
    """What the service itself said, quoted and bounded; "" when it said nothing."""
    message = " ".join(str(facts.get("message", "")).split())
    if len(message) > QUOTED_CHARS:
        message = message[:QUOTED_CHARS] + "…"
    return t("It said: “{message}”", message=message) if message else ""


def joined(*parts: str) -> str:
    """Sentences one after the other, empty ones left out."""
    return " ".join(part for part in parts if part)


def host(facts: Facts) -> str:
    return str(facts.get("host") or t("the service"))


def host_first(facts: Facts) -> str:
    """The same where a sentence begins with it."""
    return str(facts.get("host") or t("The service"))


def kind_of(facts: Facts, usual: ConnectionKind) -> ConnectionKind:
    """The kind of connection the failure was met on, `usual` when that is not known."""
    try:
        return ConnectionKind(str(facts.get("kind", "")))
    except ValueError:
        return usual
