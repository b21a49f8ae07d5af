"""What is said about chats that come in: where from, how many, and why one cannot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from oriel.domain.attachments import clean_name
from oriel.domain.imports.runs import (
    EARLIEST,
    Extras,
    Found,
    ImportDone,
    ImportPlan,
    ImportProgress,
    ImportRun,
    NotRead,
    State,
    Undone,
)
from oriel.domain.imports.values import Source
from oriel.ui.attaching.words import size_text
from oriel.ui.count_text import count_text
from oriel.ui.library.words import when_text, whole_time_text

_MOST_NAMED = 3
ENDINGS = (".oriel", ".zip", ".json", ".jsonl", ".ndjson")


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("Importing", text).format(**facts)


def source_name(source: str) -> str:
    """A program's name, which is the same in every language."""
    names = {
        Source.ORIEL: "Oriel",
        Source.CHATGPT: "ChatGPT",
        Source.CLAUDE: "Claude",
        Source.OPEN_WEBUI: "Open WebUI",
    }
    return names[Source(source)] if source in set(Source) else clean_name(source)


def chats_text(count: int) -> str:
    return t("1 chat") if count == 1 else t("{count} chats", count=count_text(count))


def messages_text(count: int) -> str:
    return t("1 message") if count == 1 else t("{count} messages", count=count_text(count))


def reasons_text(count: int) -> str:
    return count_text(count)


def shown_path(path: str) -> str:
    return clean_name(PurePath(path).name or path)


def progress_text(progress: ImportProgress, *, writing: bool) -> str:
    if not progress.chats:
        return t("Looking through the files…")
    chats = chats_text(progress.chats)
    said = (
        t("Importing: {chats}", chats=chats)
        if writing
        else t("Looking through the files: {chats} so far", chats=chats)
    )
    if progress.total:
        done, total = size_text(progress.done), size_text(progress.total)
        return f"{said} · " + t("{done} of {total}", done=done, total=total)
    return said


def summary_text(plan: ImportPlan) -> str:
    """One or two sentences on what was found."""
    if not plan.found:
        return t("No chat could be read.")
    from_whom = ", ".join(
        f"{source_name(source)}: {chats_text(count)}" for source, count in plan.sources.items()
    )
    said = from_whom
    if plan.dates is not None:
        first, last = (when_text(moment) for moment in plan.dates)
        said += " · " + (first if first == last else t("{first} to {last}", first=first, last=last))
    attachments = sum(found.attachments for found in plan.found)
    if attachments:
        said += " · " + t("attachments: {count}", count=count_text(attachments))
    return said


def missing_text(plan: ImportPlan) -> str:
    """What will be missing; "" for nothing."""
    lines = []
    if plan.not_read:
        lines.append(not_read_text(plan.not_read))
    missing = sum(found.missing for found in plan.found if found.state is not State.HERE)
    if missing:
        lines.append(
            t(
                "Attachments that are named but not in the file: {count}. Their names are kept.",
                count=count_text(missing),
            )
        )
    return " ".join(lines)


def not_read_text(lost: Sequence[NotRead]) -> str:
    """What could not be read and why, where that is not too much to say; else how many."""
    if len(lost) > _MOST_NAMED:
        return t("Could not be read: {count}.", count=count_text(len(lost)))
    named = (
        t("{what} ({reason})", what=not_read_title(each)[:80], reason=_why(each)) for each in lost
    )
    return t("Could not be read: {what}.", what=", ".join(named))


def chat_note(found: Found) -> str:
    """What stands beside a chat's title."""
    count = messages_text(found.messages)
    if found.state is State.CHANGED:
        count = t("{count} new", count=messages_text(found.added))
    return f"{count} · {when_text(found.updated_at)}" if found.updated_at > EARLIEST else count


def chat_title(found: Found) -> str:
    return " ".join(found.title.split())[:200] or t("Untitled chat")


