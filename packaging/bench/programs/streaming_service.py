"""Streams answers as fast as it is read, or at a steady pace: the far end of a measurement.

A process of its own, so that its work is not counted as the client's. Prints its
port. The model's name says how: "burst N", "paced N S" for N events a second over
S seconds, one event per packet, or "mixed N C" for C tokens of an answer with
everything in it, N a second.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.texts import tokens

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
WORD = "token "


def responses(words: list[str]) -> list[bytes]:
    """created, a delta for each word, completed."""
    head = {"id": "resp_1", "object": "response", "model": "m", "status": "in_progress"}
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0, "logprobs": []}
    deltas = [
        {
            "type": "response.output_text.delta",
            "sequence_number": n,
            **place,
            "delta": word,
        }
        for n, word in enumerate(words)
    ]
    text = {"type": "output_text", "text": "".join(words), "annotations": []}
    item = {"type": "message", "id": "msg_1", "role": "assistant", "content": [text]}
    final = {**head, "status": "completed", "output": [item]}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": head},
        *deltas,
        {"type": "response.completed", "response": final},
    ]
    return [f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events]


def chat(words: list[str]) -> list[bytes]:
    """A chunk for each word, the finish reason, usage, [DONE]."""

    def chunk(finish: str | None, **delta: str) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        made = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [choice],
        }
        return f"data: {json.dumps(made)}\n\n".encode()

    count = len(words)
    usage = {"prompt_tokens": 1, "completion_tokens": count, "total_tokens": count + 1}
    tail = f"data: {json.dumps({'choices': [], 'usage': usage})}\n\ndata: [DONE]\n\n".encode()
    return [*[chunk(None, content=word) for word in words], chunk("stop"), tail]


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    how, *numbers = json.loads(await reader.readexactly(length))["model"].split()
    make = chat if "/chat/" in head.partition("\r\n")[0] else responses
    writer.write(HEAD)
    rate, amount = int(numbers[0]), int(numbers[-1])
    if how == "burst":
        writer.write(b"".join(make([WORD] * amount)))
    elif how == "mixed":
        await _paced(writer, make(tokens("mixed", amount)), rate)
    else:
        await _paced(writer, make([WORD] * rate * amount), rate)
    await writer.drain()
    writer.close()


async def _paced(writer: asyncio.StreamWriter, events: list[bytes], per_second: int) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for sent, event in enumerate(events):
        # Late ones catch up, so that the rate holds whatever the timer does.
        if (ahead := began + sent / per_second - loop.time()) > 0:
            await asyncio.sleep(ahead)
        writer.write(event)


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
