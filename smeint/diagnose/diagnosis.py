"""`Diagnosis`: what a design can find and how often it errs, as frames that stand in files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Diagnosis:
    """The tables of one diagnosis and what they were made from.

    Parameters
    ----------
    verdict_rates : data frame
        Rows are `smeint.diagnose.rows.VerdictRate`: hypothesis x rule x verdict, both worlds.
    error_rates : data frame
        Rows are `ErrorRate`: what each rule does where nothing is there.
    test_rates : data frame
        Rows are `TestRate`: every primary and pooled test, by year and band, both worlds.
    failures : data frame
        Rows are `Failure`.
    patterns : data frame
        Rows are `Pattern`.
    power : data frame
        Rows are `CurvePoint`; empty where no curves were asked for.
    smallest_n : data frame
        Rows are `SmallestDesign`; empty where no search was asked for.
    manifest : mapping
        ``kind`` ("diagnosis"), ``format``, ``versions``, ``world`` (``name`` and ``parameters``,
        which say ``calibrated`` where the world is), ``definitions``, ``hypotheses`` (id, title,
        text, claim, direction, combine), ``design`` (firms_1, firms_2, years), ``alpha``,
        ``notable_effect``, ``seed``, ``asked`` and ``done`` (replicates of each world),
        ``curves`` (wanted power and replicates of a point; None where not asked for),
        ``interrupted`` (bool), ``warnings``, ``synthetic`` (always true: every number comes from
        simulated firms), ``study`` (file, sha256).
    """

    verdict_rates: pd.DataFrame
    error_rates: pd.DataFrame
    test_rates: pd.DataFrame
    failures: pd.DataFrame
    patterns: pd.DataFrame
    power: pd.DataFrame
    smallest_n: pd.DataFrame
    manifest: Mapping[str, Any]
