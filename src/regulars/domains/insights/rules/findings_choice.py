"""Which of all the candidates may be claimed: one bar for the whole brief, and no story told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

# The chance that a brief over a shop in which nothing deviates claims anything at all.
FALSE_CLAIMS = 0.01
LEAST_PEOPLE = 30

WEEK, MONTH, FIRST_PRODUCT, STOCK_OUT, COUNTRY, CHANNEL, YEAR = (
    "week", "month", "first_product", "stock_out", "country", "channel", "year",
)  # fmt: skip
KINDS = (WEEK, MONTH, FIRST_PRODUCT, STOCK_OUT, COUNTRY, CHANNEL, YEAR)
# Kinds that share one part of FALSE_CLAIMS: thousands of products must not drown out three countries.
QUESTIONS = {
    WEEK: "cohorts", MONTH: "cohorts", YEAR: "cohorts",
    FIRST_PRODUCT: "first products",
    STOCK_OUT: "stock",
    COUNTRY: "places", CHANNEL: "places",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be claimed. `p` is the chance of at least this much if nothing were the matter.

    `is_worth_saying`: large enough to matter, whatever its certainty. `evidence` is the kind's own counts.
    """

    kind: str
    subject: Any
    p: float
    is_worth_saying: bool
    evidence: Any


@dataclass(frozen=True, slots=True)
class Claimed:
    """Subjects already claimed, by kind: their people take no part in what is tested next."""

    subjects: dict[str, frozenset[Any]] = field(default_factory=dict)

    def only(self, kinds: Sequence[str]) -> Claimed:
        """What of these kinds was claimed."""
        return Claimed({kind: found for kind in kinds if (found := self.of(kind))})

    def of(self, kind: str) -> frozenset[Any]:
        return self.subjects.get(kind, frozenset())

    def with_one(self, kind: str, subject: Any) -> Claimed:
        return Claimed({**self.subjects, kind: self.of(kind) | {subject}})


class Family(Protocol):
    """Candidates of one kind, tested without the people of what was claimed before.

    `depends_on`: the kinds of claims that can change its candidates.
    """

    @property
    def depends_on(self) -> Sequence[str]: ...
    def candidates(self, claimed: Claimed) -> Sequence[Candidate]: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """What is claimed, strongest first, and how many candidates were looked at."""

    claims: tuple[Candidate, ...]
    candidates: int


def choose(families: Sequence[Family], false_claims: float = FALSE_CLAIMS) -> Choice:
    """Claim the strongest candidate, set its people aside, test the others again, until one fails the bar.

    The bar is that of Holm (1979) within each question, and the questions share `false_claims` equally (Bonferroni):
    the k-th claim of m candidates needs p <= false_claims / questions / (m - k + 1). Testing again without the people
    already told of means that a bad week neither drags its month into the brief nor makes its neighbors look good.
    What is claimed shows the counts of everybody, as its list does, unless those alone would not say it.
    """
    claimed, claims = Claimed(), list[Candidate]()
    known: dict[int, tuple[Claimed, Sequence[Candidate]]] = {}
    plain: dict[tuple[int, Any], Candidate] = {}
    sizes: Counter[str] = Counter()
    while True:
        for place, family in enumerate(families):
            own = claimed.only(family.depends_on)
            if place not in known or known[place][0] != own:
                known[place] = own, family.candidates(own)
        tested = [(place, one) for place in known for one in known[place][1]]
        if not plain:
            plain = {(place, one.subject): one for place, one in tested}
            sizes.update(QUESTIONS[one.kind] for _, one in tested)
        left = sizes - Counter(QUESTIONS[one.kind] for one in claims)
        bars = [
            (_adjusted(one, left), place, one)
            for place, one in tested
            if one.is_worth_saying and one.subject not in claimed.of(one.kind)
        ]
        best = min(bars, key=_strongest_first, default=None)
        if best is None or best[0] > false_claims:
            return Choice(tuple(claims), sizes.total())
        _, place, claim = best
        everybody = plain.get((place, claim.subject), claim)
        claims.append(replace(claim, evidence=everybody.evidence) if everybody.is_worth_saying else claim)
        claimed = claimed.with_one(claim.kind, claim.subject)


def _adjusted(one: Candidate, left: Counter[str]) -> float:
    return one.p * max(1, left[QUESTIONS[one.kind]]) * len(set(QUESTIONS.values()))


def _strongest_first(bar: tuple[float, int, Candidate]) -> tuple[float, int, str]:
    adjusted, _, one = bar
    return adjusted, KINDS.index(one.kind), str(one.subject)
