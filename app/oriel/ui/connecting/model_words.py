"""What is known of a model, in a line or two for the person who chooses."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from oriel.domain.models import ModelInfo, Parameter

_APIS = {"responses": "Responses", "chat": "Chat Completions"}
_SHOWN = ("temperature", "top_p", "max_tokens", "max_output_tokens", "max_completion_tokens")


def model_line(model: ModelInfo) -> str:
    """Vendor, what it takes in, where prompts are processed, limits, retirement."""
    parts = [model.vendor, *_abilities(model), *_limits(model.parameters)]
    lines = [" · ".join(part for part in parts if part)]
    if model.processed:
        lines.append(_t("Prompts are processed by the vendor, in {place}.", place=model.processed))
    if model.retires:
        lines.append(_t("Retires on {date}.", date=_date(model.retires)))
        if model.replacement:
            lines[-1] += " " + _t("Use {model} then.", model=model.replacement)
    elif model.deprecated:
        lines.append(_t("Deprecated: it will be retired."))
    if model.note:
        lines.append(model.note)
    return "\n".join(line for line in lines if line)


def _abilities(model: ModelInfo) -> list[str]:
    said = []
    if "image" in {name.lower() for name in model.inputs}:
        said.append(_t("takes images"))
    apis = [_APIS[name] for name in model.apis if name in _APIS]
    if len(apis) == 1:
        said.append(_t("{api} only", api=apis[0]))
    return said


def _limits(parameters: tuple[Parameter, ...]) -> list[str]:
    said = []
    for found in parameters:
        if found.name in _SHOWN and found.maximum is not None:
            low = "" if found.minimum is None else f"{_number(found.minimum)}–"
            said.append(f"{found.name} {low}{_number(found.maximum)}")
    return said


def _number(value: float) -> str:
    return QLocale().toString(int(value)) if value == int(value) else f"{value:g}"


def _date(iso: str) -> str:
    from PySide6.QtCore import QDate, Qt

    date = QDate.fromString(iso[:10], Qt.DateFormat.ISODate)
    return QLocale().toString(date, QLocale.FormatType.LongFormat) if date.isValid() else iso


def _t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("ModelWords", text).format(**facts)
