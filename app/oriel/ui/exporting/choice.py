"""What was chosen for the last export, as plain values for the settings file."""

from __future__ import annotations

from typing import Any

from oriel.domain.exports import ExportOptions
from oriel.domain.json_values import Unfit, from_plain, to_plain


def options_from(kept: Any) -> ExportOptions:
    """The options in a settings file; the usual ones for what cannot be read."""
    try:
        return from_plain(ExportOptions, kept)
    except Unfit:
        return ExportOptions()


def kept_options(options: ExportOptions) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(options)
    return plain
