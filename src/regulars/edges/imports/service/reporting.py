"""What an import came to, as one object fit for JSON; the commands and the wizard draw from it and add nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from regulars.edges.imports.assembling.portions import Portion
from regulars.edges.imports.assembling.totals import Months
from regulars.edges.imports.notes import note
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.wording import SKIPPED


@dataclass(slots=True)
class Account:
    """Where every row of a file went."""

    read: int = 0
    rejected: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, staged: Staged) -> Account:
        """Begin with what staging knows: rows that could not be cut into cells, headers among the rows."""
        account = cls(read=staged.rows + len(staged.flaws) + staged.repeated_headers, rejected=len(staged.flaws))
        if staged.repeated_headers:
            account.skipped["repeated_header"] = staged.repeated_headers
        return account

    def add(self, portion: Portion) -> None:
        """Account for the rows of a portion."""
        self.rejected += len(portion.bad)
        self.skipped += portion.skipped
        self.remarks += portion.remarks

    @property
    def accepted(self) -> int:
        return self.read - self.rejected - sum(self.skipped.values())


def report_of(
    staged: Staged, plan: Plan, account: Account, months: Months, counts: Mapping[str, int], state: str
) -> dict[str, Any]:
    """Put the report together; `state` is done, dry_run, counted or already_imported."""
    layout = plan.layout
    remarks = [note(code, certain=False, count=count).as_json() for code, count in account.remarks.items() if count]
    return {
        "state": state,
        "kind": plan.kind,
        "layout": plan.layout_name,
        "layout_title": str(layout.title),
        "source": plan.source,
        "zone": plan.zone,
        "currency": plan.currency,
        "file": {
            "name": staged.file_name,
            "sha256": staged.sha256,
            "size_bytes": staged.size,
            "encoding": staged.encoding,
            "delimiter": staged.delimiter,
        },
        "rows": {
            "read": account.read,
            "accepted": account.accepted,
            "rejected": account.rejected,
            "skipped": sum(account.skipped.values()),
            "skipped_for": [
                {"code": code, "reason": str(SKIPPED[code]), "rows": count}
                for code, count in sorted(account.skipped.items())
                if count
            ],
        },
        "done": dict(counts),
        "months": months.as_json(),
        "notes": [one.as_json() for one in plan.notes],
        "remarks": remarks,
        "cannot_know": [
            note(code).as_json()
            for code in layout.cannot_know
            if code != "unknown_refund_lines" or "line_refunded" not in plan.mapping
        ],
        "rejects_file": None,
    }
