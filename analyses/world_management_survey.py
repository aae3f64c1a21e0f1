"""H1, H2 and what else the World Management Survey can say, on real firms.

    python analyses/world_management_survey.py PATH/wms_textbook_work.csv

writes ``reports/world_management_survey_india`` and ``..._mexico`` without the firm-years, which
are not ours to ship. The textbook extract (Bekes & Kezdi 2021, https://doi.org/10.1017/9781108591102)
has one row a firm: each country's waves are one cross-section.
"""

import sys
from dataclasses import replace
from pathlib import Path

from smeint import load_study, run_study, write_results
from smeint.study.study import Study

HERE = Path(__file__).resolve().parent
STUDIES = ("india", "mexico")


def study_on(name: str, data: Path) -> Study:
    """Return a country's study with the data file at the given path."""
    study = load_study(HERE / f"world_management_survey_{name}.toml")
    return replace(study, folder=data.parent, data=replace(study.data, file=data.name))


def main() -> None:
    """Run each country's study and write its results set."""
    if len(sys.argv) != 2:
        sys.exit("usage: python analyses/world_management_survey.py PATH/wms_textbook_work.csv")
    data = Path(sys.argv[1]).resolve()
    for name in STUDIES:
        results = run_study(study_on(name, data), keep_data=False)
        command = f"python analyses/world_management_survey.py PATH/{data.name}"
        stamped = {**results.manifest, "made_by": command}
        folder = HERE.parent / "reports" / f"world_management_survey_{name}"
        write_results(replace(results, manifest=stamped), folder, formats=("html", "md"))
        print(f"reports/{folder.name}: H1 {results.verdict('H1')}, H2 {results.verdict('H2')}")


if __name__ == "__main__":
    main()
