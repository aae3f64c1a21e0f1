"""The study of Osei-Bonsu (2014) on the shipped SYNTHETIC panel.

    python analyses/osei_bonsu_2014.py

writes ``reports/osei_bonsu_2014``. No row of the panel is a real firm, and its seed was selected
so that it shows the printed pattern: see ``data/synthetic/README.md``.
"""

from dataclasses import replace
from pathlib import Path

from smeint import load_study, run_study, write_results

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the study and write its results set."""
    results = run_study(load_study(HERE / "osei_bonsu_2014.toml"))
    stamped = {**results.manifest, "made_by": "python analyses/osei_bonsu_2014.py"}
    folder = HERE.parent / "reports" / "osei_bonsu_2014"
    write_results(replace(results, manifest=stamped), folder)
    print(f"reports/{folder.name}: H1 {results.verdict('H1')}")


if __name__ == "__main__":
    main()
