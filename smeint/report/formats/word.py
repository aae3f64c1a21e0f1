"""The report as a Word file."""

from __future__ import annotations

from collections.abc import Mapping

from smeint.report.blocks import Report


def word_report(report: Report, figures: Mapping[str, bytes]) -> bytes:
    """Return the report as a Word file, figures as PNG by name."""
    raise KeyError(report.title, figures)
