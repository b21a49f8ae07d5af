"""The rehearsal plays the service's own tools: searches, code with its files, pictures.

Each only where the request declares the tool, as the service would; else it says so.
Searches of stores and files of containers are real, all the rest is made up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from oriel.local.attribute_filters import filter_from
from oriel.local.containers import NewContainer
from oriel.local.hosted import (
    CallCustom,
    Compact,
    DrawImage,
    Hit,
    Opaque,
    RunCode,
    SearchFiles,
    SearchWeb,
    Source,
)
from oriel.local.lines import folded
from oriel.local.pictures import picture
from oriel.local.query_rewriting import rewritten
from oriel.local.rehearsal_mcp import mcp_moves
from oriel.local.shelf import Shelf
from oriel.local.store_search import Search
from oriel.local.talk import (
    Cite,
    CiteProduced,
    CiteUrl,
    Move,
    Phase,
    Question,
    Say,
    Stop,
    Think,
    ThoughtEnds,
)

TOOL_KINDS = (
    r"(?P<expired_container>\bexpired container\b)"
    r"|(?P<file_search>\bfile[ _]search\b|\bsearch (?:my |the |our )?(?:files|stores?)\b)"
    r"|(?P<web_search>\bweb[ _]search\b|\bsearch the web\b)"
    r"|(?P<x_search>\bx[ _]search\b)"
    r"|(?P<code_interpreter>\bcode[ _]interpreter\b|\brun (?:some |the )?(?:code|python)\b)"
    r"|(?P<image_generation>\bimage[ _]generation\b|\bdraw\b)"
    r"|(?P<mcp>\bmcp\b)"
    r"|(?P<custom>\bcustom tool\b)"
    r"|(?P<compaction>\bcompaction\b)"
    r"|(?P<commentary>\bcommentary\b)"
    r"|(?P<unknown_item>\bunknown item\b)"
    r"|(?P<thoughts>\breasoning in parts\b)"
    r"|(?P<raw>\braw (?:reasoning|thoughts?)\b)"
)
_WISHES = re.compile(TOOL_KINDS, re.IGNORECASE)
_PLAYING = re.compile(r"\b(?:fast|once|rate \d+)\b", re.IGNORECASE)
_NEEDS = {"expired_container": "code_interpreter"}
_UNDECLARED = (
    "You asked for {}, but the request declared no such tool. Declare it in `tools` and ask again. "
)
_CODE = """\
import csv

rows = [("month", "visits"), ("May", 120), ("June", 180), ("July", 240)]
with open("/mnt/data/visits.csv", "w", newline="") as file:
    csv.writer(file).writerows(rows)
print(f"{len(rows) - 1} months written")
"""
_PRODUCED = b"month,visits\r\nMay,120\r\nJune,180\r\nJuly,240\r\n"
_PAGES = (
    Source("https://example.com/oriel", "Oriel windows, a short history"),
    Source("https://example.org/bay-windows", "Bay windows compared"),
)
_POST = Source("https://x.com/example/status/1", "A post about oriels")
_MADE_UP = Hit(
    "file-rehearsal",
    "rehearsal-notes.md",
    0.87,
    "An oriel is a bay window that does not reach the ground.",
    {"made_up": True},
)
_TOOLS_OF_THEIR_OWN = ("file_search", "web_search", "x_search", "code_interpreter", "mcp", "custom")


class RehearsedTools:
    """Plays the tools; on the shelf's thread when there is a shelf."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf = shelf
        self._played: dict[str, Callable[[Mapping[str, Any], Question], list[Move]]] = {
            "file_search": self._search_files,
            "web_search": _search_web,
            "x_search": _search_x,
            "code_interpreter": self._run_code,
            "expired_container": self._run_in_ended,
            "image_generation": _draw,
            "mcp": lambda _tool, question: mcp_moves(question),
            "custom": _call_custom,
        }
        self._ended: dict[str, str] = {}  # by message: the container it ended

    def play(self, kind: str, question: Question) -> list[Move]:
        """The moves for one of the kinds above. Raises ApiFault where the service refuses."""
        if kind not in self._played:
            return _without_tools(kind, question)
        tool = _declared(_NEEDS.get(kind, kind), question)
        if tool is None:
            return [Say(_UNDECLARED.format(f"`{kind}`"))]
        return self._played[kind](tool, question)

    def _search_files(self, tool: Mapping[str, Any], question: Question) -> list[Move]:
        query = _query(question.asked)
        hits = self._hits(tool, query) or [_MADE_UP]
        moves: list[Move] = [SearchFiles((query,), tuple(hits)), Say("The files say:\n\n")]
        for hit in hits[:3]:
            quoted = " ".join(hit.text.split())[:280]
            moves += [Say(f"> {quoted}"), Cite(hit.file_id, hit.filename), Say("\n\n")]
        return moves

    def _hits(self, tool: Mapping[str, Any], query: str) -> list[Hit]:
        if self._shelf is None:
            return []
        fits, most = filter_from(tool.get("filters")), tool.get("max_num_results")
        search = Search(rewritten(query), most if isinstance(most, int) else 5, fits)
        return self._shelf.search([str(one) for one in tool["vector_store_ids"]], search)

    def _run_code(self, tool: Mapping[str, Any], _question: Question) -> list[Move]:
        container_id, file_id = self._produced(tool["container"])
        image = f"data:image/png;base64,{picture(24)}"
        link = "[visits.csv](sandbox:/mnt/data/visits.csv)"
        return [
            RunCode(_CODE, container_id, "3 months written\n", image),
            Say(f"The table is ready: {link}"),
            CiteProduced(container_id, file_id, "visits.csv", len(link)),
            Say(". "),
        ]

    def _produced(self, place: Any) -> tuple[str, str]:
        """Container and file of what the code wrote, which can really be fetched."""
        if self._shelf is None:
            return "cntr-rehearsal", "cfile-rehearsal"
        container_id = self._container(self._shelf, place)
        add = self._shelf.containers.add_file
        made = add(container_id, "visits.csv", BytesIO(_PRODUCED), "assistant")
        return container_id, made["id"]

    def _container(self, shelf: Shelf, place: Any) -> str:
        if isinstance(place, str):
            shelf.containers.touch(place)
            return place
        memory, file_ids = place.get("memory_limit") or "1g", place.get("file_ids") or ()
        made = shelf.new_container(NewContainer(memory_limit=str(memory)), file_ids)
        return str(made["id"])

    def _run_in_ended(self, tool: Mapping[str, Any], question: Question) -> list[Move]:
        """A named container is ended first; one put in its place runs the same message."""
        place = tool["container"]
        if not isinstance(place, str):
            failed = RunCode(_CODE, "cntr-rehearsal", error="Container is expired.")
            return [failed, Stop("failed", "server_error", "Container is expired.")]
        before = self._ended.get(question.asked)
        if before is None and self._shelf is not None:
            self._ended[question.asked] = place
            self._shelf.containers.end(place)
        elif before != place:
            self._ended.pop(question.asked, None)
        return self._run_code(tool, question)


