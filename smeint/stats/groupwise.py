"""A test of one sample, made in each group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from smeint.errors import ArgumentError
from smeint.stats.answer import Answer
from smeint.stats.inputs import labels, numbers, same_length, same_rows


def by_group(
    test: Callable[..., Answer], x: object, group: object, *, name: str = "group", **options: object
) -> dict[str, Answer]:
    """Make a test of one sample in each group of the rows.

    Parameters
    ----------
    test : function
        That takes one sample and returns an `Answer`, such as `shapiro_wilk`.
    x : array_like, shape (n,)
        Numbers in any unit; missing values are left out and counted in their group.
    group : array_like, shape (n,)
        Labels. Rows without one belong to no group: each answer's note counts them.
    name : str
        What the answers call the grouping.
    **options
        Further arguments of `test`, the same in each group.

    Returns
    -------
    dict of str to Answer
        One answer for each level, in the order of the levels (numbers by size). Its `stratum`
        says which: ``group = a``. There is no pooled answer among them: that is ``test(x)``,
        whose `stratum` is ``all`` and which, where groups differ, tests their mixture.

    Raises
    ------
    ArgumentError
        If `test` is not such a function, or `x` and `group` are not as described.

    Notes
    -----
    The p-values are not adjusted for the number of groups; `smeint.formulas.multiplicity` does.

    Examples
    --------
    >>> from smeint.stats import shapiro_wilk
    >>> found = by_group(shapiro_wilk, [1, 2, 4, 7, 8, 9, 20], list("aaabbbb"))
    >>> [(level, a.finding.stratum, a.finding.n) for level, a in found.items()]
    [('a', 'group = a', 3), ('b', 'group = b', 4)]
    """
    if not callable(test):
        raise ArgumentError(f"test must be a function such as shapiro_wilk, got {test!r}.")
    y = numbers(x, "x")
    # whole numbers that a missing label has turned into floats are whole numbers
    given = np.asarray(group, dtype=object)
    whole = [int(v) if isinstance(v, float) and v.is_integer() else v for v in given]
    level, known = labels(whole, "group")
    same_rows({"x": x, "group": group})
    same_length({"x": y.size, "group": level.size})
    gone = int((~known).sum())
    note = f"{gone} rows without a label of {name} are in no group" if gone else ""
    out = {}
    for one in sorted(set(level[known].tolist()), key=_by_size):
        answer = test(y[known & (level == one)], **options)
        if not isinstance(answer, Answer):
            raise ArgumentError(f"test must return an Answer, got {type(answer).__name__}.")
        out[one] = _placed(answer, f"{name} = {one}", note)
    return out


def _by_size(level: str) -> tuple[bool, float, str]:
    """Return what levels are sorted by: numbers before words."""
    try:
        return False, float(level), level
    except ValueError:
        return True, 0.0, level


def _placed(answer: Answer, stratum: str, note: str) -> Answer:
    """Return an answer that says of which group it is, in all of its rows."""
    found = answer.finding
    place = f"{found.finding_id}.{stratum.replace(' ', '')}"
    notes = "; ".join(text for text in (found.note, note) if text)
    return Answer(
        replace(found, finding_id=place, stratum=stratum, note=notes),
        tuple(replace(row, finding_id=place) for row in answer.measures),
        tuple(
            replace(row, finding_id=place, group=stratum if row.group == "all" else row.group)
            for row in answer.groups
        ),
    )
