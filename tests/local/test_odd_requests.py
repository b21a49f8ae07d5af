"""Odd values in every field: refused with a reason or taken, never a failure of the service."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "x",
    "\x00\ud7ff",
    [],
    [None],
    [[]],
    [{}],
    ["x"],
    {},
    {"type": "x"},
    {"type": "static"},
    {"type": ["x"]},
    {"id": 7},
    {"anchor": "last_active_at"},
    {"format": 7},
    {"effort": []},
)
TOOLS: tuple[Any, ...] = (
    {"type": "file_search", "vector_store_ids": [7]},
    {"type": "code_interpreter", "container": {"file_ids": 7, "memory_limit": []}},
    {"type": "code_interpreter", "container": {"file_ids": ["x"]}},
    {"type": "mcp", "server_label": "x", "allowed_tools": 7, "require_approval": []},
    {"type": "mcp", "server_label": "x", "allowed_tools": [{}], "require_approval": {"never": 7}},
    {"type": "web_search", "filters": {"allowed_domains": 7}},
    {"type": "image_generation", "partial_images": "x", "size": {}},
    {"type": "function", "name": "f", "parameters": {"properties": [], "required": 7}},
    {"type": "function", "name": "f", "parameters": {"$ref": 7, "allOf": 7}},
    {"type": "function", "name": "f", "parameters": {"type": "string", "minLength": "x"}},
    {"type": "function", "name": "f", "parameters": {"type": "integer", "minimum": "x"}},
    {"type": "function", "name": "f", "parameters": {"type": "array", "minItems": []}},
    {"type": "custom", "name": "c"},
)
WISHES = ("fast mcp, file search, web search, draw, run code, custom tool", "fast call f")
MODEL = "oriel-rehearsal"
BODIES: dict[str, tuple[dict[str, Any], str]] = {
    "/responses": (
        {"model": MODEL, "input": "fast echo x"},
        "model input instructions conversation previous_response_id store stream background"
        " temperature top_p max_output_tokens max_tool_calls parallel_tool_calls tool_choice tools"
        " include metadata truncation context_management reasoning text service_tier user",
    ),
    "/responses/compact": ({"model": MODEL, "input": "x"}, "model input previous_response_id"),
    "/responses/input_tokens": ({"model": MODEL, "input": "x"}, "input conversation instructions"),
    "/chat/completions": (
        {"model": MODEL, "messages": [{"role": "user", "content": "fast echo x"}]},
        "model messages n stop seed logit_bias presence_penalty frequency_penalty response_format"
        " reasoning_effort web_search_options stream stream_options max_tokens tools tool_choice"
        " max_completion_tokens parallel_tool_calls temperature logprobs metadata",
    ),
    "/conversations": ({}, "metadata items"),
    "/vector_stores": (
        {"name": "x"},
        "name description metadata expires_after file_ids chunking_strategy",
    ),
    "/vector_stores/{store}": ({}, "name description metadata expires_after"),
    "/vector_stores/{store}/search": (
        {"query": "x"},
        "query filters max_num_results ranking_options rewrite_query",
    ),
    "/vector_stores/{store}/files": (
        {"file_id": "{file}"},
        "file_id attributes chunking_strategy",
    ),
    "/vector_stores/{store}/files/{file}": ({}, "attributes"),
    "/vector_stores/{store}/file_batches": (
        {"file_ids": ["{file}"]},
        "file_ids files attributes chunking_strategy",
    ),
    "/containers": ({"name": "x"}, "name memory_limit expires_after file_ids skills"),
    "/containers/{container}/files": ({"file_id": "{file}"}, "file_id"),
}


@pytest.fixture(scope="module")
def names(http: httpx.Client) -> dict[str, str]:
    file = http.post("/files", data={"purpose": "assistants"}, files={"file": ("a.txt", b"alpha")})
    store = http.post("/vector_stores", json={"name": "odd"}).json()["id"]
    http.post(f"/vector_stores/{store}/files", json={"file_id": file.json()["id"]})
    container = http.post("/containers", json={"name": "odd"}).json()["id"]
    return {"file": file.json()["id"], "store": store, "container": container}


def named(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return value.format(**names)
    return [one.format(**names) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", BODIES)
def test_no_odd_value_makes_the_service_fail(http: httpx.Client, names: dict[str, str], path: str):
    body, fields = BODIES[path]
    usual = {
        field: value if field == "messages" else named(value, names)
        for field, value in body.items()
    }
    for field in fields.split():
        for value in ODD:
            answer = http.post(path.format(**names), json={**usual, field: value})
            assert answer.status_code < 500, (field, value, answer.text)
            if answer.status_code >= 400:
                assert answer.json()["error"]["message"]


@pytest.mark.parametrize("tool", TOOLS, ids=str)
def test_no_odd_tool_makes_the_service_fail(http: httpx.Client, tool: Any):
    for model, wish in ((MODEL, WISHES[0]), (MODEL, WISHES[1]), ("oriel-guide", "what is it?")):
        body = {"model": model, "input": wish, "tools": [tool]}
        answer = http.post("/responses", json=body)
        assert answer.status_code < 500, answer.text


@pytest.mark.parametrize(
    "query",
    ["limit=x", "limit=0", "limit=9" + "9" * 5000, "after=x", "before=x", "order=x", "filter=x"],
)
def test_odd_pages_are_400(http: httpx.Client, names: dict[str, str], query: str):
    lists = ("/files", "/vector_stores", "/vector_stores/{store}/files", "/containers")
    for path in lists:
        answer = http.get(f"{path.format(**names)}?{query}")
        assert answer.status_code in (200, 400), answer.text
        assert answer.status_code == 400 or query.startswith("filter")


RAW = (b'"\\ud800"', b'"\xed\xa0\x80"', b"NaN", b"-Infinity", b"1e999", b"9" * 400, b'"\\u0000"')


@pytest.mark.parametrize("path", BODIES)
def test_no_json_that_json_should_not_be_makes_the_service_fail(
    http: httpx.Client, names: dict[str, str], path: str
):
    _, fields = BODIES[path]
    for name in fields.split():
        for raw in (*RAW, *(b'{"k": %b, "type": %b}' % (one, one) for one in RAW)):
            body = b'{"name": "x", "query": "x", "%b": %b}' % (name.encode(), raw)
            answer = http.post(path.format(**names), content=body)
            assert answer.status_code < 500, (name, raw, answer.text)
            answer.json()


@pytest.mark.parametrize("boundary", ["", "b" * 257, "b" * 5000, "\\", '"'])
def test_no_boundary_makes_the_service_fail(
    http: httpx.Client, names: dict[str, str], boundary: str
):
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    for path in ("/files", "/containers/{container}/files"):
        answer = http.post(path.format(**names), content=b"--b\r\n", headers=headers)
        assert answer.status_code == 400
        assert answer.json()["error"]["message"]


@pytest.mark.parametrize("name", ["..", ".", "...", "../..", "a/..", "\\..", "/"])
def test_no_name_of_a_file_leads_upward(http: httpx.Client, names: dict[str, str], name: str):
    kept = {"data": {"purpose": "assistants"}, "files": {"file": (name, b"words")}}
    assert http.post("/files", **kept).json()["filename"] == "file"
    made = http.post(f"/containers/{names['container']}/files", **kept).json()
    assert made["path"] == "/mnt/data/file"