def wishes_for_tools(question: Question) -> list[str]:
    """The kinds the message or the choice of a tool asks for; [] for none."""
    if question.tool_choice == "none":
        return []
    named = [str(match.lastgroup) for match in _WISHES.finditer(question.asked)]
    forced = question.tool_choice
    if forced.startswith("web_search"):
        forced = "web_search"
    if forced == "required" and not question.tools and question.hosted:
        forced = str(question.hosted[0].get("type"))
    is_tool = forced in (*_TOOLS_OF_THEIR_OWN, "image_generation")
    return named or ([forced] if is_tool else [])


def _declared(kind: str, question: Question) -> Mapping[str, Any] | None:
    """Dated and preview types of a tool are the tool too."""
    tools = (tool for tool in question.hosted if str(tool.get("type")).startswith(kind))
    return next(tools, None)


def _without_tools(kind: str, question: Question) -> list[Move]:
    match kind:
        case "compaction":
            said = "What came before was folded into a compaction item. "
            return [Compact(folded(question.lines)), Say(said)]
        case "commentary":
            opening: list[Move] = [Phase("commentary"), Say("I look around before I answer. ")]
            return [*opening, Phase("final_answer"), Say("And this is the answer. ")]
        case "unknown_item":
            item = {"type": "sparkle_call", "status": "completed", "brightness": 7}
            return [Opaque(item), Say("An item of a kind nobody knows came before this. ")]
        case "thoughts":
            first: list[Move] = [Think("**First**\n\nA first part. "), ThoughtEnds()]
            return [*first, Think("**Second**\n\nA second. "), Say("Both are thought. ")]
        case _:
            raw = "The thought itself, not its summary: nothing here was really thought. "
            return [Think(raw, raw=True), Say("That was the raw thought. ")]


def _search_web(tool: Mapping[str, Any], question: Question) -> list[Move]:
    sources = tuple(_allowed(tool)) or _PAGES
    moves: list[Move] = [SearchWeb(_query(question.asked), sources), Say("The web says (made up):")]
    for source in sources:
        link = f"[{source.title}]({source.url})"
        moves += [Say(f"\n\n- {link}"), CiteUrl(source.url, source.title, len(link))]
    return [*moves, Say("\n\n")]


def _allowed(tool: Mapping[str, Any]) -> list[Source]:
    filters = tool.get("filters")
    domains = filters.get("allowed_domains") if isinstance(filters, Mapping) else None
    return [Source(f"https://{domain}/", f"A page of {domain}") for domain in domains or ()]


def _search_x(_tool: Mapping[str, Any], question: Question) -> list[Move]:
    # xAI tells of its searches on X as calls of custom tools, run by the service.
    given = json.dumps({"query": _query(question.asked), "limit": 5})
    link = f"[{_POST.title}]({_POST.url})"
    told: list[Move] = [CallCustom("x_keyword_search", given), Say(f"On X (made up): {link}")]
    return [*told, CiteUrl(_POST.url, _POST.title, len(link)), Say(". ")]


def _draw(tool: Mapping[str, Any], question: Question) -> list[Move]:
    count, size = tool.get("partial_images"), tool.get("size")
    partial = (picture(6), picture(12), picture(24))[: count if isinstance(count, int) else 2]
    told = str(size) if size not in (None, "auto") else "1024x1024"
    return [DrawImage(_query(question.asked), picture(), partial, told), Say("Here it is. ")]


def _call_custom(tool: Mapping[str, Any], question: Question) -> list[Move]:
    _before, colon, given = question.asked.partition(":")
    return [CallCustom(str(tool["name"]), given.strip() if colon else "example input")]


def _query(text: str) -> str:
    """The message without the words that are only for the rehearsal."""
    plain = _PLAYING.sub(" ", _WISHES.sub(" ", text))
    return " ".join(plain.split()).strip(" :,.") or "oriel"
