"""Recorded turns of words: text, phases, refusals, annotations, thoughts."""

from __future__ import annotations

from oriel.domain.parts import CitationPart, ReasoningPart, RefusalPart, TextPart

from .recorded_items import (
    Json,
    Recorded,
    Told,
    framed,
    message,
    said,
    spoken,
    spoken_in_chat,
    text_piece,
    turn,
)

_LOGPROBS: list[Json] = [{"token": "Gr", "logprob": -0.5, "bytes": [71, 114], "top_logprobs": []}]
_GREETING = message("msg_1", text_piece("Grüße 東京 🏙\r\nend", logprobs=_LOGPROBS))
TEXT = Recorded(
    name="text with logprobs",
    events=turn(
        *framed(
            0,
            _GREETING,
            {"type": "response.content_part.added", "content_index": 0, "part": text_piece("")},
            {
                "type": "response.output_text.delta",
                "content_index": 0,
                "delta": "Grüße ",
                "logprobs": _LOGPROBS,
            },
            {
                "type": "response.output_text.delta",
                "content_index": 0,
                "delta": "東京 🏙\r\nend",
                "logprobs": [],
            },
            {
                "type": "response.output_text.done",
                "content_index": 0,
                "text": "Grüße 東京 🏙\r\nend",
                "logprobs": _LOGPROBS,
            },
            {
                "type": "response.content_part.done",
                "content_index": 0,
                "part": _GREETING["content"][0],
            },
            content=[],
        ),
        output=[_GREETING],
    ),
    parts=(TextPart("Grüße 東京 🏙\r\nend"),),
    told=Told(text="Grüße 東京 🏙\r\nend"),
    again=(spoken("Grüße 東京 🏙\r\nend"),),
    elsewhere=(spoken("Grüße 東京 🏙\r\nend"),),
    in_chat=(spoken_in_chat("Grüße 東京 🏙\r\nend"),),
)

_LOOKING = message("msg_1", text_piece("Looking."), phase="commentary")
_FOUND = message("msg_2", text_piece("Found."), phase="final_answer")
PHASES = Recorded(
    name="commentary and final answer",
    events=turn(
        *framed(
            0,
            _LOOKING,
            {
                "type": "response.output_text.delta",
                "content_index": 0,
                "delta": "Looking.",
                "logprobs": [],
            },
            content=[],
        ),
        *framed(
            1,
            _FOUND,
            {
                "type": "response.output_text.delta",
                "content_index": 0,
                "delta": "Found.",
                "logprobs": [],
            },
            content=[],
        ),
        output=[_LOOKING, _FOUND],
    ),
    parts=(TextPart("Looking."), TextPart("Found.")),
    told=Told(text="Looking.Found."),
    again=(spoken("Looking.", phase="commentary"), spoken("Found.", phase="final_answer")),
    elsewhere=(
        {
            "type": "message",
            "role": "assistant",
            "content": [
                {"type": "output_text", "text": "Looking."},
                {"type": "output_text", "text": "Found."},
            ],
        },
    ),
    in_chat=(spoken_in_chat("Looking.Found."),),
)

_NO: Json = {"type": "refusal", "refusal": "I won't."}
_REFUSED = message("msg_1", _NO)
REFUSAL = Recorded(
    name="refusal",
    events=turn(
        *framed(
            0,
            _REFUSED,
            {
                "type": "response.content_part.added",
                "content_index": 0,
                "part": {"type": "refusal", "refusal": ""},
            },
            {"type": "response.refusal.delta", "content_index": 0, "delta": "I "},
            {"type": "response.refusal.delta", "content_index": 0, "delta": "won't."},
            {"type": "response.refusal.done", "content_index": 0, "refusal": "I won't."},
            {"type": "response.content_part.done", "content_index": 0, "part": _NO},
            content=[],
        ),
        output=[_REFUSED],
    ),
    parts=(RefusalPart("I won't."),),
    told=Told(refusal="I won't."),
    again=({"type": "message", "role": "assistant", "content": [_NO]},),
    elsewhere=({"type": "message", "role": "assistant", "content": [_NO]},),
    in_chat=(spoken_in_chat("I won't."),),
)

