"""The catalogue of OCI's models: the bundled one, and over it the person's own file."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from oriel.config.paths import Home
from oriel.config.resources import resources_dir
from oriel.domain.model_rules import Catalogue, catalogue_from_json

LARGEST = 4 * 1024 * 1024  # bytes
_log = logging.getLogger(__name__)


def load_catalogue(bundled: Path, own: Path | None = None) -> Catalogue:
    """Reads both; blocks for a moment. A file of the person's own that is broken is
    logged with its reason and left out."""
    catalogue = _read(bundled)
    if own is None or not own.exists():
        return catalogue
    try:
        return catalogue.overlaid(_read(own))
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("%s is left out: %s", own, error)
        return catalogue


def catalogue_files(home: Home) -> tuple[Path, Path]:
    """The bundled file, and where the person's own may lie."""
    return resources_dir() / "catalogue" / "oci-models.json", home.root / "models.json"


def _read(path: Path) -> Catalogue:
    with path.open("rb") as file:
        return catalogue_from_json(json.loads(file.read(LARGEST)))
