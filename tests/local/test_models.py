from __future__ import annotations

import httpx
import openai
import pytest


def test_lists_two_models_that_say_they_are_no_language_models(client: openai.OpenAI):
    models = {model.id: model for model in client.models.list()}
    assert set(models) == {"oriel-guide", "oriel-rehearsal"}
    for model in models.values():
        assert model.name
        assert model.note.startswith("No language model")


def test_retrieves_one_model(client: openai.OpenAI):
    assert client.models.retrieve("oriel-guide").owned_by == "oriel"


def test_an_unknown_model_is_404(client: openai.OpenAI):
    with pytest.raises(openai.NotFoundError) as refused:
        client.models.retrieve("gpt-9")
    assert refused.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model="gpt-9", input="hi")
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt-9", messages=[{"role": "user", "content": "x"}])


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/conversations", "/responses/"])
def test_an_unknown_path_is_refused_in_openai_shape(http: httpx.Client, path: str):
    answer = http.get(path)
    assert answer.status_code in (404, 405)
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_400(http: httpx.Client, body: bytes):
    for path in ("/responses", "/chat/completions"):
        answer = http.post(path, content=body)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "invalid_json"


def test_a_body_beyond_the_limit_is_413(http: httpx.Client):
    answer = http.post("/responses", content=b" " * (32 * 1024 * 1024 + 1))
    assert answer.status_code == 413


def test_every_answer_has_a_request_id(http: httpx.Client):
    ids = {http.get(path).headers["x-request-id"] for path in ("/models", "/nothing")}
    assert len(ids) == 2
