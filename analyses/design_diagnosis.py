"""What the design of Osei-Bonsu (2014) can find, and how often its verdict rules err.

    python analyses/design_diagnosis.py --workers 2

writes ``reports/design_diagnosis``: 57 SMEs and 57 non-SMEs in three years, drawn from the
`published` world and from its twin without effects. Every number is of SYNTHETIC firms. The same
seed gives the same tables, whatever the number of workers.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from smeint import write_diagnosis_report
from smeint.diagnose.run import diagnose
from smeint.diagnose.takeaway import takeaway
from smeint.study.shipped import SHIPPED

HYPOTHESES = ("H1", "H2", "H3", "H3b", "H4", "H5")
REPLICATES, SEED = 20_000, 2014


def main() -> None:
    """Diagnose the design and write its tables and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=1)
    found = diagnose(
        "published",
        reps=REPLICATES,
        seed=SEED,
        workers=parser.parse_args().workers,
        hypotheses=[SHIPPED[name] for name in HYPOTHESES],
    )
    stamped = {**found.manifest, "made_by": "python analyses/design_diagnosis.py"}
    folder = Path(__file__).resolve().parents[1] / "reports" / "design_diagnosis"
    write_diagnosis_report(replace(found, manifest=stamped), folder)
    for name in HYPOTHESES:
        print(takeaway(found, name))


if __name__ == "__main__":
    main()
