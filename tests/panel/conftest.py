"""Fixtures for reading panels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smeint.panel.panel import Panel
from smeint.panel.read import read_panel

BASE = {"firm_id": "id", "year": {"constant": 2025}}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Panel]:
    """Write a CSV text and read it; `columns` come on top of `firm_id` and `year`."""

    def run(text: str, columns: dict | None = None, **options) -> Panel:
        file = tmp_path / "survey.csv"
        file.write_text(text, encoding="utf-8")
        return read_panel(file, {**BASE, **(columns or {})}, **options)

    return run
