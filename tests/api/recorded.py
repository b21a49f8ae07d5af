"""Streams as services send them, small enough to be cut at every byte."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
USAGE = {"input_tokens": 3, "output_tokens": 5, "total_tokens": 8}


def text_item(text: str, item_id: str = "msg_1") -> Json:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"type": "message", "id": item_id, "role": "assistant", "content": content}


def responses_stream(*deltas: str, output: list[Json] | None = None, **response: Any) -> list[Json]:
    """created, the deltas, completed; `output` None means the deltas' sum."""
    whole = [text_item("".join(deltas))] if output is None else output
    head = {"id": "resp_1", "model": "m-1"}
    final = {**head, "status": "completed", "output": whole, "usage": USAGE, **response}
    return [
        {"type": "response.created", "sequence_number": 0, "response": head},
        *(
            {
                "type": "response.output_text.delta",
                "item_id": "msg_1",
                "output_index": 0,
                "content_index": 0,
                "sequence_number": n,
                "delta": delta,
            }
            for n, delta in enumerate(deltas, 1)
        ),
        {"type": f"response.{final['status']}", "response": final},
    ]


def chat_chunk(finish: str | None = None, **delta: Any) -> Json:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "chatcmpl-1", "model": "m-1", "choices": [choice]}


def chat_stream(*deltas: str, finish: str | None = "stop") -> list[Json | str]:
    usage = {"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8}
    return [
        chat_chunk(role="assistant", content=""),
        *(chat_chunk(content=delta) for delta in deltas),
        chat_chunk(finish=finish),
        {"id": "chatcmpl-1", "model": "m-1", "choices": [], "usage": usage},
        "[DONE]",
    ]
