"""The two models, honest about what they are, and who answers for each."""

from __future__ import annotations

from typing import Any

from oriel.local.faults import ApiFault
from oriel.local.guide_model import GuideModel
from oriel.local.rehearsal_model import RehearsalModel
from oriel.local.searched_stores import SearchedStores
from oriel.local.shelf import Shelf
from oriel.local.talk import Question, Script

_CREATED = 1_793_491_200  # 1 November 2026
_CARDS = {
    "oriel-guide": (
        "Oriel guide",
        "No language model: finds passages in Oriel's guide and in your stores, and quotes them",
    ),
    "oriel-rehearsal": (
        "Rehearsal",
        "No language model: plays kinds of output on demand, for trying Oriel out",
    ),
}


def cards() -> list[dict[str, Any]]:
    """The models as GET /models shows them."""
    return [
        {
            "id": model_id,
            "object": "model",
            "created": _CREATED,
            "owned_by": "oriel",
            "name": name,
            "note": note,
        }
        for model_id, (name, note) in _CARDS.items()
    ]


def check_model(model_id: Any) -> str:
    """The id, if there is such a model. Raises ApiFault 400 or 404."""
    if not isinstance(model_id, str) or not model_id:
        raise ApiFault(
            400,
            "Missing required parameter: 'model'.",
            param="model",
            code="missing_required_parameter",
        )
    if model_id not in _CARDS:
        raise ApiFault(
            404,
            f"The model '{model_id}' does not exist here. There are: {', '.join(_CARDS)}.",
            param="model",
            code="model_not_found",
        )
    return model_id


class Models:
    """Asks the model a request names."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._guide = GuideModel(shelf.guide, SearchedStores(shelf))
        self._rehearsal = RehearsalModel(shelf)

    async def answer(self, model_id: str, question: Question) -> Script:
        """The script to play. Raises ApiFault when the rehearsal is to refuse the request."""
        if model_id == "oriel-guide":
            return await self._shelf.run(self._guide.answer, question)
        return await self._shelf.run(self._rehearsal.answer, question)
