"""What tests share: the demonstration, and where real data lie."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from smeint.study.demo import DATA, STUDY, write_demo

# how long an example takes says more of the machine than of the code; each run draws others
settings.register_profile("smeint", deadline=None, max_examples=40)
settings.load_profile("smeint")

REPOSITORY = Path(__file__).resolve().parents[1]
REAL = REPOSITORY.parent / "shared" / "real"


@pytest.fixture(scope="session")
def _demo_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "demo"
    write_demo(folder)
    return folder


@pytest.fixture
def demo(tmp_path, _demo_files):
    """A folder with the synthetic panel and its study file; the study is H1 to H3, for speed."""
    shutil.copy(_demo_files / DATA, tmp_path / DATA)
    text = (_demo_files / STUDY).read_text()
    quick = text.replace("format = 1", 'format = 1\nhypotheses = ["H1", "H2", "H3"]')
    (tmp_path / STUDY).write_text(quick)
    return tmp_path


@pytest.fixture(scope="session")
def wms():
    """The World Management Survey extract."""
    path = REAL / "wms_textbook_work.csv"
    if not path.is_file():
        pytest.skip("the World Management Survey extract is not here (../shared/real)")
    return path


@pytest.fixture(scope="session", params=["sav", "dta"])
def wbes(request):
    """Invented firms in the layout of the World Bank Enterprise Surveys."""
    path = REAL / f"wbes_synthetic_fixture.{request.param}"
    if not path.is_file():
        pytest.skip("the Enterprise Surveys fixture is not here (../shared/real)")
    return path
