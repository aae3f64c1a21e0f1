"""What variables, groups and samples are called in running text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smeint.labels import GROUPS, variable_label
from smeint.panel.variables import VARIABLES

#: Canonical variables whose label with a small first letter would not do in a sentence.
METRIC = {
    "fsts": "the share of foreign sales (FSTS)",
    "rota": "return on total assets (ROTA)",
    "employees": "the number of employees",
    "doi_band": "the degree of internationalization",
    "founded": "the year of foundation",
    "first_foreign_year": "the year of the first foreign sale",
    "log_firm_age": "the logarithm of firm age",
    "sme": "SME status",
    "internationalized": "internationalization",
    "tqm": "the use of TQM",
    "jit": "the use of JIT",
    "export_plan": "having an export plan",
}

#: What firms did or were for which a yes/no variable is yes, and the same as a noun.
DONE: dict[str, tuple[str, str]] = {
    "internationalized": ("were internationalized", "being internationalized"),
    "sme": ("were SMEs", "being an SME"),
    "professional_training": ("had professional training", "having professional training"),
    "strategic_planning": ("had strategic planning", "having strategic planning"),
    "export_plan": ("had an export plan", "having an export plan"),
    "tqm": ("used TQM", "using TQM"),
    "jit": ("used JIT", "using JIT"),
    "networking": ("engaged in networking", "engaging in networking"),
    "growth_intention": ("intended to grow", "intending to grow"),
    "innovation": ("reported innovation", "reporting innovation"),
}

#: What firms have, or lack, by a yes/no predictor.
HELD = {
    "professional_training": "professional training",
    "strategic_planning": "strategic planning",
    "export_plan": "an export plan",
    "tqm": "TQM",
    "jit": "JIT",
    "networking": "networking",
    "growth_intention": "growth intention",
    "innovation": "innovation",
}

#: Longest piece of a user's text in a sentence.
LONGEST = 60


def own_text(text: str) -> str:
    r"""Return a text of the data or the study file, on one line and not too long.

    Examples
    --------
    >>> own_text("two\n lines"), len(own_text("x" * 300))
    ('two lines', 60)
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1].rstrip() + "…"


def variable_name(manifest: Mapping[str, Any], name: str) -> str:
    """Return what a variable is called in a sentence; a user's own label stands in quotes.

    Examples
    --------
    >>> variable_name({}, "rota"), variable_name({}, "management_team_size")
    ('return on total assets (ROTA)', 'management team size')
    >>> variable_name({"variables": {"b7a": {"label": "Female top manager"}}}, "b7a")
    '“Female top manager”'
    """
    if name in METRIC:
        return METRIC[name]
    if name in VARIABLES:
        return name.replace("_", " ")
    return f"“{own_text(variable_label(manifest, name))}”"


def done(manifest: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Return what firms are or do for which a yes/no variable is yes: as a verb and as a noun.

    Examples
    --------
    >>> done({}, "tqm")
    ('used TQM', 'using TQM')
    >>> done({"variables": {"b7a": {"label": "Female top manager"}}}, "b7a")[0]
    'had yes in “Female top manager”'
    """
    if name in DONE:
        return DONE[name]
    named = variable_name(manifest, name)
    return f"had yes in {named}", f"yes in {named}"


def group_name(manifest: Mapping[str, Any], predictor: str, level: str) -> str:
    """Return what the firms of a group are called in a sentence.

    Examples
    --------
    >>> group_name({}, "sme", "no"), group_name({}, "internationalized", "no")
    ('non-SMEs', 'domestic firms')
    >>> group_name({}, "export_plan", "no"), group_name({}, "region", "North")
    ('firms without an export plan', 'firms with “Region” = North')
    """
    known = GROUPS.get((predictor, level))
    if known is not None:
        noun = known if known.startswith("SME") else known[:1].lower() + known[1:]
        return noun if "SME" in noun else f"{noun} firms"
    if predictor in HELD and level in ("yes", "no"):
        return f"firms {'with' if level == 'yes' else 'without'} {HELD[predictor]}"
    return f"firms with {variable_name(manifest, predictor)} = {own_text(level)}"


@dataclass(frozen=True, slots=True)
class Limit:
    """A condition on the sample, as the manifest holds it."""

    variable: str
    levels: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.variable} = {' or '.join(self.levels)}"


def limits_of(record: Mapping[str, Any], sample: str) -> tuple[Limit, ...]:
    """Return the conditions of a hypothesis that hold for a finding's sample."""
    found = (Limit(c["variable"], tuple(c["levels"])) for c in record.get("sample", ()))
    return tuple(limit for limit in found if str(limit) in sample)


def sample_name(manifest: Mapping[str, Any], limits: Iterable[Limit]) -> str:
    """Return what the firms of a sample are called; nothing where all firms are meant.

    Examples
    --------
    >>> abroad = Limit("internationalized", ("yes",))
    >>> sample_name({}, [Limit("sme", ("yes",)), abroad]), sample_name({}, [abroad])
    ('internationalized SMEs', 'internationalized firms')
    >>> sample_name({}, [Limit("country", ("GHA", "IND")), Limit("sme", ("no",))])
    'non-SMEs with country = GHA or IND'
    >>> sample_name({}, [Limit("sme", ("yes", "no"))])
    ''
    """
    noun, before, after = "", "", []
    for limit in limits:
        if set(limit.levels) >= {"yes", "no"}:
            continue
        if limit.variable == "sme":
            noun = "SMEs" if limit.levels == ("yes",) else "non-SMEs"
        elif limit.variable == "internationalized":
            before = "internationalized " if limit.levels == ("yes",) else "domestic "
        else:
            levels = " or ".join(own_text(level) for level in limit.levels)
            after.append(_held(manifest, limit.variable, levels))
    if not (noun or before or after):
        return ""
    return f"{before}{noun or 'firms'}{' with ' if after else ''}{' and '.join(after)}"


def _held(manifest: Mapping[str, Any], variable: str, level: str) -> str:
    """Return what firms of a level have."""
    if variable in HELD and level in ("yes", "no"):
        return HELD[variable] if level == "yes" else f"no {HELD[variable].removeprefix('an ')}"
    return f"{variable_name(manifest, variable)} = {own_text(level)}"
