"""Random histories of what people say and who they are found to be, and a naive model that says who may be written to.

The model shares nothing with the product: it keeps a diary of what was said while who was whom, and reads it again from
the beginning for every question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

TOPICS = ("news", "sale")
PEOPLE = (0, 1, 2, 3)
FRESH = {"double_opt_in", "preferences", "checkout", "staff"}
ABOUT_THEM = {"complaint", "unsubscribed", "manual", "sunset"}
ABOUT_THE_ADDRESS = {"hard_bounce", "invalid"}

people = st.sampled_from(PEOPLE)
said = st.tuples(
    st.just("say"),
    people,
    st.sampled_from(TOPICS),
    st.sampled_from(["granted", "granted", "withdrawn", "pending"]),
    st.sampled_from(["staff", "import", "preferences", "form", "store", "checkout"]),
)
stopped = st.tuples(
    st.just("stop"), people, st.sampled_from(sorted(ABOUT_THEM | ABOUT_THE_ADDRESS)), st.none(), st.none()
)
left = st.tuples(st.just("leave"), people, st.none(), st.none(), st.none())
merged = st.tuples(st.just("merge"), people, people, st.none(), st.none())
parted = st.tuples(st.just("part"), st.integers(0, 5), st.none(), st.none(), st.none())
steps = st.lists(st.one_of(said, said, stopped, left, merged, merged, parted), min_size=1, max_size=14)
Step = tuple[Any, ...]


@dataclass
class Diary:
    """The naive model: what was said, by whom, and who was one person with them at that moment."""

    said: list[tuple[int, frozenset[int], str, str, str]] = field(default_factory=list)
    stops: dict[int, set[str]] = field(default_factory=lambda: {one: set() for one in PEOPLE})
    merges: list[tuple[int, int]] = field(default_factory=list)

    def family(self, one: int) -> frozenset[int]:
        """Everybody who is one person with somebody now: what merges connect, whichever way they point."""
        found = {one}
        while True:
            more = {b for pair in self.merges for a, b in (pair, pair[::-1]) if a in found}
            if more <= found:
                return frozenset(found)
            found |= more

    def root(self, one: int) -> int:
        """Who lives on for somebody: merges join the two who live on at that moment, so each leads on to one."""
        leads = dict(self.merges)
        while one in leads:
            one = leads[one]
        return one

    def say(self, one: int, topic: str, state: str, method: str) -> None:
        family = self.family(one)
        self.said.append((one, family, topic, state, method))
        if state == "granted" and method in FRESH:
            for each in family:
                self.stops[each] -= {"unsubscribed", "sunset"}

    def leave(self, one: int) -> None:
        self.said.append((one, self.family(one), "*", "withdrawn", "one_click"))
        self.stops[one].add("unsubscribed")

    def standing(self, one: int, topic: str) -> str:
        family = self.family(one)
        each = {self._own(member, family, topic) for member in family}
        return next((state for state in ("withdrawn", "pending", "granted") if state in each), "unknown")

    def may_write(self, one: int, topic: str) -> bool:
        family = self.family(one)
        if self.standing(one, topic) != "granted" or any(self.stops[each] & ABOUT_THEM for each in family):
            return False
        giver = self._last_giver(family, topic)
        return not self.stops[giver] & ABOUT_THE_ADDRESS

    def _own(self, member: int, family: frozenset[int], topic: str) -> str:
        state = "unknown"
        for speaker, then, about, what, method in self.said:
            if member not in then or about not in (topic, "*"):
                continue
            if what == "withdrawn":
                state = "withdrawn"
            elif speaker in family and what == "pending":
                state = "pending" if state == "unknown" else state
            elif speaker in family and what == "granted" and (state != "withdrawn" or method in FRESH):
                state = "granted"
        return state

    def _last_giver(self, family: frozenset[int], topic: str) -> int:
        """Who said the yes that counts last, of all that count for any member."""
        best = (-1, -1)
        for member in family:
            state, giver = "unknown", (-1, -1)
            for place, (speaker, then, about, what, method) in enumerate(self.said):
                if member not in then or about not in (topic, "*"):
                    continue
                if what == "withdrawn":
                    state, giver = "withdrawn", (-1, -1)
                elif speaker in family and what == "granted" and (state != "withdrawn" or method in FRESH):
                    state, giver = "granted", (place, speaker)
            best = max(best, giver) if state == "granted" else best
        return best[1]
