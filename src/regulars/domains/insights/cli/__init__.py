"""Commands that print figures. Ibis and what else is heavy loads when a command runs, not when it is named."""

from __future__ import annotations

from typing import Any

import click

from regulars.base.console import emit, json_option
from regulars.domains.insights.cli.options import filter_options, filters_of
from regulars.kit import clock

GRAINS = ("day", "week", "month", "quarter", "year")
DIMENSIONS = ("store", "channel", "country", "currency", "category", "first_product", "acquisition", "kind")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--grain", type=click.Choice(GRAINS), help="Add a series by day, ISO week, month, quarter or year.")
@click.option("--by", type=click.Choice(DIMENSIONS), help="Add one figure for each value of this dimension.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Most groups printed.")
@click.option("--list", "only_names", is_flag=True, help="Print the names there are and stop.")
@filter_options
@json_option
def metrics(names: tuple[str, ...], grain: str | None, by: str | None, limit: int, **options: Any) -> None:
    """Print metrics: all of them, or those named. Every number comes with what it was divided from and its interval."""
    started = clock.monotonic()
    only_names, as_json = options.pop("only_names"), options.pop("as_json")
    filters = filters_of(options)
    from regulars.domains.insights.cli import lines, shapes
    from regulars.domains.insights.queries.context import reporting
    from regulars.domains.insights.queries.metrics import both_bases, definition, definitions, row_of

    chosen = [definition(name) for name in names] or list(definitions())
    if only_names:
        listed = [{"name": one.name, "label": str(one.label), "unit": one.unit, "span": one.span} for one in chosen]
        emit(as_json, listed, lambda: [f"{one['name']:26} {one['label']}" for one in listed])
        return
    if not names and by:
        # Asked of everything at once, what cannot be split that way is left out instead of refused.
        chosen = [one for one in chosen if by in one.dimensions]
    with reporting(filters) as context:
        rows = [row_of(context, one, grain=grain or "", by=by or "", limit=limit) for one in chosen]
        found: dict[str, Any] = {"as_of": context.as_of, "since": context.since, "currency": context.currency}
        if as_json:
            found["filters"] = shapes.filters_json(context.filters)
            found["metrics"] = [
                shapes.metric_json(one, row, both_bases(context, one, row))
                for one, row in zip(chosen, rows, strict=True)
            ]
    found["elapsed_ms"] = _elapsed(started)
    emit(as_json, found, lambda: lines.metric_lines(rows))


@click.command()
@click.option(
    "--grain",
    type=click.Choice(("month", "week", "quarter", "year")),
    default="month",
    show_default=True,
    help="Length of the periods whose new buyers make a cohort.",
)
@click.option(
    "--ages",
    type=click.Choice(("calendar", "days30")),
    default="calendar",
    show_default=True,
    help="Calendar periods, or blocks of 30 days since each buyer's first order.",
)
@click.option(
    "--show",
    "shown",
    type=click.Choice(("customers", "share", "revenue", "cumulative")),
    default="customers",
    show_default=True,
    help="What the printed grid holds (JSON always has all); cumulative is per buyer.",
)
@filter_options
@json_option
def cohorts(grain: str, ages: str, shown: str, **options: Any) -> None:
    """Print cohorts: buyers by the period of their first order ever, and what they did at each age."""
    started = clock.monotonic()
    as_json = options.pop("as_json")
    filters = filters_of(options)
    from regulars.domains.insights.cli import lines, shapes
    from regulars.domains.insights.queries.cohorts import cohorts_in
    from regulars.domains.insights.queries.context import reporting

    with reporting(filters) as context:
        grid = cohorts_in(context, grain=grain, ages=ages)
    found = {"as_of": grid.as_of, "currency": grid.currency, "filters": shapes.filters_json(context.filters)}
    found |= {**shapes.cohorts_json(grid), "elapsed_ms": _elapsed(started)} if as_json else {}
    emit(as_json, found, lambda: lines.cohort_lines(grid, shown))


@click.command()
@filter_options
@json_option
def rfm(**options: Any) -> None:
    """Print buyers by recency and frequency, with money, and the plain names of the segments."""
    started = clock.monotonic()
    as_json = options.pop("as_json")
    filters = filters_of(options)
    from regulars.domains.insights.cli import lines, shapes
    from regulars.domains.insights.queries.context import reporting
    from regulars.domains.insights.queries.grid import rfm_in

    with reporting(filters) as context:
        grid = rfm_in(context)
    found = {"as_of": grid.as_of, "currency": grid.currency, "filters": shapes.filters_json(context.filters)}
    found |= {**shapes.rfm_json(grid), "elapsed_ms": _elapsed(started)} if as_json else {}
    emit(as_json, found, lambda: lines.rfm_lines(grid))


def _elapsed(started: float) -> int:
    return round((clock.monotonic() - started) * 1_000)
