"""Results that tests of the report share; each is computed once."""

import pytest

from smeint.report.write import write_results
from smeint.study.demo import DATA, STUDY, write_demo
from smeint.study.run import run_study


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    """The demonstration's study file: all hypotheses on the synthetic panel."""
    folder = tmp_path_factory.mktemp("report") / "demo"
    write_demo(folder)
    assert (folder / DATA).is_file()
    return folder / STUDY


@pytest.fixture(scope="session")
def published(study):
    """The results of the demonstration; not to be written to."""
    return run_study(study)


@pytest.fixture(scope="session")
def saved(published, tmp_path_factory):
    """A folder with the demonstration's tables and no report; not to be written to."""
    return write_results(published, tmp_path_factory.mktemp("saved") / "set", formats=())
