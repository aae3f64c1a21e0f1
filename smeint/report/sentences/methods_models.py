"""Methods: what was computed beside the primary tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from smeint.finding import Role
from smeint.labels import term_parts
from smeint.report.sentences.cited import Part, citing
from smeint.report.sentences.done import Done, Row, and_list, ids, number
from smeint.study.blocks import BLOCKS
from smeint.study.procedures_strata import HOMOGENEITY

COMPANION = Role.COMPANION.value

Sentence = list[Part]


def companions(done: Done) -> Iterator[Part]:
    """Yield every companion that was computed; verdicts read none."""
    said = [part for build in _COMPANIONS for part in build(done)]
    if said:
        yield "Beside the primary tests stand companions, which no decision rests on. "
        yield from said


def _yates(done: Done) -> Sentence:
    """Return the chi-square with continuity correction."""
    own = done.having("chi_square", ("yates",))
    if not own:
        return []
    text = f"Chi-square with Yates' continuity correction ({and_list(ids(own))}) "
    return [text, citing("yates_1934"), ". "]


def _fisher(done: Done) -> Sentence:
    """Return Fisher's exact test, of tables of two rows and of more."""
    out: Sentence = []
    own = done.having("fisher_exact", ("two_sided",))
    if own:
        out += [
            f"Fisher's exact test ({and_list(ids(own))}) ",
            citing("fisher_1935"),
            ", two-sided by summing tables no more probable than the observed, with the sample "
            "odds ratio and its interval by Woolf's method ",
            citing("woolf_1955"),
            ". ",
        ]
    larger = done.having("fisher_exact", ("two_sided_rxc",))
    if larger:
        simulated = any(row["p_method"].startswith("Monte Carlo") for row in larger)
        out += [
            f"Its extension to larger tables ({and_list(ids(larger))}) ",
            citing("freeman_halton_1951"),
            *(
                ("; where the tables could not be enumerated, from simulated ones ",)
                if simulated
                else ()
            ),
            *((citing("patefield_1981"),) if simulated else ()),
            ". ",
        ]
    return out


def _ranks(done: Done) -> Sentence:
    """Return the other forms of the rank-sum test."""
    out: Sentence = []
    corrected = done.having("mann_whitney", ("continuity_corrected",))
    if corrected:
        out.append(f"Mann-Whitney with continuity correction ({and_list(ids(corrected))}). ")
    exact = done.having("mann_whitney", ("exact",))
    if exact:
        out += [
            f"The exact rank-sum test given the ties ({and_list(ids(exact))}) ",
            citing("streitberg_roehmel_1986"),
            ". ",
        ]
    return out


def _blocks(done: Done) -> Sentence:
    """Return the blocks of terms in which models were fitted, as far as the data have them."""
    fitted = {row["variant"] for row in done.made if row["role"] == COMPANION}
    if not any(name in fitted for name, _ in BLOCKS):
        return []
    parts = ["the predictor alone (block 1)"]
    for place, (name, terms) in enumerate(BLOCKS[1:], 2):
        there = _terms(done, name)
        known = [term.replace("_", " ") for term in terms if term in there]
        if name in fitted and known:
            mediators = ", possible mediators" if place == len(BLOCKS) else ""
            parts.append(f"{and_list(known)} added (block {place}{mediators})")
    said = "Regression models have " + "; ".join(parts)
    years = any(row["year"] == "all" and row["variant"].startswith("block_") for row in done.made)
    return [said, "; over all years, the years as terms besides" if years else "", ". "]


def _terms(done: Done, block: str) -> set[str]:
    """Return the variables of which a block has coefficients; one that never varies has none."""
    own = [row["finding_id"] for row in done.made if row["variant"] == block]
    found = done.results.measures
    terms = found.loc[found["finding_id"].isin(own), "term"].unique()
    return {term_parts(str(term))[0] for term in terms}


def _logit(done: Done) -> Sentence:
    """Return logistic regression of a year, by maximum likelihood and with Firth's penalty."""
    attempted = [row for row in done.rows if row["procedure"] == "logit"]
    own = [row for row in attempted if row["status"] in ("ok", "separation", "suppressed")]
    if not own:
        return []
    out: Sentence = [
        f"Logistic regressions ({and_list(ids(own))}) ",
        citing("hosmer_lemeshow_2013"),
        " were fitted by maximum likelihood wherever nothing separates the outcome ",
        citing("konis_2007"),
    ]
    separated = [row for row in own if row["status"] == "separation"]
    out.append(
        f"; separation was found in {len(separated)} of {number(len(own), 'model')}. "
        if separated
        else "; no separation was found. "
    )
    if any(row["status"] == "ok" for row in own):
        out += [
            "Tests and intervals are Wald's; fit is described by Nagelkerke's R-squared ",
            citing("nagelkerke_1991"),
            *_hosmer_lemeshow(done, own),
            ", and events per variable ",
            citing("peduzzi_1996"),
            ". ",
        ]
    firth = done.having("firth_logit")
    if firth:
        out += [
            "The same models were fitted with Firth's penalty ",
            citing("firth_1993", "heinze_schemper_2002"),
            ", with tests and intervals of the predictor by the penalized likelihood ratio. ",
        ]
    return out


