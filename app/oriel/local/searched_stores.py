"""oriel-guide with file_search on: answers from the user's own stores, quoting passages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oriel.local.attribute_filters import filter_from
from oriel.local.followups import read_question
from oriel.local.hosted import Hit, SearchFiles
from oriel.local.query_rewriting import rewritten
from oriel.local.shelf import Shelf
from oriel.local.store_search import Search, least_score
from oriel.local.talk import Cite, Move, Question, Say

_ENOUGH = 0.34  # the share of the question a passage has to speak of
_QUOTED = 3
_LONGEST = 900  # characters of one quotation


class SearchedStores:
    """On the shelf's thread."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def answer(self, tool: Mapping[str, Any], question: Question) -> list[Move]:
        """Quotes the best passages. Raises ApiFault 404 for a store that is not here."""
        query = _query(question)
        search = Search(
            rewritten(query),
            _most(tool.get("max_num_results")),
            filter_from(tool.get("filters")),
            least_score(tool.get("ranking_options")),
        )
        store_ids = [str(store_id) for store_id in tool["vector_store_ids"]]
        hits = self._shelf.search(store_ids, search, "tools")
        good = [hit for hit in hits if hit.score >= _ENOUGH][:_QUOTED]
        return [
            SearchFiles((search.query,), tuple(hits)),
            *(_quoted(good) if good else _nothing(hits)),
        ]


def file_search_in(question: Question) -> Mapping[str, Any] | None:
    """The file_search tool a question declares, unless no tool is to be used."""
    if question.tool_choice == "none":
        return None
    return next((tool for tool in question.hosted if tool.get("type") == "file_search"), None)


def _query(question: Question) -> str:
    """The question with the words of the one it leans on."""
    asked = read_question(question)
    return " ".join([asked.text, *asked.about[:1]])


def _most(raw: Any) -> int:
    return min(max(raw, 1), 50) if type(raw) is int else 10


def _quoted(hits: list[Hit]) -> list[Move]:
    moves: list[Move] = [Say("From your files:\n\n")]
    for hit in hits:
        text = (
            hit.text if len(hit.text) <= _LONGEST else hit.text[:_LONGEST].rsplit(" ", 1)[0] + "…"
        )
        quotation = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
        moves += [
            Say(f"{quotation}\n>\n> — **{hit.filename}**"),
            Cite(hit.file_id, hit.filename),
            Say("\n\n"),
        ]
    return moves


def _nothing(hits: list[Hit]) -> list[Move]:
    names = dict.fromkeys(hit.filename for hit in hits)
    near = f" The nearest are in {', '.join(f'**{name}**' for name in names)}." if names else ""
    return [
        Say(
            f"I found no passage about that in your stores.{near}\n\n"
            "I look for the words of the question, there is no language model behind me: "
            "other words may find more."
        )
    ]
