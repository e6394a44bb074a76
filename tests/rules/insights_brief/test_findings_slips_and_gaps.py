"""Places whose customers stay away, and products that could not be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from regulars.domains.insights.rules.findings_choice import CHANNEL, COUNTRY, Claimed, choose
from regulars.domains.insights.rules.findings_gaps import Block, Gap, Gaps
from regulars.domains.insights.rules.findings_slips import Pattern, Places, Slip


def patterns(country: str, before: tuple[int, int], after: tuple[int, int], channel: str = "Online") -> list[Pattern]:
    """Customers of a country: (known, came) before and after, nobody known in both periods."""
    (known, came), (known_after, came_after) = before, after
    return [
        Pattern(country, channel, True, True, False, False, came),
        Pattern(country, channel, True, False, False, False, known - came),
        Pattern(country, channel, False, False, True, True, came_after),
        Pattern(country, channel, False, False, True, False, known_after - came_after),
    ]


EVEN = [*patterns("DE", (4_000, 800), (4_000, 820)), *patterns("AT", (2_000, 400), (2_000, 395))]


def claims(found: list[Pattern]) -> list[tuple[str, object]]:
    families = [Places(found, kind, "previous") for kind in (COUNTRY, CHANNEL)]
    return [(one.kind, one.subject) for one in choose(families).claims]


def test_a_season_that_all_share_is_no_story() -> None:
    rising = [*patterns("DE", (4_000, 800), (4_000, 1_200)), *patterns("AT", (2_000, 200), (2_000, 300))]
    assert claims(rising) == []  # the same in proportion, not in points
    assert claims(EVEN) == []


def test_one_slipping_country_is_one_story() -> None:
    slipping = [*EVEN, *patterns("NL", (800, 160), (800, 60))]
    assert claims(slipping) == [(COUNTRY, "NL")]  # the others do not "rise against the rest"

    (one,) = [each for each in Places(slipping, COUNTRY, "year").candidates(Claimed()) if each.subject == "NL"]
    slip: Slip = one.evidence
    assert slip.difference == pytest.approx((60 / 800 - 160 / 800) - (1_215 / 6_000 - 1_200 / 6_000))
    assert slip.expected == pytest.approx(800 * (0.2 + 0.0025))
    assert (slip.against, slip.group.known_after, slip.group.came_after) == ("year", 800, 60)


def test_a_slipping_country_does_not_take_its_channel_along() -> None:
    found = [*EVEN, *patterns("NL", (800, 160), (800, 60), channel="Market")]
    found += patterns("DE", (100, 20), (100, 20), channel="Market")
    assert claims(found) == [(COUNTRY, "NL")]


def test_customers_known_in_both_periods_count_once() -> None:
    """Who comes every quarter says nothing about chance twice."""
    loyal = [replace(one, people=2_000) for one in [Pattern("NL", "", True, True, True, True, 1)]]
    loyal += [Pattern("NL", "", True, False, True, False, 2_000)]
    others = patterns("DE", (4_000, 2_000), (4_000, 2_000))
    (one,) = [each for each in Places(loyal + others, COUNTRY, "year").candidates(Claimed()) if each.subject == "NL"]
    assert one.evidence.error < 0.0125  # that of the others alone is .0112


def test_fewer_than_thirty_known_customers_are_not_compared() -> None:
    found = [*EVEN, *patterns("NL", (29, 20), (400, 10))]
    assert "NL" not in {one.subject for one in Places(found, COUNTRY, "year").candidates(Claimed())}


STEADY = Block(20, 200, 20_000)


def gap(**changes: object) -> Gap:
    usual = Gap(7, date(2026, 4, 1), date(2026, 4, 30), 430, (STEADY,) * 4, (STEADY,) * 3, sale_days=150)
    return replace(usual, **changes)  # type: ignore[arg-type]


def told(*gaps: Gap, products: int = 60) -> list[object]:
    return [one.subject for one in choose([Gaps(gaps, products)]).claims]


def test_a_silence_of_a_best_seller_is_told() -> None:
    (claim,) = choose([Gaps([gap()], 60)]).claims
    assert (claim.subject, claim.evidence.orders_around) == (7, 140)
    assert claim.evidence.missing_orders == pytest.approx(43)
    assert claim.evidence.missing_minor == 43_000


def test_a_shop_that_closes_stops_every_product() -> None:
    """No order of anybody fell into the gap, so no product was missed."""
    assert told(gap(shop_orders=0)) == []


def test_goods_of_a_season_fade_out_and_in() -> None:
    fading = (Block(2, 200, 0), Block(6, 200, 0), Block(30, 200, 0), Block(60, 200, 0))
    assert told(gap(before=fading, after=(STEADY,) * 3)) == []


def test_rare_goods_may_be_silent() -> None:
    rare = Block(4, 200, 4_000)
    assert told(gap(before=(rare,) * 4, after=(rare,) * 4)) == []


def test_many_looks_raise_the_bar() -> None:
    some = Block(11, 200, 0)
    silence = gap(before=(some,) * 4, after=(some,) * 4, shop_orders=300)
    assert told(silence, products=60) == [7]
    assert told(silence, products=20_000) == []


def test_a_product_is_told_once_by_its_most_telling_silence() -> None:
    shorter = gap(first=date(2026, 1, 1), last=date(2026, 1, 20), shop_orders=300)
    (claim,) = choose([Gaps([shorter, gap()], 60)]).claims
    assert claim.evidence.gap.first == date(2026, 4, 1)
