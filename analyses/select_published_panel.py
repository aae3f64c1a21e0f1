"""Select the seed of the shipped SYNTHETIC panel, and write its files.

The event: under the published rule and default definitions,
- H1 is significant in 3 of 3 years, negative in each;
- H2 is significant in exactly 1 of 3 years, negative in each;
- H3 is significant in exactly 1 of 3 years, positive in each;
- H4 is supported, H5 is not supported, and F8 (TQM in the high band) is supported.

    python analyses/select_published_panel.py --seeds 20000
    python analyses/select_published_panel.py --seeds 20000 --write 7

The first prints how often replicate 0 of the seeds 1, 2, ... shows the event, with its exact
binomial interval, and the first seeds that do. The second also writes ``data/synthetic``.
"""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path

import numpy as np
from scipy import special

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.definitions.definitions import Definitions
from smeint.engine.reduce import rank_sum, table_2x2
from smeint.formulas.contingency import Table2x2, chi_square_2x2
from smeint.formulas.rank_sum import RankSum, mann_whitney
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import Cells, Claim, Verdict, decide
from smeint.study.shipped import MAIN, SHIPPED
from smeint.synth.codebook import SYNTHETIC, codebook, world_json
from smeint.synth.export import write_whole
from smeint.synth.practice import PRACTICES
from smeint.synth.simulate import Simulated, simulate, simulate_keys
from smeint.synth.world import world

ALPHA = 0.05
SIGNS = {"negative": -1, "positive": 1, "": 0}
FOLDER = Path(__file__).resolve().parents[1] / "data" / "synthetic"
EVENT = (
    "H1 significant in 3 of 3 years (negative in each); H2 in exactly 1 of 3 years (negative in "
    "each); H3 in exactly 1 of 3 years (positive in each); H4 supported, H5 not supported and F8 "
    "(TQM in the high band) supported under the published rule"
)


