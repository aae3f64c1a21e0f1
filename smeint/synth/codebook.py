"""`codebook`: what stands in a synthetic panel and how it came about, as Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields

from smeint.panel.variables import VARIABLES
from smeint.synth.practice import BANDS, PRACTICES, Practice, Team
from smeint.synth.rates import Rates, rates
from smeint.synth.truth import truth
from smeint.synth.world import World

#: What every file about synthetic data says first.
SYNTHETIC = (
    "SYNTHETIC: every firm and every number is generated; none is data of Osei-Bonsu (2014) or "
    "of any real firm."
)

#: Unit and mark of each parameter of `World`: [S] stated by the study, [I] inferred, [A] assumed.
PARAMETERS: dict[str, tuple[str, str]] = {
    "years": ("years", "[S] three consecutive; [A] which"),
    "n_sme": ("firms", "[S]"),
    "n_non_sme": ("firms", "[S]"),
    "countries": ("share of firms", "[S] which; [A] shares"),
    "industries": ("share of firms by ISIC division", "[S] manufacturing; [A] shares"),
    "employees_range": ("persons, SME and non-SME", "[S] SMEs; [I] from 200; [A] to 5,000"),
    "employees_log_mean": ("log persons, SME and non-SME", "[A]"),
    "employees_log_sd": ("log persons, SME and non-SME", "[A]"),
    "growth_sd": ("log points a year", "[A]"),
    "p_internationalized": ("share of firms, SME and non-SME", "[S] order; [A] sizes"),
    "status_persistence": ("lag-one correlation of the latent", "[A]"),
    "fsts_beta": ("Beta parameters", "[A]"),
    "fsts_sme_shift": ("probit scale", "[S] sign; [A] size"),
    "fsts_persistence": ("lag-one correlation of the latent", "[A]"),
    "fsts_coarse_share": ("share of firms", "[A]"),
    "fsts_coarse_parts": ("parts of the whole", "[A]"),
    "fsts_fine_parts": ("parts of the whole", "[A]"),
    "fsts_whole_above": ("share", "[A]"),
    "rota_location": ("ratio", "[A]"),
    "rota_scale": ("ratio", "[A]"),
    "rota_df": ("degrees of freedom", "[A]"),
    "rota_persistence": ("lag-one correlation of the latent", "[A]"),
    "rota_shift": ("latent SD", "[S] sign; [A] size"),
    "team": ("persons beyond the first, mean by band", "[S] order; [A] sizes"),
    "professional_training": ("P(yes) by band", "[S] order; [A] sizes"),
    "strategic_planning": ("P(yes) by band", "[S] order; [A] sizes"),
    "export_plan": ("P(yes) by band", "[S] no difference; [A] level"),
    "tqm": ("P(yes) by band", "[S] high band; [A] sizes"),
    "jit": ("P(yes) by band", "[S] little difference; [A] level"),
    "networking": ("P(yes) by band", "[S] order; [A] sizes"),
    "growth_intention": ("P(yes) by band", "[I] order; [A] sizes"),
    "innovation": ("P(yes) by band", "[S] association; [A] size"),
    "sales_per_employee": ("USD, median", "[A]"),
    "sales_log_sd": ("log points", "[A]"),
    "assets_per_sales": ("ratio, median", "[A]"),
    "assets_log_sd": ("log points", "[A]"),
    "money_persistence": ("lag-one correlation of the latent", "[A]"),
    "age_log_mean": ("log years", "[A]"),
    "age_log_sd": ("log years", "[A]"),
    "missing": ("share of firm-years", "[A]"),
    "missing_money_correlation": ("correlation of latents", "[A]"),
    "effect_scale": ("multiple of the planted effects", "[A]"),
}

#: Variables that follow from definitions, and those that no world has.
_NOT_IN_FILE = (
    *("rota", "internationalized", "doi_band", "sme"),
    *("fixed_assets", "plant_investment", "sector", "weight", "stratum", "late_respondent"),
)

_GENERATED = {
    "firm_id": "SYN for synthetic, and a number; SMEs of the first year come first",
    "country": "drawn once for each firm",
    "industry": "drawn once for each firm",
    "founded": "drawn once for each firm; lognormal age",
    "first_foreign_year": "blank before the first foreign sale",
    "employees": "truncated lognormal in the first year, then a random walk in logs",
    "sales": "employees times a persistent lognormal, to 100 USD",
    "foreign_sales": "exactly fsts times sales",
    "total_assets": "sales times a persistent lognormal, to 100 USD",
    "operating_profit": "ROTA times total assets, to 1 USD",
    "currency": "always USD",
    "fsts": "given by the firm, rounded as firms round",
    "management_team_size": "one plus a negative binomial, by class and band",
    "tqm": "differs between classes in the high band only",
    "export_plan": "rises with the band, the same in both classes",
    "jit": "the same everywhere",
    "innovation": "associated with status and degree",
    "networking": "less among SMEs; associated with status and degree",
    "growth_intention": "more among SMEs",
}


def codebook(world: World, seed: int | None = None) -> str:
    """Return the codebook of a world's panels.

    Parameters
    ----------
    world : World
    seed : int or None
        Seed of the panel it describes, where there is one.

    Returns
    -------
    str
        Markdown: variables with kinds and units, parameters with marks, planted truth.

    Examples
    --------
    >>> from smeint.synth.world import world
    >>> codebook(world("published")).splitlines()[0]
    '# SYNTHETIC firm panel: world `published`'
    """
    call = f'simulate(world("{world.name}"), seed={"..." if seed is None else seed})'
    rows = world.n_firms * len(world.years)
    lines = [
        f"# SYNTHETIC firm panel: world `{world.name}`",
        "",
        SYNTHETIC,
        "",
        f"{world.n_firms} firms ({world.n_sme} SMEs and {world.n_non_sme} non-SMEs by the first "
        f"year), {world.years[0]}-{world.years[-1]}, {rows} rows: `{call}`, replicate 0.",
        "Missing values are empty cells. The size class, `internationalized`, `doi_band` and "
        "`rota` follow from these variables by definitions and are not in the file.",
        "",
        "## Variables",
        "",
        *_table(("variable", "kind", "unit", "meaning", "synthetic values"), _variables(world)),
        "",
        "## Parameters of the world",
        "",
        "Marks: [S] stated by the study, [I] inferred, [A] assumed without a source. Four numbers "
        f"are those of the bands {', '.join(BANDS)}.",
        *_switch(world),
        "",
        *_table(("parameter", "value", "unit", "mark"), _parameters(world)),
        "",
        "## Planted truth",
        "",
        "The same in every year; first group minus second. ± is a Monte Carlo standard error.",
        "",
        *_table(("hypothesis", "outcome", "by", "stratum", "effect", "true value"), _truth(world)),
        "",
    ]
    return "\n".join(lines)


_POOLED = (
    "EFFECTS ARE SWITCHED OFF: in place of each planted table of numbers all firms share the "
    "pooled level, which stands after the arrow; correlations are 0."
)


def _switch(world: World) -> tuple[str, ...]:
    """Return what is said of effects that are off or scaled."""
    if not world.planted:
        return "", _POOLED
    return ("", _SCALED.format(world.effect_scale)) if world.effect_scale != 1 else ()


_SCALED = (
    "EFFECTS ARE SCALED: each planted difference is {:g} times the one below, on the probit scale "
    "for shares and the log scale for means."
)


def world_json(world: World, seed: int) -> str:
    """Return a world's parameters and a seed as JSON, labelled synthetic.

    Parameters
    ----------
    world : World
    seed : int
    """
    content = {"label": SYNTHETIC, "seed": seed, "replicate": 0, "world": asdict(world)}
    return json.dumps(content, indent=2) + "\n"


def _variables(world: World) -> Iterable[tuple[str, ...]]:
    blank = dict(world.missing)
    for name, variable in VARIABLES.items():
        if name in _NOT_IN_FILE:
            continue
        how = _GENERATED.get(name, "differs by class and band" if name in PARAMETERS else "")
        if not world.planted and name in ("management_team_size", *PRACTICES):
            how = "the same for all firms"
        if name in blank:
            how += f"; {blank[name]:.0%} missing"
        unit = "USD" if variable.unit == "money" else variable.unit.split(" or ")[0]
        yield f"`{name}`", str(variable.kind), unit, variable.meaning, how


def _parameters(world: World) -> Iterable[tuple[str, ...]]:
    pooled = {} if world.planted else _pooled(rates(world))
    for name, (unit, mark) in PARAMETERS.items():
        value = _value(getattr(world, name))
        if name in pooled:
            value += f" → {pooled[name]:.3f}"
        yield f"`{name}`", value, unit, mark


def _pooled(use: Rates) -> dict[str, float]:
    return {
        "p_internationalized": float(use.p_internationalized[0]),
        "fsts_sme_shift": float(use.fsts_shift[0]),
        "rota_shift": float(use.rota_shift[0, 0]),
        "team": float(use.team[0, 0]),
        **{name: float(table[0, 0]) for name, table in use.practices.items()},
    }


def _value(value: object) -> str:
    if isinstance(value, Practice | Team):
        text = f"SME {_value(value.sme)}; non-SME {_value(value.non_sme)}"
        rest = [f for f in fields(value) if f.name not in ("sme", "non_sme")]
        extra = [(f.name, getattr(value, f.name)) for f in rest]
        return text + "".join(f"; {name} {number:g}" for name, number in extra if number)
    if isinstance(value, tuple):
        nested = any(isinstance(x, tuple) for x in value)
        parts = [_value(x).replace(",", "") if nested else _value(x) for x in value]
        return ("; " if nested else ", ").join(parts) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _truth(world: World) -> Iterable[tuple[str, ...]]:
    for row in truth(world):
        value = f"{row.effect:.3f}"
        if row.mc_error:
            value += f" ± {row.mc_error:.3f}"
        place = (row.hypothesis, f"`{row.outcome}`", f"`{row.predictor}`", row.stratum)
        yield *place, row.effect_name, value


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]
