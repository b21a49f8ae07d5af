"""What is wrong with the data folder, the history or the keyring, in plain words."""

from __future__ import annotations

from oriel.ui.error_phrases import Facts, Words, t


def newer(facts: Facts) -> Words:
    return (
        t("Your chats were written by a newer Oriel."),
        t("This version cannot read {path}, and has not touched it.", path=facts.get("path", "")),
        t("Install the newer version again."),
    )


def damaged(facts: Facts) -> Words:
    return (
        t("The file with your chats is damaged."),
        t("{path} could not be read, and was left as it is.", path=facts.get("path", "")),
        t("Start Oriel again: it looks through all of it, and offers to repair it."),
    )


def missing(facts: Facts) -> Words:
    return (
        t("The file with your chats is gone."),
        t("{path} is not there, or is empty.", path=facts.get("path", "")),
        t("Put it back if you can, or start Oriel again: it offers to use a backup."),
    )


def read_only(facts: Facts) -> Words:
    return (
        t("Your chats cannot be written."),
        t("{path} or its folder is read-only.", path=facts.get("path", "")),
        t("Allow writing there, then start Oriel again."),
    )


def full(facts: Facts) -> Words:
    return (
        t("The disk is full."),
        t("What you see is not being saved to {path}.", path=facts.get("path", "")),
        t("Free some space. What is on the screen can still be copied."),
    )


def store(facts: Facts) -> Words:
    return (
        t("Your chats cannot be opened."),
        _where(facts),
        t("Start Oriel again. Nothing was changed."),
    )


def home(facts: Facts) -> Words:
    if facts.get("full"):
        return (
            t("The disk is full, and Oriel cannot begin."),
            t("There is no space left for {path}.", path=facts.get("path", "")),
            t("Free some space, then start Oriel again. Your chats are as they were."),
        )
    return (
        t("Oriel cannot use its folder."),
        _where(facts),
        t("Make it writable, or name another one with --home. What is in it was not changed."),
    )


def running(facts: Facts) -> Words:
    return t("Oriel is already running."), str(facts.get("path", "")), t("Use its window.")


def no_keyring(facts: Facts) -> Words:
    return (
        t("The system keyring cannot be used."),
        str(facts.get("detail", "")),
        t("Unlock it, then try again. Oriel keeps keys nowhere else."),
    )


def keyring_silent(facts: Facts) -> Words:
    return (
        t("The system keyring does not answer."),
        t("It may be waiting for its password in another window."),
        t("Unlock it, then try again."),
    )


def no_secret(facts: Facts) -> Words:
    return (
        t("This connection has no key."),
        t("The keyring holds none for “{name}”.", name=facts.get("connection", "")),
        t("Enter the key in the connection."),
    )


def _where(facts: Facts) -> str:
    return f"{facts.get('path', '')}: {facts.get('detail', '')}".strip(": ")
