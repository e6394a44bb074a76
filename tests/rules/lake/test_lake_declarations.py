"""A wrong declaration is refused where it is made, or before the first sync; never in the middle of a report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from regulars.base import privacy
from regulars.base.lake import Column, Dataset, Derived
from regulars.base.lake.arrow import batch_of, schema_of
from regulars.base.lake.declare import Registry, config_of

HEAD = (Column("id", "int64"), Column("changed_seq", "int64"))
NOW = datetime(2026, 6, 15, tzinfo=UTC)


def no_table(table):
    return table("orders")


def test_id_and_changed_seq_come_first() -> None:
    with pytest.raises(ValueError, match="id and changed_seq come first"):
        Dataset("orders", (Column("id", "int64"), Column("day", "date")), "")


def test_a_column_is_named_once() -> None:
    with pytest.raises(ValueError, match="named twice"):
        Dataset("orders", (*HEAD, Column("id", "int64")), "")


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown column type"):
        Dataset("orders", (*HEAD, Column("amount", "decimal")), "")  # type: ignore[arg-type]


def test_names_that_could_leave_the_folder_are_refused() -> None:
    with pytest.raises(ValueError, match="no dataset name"):
        Dataset("../orders", HEAD, "")


def test_the_same_declaration_twice_is_one_and_another_under_its_name_is_refused() -> None:
    registry, orders = Registry(), Dataset("orders", HEAD, "SELECT")
    registry.add(orders)
    registry.add(Dataset("orders", HEAD, "SELECT"))
    assert registry.datasets() == [orders]

    with pytest.raises(ValueError, match="declared twice"):
        registry.add(Dataset("orders", HEAD, "SELECT other"))


def test_derived_tables_are_ordered_by_what_they_need() -> None:
    registry = Registry()
    registry.add(Derived("report", ("buyers", "orders"), no_table))
    registry.add(Derived("buyers", ("sales",), no_table))
    registry.add(Derived("sales", ("orders",), no_table))
    registry.add(Dataset("orders", HEAD, ""))
    assert [table.name for table in registry.derived()] == ["sales", "buyers", "report"]


@pytest.mark.parametrize("needs", [("nowhere",), ("circle",)])
def test_a_need_that_cannot_be_met_is_refused(needs: tuple[str, ...]) -> None:
    registry = Registry()
    registry.add(Derived("circle", needs, no_table))
    with pytest.raises(ValueError, match=r"\['circle'\]"):
        registry.check()


def test_a_personal_column_is_refused_by_its_name_or_by_the_column_it_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    tags = {"toy.Person": {"id": privacy.NONE, "email": privacy.PERSONAL, "city": privacy.PSEUDONYMOUS}}
    monkeypatch.setattr("regulars.base.privacy.registry._tables", tags)

    def refused(*columns: Column) -> str:
        registry = Registry()
        registry.add(Dataset("people", (*HEAD, *columns), ""))
        try:
            registry.check()
        except ValueError as error:
            return str(error)
        return ""

    assert "people.email: it is named like toy.Person.email" in refused(Column("email", "string"))
    assert "toy.Person.email is tagged personal" in refused(Column("contact", "string", of="toy.Person.email"))
    assert "toy.Person.street is not in the privacy registry" in refused(Column("s", "string", of="toy.Person.street"))
    assert refused(Column("city", "string", of="toy.Person.city")) == ""


def test_config_is_kept_as_json_gives_it_back() -> None:
    dataset = Dataset("orders", HEAD, "", config=lambda now: {"as_of": now.date(), "cuts": (1, 2)})
    assert config_of(dataset, NOW) == {"as_of": "2026-06-15", "cuts": [1, 2]}


@pytest.mark.parametrize(
    "other",
    [
        Dataset("orders", HEAD, "SELECT 1", sort=("changed_seq",)),
        Dataset("orders", HEAD, "SELECT 2"),
        Dataset("orders", (*HEAD, Column("day", "date")), "SELECT 1"),
        Dataset("orders", HEAD, "SELECT 1", version=2),
        Dataset("orders", HEAD, "SELECT 1", convert=lambda _config: tuple),
    ],
)
def test_whatever_changes_rows_changes_the_fingerprint(other: Dataset) -> None:
    assert other.fingerprint({}) != Dataset("orders", HEAD, "SELECT 1").fingerprint({})
    assert other.fingerprint({"zone": "UTC"}) != other.fingerprint({"zone": "Europe/Berlin"})


def test_a_select_may_depend_on_the_database() -> None:
    assert Dataset("orders", HEAD, lambda: "SELECT 1").sql() == "SELECT 1"


def test_whole_decimals_of_postgresql_sums_become_ints() -> None:
    batch = batch_of([(Decimal(1), Decimal("2"), None)], schema_of((*HEAD, Column("n", "int32"))), "orders")
    assert batch.to_pylist() == [{"id": 1, "changed_seq": 2, "n": None}]


def test_values_as_sqlite_gives_them_become_bools_dates_and_instants() -> None:
    columns = (*HEAD, Column("paid", "bool"), Column("day", "date"), Column("at", "timestamp"))
    batch = batch_of([(1, 2, 1, "2026-06-15", 1_000_000), (2, 2, None, None, None)], schema_of(columns), "orders")
    assert batch.to_pylist() == [
        {
            "id": 1,
            "changed_seq": 2,
            "paid": True,
            "day": date(2026, 6, 15),
            "at": datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        },
        {"id": 2, "changed_seq": 2, "paid": None, "day": None, "at": None},
    ]


@pytest.mark.parametrize("row", [(1, 2), (1, 2, 3, 4)])
def test_a_row_of_the_wrong_length_is_refused(row: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="values for 3 columns"):
        batch_of([row], schema_of((*HEAD, Column("n", "int64"))), "orders")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("int64", 2**63),
        ("int32", 2**31),
        ("int64", 1.5),
        ("int64", Decimal("1.5")),
        ("date", 5.5),
        ("date", NOW),
        ("date", "June"),
        ("string", 3),
        ("timestamp", NOW.replace(tzinfo=None)),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(kind: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"orders\.x: "):
        batch_of([(1, 2, value)], schema_of((*HEAD, Column("x", kind))), "orders")  # type: ignore[arg-type]
