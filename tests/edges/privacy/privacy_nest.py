"""One person in every place that can hold one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from regulars.base.jobs import enqueue
from regulars.base.privacy import Cleared
from regulars.base.settings import current
from regulars.base.shop import service as shops
from regulars.base.state import Act, fetchall, insert_many, instant_value, verb, write
from regulars.domains.customers.types import PersonFacts
from regulars.domains.orders import service as orders
from regulars.domains.orders.types import LineFacts, OrderFacts, PaymentFacts, RefundFacts
from regulars.edges.privacy.places import DatabaseFile, LakeFiles

AT = datetime(2024, 3, 1, 10, tzinfo=UTC)
EMAIL, PHONE, NAME, NUMBER = "canary@nest.example", "+493012345678", "Canary Würgadler", "4711-canary"
OTHER = PersonFacts("77", "other@example.com", "", "Other Person", "DE", "de", "Bonn", ("regular",))
PERSON = PersonFacts(NUMBER, EMAIL, PHONE, NAME, "DE", "de", "Canaryville", ("canary-tag",))
FOLDERS = ("imports", "tmp", "archive", "lake", "backups")


@dataclass(frozen=True)
class Nest:
    """Keys of the person and of somebody else."""

    customer: int
    other: int

    @property
    def public(self) -> str:
        from regulars.base.shop.queries import shop

        return shop().public("cus", self.customer)


def act() -> Act:
    return Act.by("cli", "file")


def order(number: str, person: PersonFacts, **rest: Any) -> OrderFacts:
    lines = (LineFacts("Tea", 1_000, 5_000_000),)
    return OrderFacts(number, number, AT, "EUR", lines, person, paid_at=AT, **rest)


@pytest.fixture
def home() -> Iterator[Path]:
    """The home of this test process, with nothing left of other tests, and nothing left for them."""

    def clear() -> None:
        for name in FOLDERS:
            shutil.rmtree(current().home / name, ignore_errors=True)
        (current().home / "erased.txt").unlink(missing_ok=True)

    clear()
    yield current().home
    clear()


@pytest.fixture
def nest(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> Nest:
    """A shop with two customers; the lake and the database's file are left out, which have tests of their own."""
    for place in (LakeFiles, DatabaseFile):
        monkeypatch.setattr(place, "erase", lambda self, act, person: Cleared())
    return open_shop()


@pytest.fixture
def whole_nest(transactional_db: None, home: Path) -> Nest:
    """The same with everything, in a real file."""
    return open_shop()


def open_shop() -> Nest:
    """Set up the shop and record what both bought."""
    write(shops.set_up_shop, act(), "Tea", "Europe/Berlin", "EUR")
    refund = RefundFacts("r1", AT, 100, reason="canary reason")
    write(
        orders.record_orders,
        act(),
        "file",
        [
            order("1", PERSON, tags=("canary-order",), discount_codes=("CANARYCODE",), refunds=(refund,),
                  payments=(PaymentFacts("card", 500, AT),)),
            order("2", OTHER),
        ],
    )  # fmt: skip
    from regulars.domains.customers.queries import people_named

    return Nest(people_named(EMAIL)[0], people_named("other@example.com")[0])


def leave_words_everywhere(nest: Nest) -> None:
    """Put what names the person into jobs, answers, imports, uploads, staged rows, rejects and lists of advice."""
    from regulars.domains.insights.models import AdviceRecord
    from regulars.edges.imports.models import Import

    write(_queue, act())
    answer = json.dumps({"name": NAME, "to": EMAIL.upper()}).encode()
    columns = ("key", "verb", "digest", "answer", "recorded_at")
    insert_many("state_answer", columns, [("k1", "v", b"d", answer, instant_value(AT))])
    AdviceRecord.objects.create(key="lapsed", as_of=AT.date(), state="done", customers=[nest.customer, nest.other],
                                decided_by="staff:1", decided_at=AT)  # fmt: skip
    Import.objects.create(kind="orders", file_name=f"{NAME}.csv", sha256="0" * 64, size_bytes=1, layout="x", source="f",
                          plan={"seen": [EMAIL]}, plan_fingerprint="0" * 64, actor="cli", created_at=AT,
                          report={"rejected": [{"value": f"<{EMAIL}>"}]})  # fmt: skip
    _files(current().home)


def _files(home: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    (home / "imports").mkdir(exist_ok=True)
    (home / "imports" / "one-rejects.csv").write_text(
        f"\ufeffline,value\n3,{EMAIL}\n4,other@example.com\n", encoding="utf-8"
    )
    staged = home / "tmp" / "imports" / ("a" * 24)
    staged.mkdir(parents=True)
    pq.write_table(pa.table({"_row": [0], "c0": [EMAIL.upper()]}), staged / "rows.parquet")
    (staged / "staged.json").write_text("{}", encoding="utf-8")
    clean = home / "tmp" / "imports" / ("b" * 24)
    clean.mkdir()
    pq.write_table(pa.table({"_row": [0], "c0": ["other@example.com"]}), clean / "rows.parquet")
    for token, text in (("c" * 24, f"email\n{EMAIL}\n"), ("d" * 24, "email\nother@example.com\n")):
        folder = home / "tmp" / "uploads" / token
        (folder / "file").mkdir(parents=True)
        (folder / "file" / "orders.csv").write_text(text, encoding="utf-8")


@verb
def _queue(act: Act) -> int:
    return enqueue("lake.verify", {"to": EMAIL, "names": [NAME]}, act=act)


def tables_with(words: tuple[str, ...]) -> list[str]:
    """Name the tables whose rows hold one of the words."""
    found = []
    for name in sorted(connection.introspection.table_names()):
        for row in fetchall(f'SELECT * FROM "{name}"'):
            text = " ".join(bytes(one).decode("utf-8", "replace") if isinstance(one, bytes | memoryview) else str(one)
                            for one in row).lower()  # fmt: skip
            found += [f"{name}: {word}" for word in words if word in text]
    return sorted(set(found))
