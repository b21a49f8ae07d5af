"""Recorded turns with tools that the service runs itself."""

from __future__ import annotations

from oriel.domain.parts import (
    CitationPart,
    ImagePart,
    PassagePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

from .recorded_items import (
    JPEG,
    PNG,
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

_YES = message("msg_1", text_piece("yes"))
_WORDS = {
    "elsewhere": (spoken("yes"),),
    "in_chat": (spoken_in_chat("yes"),),
}

_SEARCH: Json = {
    "type": "file_search_call",
    "id": "fs_1",
    "queries": ["a", "b"],
    "status": "completed",
    "results": [
        {
            "file_id": "file-1",
            "filename": "a.md",
            "score": 0.5,
            "text": "found",
            "attributes": {"year": 2026},
        }
    ],
}
_SEARCHED = ToolCallPart("fs_1", "file_search", '["a", "b"]', "file_search_call", "completed")
FILE_SEARCH = Recorded(
    name="file search",
    events=turn(
        *framed(
            0,
            _SEARCH,
            {"type": "response.file_search_call.in_progress"},
            {"type": "response.file_search_call.searching"},
            {"type": "response.file_search_call.completed"},
            queries=[],
            results=None,
        ),
        *said(1, "yes"),
        output=[_SEARCH, _YES],
    ),
    parts=(
        _SEARCHED,
        PassagePart("fs_1", "found", "a.md", "file-1", 0.5, {"year": 2026}),
        TextPart("yes"),
    ),
    told=Told(text="yes", calls=(_SEARCHED,), states=(("in_progress", "searching", "completed"),)),
    again=(_SEARCH, spoken("yes")),
    **_WORDS,
)

_CITED: Json = {
    "type": "url_citation",
    "url": "https://o.example",
    "title": "O",
    "start_index": 0,
    "end_index": 3,
}
_CITED_YES = message("msg_1", text_piece("yes", _CITED))
_WEB: Json = {
    "type": "web_search_call",
    "id": "ws_1",
    "status": "completed",
    "action": {
        "type": "search",
        "query": "o",
        "sources": [{"type": "url", "url": "https://o.example"}],
    },
}
_BROWSED = ToolCallPart(
    "ws_1",
    "web_search",
    '{"type": "search", "query": "o", "sources": [{"type": "url", "url": "https://o.example"}]}',
    "web_search_call",
    "completed",
)
_CITATION = CitationPart("url_citation", "O", "https://o.example", start=0, end=3)
WEB_SEARCH = Recorded(
    name="web search",
    events=turn(
        *framed(
            0,
            _WEB,
            {"type": "response.web_search_call.in_progress"},
            {"type": "response.web_search_call.searching"},
            {"type": "response.web_search_call.completed"},
            action={"type": "search", "query": "o"},
        ),
        *framed(
            1,
            _CITED_YES,
            {
                "type": "response.output_text.delta",
                "content_index": 0,
                "delta": "yes",
                "logprobs": [],
            },
            {
                "type": "response.output_text.annotation.added",
                "content_index": 0,
                "annotation_index": 0,
                "annotation": _CITED,
            },
            content=[],
        ),
        output=[_WEB, _CITED_YES],
    ),
    parts=(_BROWSED, TextPart("yes"), _CITATION),
    told=Told(
        text="yes",
        citations=(_CITATION,),
        calls=(_BROWSED,),
        states=(("in_progress", "searching", "completed"),),
    ),
    again=(_WEB, spoken("yes")),
    **_WORDS,
)

_X: Json = {
    "type": "x_search_call",
    "id": "xs_1",
    "status": "completed",
    "action": {"type": "search", "query": "o"},
}
_X_SEARCHED = ToolCallPart(
    "xs_1", "x_search", '{"type": "search", "query": "o"}', "x_search_call", "completed"
)
X_SEARCH = Recorded(
    name="search on X",
    events=turn(
        *framed(
            0,
            _X,
            {"type": "response.x_search_call.in_progress"},
            {"type": "response.x_search_call.searching"},
            {"type": "response.x_search_call.completed"},
        ),
        *said(1, "yes"),
        output=[_X, _YES],
    ),
    parts=(_X_SEARCHED, TextPart("yes")),
    told=Told(
        text="yes", calls=(_X_SEARCHED,), states=(("in_progress", "searching", "completed"),)
    ),
    again=(_X, spoken("yes")),
    odd=True,
    **_WORDS,
)

# xAI also names its own searches as custom tools, which wait for nobody.
_X_KEYWORDS: Json = {
    "type": "custom_tool_call",
    "id": "ctc_1",
    "call_id": "xs_1",
    "name": "x_keyword_search",
    "input": '{"query":"o"}',
    "status": "completed",
}
_X_KEYED = ToolCallPart("xs_1", "x_keyword_search", '{"query":"o"}', "x_search_call", "completed")
X_SEARCH_AS_CUSTOM = Recorded(
    name="search on X, called a custom tool",
    events=turn(
        *framed(
            0,
            _X_KEYWORDS,
            {"type": "response.custom_tool_call_input.delta", "delta": '{"query":"o"}'},
            {"type": "response.custom_tool_call_input.done", "input": '{"query":"o"}'},
            input="",
        ),
        *said(1, "yes"),
        output=[_X_KEYWORDS, _YES],
    ),
    parts=(_X_KEYED, TextPart("yes")),
    told=Told(text="yes", calls=(_X_KEYED,), states=(("in_progress", "completed"),)),
    again=(spoken("yes"),),
    odd=True,
    **_WORDS,
)

_CODE: Json = {
    "type": "code_interpreter_call",
    "id": "ci_1",
    "container_id": "cntr-1",
    "code": "print(1)",
    "outputs": [
        {"type": "logs", "logs": "1\n"},
        {"type": "image", "url": f"data:image/png;base64,{PNG}"},
        {"type": "image", "url": "https://o.example/plot.png"},
    ],
    "status": "completed",
}
_RAN = ToolCallPart(
    "ci_1", "code_interpreter", "print(1)", "code_interpreter_call", "completed", ""
)
_PLOTS = (
    ImagePart(data_uri=f"data:image/png;base64,{PNG}", call_id="ci_1"),
    ImagePart(url="https://o.example/plot.png", call_id="ci_1"),
)
CODE = Recorded(
    name="code interpreter",
    events=turn(
        *framed(
            0,
            _CODE,
            {"type": "response.code_interpreter_call.in_progress"},
            {"type": "response.code_interpreter_call_code.delta", "delta": "print"},
            {"type": "response.code_interpreter_call_code.delta", "delta": "(1)"},
            {"type": "response.code_interpreter_call_code.done", "code": "print(1)"},
            {"type": "response.code_interpreter_call.interpreting"},
            {"type": "response.code_interpreter_call.completed"},
            code="",
            outputs=[],
        ),
        *said(1, "yes"),
        output=[_CODE, _YES],
    ),
    parts=(_RAN, ToolResultPart("ci_1", "1\n"), *_PLOTS, TextPart("yes")),
    told=Told(
        text="yes",
        calls=(_RAN,),
        states=(("in_progress", "interpreting", "completed"),),
        results=(ToolResultPart("ci_1", "1\n"),),
        images=_PLOTS,
    ),
    again=(_CODE, spoken("yes")),
    **_WORDS,
)

_DRAWN: Json = {
    "type": "image_generation_call",
    "id": "ig_1",
    "status": "completed",
    "revised_prompt": "a bay window",
    "result": PNG,
}
_DREW = ToolCallPart(
    "ig_1", "image_generation", "a bay window", "image_generation_call", "completed"
)
_PICTURE = ImagePart(data_uri=f"data:image/png;base64,{PNG}", call_id="ig_1")
IMAGE = Recorded(
    name="image generation",
    events=turn(
        *framed(
            0,
            _DRAWN,
            {"type": "response.image_generation_call.in_progress"},
            {"type": "response.image_generation_call.generating"},
            {
                "type": "response.image_generation_call.partial_image",
                "partial_image_index": 0,
                "partial_image_b64": JPEG,
            },
            {"type": "response.image_generation_call.completed"},
            result=None,
        ),
        *said(1, "yes"),
        output=[_DRAWN, _YES],
    ),
    parts=(_DREW, _PICTURE, TextPart("yes")),
    told=Told(
        text="yes",
        calls=(_DREW,),
        states=(("in_progress", "generating", "completed"),),
        images=(_PICTURE,),
    ),
    again=(_DRAWN, spoken("yes")),
    **_WORDS,
)

RECORDED = (FILE_SEARCH, WEB_SEARCH, X_SEARCH, X_SEARCH_AS_CUSTOM, CODE, IMAGE)