def not_read_title(what: NotRead) -> str:
    if what.title:
        return what.title
    name = shown_path(what.path)
    return f"{name}: {clean_name(what.entry)}" if what.entry else name


def not_read_reason(what: NotRead) -> str:
    """Why, and where in it."""
    said, where = _why(what), " ".join(what.where.split())[:80]
    return f"{said} ({where})" if where and what.reason not in ("unknown", "empty") else said


def _why(what: NotRead) -> str:
    reasons = {
        "gone": t("cannot be read"),
        "damaged": t("damaged or incomplete"),
        "encrypted": t("locked with a password"),
        "unsafe": t("holds names that lead out of it, or a name twice"),
        "bomb": t("unpacks to far too much"),
        "many": t("holds too many files"),
        "large": t("one chat is larger than Oriel can read"),
        "unknown": t("no chats Oriel knows how to read"),
        "newer": t("made by a newer Oriel"),
        "version": t("made by a newer Oriel"),
        "empty": t("has no messages"),
        "deep": t("nested too deep"),
    }
    return reasons.get(what.reason) or t("not as its program writes chats")


def extras_text(extras: Extras) -> str:
    """What an archive brings besides chats and folders."""
    told = [
        t("prompts: {count}", count=count_text(extras.prompts)) if extras.prompts else "",
        t("saved searches: {count}", count=count_text(extras.searches)) if extras.searches else "",
        t("question sets: {count}", count=count_text(extras.question_sets))
        if extras.question_sets
        else "",
        t("prices: {count}", count=count_text(extras.prices)) if extras.prices else "",
        t("connections without their keys: {count}", count=count_text(extras.connections))
        if extras.connections
        else "",
        t("tool servers, switched off: {count}", count=count_text(extras.tool_servers))
        if extras.tool_servers
        else "",
    ]
    return t("Also bring {kinds}", kinds=", ".join(filter(None, told)))


def import_text(count: int) -> str:
    return t("Import {chats}", chats=chats_text(count)) if count else t("Import")


def done_text(done: ImportDone) -> str:
    run = done.run
    said = [
        t(
            "Imported: {chats}, {messages}.",
            chats=chats_text(run.chats),
            messages=messages_text(run.messages),
        )
    ]
    if run.updated:
        said.append(t("Chats that have more now: {count}.", count=count_text(run.updated)))
    if done.not_read:
        said.append(not_read_text(done.not_read))
    return " ".join(said)


def undone_text(undone: Undone) -> str:
    said = [t("The import was undone. Chats removed: {count}.", count=count_text(undone.removed))]
    if undone.binned:
        said.append(
            t(
                "Chats you had gone on with are in the bin: {count}.",
                count=count_text(undone.binned),
            )
        )
    if undone.kept:
        said.append(t("Still in use, and therefore kept: {count}.", count=count_text(undone.kept)))
    return " ".join(said)


def run_title(run: ImportRun) -> str:
    """Where an earlier import came from."""
    names = ", ".join(source_name(source) for source in run.sources)
    files = ", ".join(shown_path(path) for path in run.paths[:3])
    return f"{names} · {files}" if names and files else names or files or t("Import")


def run_note(run: ImportRun) -> str:
    when = whole_time_text(run.started_at)
    if run.undoing:
        return t("{when} · being undone", when=when)
    if run.finished_at is None:
        return t("{when} · not finished", when=when)
    counts = chats_text(run.chats)
    if run.updated:
        counts += ", " + t("more in {count}", count=count_text(run.updated))
    return f"{when} · {counts}"


def drop_text(paths: list[str]) -> str:
    """What dropping these would do."""
    if not any(path.lower().endswith(ENDINGS) for path in paths):
        return t("Drop an archive or a JSON file to import chats")
    if len(paths) == 1:
        return t("Import chats from {name}", name=shown_path(paths[0]))
    return t("Import chats from {count} files", count=len(paths))
