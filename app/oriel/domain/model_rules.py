"""What each model of OCI takes and refuses (oci-api.md 4 and 5), as data: rules by pattern.

A rule that applies to more of the name wins over a wider one, field by field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from oriel.domain.models import ModelInfo, Parameter

FORMAT = 1
_NONE: Mapping[str, tuple[float, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ModelRules:
    """`apis` are the ones that work, None for not known. `leave_out` are fields never sent
    ("reasoning.effort" one within another). `limits` are (least, most) by field.

    `replay_as` is the type of an earlier answer's text parts; `system_as` is "input" or
    "instructions"; `call_ids_only`: replayed function calls carry no id besides call_id.
    `hosted_tools` None: whatever the connection offers.
    """

    apis: tuple[str, ...] | None = None
    leave_out: tuple[str, ...] = ()
    limits: Mapping[str, tuple[float, float]] = field(default_factory=lambda: _NONE)
    least_output_tokens: int = 0
    most_output_tokens: int = 0
    replay_as: str = "output_text"
    system_as: str = "input"
    call_ids_only: bool = False
    images: bool = True
    client_tools: bool = True
    hosted_tools: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Models to offer where the service lists none, and the rules for any model id.

    `dated` is the ISO date of the list.
    """

    dated: str = ""
    entries: tuple[ModelInfo, ...] = ()
    patterns: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    def models(self, region: str = "") -> list[ModelInfo]:
        """Those on offer; which of them a region has is only known when one is asked."""
        return list(self.entries)

    def rules(self, model_id: str) -> ModelRules:
        """The rules for a model; a dedicated endpoint's OCID has none but the general."""
        name = model_id.lower()
        fitting = [(p, values) for p, values in self.patterns if fnmatchcase(name, p)]
        merged: dict[str, Any] = {}
        for _, values in sorted(fitting, key=lambda found: len(found[0])):
            merged |= values
        return ModelRules(**merged)

    def overlaid(self, other: Catalogue) -> Catalogue:
        """With those of `other` added, or in the place of those of the same name."""
        added = {model.id: model for model in other.entries}
        kept = [model for model in self.entries if model.id not in added]
        names = {pattern for pattern, _ in other.patterns}
        patterns = [found for found in self.patterns if found[0] not in names]
        return replace(
            self,
            entries=(*added.values(), *kept),
            patterns=(*patterns, *other.patterns),
        )


def catalogue_from_json(raw: Any) -> Catalogue:
    """A catalogue out of parsed JSON. Raises ValueError, which says what is wrong with it."""
    if not isinstance(raw, dict):
        raise ValueError("it is no JSON object")
    if raw.get("format") != FORMAT:
        raise ValueError(f"its format is {raw.get('format')!r}, not {FORMAT}")
    models = [_model(entry) for entry in _list(raw, "models")]
    patterns = tuple(_pattern(entry) for entry in _list(raw, "rules"))
    return Catalogue(str(raw.get("dated", "")), tuple(models), patterns)


def _list(raw: dict[str, Any], name: str) -> Sequence[Any]:
    found = raw.get(name, [])
    if not isinstance(found, list):
        raise ValueError(f"{name} is no list")
    return found


def _model(entry: Any) -> ModelInfo:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"]:
        raise ValueError("a model has no id")
    known = {f.name for f in fields(ModelInfo)} - {"parameters"}
    values = {name: _plain(name, value) for name, value in entry.items() if name in known}
    limits = entry.get("parameters", [])
    if not isinstance(limits, list):
        raise ValueError(f"the parameters of {entry['id']} are no list")
    return ModelInfo(**values, parameters=tuple(_parameter(limit) for limit in limits))


def _plain(name: str, value: Any) -> Any:
    if name in ("apis", "inputs", "outputs"):
        return _words(name, value)
    kinds: dict[str, tuple[type, str]] = {
        "deprecated": (bool, "yes or no"),
        "context_tokens": (int, "whole number"),
    }
    wanted, words = kinds.get(name, (str, "text"))
    if type(value) is not wanted:
        raise ValueError(f"{name} is no {words}")
    return value


def _parameter(raw: Any) -> Parameter:
    if not isinstance(raw, dict) or not isinstance(raw.get("name"), str):
        raise ValueError("a parameter has no name")
    low, high = raw.get("minimum"), raw.get("maximum")
    for limit in (low, high):
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int | float)):
            raise ValueError(f"a limit of {raw['name']} is no number")
    return Parameter(raw["name"], str(raw.get("kind", "")), low, high, str(raw.get("default", "")))


def _pattern(entry: Any) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("match"), str):
        raise ValueError("a rule has no match")
    rules = entry.get("rules")
    if not isinstance(rules, dict):
        raise ValueError(f"the rule for {entry['match']} has no rules")
    found = {name: _rule(name, value) for name, value in rules.items()}
    return entry["match"].lower(), MappingProxyType(found)


def _rule(name: str, value: Any) -> Any:
    if name in ("apis", "leave_out", "hosted_tools"):
        return _words(name, value)
    if name == "limits":
        return _limits(value)
    kinds: dict[str, type] = {
        "least_output_tokens": int,
        "most_output_tokens": int,
        "replay_as": str,
        "system_as": str,
        "call_ids_only": bool,
        "images": bool,
        "client_tools": bool,
    }
    if name not in kinds:
        raise ValueError(f"there is no rule {name}")
    if type(value) is not kinds[name]:
        raise ValueError(f"{name} is of the wrong kind")
    return value


def _words(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError(f"{name} is no list of words")
    return tuple(value)


def _limits(value: Any) -> Mapping[str, tuple[float, float]]:
    if not isinstance(value, dict):
        raise ValueError("limits is no object")
    found = {}
    for name, pair in value.items():
        numbers = isinstance(pair, list) and len(pair) == 2
        if not numbers or not all(type(limit) in (int, float) for limit in pair):
            raise ValueError(f"the limits of {name} are no two numbers")
        found[name] = (float(pair[0]), float(pair[1]))
    return MappingProxyType(found)
