"""What a stream's deltas have added up to: the answer when the service sends no whole one."""

from __future__ import annotations

from dataclasses import dataclass, field

from oriel.domain.parts import (
    CitationPart,
    DecisionPart,
    ImagePart,
    ItemPart,
    Part,
    PassagePart,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.turns import (
    CitationAdded,
    Emit,
    ImageAdded,
    ReasoningAdded,
    RefusalAdded,
    TextAdded,
    ToolCallChanged,
    ToolResultAdded,
)

_Said = TextAdded | ReasoningAdded | RefusalAdded
_PARTS: dict[type[_Said], type[TextPart | ReasoningPart | RefusalPart]] = {
    TextAdded: TextPart,
    ReasoningAdded: ReasoningPart,
    RefusalAdded: RefusalPart,
}
# What comes whole and is not told of before the end.
_Whole = CitationPart | DecisionPart | ImagePart | ItemPart | PassagePart | ToolResultPart
# Each ToolCallChanged carries the arguments whole, so growing ones are told at
# every quarter more: telling every piece would cost the square of their length.
_GROWTH = 1.25


@dataclass(slots=True)
class _Words:
    kind: type[_Said]
    pieces: list[str] = field(default_factory=list)

    def part(self) -> Part:
        return _PARTS[self.kind]("".join(self.pieces))


@dataclass(slots=True)
class _Call:
    call_id: str = ""
    name: str = ""
    kind: str = "function_call"
    status: str = "in_progress"
    server: str = ""
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    tell_at: int = 0

    def part(self) -> ToolCallPart:
        arguments = "".join(self.pieces)
        return ToolCallPart(self.call_id, self.name, arguments, self.kind, self.status, self.server)


class Draft:
    """Grows part by part, in the order in which parts begin, and emits what changed."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._parts: dict[str, _Words | _Call | _Whole] = {}

    def add(self, part_id: str, text: str, kind: type[_Said]) -> None:
        words = self._parts.get(part_id)
        if not isinstance(words, _Words):
            words = self._parts[part_id] = _Words(kind)
        words.pieces.append(text)
        self._emit(kind(part_id, text))

    def complete(self, part_id: str, text: str, kind: type[_Said]) -> None:
        """The service repeats a part whole: adds what its deltas left out."""
        words = self._parts.get(part_id)
        so_far = "".join(words.pieces) if isinstance(words, _Words) else ""
        if len(text) > len(so_far) and text.startswith(so_far):
            self.add(part_id, text[len(so_far) :], kind)

    def cite(self, part_id: str, citation: CitationPart) -> None:
        self._parts[f"{part_id} citation {len(self._parts)}"] = citation
        self._emit(CitationAdded(part_id, citation))

    def came_to(self, part_id: str, results: list[Part]) -> None:
        """What a call or another item came to, whole: results and images are told of."""
        for number, part in enumerate(results):
            key = f"{part_id} {number} whole"
            match part:
                case ToolResultPart():
                    self._emit(ToolResultAdded(part_id, part))
                case ImagePart():
                    self._emit(ImageAdded(key, part))
                case PassagePart() | ItemPart() | DecisionPart():
                    pass
                case _:
                    continue
            self._parts[key] = part

    def sketch(self, part_id: str, image: ImagePart) -> None:
        """An image on its way: told of, not kept."""
        self._emit(ImageAdded(f"{part_id} 1 whole", image))

    def has_call(self, part_id: str) -> bool:
        return isinstance(self._parts.get(part_id), _Call)

    def call(
        self,
        part_id: str,
        *,
        call_id: str = "",
        name: str = "",
        kind: str = "",
        status: str = "",
        server: str = "",
        arguments: str | None = None,
    ) -> None:
        """Begins a tool call or says more about it; "" and None change nothing."""
        call = self._call(part_id)
        call.call_id = call_id or call.call_id
        call.name = name or call.name
        call.kind = kind or call.kind
        call.status = status or call.status
        call.server = server or call.server
        if arguments is not None:
            call.pieces, call.length = [arguments], len(arguments)
        self._tell(part_id, call)

    def add_arguments(self, part_id: str, text: str) -> None:
        call = self._call(part_id)
        call.pieces.append(text)
        call.length += len(text)
        if call.length >= call.tell_at:
            self._tell(part_id, call)

    def parts(self) -> tuple[Part, ...]:
        return tuple(p.part() if isinstance(p, _Words | _Call) else p for p in self._parts.values())

    def _call(self, part_id: str) -> _Call:
        call = self._parts.get(part_id)
        if not isinstance(call, _Call):
            call = self._parts[part_id] = _Call()
        return call

    def _tell(self, part_id: str, call: _Call) -> None:
        call.tell_at = int(call.length * _GROWTH) + 1
        self._emit(ToolCallChanged(part_id, call.part()))
