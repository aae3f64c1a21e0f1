"""The command that diagnoses a design: what it can find, and how often its rules err."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smeint.commands.app import DoneError, app
from smeint.commands.options import Formats, Png, formats_named
from smeint.commands.printing import print_diagnosis
from smeint.commands.progress import shown_progress
from smeint.errors import ArgumentError
from smeint.interrupts import answered

Study = Annotated[
    Path | None,
    typer.Argument(metavar="[STUDY]", help="Study file (TOML): its data give the world."),
]
World = Annotated[
    str, typer.Option("--world", metavar="W", help="Name of a world, in place of a study.")
]
Reps = Annotated[
    int, typer.Option("--reps", metavar="N", help="Replicates with the effects, and without.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Seed of the draws, 0 or more.")]
Workers = Annotated[int, typer.Option("--workers", metavar="K", help="Processes.")]
Power = Annotated[
    float, typer.Option("--power", metavar="P", help="Wanted power, for the fewest firms.")
]
Firms = Annotated[
    str, typer.Option("--firms", metavar="N,N", help="SMEs and non-SMEs, in place of the world's.")
]
Years = Annotated[
    int | None, typer.Option("--years", metavar="T", help="Years, in place of the world's.")
]
Effect = Annotated[
    float | None, typer.Option("--effect", metavar="X", help="Multiple of the world's effects.")
]
NoCurves = Annotated[
    bool, typer.Option("--no-curves", help="Leave out power curves and the fewest firms.")
]
Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the diagnosis.")]


@app.command()
def diagnose(
    study: Study = None,
    world: World = "",
    reps: Reps = 10_000,
    seed: Seed = 1,
    workers: Workers = 1,
    out: Folder = Path("smeint-diagnosis"),
    formats: Formats = "",
    png: Png = False,
    power: Power = 0.80,
    no_curves: NoCurves = False,
    firms: Firms = "",
    years: Years = None,
    effect: Effect = None,
) -> None:
    """Simulate a design: what it can find, and how often its verdict rules err."""
    from smeint.diagnose.designs import Varied, diagnose_design
    from smeint.diagnose.rows import TABLES
    from smeint.report.diagnosis.write import write_diagnosis_report
    from smeint.report.write import check_output
    from smeint.study.leftovers import DIAGNOSIS
    from smeint.synth.world import world as named

    if (study is None) == (not world):
        raise ArgumentError(
            "Name either a study file or a world (--world), "
            + ("not both." if world else "got neither.")
        )
    asked = formats_named(formats)
    changes = Varied(firms_named(firms), years, effect)
    check_output(out, asked, kind=DIAGNOSIS, names=TABLES)
    with shown_progress() as progress:
        found = diagnose_design(
            named(world) if study is None else study,
            varied=changes,
            reps=reps,
            seed=seed,
            workers=workers,
            power=power,
            curves=not no_curves,
            progress=progress,
        )
        if found.manifest["interrupted"]:
            answered()
        write_diagnosis_report(found, out, formats=asked, png=png, progress=progress)
    print_diagnosis(found, out, asked)
    if found.manifest["interrupted"]:
        raise DoneError(f"Interrupted; what was done until then is in {out}, labelled so.")


def firms_named(text: str) -> tuple[int, int] | None:
    """Return the numbers of firms that an option names; None where it names none.

    Raises
    ------
    ArgumentError
        If they are not two whole numbers.

    Examples
    --------
    >>> firms_named("57, 60"), firms_named("")
    ((57, 60), None)
    """
    if not text:
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise ArgumentError(
            "--firms must be two whole numbers, of SMEs and of non-SMEs, such as 57,57, got "
            f"{text!r}."
        )
    return int(parts[0]), int(parts[1])
