"""Hand-made diagnoses that tests share; not to be written to."""

import pytest

from smeint.report.diagnosis.document import diagnosis_report
from tests.report.diagnosis import made


@pytest.fixture(scope="session")
def whole():
    return made.diagnosis()


@pytest.fixture(scope="session")
def report(whole):
    return diagnosis_report(whole)
