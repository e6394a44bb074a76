"""Charts and grids of the style guide."""

from __future__ import annotations

from datetime import date

from regulars.base.web import components as c
from regulars.base.web.formats import COUNT, MONTH, PERCENT, money_in

GBP = money_in("GBP")
MONTHS = [date(2010, 12, 1), *(date(2011, month, 1) for month in range(1, 13))]
SIZES = (885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41)
COHORTS = (
    (324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235),
    (92, 111, 96, 134, 120, 103, 101, 125, 136, 152, 49),
    (71, 71, 108, 103, 94, 96, 106, 94, 116, 26),
    (68, 114, 90, 101, 76, 121, 104, 126, 39),
    (64, 61, 63, 59, 68, 65, 78, 22),
    (54, 49, 49, 59, 66, 75, 27),
    (42, 38, 64, 56, 81, 23),
    (34, 39, 42, 51, 21),
    (35, 42, 41, 21),
    (70, 90, 34),
    (86, 41),
    (36,),
    (),
)


def revenue() -> c.LineChart:
    now = [748957, 560000, 498063, 683267, 493207, 723333, 691123, 681300, 682680, 1019687, 1070704, 1461756, 433668]
    before = [None, *now[:-1]]
    return c.LineChart(
        "revenue",
        "November was the best month so far: £1,461,756, of it 71 % from returning customers",
        MONTHS,
        (
            c.Series("This year", [value * 100 for value in now]),
            c.Series("Month before", [None if v is None else v * 100 for v in before], dashed=True),
        ),
        GBP,
        "Month of order",
        MONTH,
        open_from=12,
        csv_url="#",
        marks=(
            c.ChartMark(date(2011, 1, 1), "First full month", "import"),
            c.ChartMark(date(2011, 9, 1), "Autumn catalog", "campaign"),
        ),
        note="December 2011 holds nine days. The file begins in December 2010: its first buyers are partly old ones.",
    )


def new_and_returning() -> c.LineChart:
    new = [885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41]
    returning = [0, 324, 378, 522, 556, 772, 749, 760, 766, 967, 1006, 1341, 574]
    return c.LineChart(
        "people",
        "Returning customers carry growth since May",
        MONTHS,
        (c.Series("Returning", returning), c.Series("New", new, color=5)),
        COUNT,
        "Month",
        MONTH,
        open_from=12,
        form="columns",
        stacked=True,
        csv_url="#",
    )


def curve() -> c.LineChart:
    days = list(range(0, 371, 10))
    share = [round(0.69 * (1 - 0.9952 ** (day * 1.9)), 4) for day in days]
    return c.LineChart(
        "second",
        "Half of all buyers order again by day 97",
        days,
        (c.Series("Ordered again", share, [max(v - 0.018, 0) for v in share], [v + 0.018 for v in share]),),
        PERCENT,
        "Days since the first order",
        form="step",
        csv_url="#",
        note="Kaplan-Meier: buyers without the time yet count while they were seen. The band is the 95 % interval.",
    )


def decomposition() -> c.BarChart:
    return c.BarChart(
        "why",
        "Of £1,247,326 more, three quarters come from more buyers",
        (
            c.Bar("Jun to Aug 2011", 190664900, tone="note"),
            c.Bar("More buyers", 94085800, 190664900, tone="good", note="1,905 to 2,716"),
            c.Bar("More orders each", 19730800, 284750700, tone="good", note="1.62 to 1.75"),
            c.Bar("Larger orders", 10915900, 304481500, tone="good", note="£451 to £469"),
            c.Bar("Sep to Nov 2011", 315397500, tone="note"),
        ),
        GBP,
        csv_url="#",
    )


def compared() -> c.BarChart:
    rows = (
        ("Starter set", 0.61, 0.56, 0.66),
        ("Green tea", 0.47, 0.43, 0.51),
        ("Kettle", 0.38, 0.33, 0.44),
        ("Gift card", 0.22, 0.15, 0.31),
    )
    bars = [c.Bar(label, value, low=low, high=high, url="#") for label, value, low, high in rows]
    return c.BarChart(
        "first-products",
        "Which first product leads to a second order",
        bars,
        PERCENT,
        note="Share of buyers with a second order within 90 days.",
    )


def cohorts() -> c.Grid:
    rows = []
    for place, (month, size, counts) in enumerate(zip(MONTHS, SIZES, COHORTS, strict=True)):
        seen: list[c.GridCell] = [c.GridCell(1.0, "open" if place == 12 else "seen")]
        for age, count in enumerate(counts, start=1):
            state = "open" if place + age == 12 else "seen"
            seen.append(c.GridCell(count / size, state, title=f"{count:,} of {size:,}", url="#"))  # type: ignore[arg-type]
        blanks = [c.GridCell(state="blank")] * (13 - len(seen))
        rows.append(c.GridRow(month, size, [*seen, *blanks]))
    return c.Grid(
        "cohorts",
        "A third of a month's new buyers order in any later month; the rate holds from January on",
        "First order",
        [str(age) for age in range(13)],
        rows,
        PERCENT,
        MONTH,
        "Buyers",
        "Months after the first order",
        csv_url="#",
        skip_columns=1,
        note="The first row holds customers who had bought before the file begins.",
    )


def rfm() -> c.Grid:
    names = {(5, 5): "Champions", (5, 1): "New", (1, 5): "At risk", (1, 1): "Lost", (3, 3): "Regulars"}
    people = {
        (r, f): 40 + 31 * ((r * f) % 7) + (200 if abs(r - f) < 2 else 0) for r in range(1, 6) for f in range(1, 6)
    }
    rows = [
        c.GridRow(f"{r}", None, [c.GridCell(people[r, f], note=names.get((r, f), ""), url="#") for f in range(1, 6)])
        for r in range(5, 0, -1)
    ]
    return c.Grid(
        "rfm",
        "943 customers buy often and lately",
        "Recency",
        [f"{f}" for f in range(1, 6)],
        rows,
        COUNT,
        columns_label="Frequency",
        square=True,
        csv_url="#",
    )
