"""The tables of ``smeint presets``."""

from __future__ import annotations

from smeint.panel import toml_values as toml
from smeint.report.table import Table
from smeint.study.presets import TABLES, Preset, presets


def preset_tables() -> tuple[Table, ...]:
    """Return one table a preset: what it says, its source and its version."""
    return tuple(map(_table, presets().values()))


def _table(preset: Preset) -> Table:
    rows = [
        (f"[{table}]", key, toml.shown(value))
        for table in TABLES
        for key, value in preset.tables[table].items()
    ]
    asked = [f"The study file states {name}: {how}." for name, how in preset.ask.items()]
    return Table(
        title=f'preset = "{preset.name}" (version {preset.version}, {preset.date})',
        columns=("Table", "Key", "Says"),
        rows=tuple(rows),
        notes=(f"{preset.title}.", *asked, f"Source: {preset.source}."),
    )
