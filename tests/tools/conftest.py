"""What the tests of tool servers share."""

from __future__ import annotations

import pytest
from tests.tools.everything import everything


@pytest.fixture(scope="session")
def fetched() -> None:
    """The reference server is there: fetching it would take a test's whole time."""
    everything()
