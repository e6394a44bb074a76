"""The brief in words: facts from `insights` with the sentences that say them, ready for any renderer."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.base.extends import Advice
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.advice import AdviceOutcome, AdviceRow
from regulars.domains.insights.types.brief import BriefFacts, Change, Finding, Limit, Part


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a change, in minor units; all steps add up to it."""

    key: str
    label: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class NamedPart:
    """What one group of orders added, and what the group is called."""

    part: Part
    label: str


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """The groups of one dimension that moved most; `left_out` says how many others there are."""

    dimension: str
    label: str
    parts: tuple[NamedPart, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class ChangeSheet:
    """A change as a sentence (`short`: without its steps), its steps and where they came from.

    `chance` names dimensions in which no group moved by more than chance explains; `apart` speaks of orders of nobody
    known.
    """

    change: Change
    text: str
    short: str
    period: str
    compared: str
    steps: tuple[Step, ...]
    groups: tuple[GroupSheet, ...]
    chance: str
    apart: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of what a finding rests on: so many of how many."""

    label: str
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class FindingSheet:
    """`title` says it, `text` counts, `detail` says how sure we are and what it is worth, `caution` what it is not.

    `is_good` colors it; `url` opens the rows it counts, `action` names that.
    """

    finding: Finding
    title: str
    text: str
    detail: str
    caution: str
    is_good: bool
    evidence: tuple[Evidence, ...]
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class LimitSheet:
    limit: Limit
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CardSheet:
    """A card: what a provider advises, and who has taken it up (`row`), if anybody."""

    advice: Advice
    row: AdviceRow | None
    assigned: str


@dataclass(frozen=True, slots=True)
class OutcomeSheet:
    """What became of a list, in words; `url` opens its people."""

    outcome: AdviceOutcome
    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The whole brief. `headline` says who ordered again, `lead` that and what changed, `sentences` the rest."""

    shop: str
    filters: Filters
    facts: BriefFacts
    as_of: str
    headline: str
    lead: str
    sentences: tuple[str, ...]
    changes: tuple[ChangeSheet, ...]
    findings: tuple[FindingSheet, ...]
    quiet: str
    limits: tuple[LimitSheet, ...]
    cards: tuple[CardSheet, ...]
    no_cards: str
    outcomes: tuple[OutcomeSheet, ...]
    method: str
