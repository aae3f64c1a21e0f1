"""Reports tell versions; a comparison of reports does not depend on what is installed."""

import re

_PROGRAMS = "Python|SciPy|NumPy|pandas|statsmodels|firthmodels|matplotlib|seaborn|[Vv]ersion"


def without_versions(text):
    """The report's text with no version of a program in it."""
    text = re.sub(r"(?m)^(Versions: ).*$", r"\1those installed.", text)
    return re.sub(rf"\b({_PROGRAMS}) \d+\.[\w.]*\w", r"\1 installed", text)
