"""A service that says when: the moments of a turn as it sees them, on the machine's clock.

The answer to POST /responses begins with the time its request was there; each delta is
the time at which it was sent. Prints its port, then one line for each time a reader goes
away: the time. A model "slow" gets a delta every 20 ms without end, any other just one.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import Any

PACE_S, BEFORE_S = 0.02, 0.03


def event(kind: str, **fields: Any) -> bytes:
    body = json.dumps({"type": kind, **fields})
    data = f"event: {kind}\ndata: {body}\n\n".encode()
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def delta() -> bytes:
    return event(
        "response.output_text.delta",
        item_id="msg",
        output_index=0,
        content_index=0,
        delta=f"{time.monotonic():.6f} ",
    )


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = 0
            for line in head.decode().split("\r\n"):
                name, _, value = line.partition(":")
                if name.lower() == "content-length":
                    length = int(value)
            body = json.loads(await reader.readexactly(length)) if length else {}
            await one(reader, writer, body.get("model", ""), time.monotonic())
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def one(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, model: str, arrived: float
) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    head = {"id": f"{arrived:.6f}", "model": model, "object": "response"}
    writer.write(event("response.created", response=head))
    await writer.drain()
    # Apart from what came before, as a first token is.
    await asyncio.sleep(BEFORE_S)
    writer.write(delta())
    if model == "slow":
        gone = asyncio.ensure_future(left(reader))
        while not gone.done():
            writer.write(delta())
            await asyncio.wait((gone,), timeout=PACE_S)
        print(f"{time.monotonic():.6f}", flush=True)
        raise ConnectionResetError
    await asyncio.sleep(BEFORE_S)
    done = {**head, "status": "completed", "output": []}
    writer.write(event("response.completed", response=done) + b"0\r\n\r\n")
    await writer.drain()


async def left(reader: asyncio.StreamReader) -> None:
    """Returns when the reader has gone, in whatever manner."""
    with suppress(ConnectionError):
        await reader.read(1)


async def main() -> None:
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
