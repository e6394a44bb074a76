"""Countries as people write them, as ISO 3166 codes."""

from __future__ import annotations

from functools import cache


@cache
def code_of(text: str) -> str:
    """Return the two letters of a country's English or German name; what is none of these stays as it is."""
    word = text.strip()
    if len(word) == 2:
        return word.upper()
    return _names().get(word.casefold(), word)


@cache
def _names() -> dict[str, str]:
    from babel import Locale

    found: dict[str, str] = {}
    for language in ("de", "en"):
        names = Locale(language).territories
        found |= {str(name).casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()}
    return found | {"usa": "US", "united states of america": "US", "uk": "GB", "great britain": "GB", "england": "GB"}
