"""Figures, cards, tables and facts of the style guide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from regulars.base.web import components as c
from regulars.base.web.formats import COUNT, DATE, DAYS, PERCENT, POINTS, TEXT, money_in

GBP = money_in("GBP")


def stats() -> list[c.Stat]:
    return [
        c.Stat(
            "Revenue",
            315397500,
            GBP,
            c.Delta(124732600, GBP, "on Jun to Aug"),
            spark=(8, 9, 7, 10, 9, 11, 12, 10, 14, 16, 19),
        ),
        c.Stat(
            "Repeat purchase rate",
            0.6558,
            PERCENT,
            c.Delta(0.021, POINTS, "on the quarter before"),
            (0.6416, 0.6698),
            term="repeat purchase rate",
            url="#",
        ),
        c.Stat("Average order value", 48086, GBP, c.Delta(-1240, GBP, "on Jun to Aug"), term="average order value"),
        c.Stat("Refund rate", 0.0412, PERCENT, c.Delta(0.006, POINTS, "on Jun to Aug", good="down")),
        c.Stat(
            "Unidentified orders",
            None,
            COUNT,
            note="The file names no customer for 135,080 lines.",
            term="unidentified orders",
        ),
    ]


def advice() -> list[c.AdviceCard]:
    people = (("3", "Ana Duarte"), ("4", "Jonas Keller"))
    cards = [
        c.AdviceCard(
            "once",
            "847 buyers ordered once, more than 90 days ago",
            "They bought for a median of £214 and have not been back since.",
            847,
            c.Action("Open the list", "#", primary=True),
            17_420_000,
            GBP,
            "Worth if 1 in 10 returns",
            "Of 1,458 such buyers 521 (36 %) returned by day 180 unasked.",
        ),
        c.AdviceCard(
            "late",
            "112 of your best customers are later than usual",
            "Together they brought £412,300 in the past year; their usual rhythm is 31 days, now it is 58.",
            112,
            c.Action("Open the list", "#", primary=True),
            41_230_000,
            GBP,
            "Brought last year",
            "Of 340 such customers 204 (60 %) came back within 60 days unasked.",
            status=c.Badge("Assigned to Ana", "accent", "user"),
        ),
        c.AdviceCard(
            "first",
            "Show the starter set to first-time buyers",
            "438 first orders held it; 61 % of those buyers ordered again within 90 days, against 38 % of the others.",
            438,
            c.Action("Open the product", "#", primary=True),
            unasked="The difference may partly be who chooses it, not the set.",
        ),
    ]
    return [
        replace(card, csv_url="#", dismiss_url="#", done_url="#", assign_url="#", assignees=people) for card in cards
    ]


def filters() -> c.FilterBar:
    every = c.Choice("", "all")
    return c.FilterBar(
        fields=(
            c.FilterField(
                "period",
                "Period",
                value="last-quarter",
                primary=True,
                choices=(c.Choice("last-quarter", "Sep to Nov 2011"), c.Choice("year", "12 months")),
            ),
            c.FilterField(
                "compare",
                "Compare",
                value="before",
                primary=True,
                choices=(c.Choice("before", "Jun to Aug 2011"), c.Choice("none", "nothing")),
            ),
            c.FilterField(
                "country",
                "Country",
                value="DE",
                primary=True,
                choices=(every, c.Choice("DE", "Germany"), c.Choice("GB", "United Kingdom")),
            ),
            c.FilterField("channel", "Channel", choices=(every, c.Choice("web", "Web"))),
            c.FilterField("category", "Category", choices=(every, c.Choice("tea", "Tea"))),
            c.FilterField("renewals", "With renewals", kind="toggle"),
        ),
        chips=(c.Chip("Country: Germany", "#"), c.Chip("First product: Starter set", "#")),
        reset_url="#",
    )


def products() -> c.Table:
    names = (
        "Regency cakestand 3 tier",
        "White hanging heart light holder",
        "Party bunting",
        "Jumbo bag red retrospot",
        "Rabbit night light",
        "Paper chain kit",
        "Assorted bird ornament",
        "Pack of 72 cake cases",
    )
    rows = [
        c.Row(
            (
                name,
                2210 - 131 * place,
                c.Cell(0.61 - place * 0.031, bar=0.61 - place * 0.031),
                14259200 - place * 1220100,
                0.021 * place - 0.06,
                date(2011, 12, 9 - place),
            ),
            url="#",
        )
        for place, name in enumerate(names)
    ]
    return c.Table(
        "products",
        (
            c.Column("title", "Product", wide=True),
            c.Column("buyers", "First orders", COUNT, sortable=True),
            c.Column("again", "Ordered again", PERCENT, sortable=True, term="repeat purchase rate"),
            c.Column("net", "Net sales", GBP, sortable=True),
            c.Column("change", "Change", POINTS, sortable=True),
            c.Column("last", "Last sold", DATE),
        ),
        rows,
        "First products",
        ("All products", 14012, 0.6558, 891140790, 0.012, ""),
        local_sort=True,
        csv_url="#",
        choose_columns=True,
    )


def customers() -> c.Table:
    states = (c.Badge("Active", "good"), c.Badge("At risk", "warning"), c.Badge("Lapsed", "bad"))
    names = ("Ana Duarte", "Jonas Keller", "Mia Okafor", "Liam Byrne")
    rows = []
    for place, name in enumerate(names):
        who = c.Cell(name, note=f"{name.split()[0].lower()}@example.com")
        figures = (209 - place * 17, 28020600 - place * 2110050, 31 + place, date(2011, 12, 7))
        rows.append(c.Row((who, states[place % 3], "United Kingdom", *figures), url="#"))
    columns = (
        c.Column("name", "Customer", sortable=True),
        c.Column("state", "State", term="at risk"),
        c.Column("country", "Country", TEXT, sortable=True),
        c.Column("orders", "Orders", COUNT, sortable=True),
        c.Column("net", "Net sales", GBP, sortable=True),
        c.Column("rhythm", "Rhythm", DAYS, sortable=True),
        c.Column("last", "Last order", DATE, sortable=True),
    )
    pager = c.Pager((1, 25), 4338, "", "?cursor=abc")
    return c.Table(
        "customers", columns, rows, "4,338 customers", sort="-net", pager=pager, csv_url="#", choose_columns=True
    )


def facts() -> c.Facts:
    return c.Facts(
        (
            c.Fact("Customer since", date(2010, 12, 7), DATE),
            c.Fact("Orders", 73, COUNT, url="#"),
            c.Fact("Net sales", 28020602, GBP),
            c.Fact("Rhythm", 5, DAYS, term="active"),
            c.Fact("Country", "Netherlands"),
            c.Fact("E-mail", None, note="The file has no e-mail."),
        )
    )


def timeline() -> c.Timeline:
    def at(day: int, hour: int) -> datetime:
        return datetime(2011, 12, day, hour, 24, tzinfo=UTC)

    return c.Timeline(
        (
            c.Event(at(9, 11), "Order 581587", "4 products, £249.45", "shopping-bag", "#", "accent"),
            c.Event(at(9, 9), "Refund for order 579001", "£12.75, damaged in transit", "undo-2", tone="bad"),
            c.Event(
                at(7, 15), "Became at risk", "34 days since the last order, usual rhythm 21", "clock", tone="warning"
            ),
            c.Event(at(2, 10), "Imported from online-retail.csv", "73 orders", "upload"),
        ),
        more_url="#",
    )
