"""A simulated panel as data frame, `Panel` or CSV file."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from smeint.arrays import FloatArray, frozen
from smeint.errors import OutputError
from smeint.panel.panel import Column, Origin, Panel, as_series
from smeint.panel.variables import VARIABLES, Kind
from smeint.synth.draws import Draws

if TYPE_CHECKING:
    import pandas as pd

#: Reason of a missing value: the file's cell is empty.
BLANK = "blank"

#: Start of a synthetic panel's file: the header, and a first firm that was simulated.
_SYNTHETIC = re.compile(rb"firm_id,[^\r\n]*\r?\nSYN[0-9]+,")

#: Money and counts, which are whole numbers here.
_WHOLE = (Kind.COUNT, Kind.MONEY, Kind.YEAR)


def rows(simulated: Draws, name: str, replicate: int) -> FloatArray:
    """Return one variable of one panel by firm and, within firms, by year.

    Returns
    -------
    array of float, (firms * years,)
    """
    return np.ascontiguousarray(simulated[name][simulated.place(replicate)].T).ravel()


def to_frame(simulated: Draws, replicate: int = 0) -> pd.DataFrame:
    """Return one panel as a data frame in the form of a survey file.

    Parameters
    ----------
    simulated : Draws
    replicate : int

    Returns
    -------
    pandas.DataFrame
        One row for each firm and year, canonical column names, names for categories, ``yes`` and
        ``no``; whole numbers as Int64; missing as NA. ``attrs["label"]`` says SYNTHETIC.
    """
    import pandas as pd

    data: dict[str, pd.Series] = {}
    for name in simulated.arrays:
        values = rows(simulated, name, replicate)
        if name in simulated.levels:
            data[name] = as_series(_column(simulated, name, values))
        elif VARIABLES[name].kind is Kind.YES_NO:
            answers = np.array(["no", "yes", None], dtype=object)
            places = np.where(np.isnan(values), 2, values).astype(int)
            data[name] = pd.Series(answers[places], name=name)
        elif VARIABLES[name].kind in _WHOLE:
            data[name] = pd.Series(values).astype("Int64")
        else:
            data[name] = pd.Series(values)
    frame = pd.DataFrame(data)
    frame.attrs["label"] = simulated.label(replicate)
    return frame


def csv_text(simulated: Draws, replicate: int = 0) -> str:
    """Return one panel as the text of a CSV file: comma, point, empty cells for missing."""
    return str(to_frame(simulated, replicate).to_csv(index=False, lineterminator="\n"))


def to_panel(simulated: Draws, replicate: int = 0) -> Panel:
    """Return one panel as a `Panel`, as if its CSV file had been read.

    Parameters
    ----------
    simulated : Draws
    replicate : int

    Returns
    -------
    Panel
        Origin format ``simulated``; the detail says SYNTHETIC, world, seed and replicate;
        the hash is that of the CSV file.
    """
    seed, number = simulated.keys[simulated.place(replicate)]
    text = csv_text(simulated, replicate)
    columns = {
        name: _column(simulated, name, rows(simulated, name, replicate))
        for name in simulated.arrays
    }
    origin = Origin(
        file=f"synthetic_{simulated.world.name}_seed_{seed}_replicate_{number}",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        rows=len(simulated.years) * simulated.world.n_firms,
        columns=len(columns),
        format="simulated",
        detail=simulated.label(replicate),
    )
    return Panel(columns=columns, reasons=("", BLANK), origin=origin)


def write_csv(simulated: Draws, path: str | os.PathLike[str], replicate: int = 0) -> str:
    """Write one panel as a CSV file: wholly, or not at all.

    Parameters
    ----------
    simulated : Draws
    path : path
        A synthetic panel that is there is replaced; any other file is not.
    replicate : int

    Returns
    -------
    str
        SHA-256 of the file.

    Raises
    ------
    OutputError
        If the file cannot be written, or is there and no synthetic panel.
    """
    target = Path(path)
    _check_target(target)
    text = csv_text(simulated, replicate).encode()
    write_whole(target, text)
    return hashlib.sha256(text).hexdigest()


def write_whole(target: Path, content: bytes) -> None:
    """Write a file beside its place and move it there.

    Raises
    ------
    OutputError
        If that is not possible.
    """
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.is_file() else 0o644
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".smeint-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).chmod(mode)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _cannot(target, f"{error.strerror or error}") from error


def _check_target(target: Path) -> None:
    """Refuse to write a panel over anything but a synthetic panel or an empty file."""
    try:
        if target.is_dir():
            raise _cannot(target, "it is a folder; a file name is needed, such as panel.csv")
        if not target.exists():
            return
        if not target.is_file():
            raise _cannot(target, "it is not an ordinary file")
        with target.open("rb") as stream:
            start = stream.read(1 << 16)
    except OSError as error:
        raise _cannot(target, f"{error.strerror or error}") from error
    if start and not _SYNTHETIC.match(start):
        raise _cannot(target, "it is there and holds no synthetic panel; name another file")


def _cannot(target: Path, why: str) -> OutputError:
    """Return one sentence on why a file is not written."""
    return OutputError(f"cannot write `{target}`: {why}.")


def _column(simulated: Draws, name: str, values: FloatArray) -> Column:
    return Column(
        name=name,
        kind=VARIABLES[name].kind,
        values=frozen(values),
        reasons=frozen(np.isnan(values).astype(int)),
        levels=simulated.levels.get(name, ()),
        source=name,
    )
