"""A tool server that behaves as badly as its first argument says. Standard library only.

    hostile_server.py [banner|dies|silent|flood|page|schema]

It speaks the protocol by hand, so that it can break it. On stderr it tells what it was
notified of, one method a line.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from typing import Any

HOW = sys.argv[1] if len(sys.argv) > 1 else ""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
SCHEMA: dict[str, Any] = {"type": "object", "properties": {}}
TOOLS: dict[str, Any] = {
    "huge": SCHEMA,
    "endless": SCHEMA,
    "hang": SCHEMA,
    "child": SCHEMA,
    "leak": SCHEMA,
    "pictures": SCHEMA,
    "nonsense": SCHEMA,
    "half a sign": SCHEMA,
    "too deep": SCHEMA,
    "endless schema": {"type": "object", "properties": {}, "description": "x" * 100_000},
    "naïve/tool name!": SCHEMA,
    "x" * 200: SCHEMA,
    "": SCHEMA,
}


def text(words: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": words}]}


def picture(kind: str, data: bytes) -> dict[str, Any]:
    return {"type": "image", "mimeType": kind, "data": base64.b64encode(data).decode()}


def call(name: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
    match name:
        case "huge":
            return text("word " * 100_000)
        case "endless":
            return text("x" * (17 * 1024 * 1024))
        case "hang":
            return None
        case "child":
            child = subprocess.Popen([sys.executable, "-c", STUBBORN])
            return text(str(child.pid))
        case "leak":
            secret = os.environ["PASS_WORD"]
            print(f"the secret is {secret}", file=sys.stderr, flush=True)
            return text(f"here: {secret}") | {"structuredContent": {"got": secret}}
        case "pictures":
            kinds = [
                picture("image/png", b"small"),
                picture("image/svg+xml", b"<svg/>"),
                picture("image/png", b"x" * (9 * 1024 * 1024)),
                picture("application/x-evil", b"x"),
                {"type": "image", "mimeType": "image/png", "data": "not base64!"},
                {"type": "audio", "mimeType": "audio/wav", "data": "AAAA"},
            ]
            return {"content": kinds}
        case "half a sign":
            return text("cut \ud83d here")
        case "nonsense":
            return {"content": "no list"}
    return text(json.dumps(arguments))


def answer(method: str, params: dict[str, Any]) -> dict[str, Any] | None:
    match method:
        case "initialize":
            return {
                "protocolVersion": "2025-06-18",
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "hostile", "version": "1"},
            }
        case "tools/list" if HOW == "page":
            # A list that never ends, of tools with one name.
            entry = {"name": "again", "inputSchema": SCHEMA}
            return {"tools": [entry], "nextCursor": "more"}
        case "tools/list" if HOW == "schema":
            wrong = {"type": "object", "properties": "none"}
            return {"tools": [{"name": "bad schema", "inputSchema": wrong}]}
        case "tools/list" if HOW == "tells":
            secret = os.environ["PASS_WORD"]
            inside = {"properties": {"key": {"default": secret, "enum": [secret]}}}
            entry = {"name": "tell", "title": f"Tell {secret}", "description": f"of {secret}"}
            return {"tools": [entry | {"inputSchema": SCHEMA | inside}]}
        case "tools/list":
            return {"tools": [{"name": n, "inputSchema": s} for n, s in TOOLS.items()]}
        case "tools/call":
            return call(params["name"], params.get("arguments") or {})
    return {}


def say(message: dict[str, Any]) -> None:
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def serve() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        method = asked.get("method", "")
        if "id" not in asked:
            print(method, file=sys.stderr, flush=True)
        elif method == "server/discover":
            say({"id": asked["id"], "error": {"code": -32601, "message": "what?"}})
        elif asked.get("params", {}).get("name") == "tell":
            told = {"progressToken": asked["params"]["_meta"]["progressToken"], "progress": 1}
            told["message"] = f"with {os.environ['PASS_WORD']}"
            say({"method": "notifications/progress", "params": told})
            say({"id": asked["id"], "result": text("told")})
        elif asked.get("params", {}).get("name") == "too deep":
            inside = '{"a":' * 100_000 + "1" + "}" * 100_000
            print(f'{{"jsonrpc":"2.0","id":{asked["id"]},"result":{inside}}}', flush=True)
        elif (result := answer(method, asked.get("params", {}))) is not None:
            say({"id": asked["id"], "result": result})


match HOW:
    case "dies":
        sys.exit("no configuration, token is sesame-open-up")
    case "silent":
        sys.stdin.read()
    case "flood":
        while True:
            print("not a message")
    case "banner":
        print("Welcome to the hostile server!\n{]\n", flush=True)
serve()
