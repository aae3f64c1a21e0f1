"""Damaged files: exactly what an independent reader makes of them, or one sentence.

Each file is written whole, then damaged at random: cut short, bits flipped, columns dropped or
renamed, rows dropped or repeated, cells of another type, keys of the study file misspelt. Where the
package reads a damaged file, every row, firm, year and value must be those that
`tests.mutation.independent` finds in the same bytes; where it refuses, it does so in one sentence.
"""

from __future__ import annotations

import faulthandler
import io
import math
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from smeint.cli import main
from smeint.errors import SmeintError
from smeint.study.check import check_study
from tests.mutation.independent import NEEDED, UnreadableError, panel_of

STUDY = """format = 1
hypotheses = ["H1", "H2"]
[data]
file = "{file}"
missing = {{ "-9" = "don't know", "-8" = "refused" }}
keep = [{{ column = "a0", in = [1] }}]
[columns]
firm_id = "id"
year = "wave"
employees = "l1"
fsts = {{ column = "d3", unit = "percent" }}
female = {{ column = "b7", kind = "yes/no", yes = [1], no = [2] }}
[definitions]
size_basis = "each_year"
"""

#: Files of each kind in one batch, and the batches of the quick and of the long run.
BATCH, QUICK, LONG = 25, 4, 16
FORMATS = ("csv", "xlsx", "dta", "sav", "study file")

#: No file here takes a second; one that takes this long hangs.
HANGS = 120


def frame_of(rng: np.random.Generator) -> pd.DataFrame:
    """Return a survey of two waves with codes of missing values and a filter."""
    n = int(rng.integers(4, 30))
    rows = 2 * n
    frame = pd.DataFrame(
        {
            "id": [f"Firma {i:03d} AŞ" for i in range(n)] * 2,
            "wave": np.repeat([2008.0, 2010.0], n),
            "a0": rng.choice([1.0, 1, 1, 2], rows),
            "l1": rng.integers(1, 500, rows).astype(float),
            "d3": rng.choice([0.0, 12.5, 50, 100], rows),
            "b7": rng.choice([1.0, 2.0], rows),
            "note": rng.choice(["", "so, so", 'he said "no"', "çok iyi"], rows),
        }
    )
    for name in ("l1", "d3", "b7"):
        hit = rng.random(rows) < 0.15
        frame.loc[hit, name] = rng.choice([-9.0, -8.0, np.nan], int(hit.sum()))
    return frame.loc[rng.permutation(rows)].reset_index(drop=True)


