"""Commands on a study: run, report, check, describe, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smeint.commands.app import app
from smeint.commands.options import (
    CrossCheck,
    DescriptionOut,
    ErrorRates,
    Formats,
    FreshReps,
    MinCount,
    Out,
    Png,
    StudyFile,
    WithoutData,
    check_rates,
    formats_named,
    rates_named,
)
from smeint.commands.printing import (
    console_for_tables,
    print_description,
    print_report,
    print_results,
    print_warnings,
)
from smeint.commands.progress import shown_progress


@app.command()
def run(
    study: StudyFile,
    out: Out = Path("smeint-results"),
    without_data: WithoutData = False,
    min_count: MinCount = None,
    formats: Formats = "",
    png: Png = False,
    cross_check: CrossCheck = False,
    error_rates: ErrorRates = "stored",
    reps: FreshReps = None,
) -> None:
    """Test the study's hypotheses and write results and report."""
    from smeint.report.write import check_output, write_results
    from smeint.study.run import run_study
    from smeint.study.suppress import check_min_count

    asked = formats_named(formats)
    check_rates(error_rates, reps)
    check_output(out, asked)
    if min_count is not None:
        check_min_count(min_count)
    with shown_progress() as progress:
        results = run_study(
            study,
            keep_data=not without_data,
            min_count=min_count or 0,
            cross_check=cross_check,
            error_rates=rates_named(error_rates, reps, progress),
            progress=progress,
        )
        write_results(results, out, formats=asked, png=png, progress=progress)
    print_results(results, out, asked)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a set.")],
    formats: Formats = "",
    png: Png = False,
) -> None:
    """Write the report of a saved set again, from its files alone."""
    from smeint.study.leftovers import DIAGNOSIS, kind_in

    asked = formats_named(formats)
    with shown_progress() as progress:
        if kind_in(folder) == DIAGNOSIS:
            from smeint.diagnose.store import load_diagnosis
            from smeint.report.diagnosis.write import write_diagnosis_report

            found = load_diagnosis(folder)
            write_diagnosis_report(found, folder, formats=asked, png=png, progress=progress)
        else:
            from smeint.report.write import write_report

            write_report(folder, formats=asked, png=png, progress=progress)
    print_report(folder, asked)


@app.command()
def card(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a results set.")],
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="A finding_id.")],
) -> None:
    """Say which variant a number is, and what SPSS, R and Stata print."""
    from smeint.report.cards.command import show_card

    typer.echo(show_card(folder, finding))


@app.command()
def check(study: StudyFile) -> None:
    """Read and check a study's data; test nothing."""
    from smeint.report.check import check_tables
    from smeint.report.terminal import show
    from smeint.study.check import check_study

    console = console_for_tables()
    checked = check_study(study)
    for table in check_tables(checked):
        show(console, table)
    print_warnings(console, checked.warnings)


@app.command()
def describe(study: StudyFile, out: DescriptionOut = Path("smeint-description")) -> None:
    """Describe missing data, non-response and attrition; test no hypothesis."""
    from smeint.report.describe.write import write_description
    from smeint.study.describe.description import KIND
    from smeint.study.describe.description import describe as described
    from smeint.study.store import check_folder

    check_folder(out, KIND)
    description = described(study)
    write_description(description, out)
    print_description(description, out)


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for data, study file, results.")
    ] = Path("smeint-demo"),
    formats: Formats = "",
    png: Png = False,
) -> None:
    """Write a synthetic panel and its study file, then run the study on them."""
    from smeint.report.write import write_results
    from smeint.study.demo import RESULTS, write_demo
    from smeint.study.run import run_study

    asked = formats_named(formats)
    study = write_demo(out)
    with shown_progress() as progress:
        results = run_study(study, progress=progress)
        write_results(results, out / RESULTS, formats=asked, png=png, progress=progress)
    print_results(results, out / RESULTS, asked)
    typer.echo(f"Study file: {study} (a model for your own)")
