"""A browser, and the pages that it opens."""

import os
import shutil

import pytest

from smeint.report.diagnosis.write import diagnosis_files
from smeint.report.formats.html import html_report
from smeint.report.write import report_files
from smeint.study.demo import STUDY, write_demo
from smeint.study.run import run_study
from tests.browser import every_block
from tests.report.diagnosis import made

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: No window, no sandbox in a container, and nothing that the browser fetches for itself.
FLAGS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]


def without(what):
    """Skip for want of something; where a browser is required, fail."""
    if os.environ.get("SMEINT_BROWSER") == "required":
        pytest.fail(f"SMEINT_BROWSER=required, and there is no {what}.")
    pytest.skip(f"There is no {what}.")


@pytest.fixture(scope="session")
def chromium():
    """The browser, or a reason."""
    named = os.environ.get("SMEINT_CHROMIUM", "")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        without(f"Chromium at {named}" if named else "Chromium (SMEINT_CHROMIUM names one)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        without("playwright for Python")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    """The check of accessibility, or a reason."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        without("axe-playwright-python")
    return Axe()


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Files by name: every kind of block, the demonstration's report, and a diagnosis."""
    folder = tmp_path_factory.mktemp("pages")
    report = every_block.every_block()
    blocks = folder / "every-block.html"
    blocks.write_text(html_report(report, every_block.pictures(report)), encoding="utf-8")
    write_demo(folder / "demo")
    results = run_study(folder / "demo" / STUDY)
    demo = folder / "demo.html"
    demo.write_bytes(report_files(results, ("html",))["report.html"])
    planned = folder / "diagnosis.html"
    found = made.diagnosis()
    planned.write_bytes(diagnosis_files(found, ("html",))["report.html"])
    return {"every-block": blocks, "demo": demo, "diagnosis": planned}


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory):
    """The folder of the pictures to look at."""
    from pathlib import Path

    named = os.environ.get("SMEINT_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
