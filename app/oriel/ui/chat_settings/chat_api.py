"""The page of what only the Chat Completions API knows."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QWidget

from oriel.domain.turn_options import SEARCH_CONTEXTS
from oriel.ui.chat_settings.choices import ChoiceControl
from oriel.ui.chat_settings.group import Group
from oriel.ui.chat_settings.numbers import NumberControl
from oriel.ui.chat_settings.rows import Column, Kind, RowsControl
from oriel.ui.chat_settings.words import said

# The API's own limits (oci-api.md 9).
MOST_STOPS, MOST_BIAS = 4, 100
_MOST_STOP_CHARS, _MOST_BIASES = 256, 300
_ESCAPES = {"\\": "\\", "n": "\n", "t": "\t", "r": "\r"}


class ChatApiGroup(Group):
    key = "chat_api"
    heading = QT_TRANSLATE_NOOP("ChatSettings", "Chat Completions")
    names = (
        "n",
        "stop",
        "seed",
        "presence_penalty",
        "frequency_penalty",
        "search_context",
        "logit_bias",
    )

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.add(
            NumberControl("n", 1, self.page),
            RowsControl("stop", _stops(), self.page),
            NumberControl("seed", 1, self.page),
            NumberControl("presence_penalty", 0.1, self.page, rests=0.0),
            NumberControl("frequency_penalty", 0.1, self.page, rests=0.0),
            ChoiceControl("search_context", SEARCH_CONTEXTS, self.page),
            RowsControl("logit_bias", _biases(), self.page),
        )


def unescaped(text: str) -> str:
    """A backslash and n, t, r or a backslash stand for one sign; any other stays."""
    made, at = "", 0
    while at < len(text):
        pair = text[at] == "\\" and text[at + 1 : at + 2] in tuple(_ESCAPES)
        made += _ESCAPES[text[at + 1]] if pair else text[at]
        at += 2 if pair else 1
    return made


def escaped(text: str) -> str:
    """The inverse."""
    for letter, sign in _ESCAPES.items():
        text = text.replace(sign, f"\\{letter}")
    return text


def _stops() -> Kind:
    return Kind(
        columns=(
            Column(said(QT_TRANSLATE_NOOP("ChatSettings", "Text to end at")), _MOST_STOP_CHARS),
        ),
        most=MOST_STOPS,
        read=lambda texts: unescaped(texts[0]),
        cells=lambda stop: [escaped(stop)],
        key=lambda stop: stop,
        add=said(QT_TRANSLATE_NOOP("ChatSettings", "Add a text")),
    )


def _biases() -> Kind:
    return Kind(
        columns=(
            Column(said(QT_TRANSLATE_NOOP("ChatSettings", "Token id")), 12),
            Column(said(QT_TRANSLATE_NOOP("ChatSettings", "Bias, -100 to 100")), 12),
        ),
        most=_MOST_BIASES,
        read=_bias,
        cells=lambda pair: [pair[0], f"{pair[1]:g}"],
        key=lambda pair: pair[0],
        add=said(QT_TRANSLATE_NOOP("ChatSettings", "Add a token")),
    )


def _bias(texts: list[str]) -> tuple[str, float]:
    token, typed = texts[0].strip(), texts[1].strip().replace(",", ".")
    if not token.isdecimal():
        raise ValueError(said(QT_TRANSLATE_NOOP("ChatSettings", "A token id is a whole number.")))
    try:
        bias = float(typed)
    except ValueError:
        bias = float("nan")
    if not -MOST_BIAS <= bias <= MOST_BIAS:
        wrong = QT_TRANSLATE_NOOP("ChatSettings", "A bias is a number from -100 to 100.")
        raise ValueError(said(wrong))
    return token, bias
