"""The tables of ``smeint schemes``."""

from __future__ import annotations

from smeint.definitions.bands import BAND_SCHEMES
from smeint.definitions.schemes import SCHEMES
from smeint.report.table import Table


def scheme_tables() -> tuple[Table, Table, Table]:
    """Return the rules of the size schemes, their sources, and the band schemes."""
    schemes = SCHEMES.values()
    sizes = Table(
        title="Size schemes (definitions: size_scheme)",
        columns=("Name", "SME", "Non-SME", "Left out"),
        rows=tuple((s.name, s.sme_rule, s.non_sme_rule, s.left_out or "none") for s in schemes),
    )
    sources = Table(
        title="Sources of the size schemes",
        columns=("Name", "Source", "Date"),
        rows=tuple((s.name, s.source, s.date) for s in schemes),
        notes=tuple(f"`{s.name}`: {s.note}" for s in schemes),
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
    return sizes, sources, bands
