"""Everything a shop has, by a bulk operation: Shopify writes one file of lines, and it is read from where we were.

A place is `{"bulk": id}` while the file is made, `{"bulk": id, "url": ..., "offset": n}` while it is read. The file is
fetched once and kept in the home until it is done with; a lost one is fetched again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from regulars.base.settings import current
from regulars.edges.stores.connector import Place
from regulars.edges.stores.connectors.shopify.admin import Admin
from regulars.edges.stores.connectors.shopify.documents import BULK_LOOK, BULK_QUERY, BULK_START
from regulars.edges.stores.connectors.shopify.shapes import Node
from regulars.kit.errors import Refused, TryAgain
from regulars.kit.text import gettext_noop as _

AT_ONCE = 500
LOOK_AGAIN = 2.0
ENDED_BADLY = {"FAILED", "CANCELED", "CANCELING", "EXPIRED"}
CHILDREN = {"LineItem": "lineItems", "ProductVariant": "variants"}


def start(admin: Admin, kind: str) -> Place:
    """Let Shopify begin to write the file; one that is being written already is waited for."""
    try:
        done = admin.change(BULK_START, {"query": BULK_QUERY[kind]}, "bulkOperationRunQuery")
    except Refused as problem:
        if "already in progress" in problem.message:
            raise TryAgain(
                "store.bulk_running", _("The store is still preparing another file."), retry_after_seconds=30
            ) from problem
        raise
    return {"bulk": done["bulkOperation"]["id"]}


def look(admin: Admin, place: Place) -> Place | None:
    """Return the place at the head of the file once it is whole; None while it is written.

    Raises:
        TryAgain: it failed at Shopify; the next run asks for another.
    """
    node = admin.ask(BULK_LOOK, {"id": place["bulk"]}).get("node") or {}
    status = node.get("status")
    if status in ENDED_BADLY or not node:
        raise TryAgain(
            "store.bulk_failed", _("The store could not prepare the file (%(why)s)."), params={"why": status or "gone"}
        )
    if status != "COMPLETED":
        return None
    total = int(node.get("rootObjectCount") or 0)
    return {"bulk": place["bulk"], "url": node.get("url") or "", "offset": 0, "total": total}


def read(admin: Admin, place: Place) -> tuple[list[Node], Place, bool]:
    """Return the next objects of the file, the place behind them, and whether there are more."""
    if not place["url"]:
        return [], place, False
    path = _file_of(place["bulk"])
    if not path.exists():
        _fetch(admin, place, path)
    found: list[Node] = []
    offset = int(place["offset"])
    for node, behind in _objects(path, offset):
        found.append(node)
        offset = behind
        if len(found) == AT_ONCE:
            break
    has_more = offset < path.stat().st_size
    return found, {**place, "offset": offset}, has_more


def drop(place: Place) -> None:
    """Remove the file of a place that is done with."""
    if place.get("bulk"):
        _file_of(place["bulk"]).unlink(missing_ok=True)


def _objects(path: Path, offset: int) -> Iterator[tuple[Node, int]]:
    """Yield each object with its children, and the offset behind it. Children follow their parent."""
    with path.open("rb") as file:
        file.seek(offset)
        node: Node | None = None
        behind = offset
        for line in file:
            row: Node = msgspec.json.decode(line)
            if "__parentId" not in row:
                if node is not None:
                    yield node, behind
                node = row
            elif node is not None:
                node.setdefault(_child_of(row), []).append(row)
            behind += len(line)
        if node is not None:
            yield node, behind


def _child_of(row: Node) -> str:
    kind = str(row.get("id", "")).split("/")[-2] if "/" in str(row.get("id", "")) else ""
    return CHILDREN.get(kind, kind)


def _fetch(admin: Admin, place: Place, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}.new")
    try:
        url = place["url"]
        with new.open("wb") as file:
            os.chmod(new, 0o600)
            admin.download(url, file)
        new.replace(path)
    finally:
        with suppress(FileNotFoundError):
            new.unlink()


def _file_of(bulk: Any) -> Path:
    name = hashlib.sha256(str(bulk).encode()).hexdigest()[:24]
    return current().home / "stores" / f"bulk-{name}.jsonl"
