"""What the worker processes of one test run share."""

import os
from pathlib import Path

import pytest


def common(factory: pytest.TempPathFactory) -> Path:
    """A directory that all workers of this test run share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