class Panels:
    """Simulated panels under the default definitions, for tests within a year."""

    def __init__(self, simulated: Simulated) -> None:
        definitions = Definitions()
        self.values = dict(simulated.arrays)
        fsts = simulated["fsts"]
        sme = definitions.sme(simulated["employees"][:, :1])
        self.values["sme"] = np.broadcast_to(sme, fsts.shape)
        self.values["internationalized"] = definitions.internationalized(fsts)
        self.band = definitions.doi_band(fsts, self.values["internationalized"])
        self.values["rota"] = definitions.rota(
            simulated["operating_profit"], simulated["total_assets"]
        )
        self.shape = fsts.shape

    def sample(self, hypothesis: Hypothesis) -> BoolArray:
        """Return the firms of a hypothesis' sample, before strata."""
        keep = np.ones(self.shape, dtype=bool)
        for condition in hypothesis.sample:
            keep &= self.values[condition.variable] == 1
        return keep

    def test(self, hypothesis: Hypothesis) -> tuple[FloatArray, FloatArray]:
        """Return p-values and effects, (panels, outcomes, strata, years)."""
        strata = [self.sample(hypothesis)]
        if hypothesis.strata:
            bands = (3,) if hypothesis.strata.endswith(":highest") else (1, 2, 3)
            strata = [strata[0] & (self.band == band) for band in bands]
        tests = [
            [self.by_year(outcome, hypothesis.predictor, keep) for keep in strata]
            for outcome in hypothesis.outcomes
        ]
        p, effect = np.moveaxis(np.array(tests), (2, 3), (0, 1))
        return p, effect

    def by_year(
        self, outcome: str, predictor: str, keep: BoolArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return p-values and effects of one test, (panels, years)."""
        binary = outcome in ("internationalized", *PRACTICES)
        reduce = table_2x2 if binary else rank_sum
        summaries = []
        for place in np.ndindex(self.shape[:2]):
            rows = keep[place]
            first = self.values[predictor][place][rows] == 1
            summaries.append(reduce(self.values[outcome][place][rows], first))
        joined = {
            field.name: np.reshape([getattr(s, field.name) for s in summaries], self.shape[:2])
            for field in fields(summaries[0])
        }
        result = chi_square_2x2(Table2x2(**joined)) if binary else mann_whitney(RankSum(**joined))
        estimate = np.nan if result.effect is None else result.effect.estimate
        return np.asarray(result.p_value), np.asarray(estimate)


def printed_pattern(panels: Panels) -> BoolArray:
    """Return which panels show the years and signs printed for H1-H3."""
    shown = np.ones(panels.shape[0], dtype=bool)
    for name, years, sign in (("H1", 3, -1), ("H2", 1, -1), ("H3", 1, 1)):
        p, effect = panels.test(MAIN[name])
        shown &= np.sum(p[:, 0, 0] < ALPHA, axis=-1) == years
        shown &= np.all(np.sign(effect[:, 0, 0]) == sign, axis=-1)
    return shown


def verdict(panels: Panels, name: str) -> IntArray:
    """Return the verdicts of the published rule, `Verdict` codes."""
    record = SHIPPED[name]
    p, effect = panels.test(record)
    unused = np.full(p.shape, np.nan)
    claim = Claim(
        negligible=False,
        sign=SIGNS[record.direction],
        margin=np.nan,
        every=record.combine == "every",
        alpha=ALPHA,
    )
    return decide("published", Cells(p, effect, unused, unused), claim)


def showing(first: int, last: int) -> tuple[list[int], list[int]]:
    """Return the seeds that show the pattern of H1-H3, and those that show the event."""
    drawn = world("published")
    seeds = np.arange(first, last + 1)
    pattern = seeds[printed_pattern(Panels(simulate_keys(drawn, [(int(s), 0) for s in seeds])))]
    if not pattern.size:
        return [], []
    panels = Panels(simulate_keys(drawn, [(int(s), 0) for s in pattern]))
    event = (
        (verdict(panels, "H4") == Verdict.SUPPORTED)
        & (verdict(panels, "H5") == Verdict.NOT_SUPPORTED)
        & (verdict(panels, "F8") == Verdict.SUPPORTED)
    )
    return pattern.tolist(), pattern[event].tolist()


def share(hits: int, n: int) -> str:
    """Return a share with its Clopper-Pearson 95 % interval."""
    low = special.betaincinv(hits, n - hits + 1, 0.025) if hits else 0.0
    high = special.betaincinv(hits + 1, n - hits, 0.975) if hits < n else 1.0
    return f"{hits / n:.4f} (95 % interval {low:.4f} to {high:.4f}; {hits} of {n} seeds)"


def write(seed: int, measured: str) -> None:
    """Write panel, parameters and codebook of the seed."""
    drawn = world("published")
    selected = [
        "## Selected by its seed",
        "",
        "This panel is no typical draw: its seed was selected so that the panel shows the printed "
        f"pattern. The event: {EVENT}. Probability that a draw of this world shows it: "
        f"{measured}. `analyses/select_published_panel.py` measures it and writes these files.",
        "",
    ]
    head, rest = codebook(drawn, seed).split("## Variables", 1)
    files = {
        "README.md": head + "\n".join(selected) + "\n## Variables" + rest,
        "published_world.json": world_json(drawn, seed),
    }
    for name, text in files.items():
        write_whole(FOLDER / name, text.encode())
    simulate(drawn, seed).write_csv(FOLDER / "published_panel.csv")


def main() -> None:
    """Measure, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20_000, help="seeds 1 to this one")
    parser.add_argument("--write", type=int, metavar="SEED", help="write the files of this seed")
    options = parser.parse_args()
    pattern: list[int] = []
    event: list[int] = []
    for first in range(1, options.seeds + 1, 1000):
        more = showing(first, min(first + 999, options.seeds))
        pattern += more[0]
        event += more[1]
    print(SYNTHETIC)
    print(f"H1-H3 as printed: {share(len(pattern), options.seeds)}")
    print(f"the whole event: {share(len(event), options.seeds)}")
    print(f"first seeds with the event: {', '.join(map(str, event[:50]))}")
    if options.write is not None:
        if options.write not in event and not showing(options.write, options.write)[1]:
            parser.error(f"seed {options.write} does not show the event")
        write(options.write, share(len(event), options.seeds))
        print(f"written: seed {options.write}")


if __name__ == "__main__":
    main()
