"""Why a file did not get where it should, in plain words."""

from __future__ import annotations

from oriel.ui.attaching.words import size_text
from oriel.ui.error_phrases import Facts, Words, joined, said, t


def gone(facts: Facts) -> Words:
    return (
        t("The file is not there any more."),
        _at(facts),
        t("Put it back where it was and try again, or remove it from the list."),
    )


def unreadable(facts: Facts) -> Words:
    return (
        t("The file cannot be read."),
        joined(_at(facts), str(facts.get("detail", ""))),
        t("Allow reading it, or close the program that holds it, then try again."),
    )


def empty(facts: Facts) -> Words:
    return (
        t("The file is empty."),
        t("Services take no files without content."),
        t("Leave it out, or write something into it and try again."),
    )


def too_large(facts: Facts) -> Words:
    sizes = [_size(facts.get(name)) for name in ("size", "limit")]
    reason = t("It has {size}, and at most {limit} can be sent.", size=sizes[0], limit=sizes[1])
    return t("The file is too large."), reason, t("Split it, or send a smaller one.")


def changed(facts: Facts) -> Words:
    return (
        t("The file was changed while it was being sent."),
        t("It was sent a second time and changed again. Nothing of it was left at the service."),
        t("Close the program that writes to it, then try again."),
    )


def disk_full(facts: Facts) -> Words:
    return (
        t("The disk is full."),
        t("There is no room for {path}. Nothing of it was left there.", path=_path(facts)),
        t("Free some space, then try again."),
    )


def read_only(facts: Facts) -> Words:
    return (
        t("The folder cannot be written to."),
        t("{path} is read-only.", path=_path(facts)) if facts.get("path") else "",
        t("Allow writing there and try again, or save the file to another folder."),
    )


def unwritable(facts: Facts) -> Words:
    return (
        t("The file cannot be saved."),
        joined(_at(facts), str(facts.get("detail", ""))),
        t("Save it under another name or to another folder."),
    )


def not_indexed(facts: Facts) -> Words:
    code = str(facts.get("service_code", ""))
    reasons = {
        "unsupported_file": t("Files of this kind cannot be put into a vector store."),
        "invalid_file": t("The service could not read what is in it."),
        "cancelled": t("Indexing was cancelled at the service."),
    }
    steps = {
        "unsupported_file": t("Save it as text, Markdown or PDF, and send that instead."),
        "invalid_file": t("Check that the file opens here, and that there is text in it."),
    }
    reason = joined(reasons.get(code, t("Something went wrong at the service.")), said(facts))
    return t("The file was not indexed."), reason, steps.get(code, t("Try again."))


def silent(facts: Facts) -> Words:
    minutes = int(facts.get("after_s", 0)) // 60
    return (
        t("Indexing takes unusually long."),
        t("The service has said nothing new for {minutes} minutes.", minutes=minutes)
        if minutes
        else "",
        t("The file is there. Try again to see how far it is."),
    )


def connection_gone(facts: Facts) -> Words:
    return (
        t("Its connection was deleted."),
        t("This file belongs to a connection that is not there any more."),
        t("Cancel it, and send the file over another connection."),
    )


def _at(facts: Facts) -> str:
    return t("It was looked for at {path}.", path=_path(facts)) if facts.get("path") else ""


def _path(facts: Facts) -> str:
    return str(facts.get("path") or t("that folder"))


def _size(size: object) -> str:
    return size_text(size) if isinstance(size, int) else "?"
