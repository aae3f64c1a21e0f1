"""The scripts of analyses/, as modules."""

import importlib
import sys
from pathlib import Path

import pytest

ANALYSES = Path(__file__).resolve().parents[2] / "analyses"


def loaded(name):
    """Import a script, whose neighbours are beside it."""
    sys.path.insert(0, str(ANALYSES))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(ANALYSES))


@pytest.fixture(scope="session")
def conventions():
    """The script that writes docs/conventions.md."""
    return loaded("conventions")


@pytest.fixture(scope="session")
def failures():
    """The script that writes docs/methods.md."""
    return loaded("method_failures")


@pytest.fixture(scope="session")
def worked():
    """The script that writes the worked data set."""
    return loaded("worked_firms")
