"""Currency signs and codes that a column of money may state, and finding one in a cell."""

from __future__ import annotations

import re
import unicodedata

_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
    GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS
    KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
    MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
    TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
    HRK DEM FRF ITL ESP NLG ATS BEF FIM GRD IEP PTE GHC RMB CFA
"""

_NAMES = """
    Rs Rs. Re Re. Rp R RM kr kr. Kr Kr. Fr Fr. SFr SFr. DM Ksh KSh Tsh TSh Ush USh
    zł Kč Ft lei TL Kz FCFA Bs Bs. S/ S/. GH¢ GH₵ US$ A$ AU$ C$ CA$ R$ HK$ NT$
    NZ$ S$ SG$ Z$ ZW$ N$ J$ EC$ TT$ B$ BZ$ G$ L$ MX$ RD$ F$ FJ$ RMB¥ CN¥ JP¥
"""

#: Codes of ISO 4217, some of the past among them, without those of metals and of testing.
CODES = frozenset(_CODES.split())

#: Usual signs with letters.
NAMES = frozenset(_NAMES.split())

_AROUND = re.compile(r"(?P<before>[^0-9]*)[0-9](?:.*[0-9])?(?P<after>[^0-9]*)")

_NO_SIGN = " \t\u00a0\u202f\u2007\u2009+-\u2212\u2013()"


def is_sign(text: str) -> bool:
    """Return whether a text is a currency's sign, code or usual abbreviation.

    Notes
    -----
    ``k€`` and ``Mio. USD`` are none: they would say that the numbers are thousands or millions.

    Examples
    --------
    >>> is_sign("€"), is_sign("GH₵"), is_sign("USD"), is_sign("k€"), is_sign("kg")
    (True, True, True, False, False)
    """
    one = len(text) == 1 and unicodedata.category(text) == "Sc"
    return one or text in CODES or text in NAMES


def sign_in(text: str) -> str:
    """Return the currency sign that stands before or after the digits of a cell, or a blank.

    Examples
    --------
    >>> sign_in("$1,200"), sign_in("(1 200 EUR)"), sign_in("-Rs. 5"), sign_in("5 kg")
    ('$', 'EUR', 'Rs.', '')
    """
    found = _AROUND.fullmatch(text)
    if not found:
        return ""
    signs = [found[side].strip(_NO_SIGN) for side in ("before", "after")]
    held = [sign for sign in signs if sign]
    return held[0] if len(held) == 1 and is_sign(held[0]) else ""
