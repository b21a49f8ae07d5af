"""Why an archive cannot be written, or a file that chats should come from cannot be used."""

from __future__ import annotations

from oriel.ui.error_phrases import QUOTED_CHARS, Facts, Words, t


def unwritable(facts: Facts) -> Words:
    if facts.get("full"):
        return (
            t("The disk is full."),
            t("The archive {path} was not finished.", path=_path(facts)),
            t("Free some space, or choose another disk, and export again."),
        )
    return (
        t("The archive could not be written."),
        _and_detail(facts, t("{path} was not finished.", path=_path(facts))),
        t("Choose another folder, and export again."),
    )


def changed(facts: Facts) -> Words:
    return (
        t("The file was changed meanwhile."),
        t("{path} is not what it was when it was looked at.", path=_path(facts)),
        t("Look at it again, then import."),
    )


def unreadable(facts: Facts) -> Words:
    path, reason = _path(facts), str(facts.get("reason", ""))
    match reason:
        case "gone":
            said = t("{path} is not there, or may not be read.", path=path)
            return t("The file cannot be read."), _and_detail(facts, said), t("Choose it again.")
        case "encrypted":
            return (
                t("The file is locked with a password."),
                t("{path} is encrypted, and Oriel does not ask for passwords.", path=path),
                t("Unpack it with another program, then import the folder."),
            )
        case "newer":
            return (
                t("The archive was made by a newer Oriel."),
                t("This version does not understand {path}.", path=path),
                t("Install the newer version, then import it there."),
            )
        case "unsafe" | "bomb" | "many" | "large":
            return _refused(path, reason)
        case "unknown" | "empty":
            return (
                t("There are no chats in this file that Oriel knows how to read."),
                path,
                t(
                    "Oriel reads its own archives and JSON files, and the exports of ChatGPT,"
                    " Claude and Open WebUI."
                ),
            )
    said = t("{path} is incomplete or not what its name says.", path=path)
    return (
        t("The file is damaged."),
        _and_detail(facts, said),
        t("Download or copy it again. Nothing was changed here."),
    )


def _refused(path: str, reason: str) -> Words:
    why = {
        "unsafe": t("{path} holds names that lead out of it, or the same name twice.", path=path),
        "bomb": t("{path} would unpack to far more than it looks like.", path=path),
        "many": t("{path} holds more files than Oriel can look through.", path=path),
        "large": t("One chat in {path} is larger than Oriel can read.", path=path),
    }
    return (
        t("Oriel does not open this file."),
        why[reason],
        t("Get it again from where it comes from. Nothing was changed here."),
    )


def _path(facts: Facts) -> str:
    return str(facts.get("path", ""))[:QUOTED_CHARS]


def _and_detail(facts: Facts, said: str) -> str:
    detail = str(facts.get("detail", ""))[:QUOTED_CHARS]
    return f"{said} ({detail})" if detail else said
