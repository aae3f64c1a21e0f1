"""Fresh error rates are measured for the study: its firms, years, definitions and alpha."""

from dataclasses import replace

from smeint.definitions.definitions import Definitions
from smeint.diagnose import fresh
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN
from smeint.synth.simulate import simulate
from smeint.synth.world import world


def test_what_is_measured_is_the_studys(monkeypatch):
    asked = []

    def measured(*args):
        asked.append(args)
        return ()

    monkeypatch.setattr(fresh, "error_rates_of", measured)
    panel = simulate(world("published").vary(firms=(20, 30)), 3).to_panel(0)
    hypotheses = (replace(MAIN["H1"], companions=()), MAIN["H3b"])
    rates = fresh.fresh_rates(reps=70, seed=5, workers=2)
    run_panel(panel, Definitions(), hypotheses, alpha=0.01, normality=False, error_rates=rates)
    ((own, tested, definitions, alpha, reps, seed, workers, _),) = asked
    assert (own.sizes, len(own.years), own.planted) == ((20, 30), 3, True)
    assert tested == hypotheses[:1]
    assert definitions == Definitions()
    assert (alpha, reps, seed, workers) == (0.01, 70, 5, 2)
