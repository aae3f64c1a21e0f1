"""Size schemes: which firms are SMEs, by whose rule."""

from __future__ import annotations

from smeint.definitions.criteria import Every, Limit, Some
from smeint.definitions.size_scheme import SectorRule
from smeint.definitions.size_scheme import SizeScheme as SizeScheme
from smeint.errors import ArgumentError, nearest

_CRORE = 10_000_000


def _fewer(persons: float) -> Limit:
    return Limit("employees", persons, strict=True)


def _up_to(persons: float) -> Limit:
    return Limit("employees", persons)


def _headcount(limit: Limit) -> tuple[SectorRule, ...]:
    return (SectorRule(limit, limit),)


def _malaysia(persons: float, turnover: float, *sectors: str) -> SectorRule:
    limit = _up_to(persons)
    return SectorRule(Some((limit, Limit("sales", turnover))), limit, sectors)


def _mexico(persons: float, score: float, *sectors: str) -> SectorRule:
    terms = (("employees", 0.1), ("sales", 0.9e-6))
    return SectorRule(Limit("combined_score", score, terms=terms), _up_to(persons), sectors)


def _india(investment: float, turnover: float) -> tuple[SectorRule, ...]:
    limits = (Limit("plant_investment", investment), Limit("domestic_sales", turnover))
    return (SectorRule(Every(limits), None),)


def _ghana() -> tuple[SectorRule, ...]:
    money = (Limit("sales", 18e6), Limit("fixed_assets", 18e6))
    return (SectorRule(Every((_up_to(100), *money)), _up_to(100)),)


