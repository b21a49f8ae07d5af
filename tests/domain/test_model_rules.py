"""The catalogue: every documented rule is in the bundled file, odd files are named as such."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.config.catalogue import load_catalogue
from oriel.config.resources import resources_dir
from oriel.domain.model_rules import Catalogue, ModelRules, catalogue_from_json

BUNDLED = resources_dir() / "catalogue" / "oci-models.json"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(BUNDLED)


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        ("openai.gpt-oss-20b", "replay_as", "input_text"),
        ("openai.gpt-oss-120b", "images", False),
        ("openai.gpt-oss-120b", "limits", {"temperature": (0, 1.5)}),
        ("xai.grok-4.20-reasoning", "leave_out", ("reasoning.effort",)),
        ("xai.grok-4.20-non-reasoning", "leave_out", ()),
        ("xai.grok-4.20-multi-agent", "apis", ("responses",)),
        ("xai.grok-4.20-multi-agent", "client_tools", False),
        ("google.gemini-3-pro", "call_ids_only", True),
        ("google.gemini-2.5-flash", "system_as", "instructions"),
        ("google.gemini-2.5-pro", "least_output_tokens", 2048),
        ("meta.llama-4-maverick", "apis", ("chat",)),
        ("cohere.command-a", "apis", ()),
        ("COHERE.Command-A", "apis", ()),
        ("nobody.knows-1", "apis", None),
    ],
)
def test_what_is_known_of_a_model_is_data(
    catalogue: Catalogue, model: str, field: str, value: object
) -> None:
    assert getattr(catalogue.rules(model), field) == value


def test_web_search_is_for_xai_only(catalogue: Catalogue) -> None:
    for model in catalogue.models():
        tools = catalogue.rules(model.id).hosted_tools or ()
        assert ("web_search" in tools) == model.id.startswith("xai.")


def test_every_entry_is_complete_and_fits_its_rules(catalogue: Catalogue) -> None:
    assert len(catalogue.dated) == len("2026-11-01")
    for model in catalogue.models():
        assert model.vendor
        assert model.apis
        allowed = catalogue.rules(model.id).apis
        assert allowed is None or set(model.apis) <= set(allowed)


def test_a_dedicated_endpoint_has_the_general_rules(catalogue: Catalogue) -> None:
    assert catalogue.rules("ocid1.generativeaiendpoint.oc1.us-chicago-1.amaa") == ModelRules()


def test_a_persons_own_file_adds_and_replaces(tmp_path: Path) -> None:
    own = tmp_path / "models.json"
    written = {
        "format": 1,
        "models": [
            {"id": "my.model", "vendor": "me", "apis": ["chat"]},
            {"id": "xai.grok-4.3", "name": "Mine"},
        ],
        "rules": [{"match": "my.*", "rules": {"leave_out": ["top_p"]}}],
    }
    own.write_text(json.dumps(written))
    catalogue = load_catalogue(BUNDLED, own)
    assert catalogue.rules("my.model").leave_out == ("top_p",)
    assert [m.name for m in catalogue.models() if m.id == "xai.grok-4.3"] == ["Mine"]
    assert catalogue.models()[0].id == "my.model"
    assert catalogue.rules("cohere.x").apis == ()


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 2}', '{"format":1,"models":{}}'])
def test_a_broken_file_is_left_out_and_said(
    content: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = tmp_path / "models.json"
    own.write_text(content)
    assert load_catalogue(BUNDLED, own).models() == load_catalogue(BUNDLED).models()
    assert "models.json is left out" in caplog.text


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"match": "x", "rules": {"colour": 1}}, "no rule colour"),
        ({"match": "x", "rules": {"images": "no"}}, "wrong kind"),
        ({"match": "x", "rules": {"limits": {"top_p": [0]}}}, "two numbers"),
        ({"match": "x"}, "has no rules"),
        ({"rules": {}}, "no match"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(entry: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        catalogue_from_json({"format": 1, "rules": [entry]})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "match", "rules", "apis", "limits", "parameters", "name"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=2), st.lists(JSON, max_size=2))
def test_any_json_is_read_or_refused_with_a_reason(models: list[Any], rules: list[Any]) -> None:
    try:
        found = catalogue_from_json({"format": 1, "models": models, "rules": rules})
    except ValueError as error:
        assert str(error)
        return
    assert isinstance(found.rules("x"), ModelRules)
