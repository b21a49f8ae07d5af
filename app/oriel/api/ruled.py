"""A request's body made to fit the model it is for (domain/model_rules.py).

What a model is known to refuse is left out before it refuses, and the person is told
of what was theirs.
"""

from __future__ import annotations

from typing import NamedTuple

from oriel.api.items import Json
from oriel.domain.model_rules import ModelRules

_OUTPUT_LIMITS = ("max_output_tokens", "max_tokens", "max_completion_tokens")


class Ruled(NamedTuple):
    """`said` names what was changed of what the person asked for."""

    body: Json
    said: tuple[str, ...] = ()


def ruled(body: Json, rules: ModelRules) -> Ruled:
    """The body with the rules applied; the one given stays as it is."""
    made = dict(body)
    said = [
        f"{name} was left out: this model refuses it"
        for name in rules.leave_out
        if _take_out(made, name)
    ]
    for name, (low, high) in rules.limits.items():
        value = made.get(name)
        if isinstance(value, int | float) and not low <= value <= high:
            made[name] = min(max(value, low), high)
            said.append(f"{name} was set to {made[name]:g}: this model takes {low:g} to {high:g}")
    said += _output_tokens(made, rules)
    if "input" in made:
        made["input"] = [_item(item, rules) for item in made["input"]]
    if not rules.images and _has_image(made):
        said.append("this model does not see pictures: it is told of none")
    return Ruled(made, tuple(said))


def _take_out(body: Json, name: str) -> bool:
    """Removes a field, or one within another; an object left empty goes too."""
    outer, _, inner = name.partition(".")
    value = body.get(outer)
    if not inner:
        return body.pop(outer, None) is not None
    if not isinstance(value, dict) or inner not in value:
        return False
    kept = {key: found for key, found in value.items() if key != inner}
    if kept:
        body[outer] = kept
    else:
        del body[outer]
    return True


def _output_tokens(body: Json, rules: ModelRules) -> list[str]:
    said = []
    for name in _OUTPUT_LIMITS:
        value = body.get(name)
        if not isinstance(value, int):
            continue
        if rules.least_output_tokens and value < rules.least_output_tokens:
            body[name] = rules.least_output_tokens
            said.append(f"{name} was raised to {body[name]}: with less this model stays silent")
        elif rules.most_output_tokens and value > rules.most_output_tokens:
            body[name] = rules.most_output_tokens
            said.append(f"{name} was lowered to {body[name]}, the most this model gives")
    return said


def _item(item: Json, rules: ModelRules) -> Json:
    if rules.call_ids_only and item.get("type") == "function_call":
        return {name: value for name, value in item.items() if name != "id"}
    if item.get("role") != "assistant" or rules.replay_as == "output_text":
        return item
    content = [
        {**piece, "type": rules.replay_as} if piece.get("type") == "output_text" else piece
        for piece in item.get("content", [])
    ]
    return {**item, "content": content}


def _has_image(body: Json) -> bool:
    messages = [*body.get("input", []), *body.get("messages", [])]
    pieces = [p for m in messages if isinstance(m.get("content"), list) for p in m["content"]]
    return any(piece.get("type") in ("input_image", "image_url") for piece in pieces)
