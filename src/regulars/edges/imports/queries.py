"""Reads about imports, as frozen rows."""

from __future__ import annotations

from datetime import datetime

from regulars.base.shop.queries import shop
from regulars.edges.imports import staging
from regulars.edges.imports.layouts import CONTACTS
from regulars.edges.imports.layouts.contacts import STOPPING
from regulars.edges.imports.models import Declaration, Import, SavedMapping
from regulars.edges.imports.plan import Plan, from_stored
from regulars.edges.imports.types import ImportRow
from regulars.kit.errors import NotFound

PREFIX = "imp"


def list_imports(limit: int = 100) -> list[ImportRow]:
    """The latest imports first."""
    return [_row(one) for one in Import.objects.order_by("-id")[:limit]]


def find_import(public_id: str) -> ImportRow:
    """One import by its public id.

    Raises:
        NotFound: there is none.
        Refused: the text is no such id.
    """
    return import_by_number(shop().number(PREFIX, public_id))


def import_by_number(number: int) -> ImportRow:
    """One import by its key.

    Raises:
        NotFound: there is none.
    """
    found = Import.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("import.unknown", "There is no such import", field="import", value=number)
    return _row(found)


def same_file(sha256: str, plan: Plan) -> ImportRow | None:
    """The import of this very file under this very plan that is in or on its way in."""
    found = (
        Import.objects.filter(
            sha256=sha256, plan_fingerprint=plan.fingerprint(), state__in=[Import.RUNNING, Import.DONE]
        )
        .order_by("-id")
        .first()
    )
    return None if found is None else _row(found)


def plan_of(number: int) -> Plan:
    """The plan an import was begun with."""
    return from_stored(Import.objects.values_list("plan", flat=True).get(pk=number))


def saved_mapping(fingerprint: str) -> tuple[str, dict[str, tuple[str, ...]], dict[str, object]] | None:
    """`(layout, mapping, decisions)` of the last file with this header."""
    found = SavedMapping.objects.filter(fingerprint=fingerprint).first()
    if found is None:
        return None
    mapping = {name: tuple(columns) for name, columns in found.mapping.items()}
    return found.layout, mapping, dict(found.decisions)


def suppressions_loaded() -> bool:
    """Whether a list of people who must not be written to is in: a file that holds nobody else."""
    groups = sorted(STOPPING)
    return Import.objects.filter(kind=CONTACTS, state=Import.DONE, plan__said__group__in=groups).exists()


def said_none_exists() -> tuple[str, str, datetime] | None:
    """Who said that there is no such list, in which words and when; none when nobody did."""
    found = Declaration.objects.order_by("id").first()
    if found is None:
        return None
    assert found.declared_at is not None
    return found.actor, found.words, found.declared_at


def _row(one: Import) -> ImportRow:
    assert one.created_at is not None
    return ImportRow(
        id=one.pk,
        public_id=shop().public(PREFIX, one.pk),
        kind=one.kind,
        file_name=one.file_name,
        sha256=one.sha256,
        size_bytes=one.size_bytes,
        layout=one.layout,
        source=one.source,
        state=one.state,
        counts=one.counts,
        position=one.position,
        generation=one.generation,
        report=one.report,
        actor=one.actor,
        created_at=one.created_at,
        finished_at=one.finished_at,
        is_at_work=one.state == Import.RUNNING and staging.is_running(staging.folder_of(one.sha256)),
    )
