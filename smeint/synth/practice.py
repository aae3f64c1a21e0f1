"""Parts of a world: a yes/no practice and the management team, by size class and band."""

from __future__ import annotations

from dataclasses import dataclass

from smeint.synth.checks import inside, persistence, same_length, share

#: Levels of ``doi_band`` that the four numbers of a practice or team stand for, in order.
BANDS = ("none", "low", "moderate", "high")


#: Size classes that a parameter given as a pair stands for, in order.
CLASSES = ("sme", "non_sme")

#: Yes/no variables, in the order of the variable table.
PRACTICES = (
    "professional_training",
    "strategic_planning",
    "export_plan",
    "tqm",
    "jit",
    "networking",
    "growth_intention",
    "innovation",
)

#: Variables that may be missing; identifiers, class and history are always known.
MAY_BE_MISSING = (
    "employees",
    "sales",
    "foreign_sales",
    "total_assets",
    "operating_profit",
    "fsts",
    "management_team_size",
    *PRACTICES,
)


@dataclass(frozen=True, slots=True)
class Practice:
    """A yes/no variable of the synthetic world.

    Parameters
    ----------
    sme, non_sme : tuple of 4 float, share of firms
        P(yes) among firms of the class that are in band ``none``, ``low``, ``moderate`` and
        ``high`` of that year.
    persistence : float
        Lag-one correlation of the practice's own latent.
    with_status : float
        Correlation of the practice's latent with the latent behind ``internationalized``.
    with_degree : float
        Correlation of the practice's latent with the latent behind ``fsts``.

    Raises
    ------
    ArgumentError
        If a share or correlation is out of range, or if a practice with correlations differs
        between bands (its shares would no longer be the stated ones).

    Notes
    -----
    The latent is ``c_s z_status + c_d z_degree + sqrt(1 - c_s^2 - c_d^2) z_own`` and the answer
    is yes where it is above the normal quantile of ``1 - P(yes)``; so P(yes) holds exactly in
    each class whatever the correlations.

    Examples
    --------
    >>> Practice.everywhere(0.45).sme
    (0.45, 0.45, 0.45, 0.45)
    """

    sme: tuple[float, ...]
    non_sme: tuple[float, ...]
    persistence: float = 0.9
    with_status: float = 0.0
    with_degree: float = 0.0

    def __post_init__(self) -> None:
        for name in ("sme", "non_sme"):
            same_length(name, getattr(self, name), BANDS)
            for value in getattr(self, name):
                share(name, value)
        persistence("persistence", self.persistence)
        inside("with_status", self.with_status, -1.0, 1.0)
        inside("with_degree", self.with_degree, -1.0, 1.0)
        explained = self.with_status**2 + self.with_degree**2
        inside("with_status^2 + with_degree^2", explained, 0.0, 1.0)
        if explained > 0:
            inside("shares that differ between bands (with correlations)", self._spread(), 0.0, 0.0)

    def _spread(self) -> float:
        return max(max(x) - min(x) for x in (self.sme, self.non_sme))

    @classmethod
    def everywhere(cls, sme: float, non_sme: float | None = None, **rest: float) -> Practice:
        """Return a practice whose shares are the same in every band.

        Parameters
        ----------
        sme, non_sme : float, share of firms
            `non_sme` is `sme` unless given.
        **rest : float
            The other parameters of `Practice`.
        """
        other = sme if non_sme is None else non_sme
        return cls(sme=(sme,) * len(BANDS), non_sme=(other,) * len(BANDS), **rest)


@dataclass(frozen=True, slots=True)
class Team:
    """Size of the management team in the synthetic world: one plus a negative binomial.

    Parameters
    ----------
    sme, non_sme : tuple of 4 float, persons
        Mean of the negative binomial by class and band ``none``, ``low``, ``moderate``, ``high``.
    dispersion : float
        Size parameter k of the negative binomial; its variance is ``m + m^2 / k``.
    persistence : float
        Lag-one correlation of the team's latent.

    Raises
    ------
    ArgumentError
        If a mean or the dispersion is not above 0, or the persistence is out of range.
    """

    sme: tuple[float, ...]
    non_sme: tuple[float, ...]
    dispersion: float
    persistence: float

    def __post_init__(self) -> None:
        for name in ("sme", "non_sme"):
            same_length(name, getattr(self, name), BANDS)
            for value in getattr(self, name):
                inside(name, value, 0.0, 1000.0, open_low=True)
        inside("dispersion", self.dispersion, 0.0, 1000.0, open_low=True)
        persistence("persistence", self.persistence)