def _hosmer_lemeshow(done: Done, own: list[Row]) -> Sentence:
    """Return the test of calibration, where one could be made."""
    found = done.results.measures
    made = found[(found["measure"] == "hosmer_lemeshow") & found["estimate"].notna()]
    if not set(made["finding_id"]) & {row["finding_id"] for row in own}:
        return []
    return [", the Hosmer-Lemeshow test ", citing("hosmer_lemeshow_1980")]


def _over_years(done: Done) -> Sentence:
    """Return the logistic models over all years."""
    out: Sentence = []
    own = done.having("clustered_logit")
    if own:
        out += [
            f"Logistic regressions over all years ({and_list(ids(own))}) have standard errors by "
            "firm, CR2 with t on G - 1 degrees of freedom for G firms ",
            citing("bell_mccaffrey_2002"),
            ". ",
        ]
    gee = done.having("gee_logit")
    if gee:
        out += [
            f"Generalized estimating equations ({and_list(ids(gee))}) ",
            citing("liang_zeger_1986"),
            " have an exchangeable working correlation and a covariance corrected for few firms ",
            citing("mancl_derouen_2001"),
            ". ",
        ]
    return out


def _where(done: Done, rows: list[Row]) -> str:
    """Return over what models were fitted, where there are several years."""
    years = {row["year"] == "all" for row in rows}
    if len(years) > 1:
        return " of each year and over all years"
    if years == {True}:
        return " over all years"
    return " of each year" if len(done.years) > 1 else ""


def _shares(done: Done) -> Sentence:
    """Return the models of a share."""
    out: Sentence = []
    own = done.having("fractional_logit")
    if own:
        units = {row["unit"] for row in own}
        errors: Sentence = ["HC3 ", citing("mackinnon_white_1985")]
        if units == {"firm_clusters"}:
            errors = ["CR2 by firm ", citing("bell_mccaffrey_2002")]
        elif len(units) > 1:
            errors += [" of a year, and CR2 by firm ", citing("bell_mccaffrey_2002")]
            errors.append(" over all years")
        out += [
            f"Fractional logits of the share{_where(done, own)} ({and_list(ids(own))}) ",
            citing("papke_wooldridge_1996"),
            " have robust standard errors, ",
            *errors,
            ". ",
        ]
    parts = done.having("two_part")
    if parts:
        out += [
            f"Two-part models{_where(done, parts)} ({and_list(ids(parts))}) ",
            citing("ramalho_2011"),
            " ask over all firms of the sample whether there is any share, and how much. ",
        ]
    return out


def _regressions(done: Done) -> Sentence:
    """Return rank and median regression, and the models with a value of the year before."""
    out: Sentence = []
    ranks = done.having("rank_regression")
    if ranks:
        out += [
            f"Regressions of ranks over all years ({and_list(ids(ranks))}) ",
            citing("conover_iman_1981"),
            " have standard errors by firm, CR2 ",
            citing("bell_mccaffrey_2002"),
            ". ",
        ]
    medians = done.having("quantile_regression")
    if medians:
        out += [
            f"Median regressions over all years ({and_list(ids(medians))}) ",
            citing("koenker_bassett_1978"),
            " have standard errors by firm ",
            citing("parente_santos_silva_2016"),
            ". ",
        ]
    lagged = [row for row in (*ranks, *medians) if row["variant"].startswith("lagged")]
    if lagged:
        out.append("Some have the predictor, or the outcome, of the year before. ")
    return out


def _across_bands(done: Done) -> Sentence:
    """Return the tests of whether bands differ."""
    out: Sentence = []
    own = done.having(HOMOGENEITY)
    variants = {row["variant"] for row in own}
    if not own:
        return out
    out += [
        f"Whether bands differ ({and_list(ids(own))}) was tested on its own, for significance in "
        "one band and not in another does not show it ",
        citing("gelman_stern_2006"),
        ": ",
    ]
    tests: list[Sentence] = []
    if "breslow_day_tarone" in variants:
        tests.append(
            [
                "equal odds ratios by the Breslow-Day test with Tarone's correction ",
                citing("breslow_day_1980", "tarone_1985"),
            ]
        )
    if "interaction_lr" in variants:
        tests.append(["by the likelihood ratio of the product of band and group"])
    if "rank_biserial" in variants:
        tests.append(["equal rank-biserial correlations by Welch's test ", citing("welch_1951")])
    for place, test in enumerate(tests):
        out += ["; " if place else "", *test]
    out.append(". ")
    return out + _common(done)


def _common(done: Done) -> Sentence:
    """Return the effects common to all bands."""
    out: Sentence = []
    if done.having("mantel_haenszel"):
        out += [
            "Odds ratios common to all bands are Mantel-Haenszel estimates ",
            citing("mantel_haenszel_1959"),
            " with intervals by a variance that holds in sparse bands too ",
            citing("robins_1986"),
            ". ",
        ]
    if done.having("van_elteren"):
        out += ["Ranks over all bands were tested by van Elteren's test "]
        out += [citing("van_elteren_1960"), ". "]
    return out


_COMPANIONS: tuple[Callable[[Done], Sentence], ...] = (
    _yates,
    _fisher,
    _ranks,
    _blocks,
    _logit,
    _over_years,
    _shares,
    _regressions,
    _across_bands,
)
