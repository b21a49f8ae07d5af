"""Real texts in vector stores of the real local service, put there by hand over HTTP.

The user's guide, and what Python's own help says of its topics.
"""

from __future__ import annotations

import time
from pydoc_data.topics import topics
from typing import Any

import httpx

from oriel.config.resources import resources_dir

READY_S = 30.0


def asking(base_url: str, token: str) -> httpx.Client:
    """A client of nobody's but the test's: the judge."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=base_url, headers=headers, timeout=20)


def guide_texts() -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page of the guide by name, with attributes."""
    pages = sorted((resources_dir() / "guide").glob("*.md"))
    return {
        page.name: (
            page.read_text(encoding="utf-8"),
            {"kind": "guide", "page": number, "early": number <= 3},
        )
        for number, page in enumerate(pages, 1)
    }


def topic_texts(most: int = 0) -> dict[str, tuple[str, dict[str, Any]]]:
    """Python's help topics by name, with attributes; the first `most`, 0 for all."""
    chosen = sorted(topics)[: most or None]
    return {
        f"{name}.txt": (
            topics[name],
            {"kind": "topic", "initial": name[0].lower(), "length": len(topics[name])},
        )
        for name in chosen
    }


def fill(http: httpx.Client, name: str, texts: dict[str, tuple[str, dict[str, Any]]]) -> str:
    """Makes a store of texts and waits until each is indexed; the store's id."""
    store_id = str(_answer(http.post("/vector_stores", json={"name": name}))["id"])
    files = []
    for file_name, (text, attributes) in texts.items():
        form = {"purpose": "assistants"}
        sent = http.post("/files", data=form, files={"file": (file_name, text.encode())})
        files.append({"file_id": _answer(sent)["id"], "attributes": attributes})
    batch = _answer(http.post(f"/vector_stores/{store_id}/file_batches", json={"files": files}))
    until = time.monotonic() + READY_S
    while _answer(http.get(f"/vector_stores/{store_id}/file_batches/{batch['id']}"))["file_counts"][
        "completed"
    ] < len(files):
        assert time.monotonic() < until, "the store was not indexed in time"
        time.sleep(0.02)
    return store_id


def search(http: httpx.Client, store_id: str, question: str, **more: Any) -> list[dict[str, Any]]:
    """What the search endpoint itself answers."""
    body = {"query": question, **more}
    found: list[dict[str, Any]] = _answer(
        http.post(f"/vector_stores/{store_id}/search", json=body)
    )["data"]
    return found


def _answer(response: httpx.Response) -> dict[str, Any]:
    response.raise_for_status()
    answer: dict[str, Any] = response.json()
    return answer
