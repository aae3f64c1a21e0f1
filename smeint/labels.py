"""What variables, groups and strata are called in tables, figures and sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: A label of the data file that is longer than this stays in the file.
LONGEST = 40

#: Names of canonical variables that their own name with blanks would not do for.
NAMES = {
    "fsts": "Share of foreign sales (FSTS)",
    "rota": "Return on total assets (ROTA)",
    "sme": "SME",
    "internationalized": "Internationalized",
    "doi_band": "Degree of internationalization",
    "tqm": "TQM",
    "jit": "JIT",
    "log_firm_age": "Log firm age",
}

#: Groups of two predictors that have a name of their own.
GROUPS = {
    ("sme", "yes"): "SMEs",
    ("sme", "no"): "Non-SMEs",
    ("internationalized", "yes"): "Internationalized",
    ("internationalized", "no"): "Domestic",
}

#: What the verdict rules are called.
RULE_TITLES = {
    "published": "Published rule",
    "majority": "Majority",
    "every-year": "Every year",
    "holm": "Holm",
    "pooled": "Pooled",
}

#: How the logistic blocks are estimated.
MODELS = {
    "logit": "maximum likelihood",
    "firth_logit": "Firth",
    "weighted_logit": "weighted pseudo-likelihood",
    "clustered_logit": "maximum likelihood, errors by firm",
    "gee_logit": "GEE, exchangeable",
}


def variable_label(manifest: Mapping[str, Any], name: str) -> str:
    """Return what a variable is called.

    Parameters
    ----------
    manifest : mapping
        Of the results.
    name : str

    Returns
    -------
    str

    Examples
    --------
    >>> own = {"variables": {"b7a": {"kind": "yes/no", "label": "Female top manager"}}}
    >>> [variable_label(own, name) for name in ("rota", "export_plan", "b7a", "rota (t - 1)")]
    ['Return on total assets (ROTA)', 'Export plan', 'Female top manager', \
'Return on total assets (ROTA), year before']
    """
    if name.endswith(" (t - 1)"):
        return variable_label(manifest, name.removesuffix(" (t - 1)")) + ", year before"
    if name in NAMES:
        return NAMES[name]
    given = str(manifest.get("variables", {}).get(name, {}).get("label", ""))
    if given and len(given) <= LONGEST:
        return given
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def short_title(record: Mapping[str, Any]) -> str:
    """Return a hypothesis in a few words: its title, or its text where it has none.

    Examples
    --------
    >>> short_title({"title": "degree (fsts), by size", "text": "SMEs and non-SMEs ..."})
    'degree (FSTS), by size'
    """
    if not record["title"]:
        return str(record["text"])
    return re.sub(r"\bfsts\b", "FSTS", str(record["title"]))


def group_label(manifest: Mapping[str, Any], predictor: str, level: str) -> str:
    """Return what one group of a contrast is called.

    Examples
    --------
    >>> group_label({}, "sme", "no"), group_label({}, "innovation", "yes")
    ('Non-SMEs', 'Innovation: yes')
    """
    own = GROUPS.get((predictor, level))
    return own or f"{variable_label(manifest, predictor)}: {level}"


def stratum_label(stratum: str) -> str:
    """Return what a stratum is called; nothing where there is none.

    Examples
    --------
    >>> stratum_label("doi_band = high"), stratum_label("all"), stratum_label("sme = no")
    ('high', '', 'Non-SMEs')
    """
    if stratum == "all":
        return ""
    variable, _, level = stratum.partition(" = ")
    if variable == "doi_band":
        return level
    return GROUPS.get((variable, level), stratum)


def short_stratum(stratum: str) -> str:
    """Return a stratum without its variable; nothing where there is none."""
    return "" if stratum == "all" else stratum.removeprefix("doi_band = ")


def term_label(manifest: Mapping[str, Any], term: str) -> str:
    """Return what a model's term is called: a variable, or a variable and its level.

    Parameters
    ----------
    manifest : mapping
        Of the results.
    term : str
        As it stands in ``measures.csv``.

    Returns
    -------
    str

    Examples
    --------
    >>> [term_label({}, term) for term in ("intercept", "log_firm_age", "country[IND]")]
    ['Constant', 'Log firm age', 'Country: IND']
    """
    if term == "intercept":
        return "Constant"
    name, level = term_parts(term)
    label = variable_label(manifest, name)
    return f"{label}: {level}" if level else label


def term_parts(term: str) -> tuple[str, str]:
    """Return a term's variable and its level, which is empty where it has none.

    Examples
    --------
    >>> term_parts("country[IND]"), term_parts("log_firm_age")
    (('country', 'IND'), ('log_firm_age', ''))
    """
    if not term.endswith("]") or "[" not in term:
        return term, ""
    name, _, level = term.partition("[")
    return name, level.removesuffix("]")
