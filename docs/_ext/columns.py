"""What each column of a results set holds; a test compares the names with the row classes."""

from __future__ import annotations

_TEST = "the test, as in `findings.csv`"
_LEVEL = "confidence level of the interval"
_BOUND = '`<` or `>` where `p_value` is only a bound, as in "p < .001"; empty where it is exact'

FINDINGS = {
    "finding_id": "name of the test, unique in the file; `measures.csv` and `groups.csv` refer "
    "to it, and `smeint card` asks for it",
    "hypothesis": "`H1` to `H5`, further findings, own ones; `normality`, `reliability`",
    "role": "`primary`, `companion`, `evidence` or `pooled`",
    "year": "year of the cross-section; `all` for tests over all years",
    "stratum": "`all`, or the band or group within which the test is made",
    "outcome": "variable that is compared",
    "predictor": "variable that divides the firms or goes with the outcome",
    "contrast": "first and second group; effects are first minus second",
    "sample": "condition on the firms; `all` where there is none",
    "unit": "`cross_section` (a year's firms), `firm_means` or `firm_clusters`",
    "procedure": "name of the test",
    "variant": "which version of it, such as `yates` or `exact`; of a model, which block",
    "alternative": "always `two-sided`",
    "n": "observations in the test",
    "n_1": "of these in the first group",
    "n_2": "of these in the second group",
    "n_firms": "different firms in the test",
    "n_missing": "observations left out because a value is missing",
    "statistic_name": "`chi2`, `z`, `t`, `U` ...",
    "statistic": "test statistic",
    "df": "degrees of freedom",
    "p_value": "p, not rounded",
    "p_bound": _BOUND,
    "p_method": "how p was found",
    "effect_name": "a name from the vocabulary of measures",
    "effect": "effect, first group minus second",
    "ci_low": "lower end of the effect's interval",
    "ci_high": "upper end of the effect's interval",
    "ci_level": _LEVEL,
    "ci_method": "how the interval was found",
    "status": "`ok`, or why there is no number",
    "note": "what a reader must know about this test",
}

MEASURES = {
    "finding_id": _TEST,
    "measure": "a name from the vocabulary of measures",
    "variant": "which version of the measure",
    "term": "term of a model, group or cell; empty where the measure is about the whole test",
    "estimate": "value of the measure",
    "std_error": "its standard error",
    "statistic": "its own test statistic",
    "df": "degrees of freedom",
    "p_value": "p, not rounded",
    "p_bound": _BOUND,
    "ci_low": "lower end of the interval",
    "ci_high": "upper end of the interval",
    "ci_level": _LEVEL,
    "ci_method": "how the interval was found",
}

GROUPS = {
    "finding_id": _TEST,
    "group": "name of the group; `all` where there is one",
    "n": "observations",
    "n_missing": "observations left out because a value is missing",
    "events": "observations with the event, where the outcome is yes/no",
    "share": "share of events, 0 to 1",
    "mean": "mean",
    "sd": "standard deviation (n - 1)",
    "median": "median",
    "mean_rank": "mean of the ranks among all groups",
}

VERDICTS = {
    "hypothesis": "id",
    "rule": "verdict rule",
    "verdict": "what the rule says",
    "direction": "sign that the effects have",
    "alpha": "level of the decision",
    "m_declared": "primary tests that the hypothesis asks for",
    "m_computed": "of these, tests that could be computed",
    "n_significant": "of these, tests with p below alpha",
    "signs": "sign of each test's effect, in the order of the tests",
    "p_adjusted_min": "smallest adjusted p, where the rule adjusts",
    "reason": "why a verdict is not computed or stays open",
}

DROPS = {
    "step": "place in the order of filters",
    "reason": "why rows were left out",
    "column": "column of the data file",
    "n_before": "rows before",
    "n_dropped": "rows left out",
    "n_after": "rows after",
}

PANEL_FACTS = {
    "fact": "what is counted or described, such as `firms`, `missing`, `switching_firms`",
    "variable": "variable; empty where the fact is about all",
    "level": "level of the variable; empty where the fact is about all",
    "year": "year; empty where the fact is about all",
    "value": "the number",
    "detail": "reason of a missing value, or what the number means",
}

