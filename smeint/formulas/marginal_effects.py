"""Average marginal effects of a logistic regression, in probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.formulas.intervals import normal_quantile, two_sided_normal
from smeint.formulas.mean_effects import average_effects
from smeint.formulas.result import Estimate


def average_marginal_effects(
    x: FloatArray,
    terms: Sequence[str],
    beta: FloatArray,
    cov: FloatArray,
    level: float = LEVEL,
    siblings: Mapping[int, Sequence[int]] | None = None,
) -> tuple[Estimate, ...]:
    """Return by how much the predicted probability changes with each term, on average over rows.

    Parameters
    ----------
    x : array, shape (n, terms)
        Without an intercept.
    terms : sequence of str
    beta : array, shape (1 + terms,)
        Coefficients, the intercept's first.
    cov : array, shape (1 + terms, 1 + terms)
        Their covariance; a clustered one gives clustered standard errors.
    level : float
        Confidence level.
    siblings : mapping of int to sequence of int, optional
        For each column of a category, all columns of that category.

    Returns
    -------
    tuple of Estimate
        ``average_marginal_effect`` of each term: of a 0/1 column the mean difference between 1 and
        0, the category's other columns being 0 on both sides; of any other column the mean
        derivative, per unit. With standard error, z, p and interval by the delta method.

    Notes
    -----
    Null hypothesis of p: the average effect is 0. The rows are taken as they are: the interval is
    for these firms' average, as in Stata's ``margins`` and R's ``marginaleffects``. One model at
    a time. SE^2 = g' V g, g being the gradient of the average with respect to the coefficients.
    An interval may go beyond what probabilities allow. A squared term or an interaction is moved
    alone: the effect of a variable that enters twice is not among these.

    References
    ----------
    Ai, C., & Norton, E. C. (2003). Interaction terms in logit and probit models. *Economics
    Letters*, 80, 123-129. https://doi.org/10.1016/S0165-1765(03)00032-6

    Examples
    --------
    >>> x = np.array([[1.0], [0.0], [1.0], [0.0]])
    >>> (effect,) = average_marginal_effects(x, ["sme"], np.array([0.8, -1.4]), np.eye(2) * 0.16)
    >>> round(float(effect.estimate), 4)
    -0.3356
    """
    quantile = normal_quantile(level)
    effects, gradients = average_effects(x, [beta], siblings)
    found = []
    for term, estimate, gradient in zip(terms, effects.tolist(), gradients, strict=True):
        error = float(np.sqrt(gradient @ cov @ gradient))
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.asarray(estimate) / error
        found.append(
            Estimate(
                "average_marginal_effect",
                estimate,
                term=term,
                std_error=error,
                statistic=z,
                p_value=two_sided_normal(z),
                ci_low=estimate - quantile * error,
                ci_high=estimate + quantile * error,
                ci_level=level,
                ci_method="delta method",
            )
        )
    return tuple(found)