def reshaped(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Damage a table before it is written: columns, rows or cells."""
    how = rng.choice(["drop column", "rename", "drop rows", "repeat row", "cells", "type", "none"])
    column = str(rng.choice(frame.columns))
    if how == "drop column":
        return frame.drop(columns=column)
    if how == "rename":
        new = str(rng.choice(frame.columns)) if rng.random() < 0.3 else column.upper() + "x"
        return frame.rename(columns={column: new})
    if how == "drop rows":
        return frame[rng.random(len(frame)) < rng.random()]
    if how == "repeat row":
        again = frame.iloc[[int(rng.integers(len(frame)))]]
        return pd.concat([frame, again], ignore_index=True)
    frame = frame.astype(object).where(frame.notna(), None)
    if how == "type":
        words = {1.0: "yes", 2.0: "no", 2008.0: "2008/09"}
        frame[column] = [words.get(cell, cell) for cell in frame[column]]
    if how == "cells":
        for _ in range(int(rng.integers(1, 4))):
            frame.loc[int(rng.integers(len(frame))), column] = ODD[int(rng.integers(len(ODD)))]
    return frame


ODD = (
    *("abc", "1e2", "1e400", "-", "NA", ".", "", " 7 ", "1,5", "1.234,5", "12 %", "٣٤", "0x1F"),
    *(
        "\uff11\uff12",
        "3.",
        ".5",
        "+4",
        "1_000",
        "Infinity",
        "nan",
        "\u22125",
        "\u00a012",
        "1 2",
        "2008-01-01",
    ),
    *(-9.0, -7.0, 1e16, 1e-40, 0.5, 3.0, 2009.0, 1234567.0),
)


def damaged_bytes(data: bytes, rng: np.random.Generator) -> bytes:
    """Cut a file short, flip bits, or overwrite, drop or double a stretch."""
    how = rng.choice(["cut", "flip", "flip", "flip one", "zero", "drop", "double"])
    place = int(rng.integers(len(data)))
    length = int(rng.integers(1, 20))
    if how == "cut":
        return data[:place]
    if how == "zero":
        return data[:place] + bytes(length) + data[place + length :]
    if how == "drop":
        return data[:place] + data[place + length :]
    if how == "double":
        return data[: place + length] + data[place:]
    out = bytearray(data)
    for _ in range(1 if how == "flip one" else int(rng.integers(2, 9))):
        out[int(rng.integers(len(out)))] ^= 1 << int(rng.integers(8))
    return bytes(out)


def write(frame: pd.DataFrame, path: Path, rng: np.random.Generator) -> bool:
    """Write a table in a file's format; False where the format cannot hold it."""
    kind = path.suffix
    if kind == ".csv":
        path.write_text(frame.to_csv(index=False, lineterminator=rng.choice(["\n", "\r\n"])))
        return True
    if kind == ".xlsx":
        frame.to_excel(path, index=False)
        return True
    if frame.columns.duplicated().any() or not len(frame):
        return False
    for name in frame.columns:  # SPSS and Stata hold numbers or texts in a column, not both
        cells = frame[name]
        if cells.dtype == object:
            numbers = pd.to_numeric(cells, errors="coerce")
            whole = numbers.notna() | cells.isna()
            frame = frame.assign(**{name: numbers if whole.all() else cells.map(_written)})
    if kind == ".dta":
        pyreadstat.write_dta(frame, str(path))
    else:
        ranges = {"l1": [{"lo": -99, "hi": -50}, -7]} if _is_number(frame, "l1") else {}
        pyreadstat.write_sav(
            frame, str(path), missing_ranges=ranges, row_compress=bool(rng.random() < 0.5)
        )
    return True


def without_clock(path: Path) -> bytes:
    """Return a file with one date in place of the time of writing, so that a seed is one file."""
    data = path.read_bytes()
    if path.suffix == ".sav":
        return data[:92] + b"01 Jan 2000:00:00" + data[109:]
    if path.suffix == ".dta":
        return re.sub(rb"\d\d \w{3} \d{4} \d\d:\d\d(?=</timestamp>)", b"01 Jan 2000 00:00", data)
    if path.suffix != ".xlsx":
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name in book.namelist():
            text = re.sub(rb"\d{4}-\d\d-\d\dT[0-9:.]+Z", b"2000-01-01T00:00:00Z", book.read(name))
            fresh.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _is_number(frame: pd.DataFrame, name: str) -> bool:
    return name in frame and frame[name].dtype.kind == "f"


def _written(cell: object) -> str:
    return "" if cell is None or cell != cell else str(cell)


def misspelt(text: str, rng: np.random.Generator) -> str:
    """Damage a study file: letters, lines or bytes."""
    how = rng.choice(["letter", "line", "double", "swap"])
    lines = text.splitlines()
    place = int(rng.integers(len(lines)))
    if how == "letter":
        at = int(rng.integers(len(text)))
        return text[:at] + str(rng.choice(list("xq=\"[]{}',.0-"))) + text[at + 1 :]
    if how == "line":
        del lines[place]
    if how == "double":
        lines.insert(place, lines[place])
    if how == "swap":
        other = int(rng.integers(len(lines)))
        lines[place], lines[other] = lines[other], lines[place]
    return "\n".join(lines) + "\n"


def build(kind: str, folder: Path, rng: np.random.Generator) -> tuple[Path, Path]:
    """Write one damaged file and its study file; return both."""
    suffix = "csv" if kind == "study file" else kind
    path, study = folder / f"survey.{suffix}", folder / "study.toml"
    frame = frame_of(rng)
    study.write_text(STUDY.format(file=path.name), encoding="utf-8")
    if kind == "study file":
        write(frame, path, rng)
        study.write_text(misspelt(study.read_text(encoding="utf-8"), rng), encoding="utf-8")
        return path, study
    in_bytes = rng.random() < 0.6
    if in_bytes or not write(reshaped(frame, rng), path, rng):
        write(frame, path, rng)
    path.write_bytes(without_clock(path))
    if in_bytes:
        path.write_bytes(damaged_bytes(path.read_bytes(), rng))
    return path, study


def found_by_package(study: Path) -> dict[tuple[str, float], tuple[float, ...]] | str:
    """Return the panel as the independent reader writes it, or the sentence of a refusal."""
    try:
        panel = check_study(study).panel
    except SmeintError as error:
        return str(error)
    frame = panel.to_frame()
    names = [name for name in ("employees", "fsts", "female") if name in frame]
    keys = zip(frame["firm_id"], frame["year"].astype(float), strict=True)
    return dict(zip(keys, frame[names].itertuples(index=False, name=None), strict=True))


def is_one_sentence(text: str) -> bool:
    """Return whether a refusal is one sentence, or one with a list of the rules that are broken."""
    first = text.split("\n  - ")[0]
    return (
        "\n" not in first
        and "Traceback" not in text
        and text.rstrip()[-1] in ".?)"
        and len(text) < 5000
    )


def same(left: tuple[float, ...], right: tuple[float, ...]) -> bool:
    """Return whether values are the same to the last digit that a percent can lose."""
    return len(left) == len(right) and all(
        (math.isnan(a) and math.isnan(b)) or a == b or abs(a - b) <= 1e-15 * abs(a)
        for a, b in zip(left, right, strict=True)
    )


def compare(kind: str, seed: int, folder: Path) -> str:
    """Return ``read`` or ``refused``; fail where the package says what the file does not."""
    path, study = build(kind, folder, np.random.default_rng([len(kind), *kind.encode(), seed]))
    said = found_by_package(study)
    if isinstance(said, str):
        assert is_one_sentence(said), said
        return "refused"
    if kind == "study file":
        return "read"
    try:
        held = panel_of(path)
    except UnreadableError as error:
        raise AssertionError(f"read, and nobody else can: {error}") from error
    assert said.keys() == held.keys()
    for key, values in held.items():
        assert same(said[key], values), (key, said[key], values)
    return "read"


def run_batch(kind: str, batch: int, tmp_path: Path) -> Counter[str]:
    """Compare a batch of files; return how many were read and refused."""
    faulthandler.dump_traceback_later(HANGS, exit=True)
    try:
        outcomes = Counter[str]()
        for seed in range(batch * BATCH, (batch + 1) * BATCH):
            folder = tmp_path / str(seed)
            folder.mkdir()
            try:
                outcomes[compare(kind, seed, folder)] += 1
            except Exception as error:
                raise AssertionError(f"{kind}, seed {seed}: {error!r}") from error
        return outcomes
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("batch", range(QUICK))
@pytest.mark.parametrize("kind", FORMATS)
def test_damaged_files_are_read_right_or_refused(kind, batch, tmp_path):
    outcomes = run_batch(kind, batch, tmp_path)
    assert outcomes["read"] >= 2, outcomes
    assert outcomes["refused"] >= 5, outcomes


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(QUICK, QUICK + LONG))
@pytest.mark.parametrize("kind", FORMATS)
def test_two_thousand_damaged_files_more(kind, batch, tmp_path):
    run_batch(kind, batch, tmp_path)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_command_line_gives_one_sentence_and_its_exit_code(kind, tmp_path, monkeypatch, capsys):
    codes = Counter[int]()
    for seed in range(12):
        folder = tmp_path / str(seed)
        folder.mkdir()
        rng = np.random.default_rng([len(kind), *kind.encode(), 10_000 + seed])
        _, study = build(kind, folder, rng)
        expected = found_by_package(study)
        monkeypatch.setattr(sys, "argv", ["smeint", "check", str(study)])
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capsys.readouterr()
        codes[int(stop.value.code or 0)] += 1
        if isinstance(expected, str):
            assert (stop.value.code, err) == (2, f"Error: {expected}\n")
        else:
            assert (stop.value.code, err) == (0, "")
            assert re.search(r"firm_id", out)
    assert set(codes) == {0, 2}


def test_the_independent_reader_and_the_package_agree_on_whole_files(tmp_path):
    for kind in ("csv", "xlsx", "dta", "sav"):
        folder = tmp_path / kind
        folder.mkdir()
        rng = np.random.default_rng(5)
        path = folder / f"survey.{kind}"
        write(frame_of(rng), path, rng)
        study = folder / "study.toml"
        study.write_text(STUDY.format(file=path.name), encoding="utf-8")
        said, held = found_by_package(study), panel_of(path)
        assert isinstance(said, dict)
        assert said.keys() == held.keys()
        assert all(same(said[key], held[key]) for key in held)
    assert set(NEEDED) < set(frame_of(np.random.default_rng(1)).columns)
