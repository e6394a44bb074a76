"""Rows of exports, and the question that counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from regulars.domains.customers.queries import people_named, reachable
from regulars.kit import clock

KLAVIYO = (
    "Email", "Klaviyo ID", "First Name", "Last Name", "Phone Number", "Country", "Source", "IP Address",
    "Email Marketing Consent", "Email Marketing Consent Timestamp", "SMS Marketing Consent",
    "SMS Marketing Consent Timestamp", "Email Suppressions", "Skin Type", "Points", "Last Open",
)  # fmt: skip
MAILCHIMP = (
    "Email Address", "First Name", "Last Name", "Birthday", "MEMBER_RATING", "OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME",
    "CONFIRM_IP", "CC", "LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS",
)  # fmt: skip
YES_DAY = "2024-03-01 10:00:00+00:00"


def table(header: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    """Rows by column name as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def profile(email: str, consent: str = "SUBSCRIBED", day: str = YES_DAY, **more: str) -> dict[str, str]:
    """A row of a Klaviyo export."""
    said = {"Email": email, "Email Marketing Consent": consent, "Email Marketing Consent Timestamp": day}
    return {**said, "Email Suppressions": "[]", "Source": "Footer form", **more}


def answer(email: str, channel: str = "email") -> str:
    """Why somebody may not be written to; empty when they may, `nobody` when they are not known."""
    found = people_named(email)
    return reachable(found[0], channel, "news", clock.now()).reason if found else "nobody"
