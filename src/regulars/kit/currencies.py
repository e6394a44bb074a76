"""ISO 4217: the currencies there are, and how many decimals their minor unit has.

Data: the list of the ISO 4217 maintenance agency as of 2026-01-01. Funds codes (CLF, UYW, ...) are in it; metals,
bond market units and test codes are not, since nobody is paid in them. Currencies withdrawn since 2009 are kept
apart: orders of those years are still imported. Where Unicode's CLDR shows fewer decimals than ISO defines, ISO is
followed: the minor unit is what is stored, not what is shown.
"""

from __future__ import annotations

from types import MappingProxyType

_ACTIVE = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
        COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
        INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
        MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
        STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_WITHDRAWN = {
    0: "BYR",
    2: "ANG BGN CUC EEK HRK LTL LVL MRO SKK SLL STD TMM VEF ZMK ZWL",
}

ACTIVE: MappingProxyType[str, int] = MappingProxyType(
    {code: digits for digits, codes in _ACTIVE.items() for code in codes.split()}
)
WITHDRAWN: MappingProxyType[str, int] = MappingProxyType(
    {code: digits for digits, codes in _WITHDRAWN.items() for code in codes.split()}
)
KNOWN: MappingProxyType[str, int] = MappingProxyType({**ACTIVE, **WITHDRAWN})