_ALL = (
    SizeScheme(
        name="osei_bonsu_2014",
        source="Osei-Bonsu, N. (2014), section 3",
        date="2014",
        note=(
            "SME: stated by the study. Non-SME from 200 employees, and 10 or fewer left out of "
            "the sample: inferred."
        ),
        rules=_headcount(_fewer(200)),
        outside=_up_to(10),
    ),
    SizeScheme(
        name="eu_2003",
        source="Commission Recommendation 2003/361/EC, annex, article 2 (OJ L 124, p. 36)",
        date="6 May 2003, in force 1 January 2005",
        note=(
            "Stated: fewer than 250 persons, and turnover not above EUR 50 million and/or balance "
            "sheet total not above EUR 43 million; micro firms are SMEs. Not applied: annual work "
            "units in place of employees, data of partner and linked firms, and that a class "
            "changes only after two years in a row."
        ),
        rules=(
            SectorRule(
                Every((_fewer(250), Some((Limit("sales", 50e6), Limit("total_assets", 43e6))))),
                _fewer(250),
            ),
        ),
        currency="EUR",
    ),
    SizeScheme(
        name="oecd",
        source=(
            "OECD, Structural and Demographic Business Statistics; Entrepreneurship at a Glance "
            "2017; SME and Entrepreneurship Outlook 2023, annex"
        ),
        date="2017, 2023",
        note=(
            "Stated: 1-9, 10-49 and 50-249 persons employed are micro, small and medium, the "
            "self-employed counted in; large firms start at 250. A firm without employees is "
            "counted as an SME: inferred."
        ),
        rules=_headcount(_fewer(250)),
    ),
    SizeScheme(
        name="enterprise_surveys",
        source="World Bank Enterprise Surveys, Global Methodology and size strata",
        date="since 2005-2006",
        note=(
            "Stated: 5-19 small, 20-99 medium, 100 and more large; the universe starts at 5 "
            "employees. Small and medium together as SMEs, and fewer than 5 as neither: inferred."
        ),
        rules=_headcount(_fewer(100)),
        outside=_fewer(5),
    ),
    SizeScheme(
        name="abs",
        source="Australian Bureau of Statistics, Australian Industry (8155.0), business size",
        date="as of the issue for 2016-17",
        note=(
            "Stated: 0-19 persons employed small (0-4 micro), 20-199 medium. The issue prints "
            "large as more than 200; other texts of the bureau say 200 or more, which is taken. "
            "Agriculture is classed by value of operations there: not applied."
        ),
        rules=_headcount(_fewer(200)),
    ),
    SizeScheme(
        name="india_2006",
        source="Micro, Small and Medium Enterprises Development Act, 2006, section 7; S.O. 1642(E)",
        date="in force 2 October 2006 to 30 June 2020",
        note=(
            "Stated: medium firms reach investment of Rs 10 crore in plant and machinery "
            "(manufacturing), Rs 5 crore in equipment (services), at original cost without land "
            "and buildings; micro firms are in. Trade under the limit of services: inferred, for "
            "banks counted retail trade there. Other sectors have no limit."
        ),
        rules=(
            SectorRule(Limit("plant_investment", 10 * _CRORE), None, ("manufacturing",)),
            SectorRule(Limit("plant_investment", 5 * _CRORE), None, ("services", "trade")),
        ),
        currency="INR",
    ),
    SizeScheme(
        name="india_2020",
        source="Ministry of MSME, notification S.O. 2119(E) of 26 June 2020",
        date="in force 1 July 2020",
        note=(
            "Stated: investment in plant and machinery or equipment not above Rs 50 crore and "
            "turnover not above Rs 250 crore, exports not counted in turnover; micro firms are "
            "in. The notification takes investment at its written-down value of the tax return: "
            "`plant_investment` should be that. Foreign sales stand for exports: inferred."
        ),
        rules=_india(50 * _CRORE, 250 * _CRORE),
        currency="INR",
    ),
    SizeScheme(
        name="india_2025",
        source="Ministry of MSME, notification S.O. 1364(E) of 21 March 2025",
        date="in force 1 April 2025",
        note=(
            "Stated: the limits of 2020 raised to Rs 125 crore and Rs 500 crore; all else as "
            "india_2020."
        ),
        rules=_india(125 * _CRORE, 500 * _CRORE),
        currency="INR",
    ),
    SizeScheme(
        name="ghana_2023",
        source=(
            "Ghana Enterprises Agency (Classification of Micro, Small and Medium Enterprises) "
            "Regulations, 2023 (L.I. 2470)"
        ),
        date="2023, launched 27 June 2024",
        note=(
            "Checked in press reports of the launch, not in the instrument's text: large is a "
            "firm whose permanent employees (above 100), turnover or fixed assets (above GHS 18 "
            "million) exceed what a medium firm may have, so an SME exceeds none. The reports "
            'list the limits of micro, small and medium firms with "or" between turnover and '
            "fixed assets. Micro firms (1-5) are in; a firm without employees too: inferred."
        ),
        rules=_ghana(),
        currency="GHS",
    ),
    SizeScheme(
        name="malaysia_2014",
        source="SME Corp. Malaysia, Guideline for SME definition (14th NSDC meeting, July 2013)",
        date="in force 1 January 2014",
        note=(
            "Stated: not above 200 full-time employees or RM 50 million of sales (manufacturing), "
            "75 or RM 20 million (services and other sectors); micro firms are SMEs. Not applied: "
            "listed firms and subsidiaries of large ones are none. Some agencies print fewer than "
            "200 and fewer than 75. Date of force: not checked."
        ),
        rules=(
            _malaysia(200, 50e6, "manufacturing"),
            _malaysia(75, 20e6, "services", "trade", "other"),
        ),
        currency="MYR",
    ),
    SizeScheme(
        name="venezuela_2008",
        source=(
            "Decreto 6.215 con Rango, Valor y Fuerza de Ley para la Promoción y Desarrollo de la "
            "Pequeña y Mediana Industria y Unidades de Propiedad Social, article 5 (Gaceta "
            "Oficial 5.890 Extraordinario)"
        ),
        date="31 July 2008",
        note=(
            "Checked in a law firm's summary: yearly mean of up to 100 workers and turnover of up "
            "to 200,000 tax units (UT); the decree of 2014 raised turnover. Made for industry. "
            "The smallest firms as SMEs: inferred, for small has no lower limit. The UT changes "
            "every year: state money in UT, or give rates to UT."
        ),
        rules=(SectorRule(Every((_up_to(100), Limit("sales", 200_000))), _up_to(100)),),
        currency="UT",
    ),
    SizeScheme(
        name="mexico_2009",
        source=(
            "Secretaría de Economía, Acuerdo por el que se establece la estratificación de las "
            "micro, pequeñas y medianas empresas (Diario Oficial de la Federación)"
        ),
        date="30 June 2009",
        note=(
            "Checked in reprints of the table: combined_score, 10 % of workers plus 90 % of yearly "
            "sales in million pesos, at most 250 (industry), 235 (trade, services); micro firms "
            "are in. Headcount alone: the table's ranges of workers, up to 250 in industry, 100 "
            "in trade and services. Industry as manufacturing: inferred. Other sectors have no "
            "limit."
        ),
        rules=(
            _mexico(250, 250, "manufacturing"),
            _mexico(100, 235, "services", "trade"),
        ),
        currency="MXN",
    ),
)

SCHEMES: dict[str, SizeScheme] = {each.name: each for each in _ALL}


def scheme(name: str) -> SizeScheme:
    """Return the size scheme of that name.

    Raises
    ------
    ArgumentError
        If there is no such scheme.
    """
    if name not in SCHEMES:
        raise ArgumentError(
            f"size_scheme `{name}` is not known; allowed: {', '.join(SCHEMES)}."
            + nearest(name, SCHEMES)
        )
    return SCHEMES[name]
