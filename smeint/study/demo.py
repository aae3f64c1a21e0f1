"""The demonstration: a synthetic panel, a study file for it, and where results go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from smeint.errors import OutputError
from smeint.study.store import check_folder
from smeint.synth.export import csv_text, write_whole
from smeint.synth.published import PUBLISHED_SEED
from smeint.synth.simulate import simulate
from smeint.synth.world import world

RESULTS = "results"
DATA = "synthetic_panel.csv"
STUDY = "study.toml"

_STUDY_TEXT = f'''\
# The study of Osei-Bonsu (2014) on a SYNTHETIC panel: no row is a real firm.
# Copy this file, name your own columns, and run: smeint run study.toml
format = 1
synthetic = true

[data]
file = "{DATA}"

[columns]
firm_id = "firm_id"
year = "year"
country = "country"
industry = "industry"
founded = "founded"
employees = "employees"                  # persons, full-time, end of year
sales = "sales"
foreign_sales = "foreign_sales"          # fsts = foreign_sales / sales
total_assets = "total_assets"
operating_profit = "operating_profit"    # rota = operating_profit / total_assets
management_team_size = "management_team_size"
professional_training = {{ column = "professional_training", kind = "yes/no" }}
strategic_planning = {{ column = "strategic_planning", kind = "yes/no" }}
export_plan = {{ column = "export_plan", kind = "yes/no" }}
tqm = {{ column = "tqm", kind = "yes/no" }}
jit = {{ column = "jit", kind = "yes/no" }}
networking = {{ column = "networking", kind = "yes/no" }}
growth_intention = {{ column = "growth_intention", kind = "yes/no" }}
innovation = {{ column = "innovation", kind = "yes/no" }}

[definitions]
size_scheme = "osei_bonsu_2014"          # SME: 10 < employees < 200
size_basis = "first_year"
'''


def write_demo(folder: str | Path) -> Path:
    """Write the synthetic panel and its study file.

    Parameters
    ----------
    folder : str or path

    Returns
    -------
    path
        The study file.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds files that are not an earlier demonstration.
    """
    path = Path(folder)
    check_folder(path / RESULTS)
    panel = csv_text(simulate(world("published"), PUBLISHED_SEED))
    contents = {path / DATA: panel.encode(), path / STUDY: _STUDY_TEXT.encode()}
    try:
        _check(path, contents)
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The demonstration cannot be written to {path}: {error.strerror or error}."
        ) from error
    for file, content in contents.items():
        write_whole(file, content)
    return path / STUDY


def _check(path: Path, contents: Mapping[Path, bytes]) -> None:
    """Refuse a folder that holds anything but an earlier demonstration as it was written."""
    if path.is_dir() and any(path.iterdir()) and not any(file.is_file() for file in contents):
        raise OutputError(
            f"The demonstration cannot be written to {path}: it holds other files; name a new or "
            f"empty folder."
        )
    for file, content in contents.items():
        if file.exists() and not (file.is_file() and file.read_bytes() == content):
            raise OutputError(
                f"The demonstration would overwrite {file}, which was edited; name another folder."
            )
