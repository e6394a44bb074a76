"""Which currency amounts are in: by signs and codes beside them, and by the countries of the orders."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

from regulars.kit.currencies import KNOWN

SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₩": "KRW",
    "₪": "ILS",
    "₫": "VND",
    "₴": "UAH",
    "฿": "THB",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "R$": "BRL",
    "CHF": "CHF",
    "Fr.": "CHF",
    "lei": "RON",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "US$": "USD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
}
SHARED_SIGNS = {"$": "USD", "kr": "SEK", "kr.": "DKK"}  # several countries': a proposal at best
_LETTERS = re.compile(r"[^\W\d_]{1,3}\$?\.?|\$|[€£¥₹₽₺₩₪₫₴฿]")


def read(text: str) -> str | None:
    """The currency a cell of a currency column names, None when it names none we know."""
    word = text.strip()
    if word.upper() in KNOWN:
        return word.upper()
    return SIGNS.get(word) or SHARED_SIGNS.get(word)


def in_amounts(shapes: Mapping[str, int]) -> Counter[str]:
    """Count the currencies that stand beside the numbers of a column; a shared sign is marked with `?`."""
    found: Counter[str] = Counter()
    for shape, count in shapes.items():
        for word in _LETTERS.findall(shape.replace("o", "9") if shape[:1] == "o" else shape):
            if word.upper() in KNOWN:
                found[word.upper()] += count
            elif word in SIGNS:
                found[SIGNS[word]] += count
            elif word in SHARED_SIGNS:
                found[SHARED_SIGNS[word] + "?"] += count
    return found


def named(affix: str) -> str:
    """The currency beside an amount where it can be only one; signs that several countries share name none."""
    word = affix.strip()
    if word.upper() in KNOWN:
        return word.upper()
    return SIGNS.get(word, "")


@cache
def territories() -> Mapping[str, str]:
    """ISO 3166 codes by folded country name, English and German, and by themselves."""
    from babel import Locale

    names = {"uk": "GB", "usa": "US", "england": "GB", "great britain": "GB", "eire": "IE", "schweiz": "CH"}
    for language in ("en", "de"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(str(name).lower(), code)
                names.setdefault(code.lower(), code)
    return names


def of_country(country: str) -> tuple[str, str]:
    """`(currency, time zone)` of a country by name or code; either is empty where it is unknown or not one."""
    from babel.core import get_global
    from babel.numbers import get_territory_currencies

    code = territories().get(country.strip().lower(), "")
    if not code:
        return "", ""
    used = get_territory_currencies(code)
    zones = get_global("territory_zones").get(code, [])
    return (used[0] if used else ""), (zones[0] if 1 <= len(zones) <= 2 else "")
