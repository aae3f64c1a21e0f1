"""`World`: every parameter of the synthetic world, and the named worlds.

Everything that a world generates is SYNTHETIC: no firm in it exists. Marks of a parameter's
origin: **[S]** stated by the study (Osei-Bonsu 2014), **[I]** inferred from it, **[A]** assumed
without a source.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from smeint.errors import ArgumentError, nearest
from smeint.synth.practice import Practice, Team
from smeint.synth.vary import varied
from smeint.synth.world_checks import check_world


@dataclass(frozen=True, slots=True)
class World:
    """Parameters of a synthetic firm panel whose truth is known.

    Parameters
    ----------
    name : str
    effects : bool
        The no-effect switch: where False, every parameter that would make a difference between
        classes, statuses or bands is replaced by its pooled level; see `rates`.
    effect_scale : float
        Size of the planted effects as a multiple of those stated here; see `rates`.
    years : tuple of int, years
        Consecutive; three of them [S], which three [A].
    n_sme, n_non_sme : int, firms
        By the first year's employees [S].
    countries : tuple of (str, float), ISO 3166-1 alpha-3 and share of firms
        Which five [S]; their shares [A].
    industries : tuple of (str, float), ISIC division and share of firms
        Manufacturing [S]; which divisions and shares [A].
    employees_range : pair of (int, int), persons
        Least and greatest first-year employees of SMEs and of non-SMEs: 11-199 [S]; from 200 [I]
        to 5,000 [A].
    employees_log_mean, employees_log_sd : pair of float, log persons
        Normal before truncation, SMEs and non-SMEs [A].
    growth_sd : float, log points a year
        SD of a year's growth; mean growth is 0 [A].
    p_internationalized : pair of float, share of firms
        SMEs and non-SMEs, the same every year [A]; their order is the study's [S].
    status_persistence : float
        Lag-one correlation of the latent behind ``internationalized`` [A].
    fsts_beta : pair of float
        Parameters of the Beta distribution of ``fsts`` given internationalized [A].
    fsts_sme_shift : float, probit scale
        Added to the latent of SMEs [A]; its sign is the study's [S].
    fsts_persistence : float
        Lag-one correlation of the latent behind ``fsts`` [A].
    fsts_coarse_share : float, share of firms
        Firms that report to the nearest of `fsts_coarse_parts`, every year [A].
    fsts_coarse_parts, fsts_fine_parts : int
        20 for multiples of .05, 100 for multiples of .01, the least of them also the floor [A].
    fsts_whole_above : float, share
        Shares from here on are reported as exactly 1; about 5 % of internationalized firms [A].
    rota_location, rota_scale, rota_df : float, ratio
        ``rota`` is location + scale t(df) [A].
    rota_persistence : float
        Lag-one correlation of the latent behind ``rota`` [A].
    rota_shift : float, latent SD
        Added for SMEs that are internationalized that year [A]; its sign is the study's [S].
    team : Team
        Management team; medians of about 3 and 7, the gap widest in the high band [A].
    professional_training, strategic_planning, export_plan, tqm : Practice
        Direction by class and band after the study [S], sizes [A].
    jit, networking, growth_intention, innovation : Practice
        The same; ``jit`` and ``export_plan`` do not differ between classes.
    sales_per_employee, sales_log_sd : float, USD and log points
        Median and SD of log sales per employee [A].
    assets_per_sales, assets_log_sd : float, ratio and log points
        Median and SD of log total assets per sales [A].
    money_persistence : float
        Lag-one correlation of the latents of both ratios [A].
    age_log_mean, age_log_sd : float, log years
        Age in the first year, lognormal, 2 to 80 years, the same in both classes [A].
    missing : tuple of (str, float), share of firm-years
        Missing completely at random; empty for none [A].
    missing_money_correlation : float
        Correlation of the latents that make the four money items missing together [A].

    Raises
    ------
    ArgumentError
        If a parameter is not allowed.

    Examples
    --------
    >>> world("published").p_internationalized
    (0.35, 0.68)
    >>> world("published").no_effect().effects
    False
    """

    name: str
    effects: bool = True
    years: tuple[int, ...] = (2010, 2011, 2012)
    n_sme: int = 57
    n_non_sme: int = 57
    countries: tuple[tuple[str, float], ...] = (
        ("IND", 0.30),
        ("GHA", 0.15),
        ("MEX", 0.25),
        ("VEN", 0.10),
        ("MYS", 0.20),
    )
    industries: tuple[tuple[str, float], ...] = (
        ("10", 0.25),
        ("13", 0.15),
        ("22", 0.20),
        ("25", 0.20),
        ("28", 0.20),
    )
    employees_range: tuple[tuple[int, int], tuple[int, int]] = ((11, 199), (200, 5000))
    employees_log_mean: tuple[float, float] = (3.7, 6.2)
    employees_log_sd: tuple[float, float] = (0.9, 0.9)
    growth_sd: float = 0.15
    p_internationalized: tuple[float, float] = (0.35, 0.68)
    status_persistence: float = 0.95
    fsts_beta: tuple[float, float] = (0.515, 0.692)
    fsts_sme_shift: float = -0.5
    fsts_persistence: float = 0.85
    fsts_coarse_share: float = 0.7
    fsts_coarse_parts: int = 20
    fsts_fine_parts: int = 100
    fsts_whole_above: float = 0.955
    rota_location: float = 0.06
    rota_scale: float = 0.05
    rota_df: float = 3.0
    rota_persistence: float = 0.75
    rota_shift: float = 0.5
    team: Team = field(
        default=Team(
            sme=(2.3, 2.5, 2.6, 2.6), non_sme=(5.6, 6.0, 6.6, 9.0), dispersion=4.0, persistence=0.9
        )
    )
    professional_training: Practice = field(
        default=Practice(sme=(0.30, 0.30, 0.30, 0.25), non_sme=(0.35, 0.40, 0.45, 0.80))
    )
    strategic_planning: Practice = field(
        default=Practice(sme=(0.30, 0.30, 0.30, 0.25), non_sme=(0.35, 0.40, 0.45, 0.80))
    )
    export_plan: Practice = field(
        default=Practice(sme=(0.10, 0.30, 0.45, 0.55), non_sme=(0.10, 0.30, 0.45, 0.55))
    )
    tqm: Practice = field(
        default=Practice(sme=(0.45, 0.45, 0.45, 0.35), non_sme=(0.45, 0.45, 0.45, 0.70))
    )
    jit: Practice = field(default=Practice.everywhere(0.40))
    networking: Practice = field(
        default=Practice.everywhere(0.40, 0.62, with_status=0.3, with_degree=0.25)
    )
    growth_intention: Practice = field(default=Practice.everywhere(0.65, 0.45))
    innovation: Practice = field(
        default=Practice.everywhere(0.50, with_status=0.4, with_degree=0.4)
    )
    sales_per_employee: float = 40_000.0
    sales_log_sd: float = 0.6
    assets_per_sales: float = 0.9
    assets_log_sd: float = 0.4
    money_persistence: float = 0.95
    age_log_mean: float = 2.8
    age_log_sd: float = 0.6
    missing: tuple[tuple[str, float], ...] = ()
    missing_money_correlation: float = 0.6
    effect_scale: float = 1.0

    def __post_init__(self) -> None:
        check_world(self)

    @property
    def n_firms(self) -> int:
        """Number of firms in a panel."""
        return self.n_sme + self.n_non_sme

    @property
    def sizes(self) -> tuple[int, int]:
        """Number of SMEs and of non-SMEs."""
        return self.n_sme, self.n_non_sme

    @property
    def planted(self) -> bool:
        """Whether any planted effect is there."""
        return self.effects and self.effect_scale > 0

    @property
    def parameters(self) -> dict[str, Any]:
        """Every parameter as JSON holds it, for manifests."""
        return dict(json.loads(json.dumps(asdict(self))))

    def practice(self, name: str) -> Practice:
        """Return the yes/no variable of that name."""
        found = getattr(self, name)
        if not isinstance(found, Practice):
            raise ArgumentError(f"`{name}` is no practice of the world.")
        return found

    def no_effect(self) -> World:
        """Return the twin in which nothing that the hypotheses test differs or is associated."""
        name = "no_effect" if self.name == "published" else f"{self.name}_no_effect"
        return replace(self, name=name, effects=False)

    def vary(
        self,
        *,
        firms: tuple[int, int] | None = None,
        years: int | None = None,
        effect: float | None = None,
        persistence: float | None = None,
    ) -> World:
        """Return the world with another design, effect or persistence, all else as it is.

        Parameters
        ----------
        firms : tuple of int, SMEs and non-SMEs
        years : int
            Consecutive years from the first.
        effect : float
            Multiple of the world's effects: 0 gives the arrays of `no_effect`.
        persistence : float
            Lag-one correlation of the latents of status, ``fsts``, ``rota``, team and practices.

        Raises
        ------
        ArgumentError
            If a value is not allowed.
        """
        return varied(self, firms, years, effect, persistence)


_PUBLISHED = World(name="published")

#: Worlds by name. The shares of `mexico_like` (waves 2010, 2013) and `india_like` (2008-2010) are
#: those of exporters among manufacturers with more than 10 employees in the World Management
#: Survey extract of Bekes and Kezdi (2021), https://doi.org/10.1017/9781108591102.
WORLDS: dict[str, World] = {
    "published": _PUBLISHED,
    "no_effect": _PUBLISHED.no_effect(),
    "with_missing": replace(
        _PUBLISHED,
        name="with_missing",
        missing=(
            ("employees", 0.07),
            ("sales", 0.20),
            ("foreign_sales", 0.20),
            ("total_assets", 0.20),
            ("operating_profit", 0.20),
            ("fsts", 0.05),
            ("management_team_size", 0.05),
            ("professional_training", 0.04),
            ("strategic_planning", 0.04),
            ("innovation", 0.03),
        ),
    ),
    "mexico_like": replace(
        _PUBLISHED, name="mexico_like", countries=(("MEX", 1.0),), p_internationalized=(0.64, 0.84)
    ),
    "india_like": replace(
        _PUBLISHED,
        name="india_like",
        countries=(("IND", 1.0),),
        years=(2008, 2009, 2010),
        p_internationalized=(0.40, 0.58),
    ),
}


def world(name: str) -> World:
    """Return the named world.

    Parameters
    ----------
    name : str
        A key of `WORLDS`.

    Raises
    ------
    ArgumentError
        If there is no such world.
    """
    if name not in WORLDS:
        raise ArgumentError(
            f"world `{name}` is not known; allowed: {', '.join(WORLDS)}." + nearest(name, WORLDS)
        )
    return WORLDS[name]
