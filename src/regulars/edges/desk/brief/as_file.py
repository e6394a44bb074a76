"""The brief as one file that needs nothing else and prints on one A4 page. It names nobody and links nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from regulars.base.web.standalone import self_contained
from regulars.edges.desk.brief import as_page, as_table
from regulars.edges.desk.brief.sheet import Brief

STYLES = Path(__file__).resolve().parents[1] / "static" / "desk" / "brief.css"
# Pictures inside HTML need no namespace, and a reader who searches the file for addresses finds none.
NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
# What fits on one page beside the rest.
MOST_FINDINGS, MOST_CLAIMS, MOST_LIMITS = 4, 6, 6


def as_file(brief: Brief) -> str:
    """The whole file."""
    context = {**sheet_context(brief), "styles": STYLES.read_text(encoding="utf-8")}
    html = self_contained(render_to_string("desk/brief_file.html", context))
    return html.replace(NAMESPACE, "")


def sheet_context(brief: Brief) -> dict[str, Any]:
    """What the printed sheet and the shared page show: the brief without a single name or way into the desk."""
    sheet = next(iter(brief.changes), None)
    chart = as_page.waterfall(brief, sheet) if sheet else None
    return {
        "brief": brief,
        "stats": as_page.stats(brief),
        "sentences": [text for text in brief.sentences if sheet is None or text != sheet.text],
        "chart": chart,
        "stairs": as_page.stairs(brief, chart) if chart else (),
        "claims": as_table.claims(brief, sheet, MOST_CLAIMS) if sheet else None,
        "findings": as_page.finding_cards(brief.findings[:MOST_FINDINGS]),
        "more_findings": max(0, len(brief.findings) - MOST_FINDINGS),
        "limits": brief.limits[:MOST_LIMITS],
    }
