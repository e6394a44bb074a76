"""The brief as one file that needs nothing else and prints on one A4 page. It names nobody and links nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from regulars.base.web.standalone import self_contained
from regulars.edges.desk.brief import as_page
from regulars.edges.desk.brief.sheet import Brief

STYLES = Path(__file__).resolve().parents[1] / "static" / "desk" / "brief.css"
MOST_FINDINGS, MOST_GROUPS, MOST_LIMITS = 4, 3, 6


def as_file(brief: Brief) -> str:
    """The whole file."""
    context = {**sheet_context(brief), "styles": STYLES.read_text(encoding="utf-8")}
    return self_contained(render_to_string("desk/brief_file.html", context))


def sheet_context(brief: Brief) -> dict[str, Any]:
    """What the printed sheet and the shared page show: the brief without a single name or way into the desk."""
    return {
        "brief": brief,
        "stats": as_page.stats(brief),
        "charts": [as_page.waterfall(brief, sheet) for sheet in brief.changes[:1]],
        "findings": as_page.finding_cards(brief.findings[:MOST_FINDINGS]),
        "more_findings": max(0, len(brief.findings) - MOST_FINDINGS),
        "limits": brief.limits[:MOST_LIMITS],
        "money": as_page.money_unit(brief),
    }
