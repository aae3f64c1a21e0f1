"""The report as LaTeX."""

from __future__ import annotations

from collections.abc import Mapping

from smeint.report.blocks import Report


def latex_report(report: Report, figures: Mapping[str, str]) -> str:
    """Return the report as a LaTeX document, figures as the names of their files."""
    raise KeyError(report.title, figures)
