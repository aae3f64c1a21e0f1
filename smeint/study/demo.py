"""The demonstration: a synthetic panel, a study file for it, and where results go."""

from __future__ import annotations

from pathlib import Path

from smeint.errors import OutputError
from smeint.study.store import check_folder
from smeint.synth.export import write_csv
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
    if path.is_dir() and any(path.iterdir()) and not (path / STUDY).is_file():
        raise OutputError(
            f"The demonstration cannot be written to {path}: it holds other files; name a new or "
            f"empty folder."
        )
    check_folder(path / RESULTS)
    study = path / STUDY
    if study.is_file() and study.read_text(encoding="utf-8") != _STUDY_TEXT:
        raise OutputError(
            f"The demonstration would overwrite {study}, which was edited; name another folder."
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
        write_csv(simulate(world("published"), PUBLISHED_SEED), path / DATA)
        study.write_text(_STUDY_TEXT, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"The demonstration cannot be written to {path}: {error.strerror or error}."
        ) from error
    return study
