"""The page of the service: what the Responses API lets one say about how it works."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QWidget

from oriel.domain.turn_options import INCLUDES, SERVICE_TIERS, TRUNCATIONS
from oriel.ui.chat_settings.choices import ChecksControl, ChoiceControl, SwitchControl
from oriel.ui.chat_settings.group import Group
from oriel.ui.chat_settings.numbers import NumberControl
from oriel.ui.chat_settings.rows import Column, Kind, RowsControl
from oriel.ui.chat_settings.words import said

# The service's own limits on metadata (oci-api.md 7).
MOST_PAIRS, MOST_NAME_CHARS, MOST_VALUE_CHARS = 16, 64, 512


class ServiceGroup(Group):
    key = "service"
    heading = QT_TRANSLATE_NOOP("ChatSettings", "Service")
    names = ("background", "truncation", "compact_threshold", "service_tier", "include", "metadata")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.add(
            SwitchControl("background", self.page),
            ChoiceControl("truncation", TRUNCATIONS, self.page),
            NumberControl("compact_threshold", 1000, self.page),
            ChoiceControl("service_tier", SERVICE_TIERS, self.page),
            ChecksControl("include", INCLUDES, self.page),
            RowsControl("metadata", _metadata(), self.page),
        )


def _metadata() -> Kind:
    return Kind(
        columns=(
            Column(said(QT_TRANSLATE_NOOP("ChatSettings", "Name")), MOST_NAME_CHARS),
            Column(said(QT_TRANSLATE_NOOP("ChatSettings", "Value")), MOST_VALUE_CHARS),
        ),
        most=MOST_PAIRS,
        read=_pair,
        cells=list,
        key=lambda pair: pair[0],
        add=said(QT_TRANSLATE_NOOP("ChatSettings", "Add a pair")),
    )


def _pair(texts: list[str]) -> tuple[str, str]:
    name, value = (text.strip() for text in texts)
    if not name:
        raise ValueError(said(QT_TRANSLATE_NOOP("ChatSettings", "A value has no name.")))
    return name, value
