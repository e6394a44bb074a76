"""Exports of e-mail tools: profiles with their consent, lists of addresses that must not be written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.layouts.fields import CONTACTS
from regulars.edges.imports.layouts.layout import Layout
from regulars.edges.imports.reading import fold

KLAVIYO_NAME, MAILCHIMP_NAME = "klaviyo", "mailchimp"
# Which part of an audience a file holds. Of the first three nobody can be written to for what stands in them alone.
SUPPRESSED, CLEANED, UNSUBSCRIBED, SUBSCRIBED, NONSUBSCRIBED = (
    "suppressed", "cleaned", "unsubscribed", "subscribed", "nonsubscribed",
)  # fmt: skip
GROUPS = (SUPPRESSED, CLEANED, UNSUBSCRIBED, SUBSCRIBED, NONSUBSCRIBED)
STOPPING = frozenset({SUPPRESSED, CLEANED, UNSUBSCRIBED})

KLAVIYO = Layout(
    name=KLAVIYO_NAME,
    kind=CONTACTS,
    source=KLAVIYO_NAME,
    title=_("Klaviyo export"),
    signature=("Email|Phone Number", "Klaviyo ID|Email Marketing Consent|Email Suppressions|SMS Marketing Consent"),
    columns={
        "email": ("Email", "Email Address", "E-mail"),
        "phone": ("Phone Number", "Phone"),
        "first_name": ("First Name",),
        "last_name": ("Last Name",),
        "country": ("Country",),
        "city": ("City",),
        "language": ("Locale", "Language"),
        "tags": ("Lists", "Tags"),
        "created_at": ("Profile Created On", "Created"),
        "birthday": ("Birthday", "Birthdate", "Date of Birth"),
        "email_consent": ("Email Marketing Consent", "Email Consent"),
        "email_consent_at": ("Email Marketing Consent Timestamp", "Email Consent Timestamp"),
        "sms_consent": ("SMS Marketing Consent", "SMS Consent"),
        "sms_consent_at": ("SMS Marketing Consent Timestamp", "SMS Consent Timestamp"),
        "consent_source": ("Source", "$source", "Email Marketing Consent Method"),
        "consent_ip": ("IP Address",),
        "suppressions": ("Email Suppressions", "Suppressions"),
        "reason": ("Reason", "Suppression Reason", "Email Suppression Reason", "Reason Suppressed"),
        "stopped_at": (
            "Timestamp", "Suppression Timestamp", "Suppressed At", "Suppressed On", "Date Suppressed",
        ),
    },
)  # fmt: skip

MAILCHIMP = Layout(
    name=MAILCHIMP_NAME,
    kind=CONTACTS,
    source=MAILCHIMP_NAME,
    title=_("Mailchimp audience export"),
    signature=("Email Address|E-Mail-Adresse|Email", "MEMBER_RATING|LEID|EUID|OPTIN_TIME|UNSUB_TIME|CLEAN_TIME"),
    columns={
        "email": ("Email Address", "E-Mail-Adresse", "Email"),
        "phone": ("Phone Number", "Phone", "Telefonnummer", "SMS Phone Number"),
        "first_name": ("First Name", "FNAME", "Vorname"),
        "last_name": ("Last Name", "LNAME", "Nachname"),
        "country": ("CC", "Country"),
        "city": ("City",),
        "language": ("Language", "LANGUAGE"),
        "tags": ("TAGS",),
        "birthday": ("Birthday", "BIRTHDAY", "Geburtstag"),
        "optin_at": ("OPTIN_TIME",),
        "optin_ip": ("OPTIN_IP",),
        "confirm_at": ("CONFIRM_TIME",),
        "confirm_ip": ("CONFIRM_IP",),
        "unsubscribed_at": ("UNSUB_TIME",),
        "unsubscribed_for": ("UNSUB_REASON", "UNSUB_REASON_OTHER"),
        "unsubscribed_by": ("UNSUB_CAMPAIGN_TITLE",),
        "cleaned_at": ("CLEAN_TIME",),
        "cleaned_by": ("CLEAN_CAMPAIGN_TITLE",),
        "consent_source": ("Source", "SOURCE"),
    },
)

# What a tool measured or computed for itself, and what would only follow people around.
LEFT: Mapping[str, frozenset[str]] = {
    name: frozenset(fold(one) for one in columns.split(","))
    for name, columns in {
        KLAVIYO_NAME: (
            "Latitude,Longitude,First Active,Last Active,Date Added,Last Open,Last Click,Historic Customer Lifetime "
            "Value,Total Customer Lifetime Value,Predicted Customer Lifetime Value,Average Order Value,Historic Number "
            "Of Orders,Predicted Number Of Orders,Average Days Between Orders,Churn Risk Prediction,Predicted Gender,"
            "Expected Date Of Next Order,Email Marketing List,Last Updated"
        ),
        MAILCHIMP_NAME: (
            "MEMBER_RATING,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,LAST_CHANGED,LEID,EUID,UNSUB_CAMPAIGN_ID,"
            "CLEAN_CAMPAIGN_ID"
        ),
    }.items()
}
SYSTEMS: Mapping[str, Layout] = {KLAVIYO_NAME: KLAVIYO, MAILCHIMP_NAME: MAILCHIMP}


def group_of(file_name: str, header: Sequence[str]) -> str:
    """Say which part of an audience a file holds, by its name and then by its columns; empty when neither tells.

    A column alone, whatever it is called, is a list of addresses to leave in peace: nothing in it could be a yes.
    """
    name, names = fold(PurePath(file_name).name), {fold(one) for one in header}
    if any(word in name for word in ("suppress", "sperrliste", "blocklist", "do not mail", "do not email")):
        return SUPPRESSED
    if any("consent" in one for one in names):
        return ""  # each row says for itself; a segment may be called anything
    for group, words in (
        (NONSUBSCRIBED, ("nonsubscribed", "non subscribed", "transactional")),
        (UNSUBSCRIBED, ("unsubscribed", "abgemeldet")),
        (CLEANED, ("cleaned", "bounced")),
        (SUBSCRIBED, ("subscribed",)),
    ):
        if any(word in name for word in words):
            return group
    if {"clean time", "unsub time"} & names:
        return CLEANED if "clean time" in names else UNSUBSCRIBED
    said = {fold(one) for field in ("reason", "stopped_at") for one in KLAVIYO.columns[field]} & names
    return SUPPRESSED if len(header) == 1 or (said and len(names) <= 5) else ""
