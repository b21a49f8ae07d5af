"""A fake of OCI Generative AI's data plane that lets nobody in unproven.

Signed requests are judged by signatures.py; API keys are bearer tokens. Answers are
as plain as can be: what matters is who is let in, and with which body. With shelves, files,
vector stores and containers are kept there.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from fake_oracle.counter import Ask, answer, concerns
from fake_oracle.forms import read_form
from fake_oracle.serving import Served
from fake_oracle.shelves import DATED, PLAIN, Refused, Shelves
from fake_oracle.signatures import Judge, Refusal

MODEL = "openai.gpt-oss-120b"
_KEPT = 1_000_000  # bytes of a body
_BASES = {"/20231130/openai/v1": DATED, "/openai/v1": PLAIN}


@dataclass
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    size: int
    digest: str
    body: bytes = b""
    query: dict[str, str] = field(default_factory=dict)
    head: bytes = b""  # the body's beginning


@dataclass
class DataPlane:
    """`url` ends before /openai/v1. `held` requests wait before they are judged."""

    judge: Judge = field(default_factory=Judge)
    keys: set[str] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    answers: dict[tuple[str, str], list[tuple[int, Any]]] = field(default_factory=dict)
    words: tuple[str, ...] = ("Hello", " from", " Oracle", ".")
    url: str = ""
    not_taken: set[str] = field(default_factory=set)  # tokens it no longer takes
    gate: asyncio.Event | None = None
    garbled: int = 0  # so many streams hold words instead of events
    paused: asyncio.Event | None = None  # streams stop in the middle until it is set
    shelves: Shelves | None = None
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def serve(self) -> Served:
        return Served(self.app(), self)

    def app(self) -> Starlette:
        every = ["GET", "POST", "DELETE", "PUT"]
        return Starlette(routes=[Route("/{path:path}", self._any, methods=every)])

    def answer_next(self, method: str, path: str, status: int, body: Any) -> None:
        """The next request of that kind is answered with this, instead of what is usual;
        `path` as a whole, or as it goes on behind any of the bases."""
        self.answers.setdefault((method, path), []).append((status, body))

    async def arrived(self, count: int) -> None:
        """Returns when that many requests have come."""
        while len(self.seen) < count:
            self._more.clear()
            await self._more.wait()

    async def _any(self, request: Request) -> Response:
        seen = await _received(request)
        self.seen.append(seen)
        self._more.set()
        if self.gate is not None:
            await self.gate.wait()
        refusal = self._refusal(request, seen)
        if refusal is not None:
            self.refusals.append(refusal)
            return self._refused()
        base = next((base for base in _BASES if seen.path.startswith(base)), "")
        path = seen.path.removeprefix(base)
        waiting = [self.answers.get((seen.method, asked)) for asked in (seen.path, path)]
        if answers := next(filter(None, waiting), None):
            status, body = answers.pop(0)
            return self._json(body, status)
        if self.shelves is not None and base and concerns(path):
            return self._from_shelves(self.shelves, seen, _BASES[base], path)
        return self._usual(seen, path)

    def _from_shelves(self, shelves: Shelves, seen: Seen, place: str, path: str) -> Response:
        kind = seen.headers.get("content-type", "")
        form = read_form(kind, seen.head, seen.size) if kind.startswith("multipart/") else None
        ask = Ask(place, seen.method, path, seen.query, seen.headers, seen.body, form)
        try:
            found = answer(shelves, ask)
        except Refused as refused:
            return self._json(refused.body, refused.status)
        return Response(found) if isinstance(found, bytes) else self._json(found)

    def _usual(self, seen: Seen, path: str) -> Response:
        if seen.method == "POST" and path == "/responses":
            if json.loads(seen.body).get("stream"):
                return StreamingResponse(self._stream(), media_type="text/event-stream")
            return self._json(_response(self.words, "completed"))
        if seen.method == "POST" and path == "/chat/completions":
            return StreamingResponse(self._chat(), media_type="text/event-stream")
        if seen.method == "POST" and path == "/files":
            return self._json({"id": "file-1", "bytes": seen.size, "object": "file"})
        if seen.method == "DELETE":
            return self._json({"id": path.rsplit("/", 1)[-1], "deleted": True})
        if path in ("/files", "/vector_stores"):
            return self._json({"object": "list", "data": [], "has_more": False})
        if path == "/models":
            return self._json({"code": "NotAuthorizedOrNotFound", "message": "no"}, 404)
        return self._json({"id": path, "object": "thing"})

    def _refusal(self, request: Request, seen: Seen) -> Refusal | None:
        bearer = seen.headers.get("authorization", "")
        if bearer.startswith("Bearer "):
            return None if bearer[7:] in self.keys else Refusal("key")
        if any(token in bearer for token in self.not_taken):
            return Refusal("key")
        target = request.scope["raw_path"].decode()
        if query := request.scope["query_string"]:
            target += "?" + query.decode()
        return self.judge.judge(seen.method, target, seen.headers, bytes.fromhex(seen.digest))

    def _refused(self) -> Response:
        said = "The required information to complete authentication was not provided."
        return self._json({"code": "NotAuthenticated", "message": said}, 401)

    def _json(self, body: Any, status: int = 200) -> Response:
        headers = {
            "opc-request-id": f"OPC-{len(self.seen)}",
            "date": formatdate(self.judge.now, usegmt=True),
        }
        return JSONResponse(body, status, headers)

    async def _stream(self) -> AsyncIterator[bytes]:
        if self.garbled:
            self.garbled -= 1
            yield b"data: upstream connect error or disconnect\n\n"
            return
        begun = _response((), "in_progress")
        yield _event({"type": "response.created", "response": begun})
        item = {"id": "m", "type": "message", "role": "assistant", "content": []}
        yield _event({"type": "response.output_item.added", "output_index": 0, "item": item})
        for number, word in enumerate(self.words):
            if number == 2 and self.paused is not None:
                await self.paused.wait()
            yield _event(
                {
                    "type": "response.output_text.delta",
                    "item_id": "m",
                    "output_index": 0,
                    "content_index": 0,
                    "delta": word,
                }
            )
            await asyncio.sleep(0)
        done = _response(self.words, "completed")
        yield _event({"type": "response.completed", "response": done})
        yield b"data: [DONE]\n\n"

    async def _chat(self) -> AsyncIterator[bytes]:
        for word in self.words:
            yield _event({"choices": [{"index": 0, "delta": {"content": word}}]})
        yield _event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        yield b"data: [DONE]\n\n"


async def _received(request: Request) -> Seen:
    """The body is hashed as it comes; only a small one is kept."""
    digest, size, body = hashlib.sha256(), 0, b""
    async for chunk in request.stream():
        digest.update(chunk)
        size += len(chunk)
        if len(body) < _KEPT:
            body += chunk
    return Seen(
        request.method,
        request.url.path,
        dict(request.headers),
        size,
        digest.hexdigest(),
        body if size < _KEPT else b"",
        dict(request.query_params),
        body,
    )


def _response(words: tuple[str, ...], status: str) -> dict[str, Any]:
    content = [{"type": "output_text", "text": "".join(words), "annotations": []}]
    item = {"id": "m", "type": "message", "role": "assistant", "status": "completed"}
    return {
        "id": "resp_1",
        "object": "response",
        "model": MODEL,
        "status": status,
        "output": [{**item, "content": content}] if words else [],
        "usage": {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7},
    }


def _event(value: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()
