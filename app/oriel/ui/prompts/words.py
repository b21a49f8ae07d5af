"""What is said about prompts, in one place: what a text asks for, what files hold."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from oriel.domain.messages import new_id
from oriel.domain.prompts import Prompt, variables
from oriel.services.prompts import MOST_BYTES, MOST_PROMPTS, Comparison, FilesRefused, Why

_EXAMPLES = (
    (
        QT_TRANSLATE_NOOP("Prompts", "Translate"),
        QT_TRANSLATE_NOOP("Prompts", "Keeps tone and layout"),
        QT_TRANSLATE_NOOP(
            "Prompts",
            "Translate the text below into {{language|English|German|French|Spanish}}. "
            "Keep its tone and layout, and translate meaning rather than words.\n\n{{text:\n}}",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Prompts", "Summarize what I copied"),
        QT_TRANSLATE_NOOP("Prompts", "Reads the clipboard"),
        QT_TRANSLATE_NOOP(
            "Prompts",
            "Summarize the following in {{length|three sentences|five bullet points|one page}} "
            "for {{reader:a busy colleague}}. Say what is decided, what is open and who does "
            "what next.\n\n{{clipboard}}",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Prompts", "Review this code"),
        QT_TRANSLATE_NOOP("Prompts", "Mistakes first, style last"),
        QT_TRANSLATE_NOOP(
            "Prompts",
            "Review this {{programming language:Python}} code. List mistakes first, then what "
            "is hard to read, and show a better version of each place.\n\n```\n{{code:\n}}\n```",
        ),
    ),
)
_REFUSALS = {
    Why.UNREADABLE: QT_TRANSLATE_NOOP("Prompts", "{name} cannot be read. {said}"),
    Why.TOO_LARGE: QT_TRANSLATE_NOOP(
        "Prompts", "That is more than {mb} MB in all, which is too much at once."
    ),
    Why.TOO_MANY: QT_TRANSLATE_NOOP("Prompts", "Oriel keeps at most {most} prompts."),
    Why.NOT_OURS: QT_TRANSLATE_NOOP(
        "Prompts", "{name} holds no prompts of Oriel, and is no plain text either."
    ),
    Why.NEWER: QT_TRANSLATE_NOOP(
        "Prompts", "{name} was written by a newer Oriel. Update this one first."
    ),
}


def examples() -> list[Prompt]:
    """Three prompts that show what gaps can do."""
    return [Prompt(new_id(), _said(n), _said(t), _said(d)) for n, d, t in _EXAMPLES]


def asks_for(text: str) -> str:
    """What using a text asks for, and what it fills by itself; "" for a text without gaps."""
    found = variables(text)
    asked = ", ".join(v.name for v in found if not v.built_in)
    known = ", ".join(v.name for v in found if v.built_in)
    parts = (
        _said("Asks for: {names}").format(names=asked) if asked else "",
        _said("Fills in: {names}").format(names=known) if known else "",
    )
    return " · ".join(part for part in parts if part)


def refused(error: FilesRefused) -> str:
    """Why files could not be brought in."""
    said = _said(_REFUSALS[error.why]).format(
        name=Path(error.path).name,
        said=f"{error.said}." if error.said else "",
        mb=MOST_BYTES // 2**20,
        most=f"{MOST_PROMPTS:,}",
    )
    return said.strip()


def held(found: Comparison) -> list[str]:
    """What the files hold, in lines."""
    lines = (
        (len(found.fresh), _said("{count} new")),
        (len(found.changed), _said("{count} that you have in another version")),
        (found.same, _said("{count} that you have already")),
        (found.left_out, _said("{count} left out: without name or text, or far too long")),
    )
    return [text.format(count=count) for count, text in lines if count]


def _said(text: object) -> str:
    return QCoreApplication.translate("Prompts", str(text))
