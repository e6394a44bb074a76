"""What a draft's file is, how it would be read and what is in it; small files at once, large ones by a job."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import asdict, replace
from typing import Any

from django.utils.translation import get_language

from regulars.base.shop.queries import find_shop
from regulars.edges.imports import service
from regulars.edges.imports.deciding import Choices
from regulars.edges.imports.plan import Plan, from_stored
from regulars.edges.imports.service.verbs import RECORDERS
from regulars.edges.imports.types import Preview, Proposal
from regulars.edges.imports.wizard import drafts
from regulars.edges.imports.wizard.drafts import Draft

SMALL_BYTES = 4 << 20  # up to here a file is read while the page waits
PACKED, PACKED_RATIO = (b"PAR1", b"\x1f\x8b", b"PK\x03\x04"), 12
KEPT_PROPOSALS = 8
STAND_IN = "EUR"  # two decimals, as most currencies have
_proposals: OrderedDict[str, Proposal] = OrderedDict()


def kinds() -> tuple[str, ...]:
    """The kinds of file the shop can take."""
    return tuple(RECORDERS)


def is_at_hand(draft: Draft) -> bool:
    """Whether the file can be judged while a page waits: it is small, or was read through already."""
    return is_small(draft) or drafts.get(draft.token, "looked") is not None


def is_small(draft: Draft) -> bool:
    """Whether reading the file takes no longer than a page may; a compressed one holds many times its size."""
    if not draft.path.is_file():
        return False
    with draft.path.open("rb") as file:
        packed = file.read(4).startswith(PACKED)
    return draft.size * (PACKED_RATIO if packed else 1) <= SMALL_BYTES


def propose(draft: Draft) -> Proposal:
    """What the file is and how it would be read, with what people decided. Judged once for the same decisions.

    Raises:
        NotFound, Refused: it is no table, or a column is not there.
    """
    key = _key(draft)
    found = _proposals.get(key)
    if found is None:
        choices = Choices(**draft.choices)
        found = service.inspect(draft.path, draft.kind, mapping=_mapping(draft), choices=choices)
        _proposals[key] = found
        while len(_proposals) > KEPT_PROPOSALS:
            _proposals.popitem(last=False)
    return found


def preview(proposal: Proposal) -> Preview:
    """The first facts of the file, even where its currency is yet to be asked: amounts are then only numbers."""
    plan = proposal.plan
    if not plan.currency:
        plan = replace(plan, currency=STAND_IN)
        proposal = replace(proposal, decided=replace(proposal.decided, plan=plan))
    return service.preview(proposal)


def plan_of(draft: Draft) -> Plan | None:
    """The plan that was agreed on, once it was."""
    return None if draft.plan is None else from_stored(draft.plan)


def counted(draft: Draft, plan: Plan) -> dict[str, Any] | None:
    """What is in the file under this plan, if it was counted; a small file is counted now."""
    stored = drafts.get(draft.token, "counted")
    if stored is not None and stored["plan"] == plan.fingerprint():
        report: dict[str, Any] = stored["report"]
        return report
    if not is_small(draft):
        return None
    return keep_count(draft, plan, service.count(draft.path, plan).report)


def keep_count(draft: Draft, plan: Plan, report: Any) -> dict[str, Any]:
    """Keep what was counted under a plan."""
    drafts.put(draft.token, "counted", {"plan": plan.fingerprint(), "report": dict(report)})
    return dict(report)


def _mapping(draft: Draft) -> dict[str, tuple[str, ...]] | None:
    return None if draft.mapping is None else dict(draft.mapping)


def _key(draft: Draft) -> str:
    shop = find_shop()
    house = asdict(shop) if shop is not None else {}
    decided = [draft.token, draft.kind, draft.mapping, draft.choices, get_language()]
    return json.dumps([decided, {name: str(value) for name, value in house.items()}], sort_keys=True, default=str)