ERROR_RATES = {
    "hypothesis": "the hypothesis",
    "rule": "verdict rule",
    "direction": "what counts as an error: `claimed`, the verdict is supported; `either`, it is "
    "supported or opposite direction",
    "rate": "share of simulated studies in which the rule errs though nothing is there",
    "mc_error": "Monte Carlo standard error of the share",
    "ci_low": "lower limit of its 95 % Monte Carlo interval (Wilson)",
    "ci_high": "upper limit",
    "n_replicates": "simulated studies",
    "alpha": "level of the tests in them",
    "firms_1": "SMEs in each of them",
    "firms_2": "non-SMEs",
    "years": "years",
    "world": "world without effects that they were drawn from",
    "source": "`stored` (measured for the release) or `fresh` (for this study)",
}

_WORLD = "`planted` (with the effects) or `no_effect` (its twin)"
_HYPOTHESIS = "the hypothesis"
_RULE = "verdict rule"
_AS_TESTS = "as in `findings.csv`"
_REPLICATES = "replicates that are counted"
_ERROR = "Monte Carlo standard error"
_LOW, _HIGH = "lower limit of its 95 % Monte Carlo interval (Wilson)", "upper limit"

#: By table of a diagnosis, beside its error rates.
DIAGNOSIS: dict[str, dict[str, str]] = {
    "verdict_rates": {
        "world": _WORLD,
        "hypothesis": _HYPOTHESIS,
        "rule": _RULE,
        "verdict": "as in `verdicts.csv`",
        "n_replicates": _REPLICATES,
        "count": "of these, replicates with the verdict",
        "probability": "share of replicates with the verdict, 0 to 1",
        "mc_error": _ERROR,
        "ci_low": _LOW,
        "ci_high": _HIGH,
    },
    "test_rates": {
        "world": _WORLD,
        "hypothesis": _HYPOTHESIS,
        "role": "`primary` or `pooled`",
        **dict.fromkeys(("outcome", "year", "stratum", "procedure", "effect_name"), _AS_TESTS),
        "truth": "the effect in a very large sample of the world; empty where there is none",
        "truth_mc_error": "Monte Carlo standard error of the truth",
        "measure": "what is measured; the next table",
        "estimate": "its value, shares 0 to 1; empty where no replicate tells",
        "mc_error": _ERROR,
        "n": "replicates that the estimate rests on",
    },
    "failures": {
        "world": _WORLD,
        "hypothesis": _HYPOTHESIS,
        "role": "`primary` or `pooled`",
        **dict.fromkeys(("outcome", "year", "stratum", "procedure"), _AS_TESTS),
        "status": "why there is no number",
        "n_replicates": _REPLICATES,
        "count": "of these, replicates with the status",
        "share": "share of replicates with the status, 0 to 1",
        "mc_error": _ERROR,
        "examples": "the first of these replicates, as `seed:replicate`",
    },
    "patterns": {
        "world": _WORLD,
        "pattern": "hypotheses whose printed pattern must hold together",
        "event": "what must hold",
        "n_replicates": _REPLICATES,
        "count": "of these, replicates in which it holds",
        "probability": "share of replicates in which it holds, 0 to 1",
        "mc_error": _ERROR,
        "ci_low": _LOW,
        "ci_high": _HIGH,
    },
    "power": {
        "dimension": "what the curve varies: `firms`, `effect`, `years` or `persistence`",
        "value": "where on the curve; firms of both groups together, effects as a multiple",
        "firms_1": "SMEs at this point",
        "firms_2": "non-SMEs",
        "years": "years",
        "hypothesis": _HYPOTHESIS,
        "rule": _RULE,
        "n_replicates": _REPLICATES,
        "count": "of these, replicates in which the claim is supported",
        "power": "share of replicates in which the claim is supported, 0 to 1",
        "mc_error": _ERROR,
        "ci_low": _LOW,
        "ci_high": _HIGH,
    },
    "smallest_n": {
        "hypothesis": _HYPOTHESIS,
        "rule": _RULE,
        "wanted": "power that is wanted, 0 to 1",
        "firms": "fewest firms that reach it, both groups together; empty where it is not reached",
        "firms_1": "of these, SMEs",
        "firms_2": "of these, non-SMEs",
        "power": "power there; where it is not reached, at `searched_to`",
        "mc_error": _ERROR,
        "n_replicates": "replicates behind the last step of the search",
        "searched_to": "most firms that were tried",
        "status": "`found`, `not reached`, or `smallest tried` (no more than the fewest tried)",
    },
}

#: By table of a results set; the last stands there unless error rates were declined.
COLUMNS: dict[str, dict[str, str]] = {
    "findings": FINDINGS,
    "measures": MEASURES,
    "groups": GROUPS,
    "verdicts": VERDICTS,
    "drops": DROPS,
    "panel_facts": PANEL_FACTS,
    "error_rates": ERROR_RATES,
}
