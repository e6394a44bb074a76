"""Where a change came from: what can be claimed in one small table, and every group behind it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.components import Cell, Column, Row, Table
from regulars.base.web.formats import COUNT, Unit, interval
from regulars.edges.desk.brief import words
from regulars.edges.desk.brief.sheet import Brief, ChangeSheet, GroupSheet, NamedPart
from regulars.kit.money import minor_digits
from regulars.kit.rounding import half_even

WHOLE_PERCENT = Unit("percent")


def claims(brief: Brief, sheet: ChangeSheet, most: int = 10) -> Table | None:
    """Groups that moved by more than chance explains, largest first."""
    clear = [(group, named) for group in sheet.groups for named in group.parts if _is_told(named)]
    if not clear:
        return None
    money = brief.facts.currency
    columns = (
        Column("group", _("Group")),
        Column("change", _("Change, %(currency)s") % {"currency": money}, COUNT),
        Column("share", _("Of it"), WHOLE_PERCENT),
    )
    clear.sort(key=lambda pair: -abs(pair[1].part.change_minor))
    rows = tuple(
        Row((Cell(named.label, note=group.label), _change(named, money, range_too=True), named.part.share))
        for group, named in clear[:most]
    )
    return Table("claims", columns, rows, caption=_("Where it came from"), note=sheet.chance)


def _is_told(named: NamedPart) -> bool:
    # The newest age is the new buyers once more.
    return named.part.is_clear and (named.part.dimension, named.part.key) != ("cohort", "0")


def group_tables(brief: Brief, sheet: ChangeSheet, csv_url: str = "") -> list[Table]:
    """Every listed group, one table a dimension; `csv_url` is the address to which a table's key is added."""
    return [_group_table(brief, sheet, group, csv_url) for group in sheet.groups]


def _group_table(brief: Brief, sheet: ChangeSheet, group: GroupSheet, csv_url: str) -> Table:
    money = brief.facts.currency
    columns = (
        Column("group", group.label),
        Column("after", _("%(period)s, %(currency)s") % {"period": sheet.period, "currency": money}, COUNT),
        Column("change", _("Change"), COUNT),
        Column("share", _("Of it"), WHOLE_PERCENT),
    )
    rows = tuple(
        Row((named.label, _major(named.part.after_minor, money), _change(named, money), named.part.share))
        for named in group.parts
    )
    left_out = (
        ngettext("%(number)s other group is not listed.", "%(number)s other groups are not listed.", group.left_out)
        % {"number": words.count(group.left_out)}
        if group.left_out
        else ""
    )
    key = f"{group.dimension}-{sheet.change.against}"
    return Table(key, columns, rows, caption=group.label, note=left_out, csv_url=csv_url and f"{csv_url}{key}")


def _change(named: NamedPart, money: str, *, range_too: bool = False) -> Cell:
    part, likely = named.part, _likely(named, money)
    tone = "" if not part.is_clear else "good" if part.change_minor > 0 else "bad"
    return Cell(
        _major(part.change_minor, money),
        tone=tone,  # type: ignore[arg-type]
        title=_("likely %(range)s") % {"range": likely},
        note=(likely if range_too else "") if part.is_clear else _("may be chance"),
    )


def _likely(named: NamedPart, money: str) -> str:
    low, high = (_major(minor, money) for minor in (named.part.low_minor, named.part.high_minor))
    return interval(low, high, COUNT)


def _major(minor: int, money: str) -> int:
    """Whole units of the currency: cents beside thousands would claim a precision that chance does not leave."""
    return half_even(minor, 10 ** minor_digits(money)) if money else minor
