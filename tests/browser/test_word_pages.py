"""The Word file opens in LibreOffice and has the pages of a manuscript."""

import os
import re
import shutil
import subprocess

import pytest

from smeint.report.contents.report import report_of
from smeint.report.formats.word import word_report
from smeint.study.demo import STUDY, write_demo
from smeint.study.run import run_study
from tests.report.every_block import HOSTILE, every_block, pictures

pytestmark = pytest.mark.browser


def pages(content, folder):
    """Text of the pages that LibreOffice makes of a Word file."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        if os.environ.get("SMEINT_BROWSER") == "required":
            pytest.fail("soffice and pdftotext are required and not installed")
        pytest.skip("soffice or pdftotext is not installed")
    (folder / "report.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, str(folder / "report.docx")], check=True, timeout=180)
    read = [reader, "-layout", str(folder / "report.pdf"), "-"]
    text = subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode()
    return text.removesuffix("\f").split("\f")


def test_the_demonstration_is_a_manuscript(tmp_path):
    write_demo(tmp_path / "demo")
    report = report_of(run_study(tmp_path / "demo" / STUDY))
    found = pages(word_report(report, {}), tmp_path)
    assert len(found) >= 3
    assert "< .001" in "".join(found).replace("\xa0", " ")
    assert all("The data are synthetic" in page.splitlines()[0] for page in found)
    assert [page.split()[-1] for page in found] == [str(n) for n, _ in enumerate(found, 1)]
    assert not re.search(r"Error[!:]|#REF|\{ ?SEQ", "".join(found))


def test_every_block_is_set_and_titles_repeat_over_pages(tmp_path):
    report = every_block()
    found = pages(word_report(report, pictures(report)), tmp_path)
    text = " ".join("".join(found).split())
    assert HOSTILE[0] in text
    assert len([page for page in found if "Statistic" in page]) >= 3  # two tables, one over pages
    assert "Table S1" in text  # the folded section stands in the supplement
    assert "Figure S1" in text
