"""What tools and servers are called, and what is said of their state."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from oriel.domain.hosted_tools import (
    ApprovalRule,
    CodeInterpreter,
    FileSearch,
    ImageGeneration,
    RemoteMcp,
    WebSearch,
    XSearch,
)
from oriel.domain.tools import ServerState, ServerStatus, Tool, ToolServer, Transport
from oriel.services.tool_offers import ContainerOffer, StoreOffer
from oriel.ui.error_text import explain
from oriel.ui.tooling.situation import HERE, Hosted, Situation

_NAMES = {
    "file_search": "File search",
    "code_interpreter": "Code interpreter",
    "web_search": "Web search",
    "x_search": "X search",
    "image_generation": "Image generation",
    "mcp": "Tool servers",
}
_MISSING_AT_MODEL = {
    "web_search": "Only xAI models search the web.",
    "x_search": "Only xAI models search X.",
    "image_generation": "Only OpenAI's own models make pictures.",
    HERE: "{model} takes no tools of this computer.",
}


def t(text: str, **facts: object) -> str:
    said = QCoreApplication.translate("Tools", text)
    return said.format(**facts) if facts else said


def name_of(kind: str) -> str:
    """A tool of the service."""
    return t(_NAMES[kind])


def missing(kind: str, situation: Situation) -> str:
    """Why a kind of tool cannot be had, "" when it can."""
    code = situation.missing.get(kind, "")
    match code:
        case "":
            return ""
        case "no_connection":
            return t("Add a connection first.")
        case "connection":
            return t("This connection has no tools of its own.")
    fallback = "{model} does not have it."
    return t(_MISSING_AT_MODEL.get(kind, fallback), model=situation.model or t("This model"))


def note_of(kind: str, value: Hosted | None) -> str:
    """One line about a tool of the service: how it is set up, else what it does."""
    match value:
        case FileSearch(store_ids=ids) if ids:
            return counted(len(ids), "In one vector store", "In {count} vector stores")
        case CodeInterpreter(container_id=chosen) if chosen:
            return t("In the container {name}", name=chosen)
        case CodeInterpreter(memory_limit=memory) if memory:
            return t("In a container of {size}", size=memory)
        case WebSearch(allowed_domains=(_, *_) as domains):
            return t("Only on {names}", names=", ".join(domains))
        case WebSearch(excluded_domains=(_, *_) as domains):
            return t("Not on {names}", names=", ".join(domains))
        case XSearch(allowed_handles=(_, *_) as handles):
            return t("Only by {names}", names=", ".join(f"@{h}" for h in handles))
        case ImageGeneration(size=size) if size:
            return size
    return t(_DOES[kind])


_DOES = {
    "file_search": "Answers from your vector stores",
    "code_interpreter": "Runs Python in a container at the service",
    "web_search": "Looks up pages on the web",
    "x_search": "Looks up posts on X",
    "image_generation": "Makes pictures",
}


def remote_note(remote: RemoteMcp) -> str:
    asks = t("asks before each call") if remote.approval is ApprovalRule.ALWAYS else t("never asks")
    host = remote.url.partition("//")[2].partition("/")[0]
    return " · ".join((host, asks))


def server_note(server: ToolServer, status: ServerStatus) -> str:
    """One line about a server on this computer."""
    if not server.enabled:
        return t("Switched off in the list of tool servers")
    match status.state:
        case ServerState.STARTING:
            return t("Starting…")
        case ServerState.READY:
            return t("Ready") + " · " + tool_count(len(status.tools))
        case ServerState.FAILED:
            return why_failed(status)
    return t("Starts when it is needed")


def state_word(state: ServerState) -> str:
    return t(
        {
            ServerState.STOPPED: "Stopped",
            ServerState.STARTING: "Starting…",
            ServerState.READY: "Ready",
            ServerState.FAILED: "Failed",
        }[state]
    )


def why_failed(status: ServerStatus) -> str:
    if status.error is None:
        return t("Failed")
    words = explain(status.error.code, status.error.facts)
    return words.reason or words.title


def tool_count(count: int) -> str:
    return counted(count, "one tool", "{count} tools")


def counted(count: int, one: str, many: str) -> str:
    """`one` for 1, else `many` with its {count}."""
    return t(one) if count == 1 else t(many, count=count)


def what_runs(server: ToolServer) -> str:
    """The program or the address of a server in one line."""
    return server.url if server.transport is Transport.HTTP else " ".join(server.command)


def marks_of(tool: Tool) -> str:
    """What a server says of its tool; nobody has to believe it."""
    marks = []
    if tool.read_only:
        marks.append(t("says it only reads"))
    if tool.destructive:
        marks.append(t("may destroy"))
    return ", ".join(marks)


def store_note(store: StoreOffer) -> str:
    if not store.usable:
        return t("Expired")
    files = counted(store.files, "one file", "{count} files")
    if store.ready < store.files:
        return files + ", " + t("{count} ready", count=store.ready)
    return files


def container_line(container: ContainerOffer) -> str:
    """A container with what there is of it, and how long it has left if it is not used."""
    parts = [container.name, container.memory, time_left(container.ends_at)]
    return "  ·  ".join(part for part in parts if part)


def time_left(ends_at: float) -> str:
    if not ends_at:
        return ""
    minutes = int((ends_at - time.time()) // 60)
    if minutes < 0:
        return t("ended")
    return t("less than a minute left") if minutes < 1 else t("{count} min left", count=minutes)


_REMARKS: Mapping[str, str] = {
    "secret_in_command": "A word of its command looks like a key, and would be kept readable. "
    "Better give it as a variable.",
    "placeholder": "It has a gap like ${{…}} that you have to fill in.",
    "folder": "The folder it was to run in is left out.",
    "header": "The header {name} is left out; only a bearer token can be sent.",
    "sse": "It speaks the old protocol (SSE), which is not understood.",
    "address": "Its address is none.",
    "nothing": "It has neither a command nor an address.",
    "unreadable": "It cannot be read.",
}


def remark(code: str) -> str:
    """What is to be said of an entry of another program's list (tool_imports)."""
    kind, _, name = code.partition(":")
    return t(_REMARKS[kind], name=name)
