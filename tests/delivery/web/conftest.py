"""A visitor to the pages."""

from __future__ import annotations

import pytest

from mynews.services.app import App
from tests.delivery.web.visitor import Visitor


@pytest.fixture
def visitor(app: App) -> Visitor:
    """Somebody who looks at the pages of ``app``."""
    return Visitor(app)
