"""A tiny tool server over standard input and output: one tool, which writes a note.

notes_server.py FILE    the note goes into FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

WRITE = {
    "name": "write_note",
    "title": "Write a note",
    "description": "Writes a note down.",
    "inputSchema": {"type": "object", "properties": {"text": {"type": "string"}}},
    "annotations": {"readOnlyHint": False, "destructiveHint": True},
}


def answer(method: str, params: dict[str, Any]) -> dict[str, Any]:
    match method:
        case "initialize":
            return {
                "protocolVersion": params["protocolVersion"],
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "notes", "version": "1"},
            }
        case "tools/list":
            return {"tools": [WRITE]}
        case "tools/call":
            Path(sys.argv[1]).write_text(params["arguments"]["text"], encoding="utf-8")
            return {"content": [{"type": "text", "text": "written"}]}
    return {}


for line in sys.stdin:
    asked = json.loads(line)
    if "id" in asked:
        result = answer(asked["method"], asked.get("params", {}))
        print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}), flush=True)
