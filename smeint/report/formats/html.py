"""The report as one HTML file."""

from __future__ import annotations

from collections.abc import Mapping

from smeint.report.blocks import Report


def html_report(report: Report, figures: Mapping[str, bytes]) -> str:
    """Return the report as one self-contained HTML page, figures as inline SVG by name."""
    raise KeyError(report.title, figures)
