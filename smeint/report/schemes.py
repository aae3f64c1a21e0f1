"""The tables of ``smeint schemes``."""

from __future__ import annotations

from smeint.definitions.bands import BAND_SCHEMES
from smeint.definitions.schemes import SCHEMES
from smeint.report.table import Table


def scheme_tables() -> tuple[Table, Table]:
    """Return the size schemes and the band schemes with their rules and sources."""
    sizes = Table(
        title="Size schemes (definitions: size_scheme)",
        columns=("Name", "SME", "Non-SME", "Left out", "Source", "Date", "Note"),
        rows=tuple(
            (
                s.name,
                s.sme_rule,
                s.non_sme_rule,
                s.left_out or "none",
                s.source,
                s.date,
                s.note,
            )
            for s in SCHEMES.values()
        ),
    )
    bands = Table(
        title="Bands of the degree of internationalization (definitions: doi_bands)",
        columns=("Name", "Bands", "Upper cuts of fsts", "Source"),
        rows=tuple(
            (
                b.name,
                ", ".join(b.labels),
                ", ".join(f"{cut:g}" for cut in b.cuts) or "by year",
                b.source,
            )
            for b in BAND_SCHEMES.values()
        ),
    )
    return sizes, bands
