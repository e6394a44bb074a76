"""Everything the log and the queue hold has words: no raw name reaches a page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from regulars.base import extends
from regulars.base.activity import ActivityRow, kinds
from regulars.base.extends import Viewer
from regulars.base.jobs import job_names
from regulars.base.jobs.registry import handler_of
from regulars.base.saying import say_all

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
SAMPLES: dict[str, Any] = {"str": "EUR", "int": 3, "bool": True, "list[str]": ["name"], "int | None": 7}


def ours() -> list[str]:
    return sorted(kind for kind, cls in kinds().items() if cls.__module__.startswith("regulars."))


def fact(kind: str, data: dict[str, Any]) -> ActivityRow:
    return ActivityRow(1, 1, kind, NOW, NOW, "system", None, "", "file", False, data)


def test_every_kind_has_a_sentence() -> None:
    assert len(ours()) >= 20
    assert [kind for kind in ours() if extends.sentences.get(kind) is None] == []


def test_every_job_has_a_title() -> None:
    ours = [name for name in sorted(job_names()) if handler_of(name).__module__.startswith("regulars.")]
    assert len(ours) >= 5
    assert [name for name in ours if extends.job_titles.get(name) is None] == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ours())
def test_a_sentence_says_no_raw_name(kind: str, people_shop: Any) -> None:
    fields = kinds()[kind].__dataclass_fields__
    data = {
        name: SAMPLES.get(str(item.type), item.default if item.default is not None else "x")
        for name, item in fields.items()
        if "ClassVar" not in str(item.type)
    }
    (said,) = say_all([fact(kind, data)], Viewer(1, "owner"))
    assert said is not None
    assert said.title.strip()
    assert kind not in said.title
    assert "_" not in said.title.replace("%(", "")


@pytest.mark.django_db
def test_facts_without_their_data_are_still_said(people_shop: Any) -> None:
    """Erasing a person empties the data of their facts, never the facts."""
    rows = [fact(kind, {}) for kind in ours()]
    assert all(said is not None and said.title for said in say_all(rows, Viewer(1, "owner")))
