"""Facts and texts of a results set without small counts of firms."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from smeint.finding import NAN

if TYPE_CHECKING:
    import pandas as pd

#: What stands in `detail` of a fact whose number is not shown.
MARK = "suppressed"


def covered_note(
    note: str, min_count: int, *, hidden: bool = False, shares: Collection[int] = ()
) -> str:
    """Return a note that holds no small count of missing values, nor one that it follows from.

    Where one reason has a small count it would follow from the others and all that are missing;
    then no reason has its count. `hidden` says that none may have it; `shares` which of the shares
    at 0 and at 1 may have none.

    Examples
    --------
    >>> covered_note("ranks; missing: 12 don't know, 3 refused", 5)
    "ranks; missing: don't know, refused"
    >>> covered_note("missing: 3 refused", 5)
    'missing: fewer than 5 refused'
    >>> covered_note("shares of 0: 40 of 114, of 1: 2", 5)
    'shares of 0: 40 of 114, of 1: fewer than 5'
    >>> covered_note("shares of 0: 40 of 114, of 1: 12", 5, shares=[1])
    'shares of 0: 40 of 114, of 1: suppressed'
    """
    note = _SHARES.sub(lambda found: _covered_shares(found, min_count, shares), note)
    before, mark, gaps = note.rpartition("missing: ")
    if not mark:
        return note
    counts = [int(n) for n in re.findall(r"(?:^|, )(\d+) ", gaps)]
    if not hidden and counts and min(counts) >= min_count:
        return note
    few = f"fewer than {min_count} " if len(counts) == 1 and counts[0] < min_count else ""
    return before + mark + re.sub(r"(^|, )\d+ ", rf"\g<1>{few}", gaps)


#: How many shares are exactly 0 and 1, as notes of models of shares say it.
_SHARES = re.compile(r"(shares of 0: )(\d+)( of \d+, of 1: )(\d+)")


def _covered_shares(found: re.Match[str], min_count: int, hidden: Collection[int]) -> str:
    """Return the numbers of shares at 0 and at 1, each unless it is small or hidden."""
    few = f"fewer than {min_count}"
    at_0, at_1 = (
        few if int(n) < min_count else MARK if place in hidden else n
        for place, n in enumerate((found[2], found[4]))
    )
    return f"{found[1]}{at_0}{found[3]}{at_1}"


def covered_facts(facts: pd.DataFrame, hidden: Collection[int], min_count: int) -> pd.DataFrame:
    """Return facts without hidden counts; reasons of missing values go with their counts."""
    keys = ("fact", "variable", "level", "year", "value", "detail")
    rows = [dict(zip(keys, row, strict=True)) for row in facts[list(keys)].to_numpy().tolist()]
    gone = {
        (rows[place]["level"], rows[place]["year"])
        for place in hidden
        if (rows[place]["fact"], rows[place]["variable"]) == ("firms", "sme")
    }
    scores = {(r["variable"], r["year"]): r["value"] for r in rows if r["fact"] == "scale_n"}
    few_scores = {
        (rows[place]["variable"], rows[place]["year"])
        for place in hidden
        if rows[place]["fact"] == "scale_n"
    }
    for place, row in enumerate(rows):
        if row["fact"] == "warning":
            row["detail"] = covered_warning(row["detail"], min_count)
        own = (row["variable"], row["year"])
        at_end = row["fact"] in ("scale_at_floor", "scale_at_ceiling") and (
            min(row["value"], 1 - row["value"]) * scores[own] < min_count - 0.5
        )
        of_hidden = (
            (row["fact"] == "median_employees" and (row["level"], row["year"]) in gone)
            or (row["fact"].startswith("scale_") and own in few_scores)
            or at_end
        )
        if place in hidden or of_hidden:
            kept = "" if row["fact"] == "missing" else row["detail"]
            row |= {"value": NAN, "detail": f"{MARK}; {kept}" if kept else MARK}
    import pandas as pd

    return pd.DataFrame(rows, columns=facts.columns).drop_duplicates(ignore_index=True)


def covered_warning(text: str, min_count: int) -> str:
    """Return a warning that names no firm and holds no small count of firms.

    Examples
    --------
    >>> covered_warning("`fsts` contradicts it in 3 firm-years.", 5)
    '`fsts` contradicts it in fewer than 5 firm-years.'
    """
    if text.startswith("`firm_id`"):
        return "A warning on `firm_id` names firms and is not shown; `smeint check` shows it."

    def covered(found: re.Match[str]) -> str:
        n = int(found[1].replace(",", ""))
        few = "firms" if found[2] == "firm" else found[2]
        return f"fewer than {min_count} {few}" if n < min_count else found[0]

    without_cells = re.sub(r", as (in )?('[^']*'|\"[^\"]*\")", "", text)
    return re.sub(r"(\d[\d,]*) (firm-years?|firms?|rows?)\b", covered, without_cells)
