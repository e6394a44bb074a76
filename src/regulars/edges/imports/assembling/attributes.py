"""Where an order came from, out of the columns and note attributes that shops put it in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ATTRIBUTE = re.compile(r"^\s*_?(utm_source|utm_medium|utm_campaign|referrer|referring_site)\s*[:=]\s*(.+?)\s*$", re.M)


def origin_of(head: Mapping[str, Any]) -> tuple[str, str]:
    """`(acquisition, campaign)`: "source / medium" or what the file calls it, empty where it does not say."""
    acquisition, campaign = head["acquisition"], head["campaign"]
    if not head["attributes"]:
        return acquisition, campaign
    found = dict(_ATTRIBUTE.findall(head["attributes"]))
    source, medium = found.get("utm_source", ""), found.get("utm_medium", "")
    by_link = f"{source} / {medium}" if source and medium else source
    by_site = re.sub(r"^https?://(?:www\.)?([^/]+).*$", r"\1", found.get("referrer") or found.get("referring_site", ""))
    return acquisition or by_link or by_site, campaign or found.get("utm_campaign", "")
