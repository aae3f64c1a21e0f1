"""What tests of figures read off a figure, and results sets with own hypotheses."""

import numpy as np

from smeint.panel.read import panel_from_frame
from smeint.study.run import run_panel
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from tests.contract import damage

HOSTILE = ("<script>alert(1)</script>", '$x_1$ \\ "q"' + " long" * 60, '=HYPERLINK("x")', "مرحبا")


def primary(results, hypothesis):
    """A hypothesis' primary tests as rows."""
    found = results.findings
    own = found[(found["hypothesis"] == hypothesis) & (found["role"] == "primary")]
    return list(own.itertuples(index=False))


def texts(figure):
    """Every text that a figure shows."""
    found = [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text"))]
    return [text for text in found if text]


def cell_of(results, hypothesis, year, column):
    """What the table of tests prints in a column for a year."""
    from smeint.report.tables.tests import tests_table

    table = tests_table(results, hypothesis)
    rows = [row for row in table.rows if row[1] == year]
    return rows[0][table.columns.index(column)]


def own_results(hypotheses, *, years=3, seed=3, change=None, without=(), normality=False):
    """Results on a simulated panel with a hostile category, a skewed and a coarse number."""
    frame = to_frame(simulate("published", seed))
    frame = frame[frame["year"] < frame["year"].min() + years].reset_index(drop=True)
    rng = np.random.default_rng(1)
    frame["mood"] = rng.choice(HOSTILE, len(frame))
    frame["skewed"] = np.exp(rng.normal(0, 2, len(frame))) - 3
    if change is not None:
        frame = change(frame)
    columns = damage.COLUMNS | {
        "mood": {"column": "mood", "kind": "category", "label": "Mood <b>& $x$"},
        "skewed": {"column": "skewed", "kind": "number"},
    }
    columns = {name: column for name, column in columns.items() if name not in without}
    panel = panel_from_frame(frame, columns)
    return run_panel(panel, hypotheses=hypotheses, normality=normality)
