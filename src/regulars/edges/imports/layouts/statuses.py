"""What an order's status means for the figures: it counts, it is still open, it was canceled, or it is no order."""

from __future__ import annotations

from collections.abc import Mapping

COUNTED, OPEN, CANCELED, SKIPPED = "counted", "open", "canceled", "skipped"
MEANINGS = (COUNTED, OPEN, CANCELED, SKIPPED)
_WORDS = {
    COUNTED: """
        paid, partially paid, partially refunded, refunded, processing, completed, complete, shipped, fulfilled,
        delivered, closed, done, success, successful, captured, settled, ok, bezahlt, versendet, abgeschlossen,
        fertiggestellt, erledigt, geliefert, in bearbeitung, erstattet, rückerstattet, teilweise erstattet
    """,
    OPEN: """
        pending, pending payment, authorized, expired, unpaid, open, on hold, failed, draft, checkout draft, declined,
        new, neu, offen, ausstehend, wartend, in wartestellung, zahlung ausstehend, fehlgeschlagen
    """,
    CANCELED: "voided, void, canceled, cancelled, storniert, abgebrochen",
    SKIPPED: "trash, auto draft, papierkorb",
}
_MEANING = {word.strip(): meaning for meaning, words in _WORDS.items() for word in words.split(",")}


def word_of(status: str) -> str:
    """A status as it is compared: `wc-on-hold`, `On hold` and `on_hold` are one."""
    word = status.strip().lower().removeprefix("wc-")
    return " ".join(word.replace("_", " ").replace("-", " ").split())


def meaning_of(status: str, chosen: Mapping[str, str]) -> str:
    """What a status means: what the shop chose, else what the word usually means; an unknown word counts."""
    word = word_of(status)
    return chosen.get(word) or _MEANING.get(word, COUNTED)


def is_known(status: str) -> bool:
    """Whether the usual meaning of the word is known."""
    return word_of(status) in _MEANING