_ANNOTATIONS: list[Json] = [
    {"type": "file_citation", "file_id": "file-1", "filename": "a.pdf", "index": 3},
    {
        "type": "url_citation",
        "url": "https://o.example/a",
        "title": "Oh",
        "start_index": 0,
        "end_index": 3,
    },
    {
        "type": "container_file_citation",
        "container_id": "cntr-1",
        "file_id": "cfile-1",
        "filename": "plot.png",
        "start_index": 1,
        "end_index": 2,
    },
    {"type": "file_path", "file_id": "file-2", "index": 4},
]
_CITED = message("msg_1", text_piece("cited", *_ANNOTATIONS))
_CITATIONS = (
    CitationPart("file_citation", "a.pdf", file_id="file-1", start=3, end=3),
    CitationPart("url_citation", "Oh", "https://o.example/a", start=0, end=3),
    CitationPart(
        "container_file_citation",
        "plot.png",
        file_id="cfile-1",
        container_id="cntr-1",
        start=1,
        end=2,
    ),
    CitationPart("file_path", file_id="file-2", start=4, end=4),
)
ANNOTATIONS = Recorded(
    name="all four annotations",
    events=turn(
        *framed(
            0,
            _CITED,
            {
                "type": "response.output_text.delta",
                "content_index": 0,
                "delta": "cited",
                "logprobs": [],
            },
            *(
                {
                    "type": "response.output_text.annotation.added",
                    "content_index": 0,
                    "annotation_index": number,
                    "annotation": annotation,
                }
                for number, annotation in enumerate(_ANNOTATIONS)
            ),
            content=[],
        ),
        output=[_CITED],
    ),
    parts=(TextPart("cited"), *_CITATIONS),
    told=Told(text="cited", citations=_CITATIONS),
    again=(spoken("cited"),),
    elsewhere=(spoken("cited"),),
    in_chat=(spoken_in_chat("cited"),),
)

_SUMMED: Json = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [
        {"type": "summary_text", "text": "First."},
        {"type": "summary_text", "text": "Then."},
    ],
    "content": None,
    "encrypted_content": "gAAAsealed",
    "status": "completed",
}
_YES = message("msg_1", text_piece("yes"))


def _summary(index: int, *deltas: str) -> tuple[Json, ...]:
    place = {"summary_index": index}
    text = "".join(deltas)
    kind, part = "response.reasoning_summary", {"type": "summary_text"}
    return (
        {"type": f"{kind}_part.added", **place, "part": {**part, "text": ""}},
        *({"type": f"{kind}_text.delta", **place, "delta": delta} for delta in deltas),
        {"type": f"{kind}_text.done", **place, "text": text},
        {"type": f"{kind}_part.done", **place, "part": {**part, "text": text}},
    )


SUMMARY = Recorded(
    name="summary of thoughts, sealed",
    events=turn(
        *framed(0, _SUMMED, *_summary(0, "Fir", "st."), *_summary(1, "Then."), summary=[]),
        *said(1, "yes"),
        output=[_SUMMED, _YES],
    ),
    parts=(ReasoningPart("First."), ReasoningPart("Then."), TextPart("yes")),
    told=Told(text="yes", reasoning="First.Then."),
    again=(
        {
            "type": "reasoning",
            "id": "rs_1",
            "summary": [
                {"type": "summary_text", "text": "First."},
                {"type": "summary_text", "text": "Then."},
            ],
            "encrypted_content": "gAAAsealed",
        },
        spoken("yes"),
    ),
    elsewhere=(spoken("yes"),),
    in_chat=(spoken_in_chat("yes"),),
)

_OPEN: Json = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [],
    "content": [{"type": "reasoning_text", "text": "Hm, so."}],
    "encrypted_content": None,
}
OPEN_THOUGHTS = Recorded(
    name="open thoughts, not sealed",
    events=turn(
        *framed(
            0,
            _OPEN,
            {"type": "response.reasoning_text.delta", "content_index": 0, "delta": "Hm, "},
            {"type": "response.reasoning_text.delta", "content_index": 0, "delta": "so."},
            {"type": "response.reasoning_text.done", "content_index": 0, "text": "Hm, so."},
            content=[],
        ),
        *said(1, "yes"),
        output=[_OPEN, _YES],
    ),
    parts=(ReasoningPart("Hm, so."), TextPart("yes")),
    told=Told(text="yes", reasoning="Hm, so."),
    again=(spoken("yes"),),
    elsewhere=(spoken("yes"),),
    in_chat=(spoken_in_chat("yes"),),
)

RECORDED = (TEXT, PHASES, REFUSAL, ANNOTATIONS, SUMMARY, OPEN_THOUGHTS)
