"""The power goes at any moment, and whatever was not yet synced may be missing: is every acknowledged write there?

A writer runs under `strace`, which notes in order each write to the database's files, each sync, and each
acknowledgment. From that record the disk is built as it could have looked at `BENCH_POINTS` moments: what was synced is
there; of what was not, any part may be, in pieces of 512 bytes. SQLite then opens what is left. It must be whole, and
hold every write that had been acknowledged by then. Without `strace` nothing is measured.

A process that is killed loses nothing of what it wrote, synced or not: the same disk, with everything on it, is built
after every k-th write and sync, `BENCH_POINTS` times as well.

The same record with the syncs struck out is the counter-proof: if nothing is lost there either, the test sees nothing.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

POINTS = int(os.environ.get("BENCH_POINTS", "1000"))
WRITES = int(os.environ.get("BENCH_WRITES", "1500"))
SEED = int(os.environ.get("BENCH_SEED", "1"))
SECTOR = 512
HERE = Path(__file__).resolve().parent
REGULARS = (sys.executable, "-m", "regulars")
CALLS = "openat,close,pwrite64,write,ftruncate,fsync,fdatasync,unlink"
FILES = ("regulars.sqlite3", "regulars.sqlite3-wal")
LINE = re.compile(r"^(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: `what` is write, truncate, sync, unlink or ack."""

    what: str
    file: str = ""
    offset: int = 0
    data: bytes = b""
    number: int = 0


@dataclass(slots=True)
class Disk:
    """The files as they are surely on the disk, and what was done since the last sync of each."""

    sure: dict[str, bytearray]
    loose: dict[str, list[Event]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        if event.what == "sync":
            for one in self.loose.pop(event.file, []):
                apply(self.sure, one)
        elif event.what != "ack":
            self.loose.setdefault(event.file, []).append(event)

    def after_kill(self) -> dict[str, bytes]:
        """Return the files with all that was written, whether it was synced or not."""
        files = {name: bytearray(content) for name, content in self.sure.items()}
        for events in self.loose.values():
            for one in events:
                apply(files, one)
        return {name: bytes(content) for name, content in files.items()}

    def after_power_loss(self, chance: random.Random) -> dict[str, bytes]:
        """Return one way in which the files could look now."""
        files = {name: bytearray(content) for name, content in self.sure.items()}
        for events in self.loose.values():
            kept = chance.random()
            for one in events:
                for piece in pieces(one):
                    if chance.random() < kept:
                        apply(files, piece)
        return {name: bytes(content) for name, content in files.items()}


def pieces(event: Event) -> Iterator[Event]:
    """Cut a write where a disk may cut it."""
    if event.what != "write":
        yield event
        return
    start = 0
    while start < len(event.data):
        size = SECTOR - (event.offset + start) % SECTOR
        yield Event("write", event.file, event.offset + start, event.data[start : start + size])
        start += size


def apply(files: dict[str, bytearray], event: Event) -> None:
    if event.what == "unlink":
        files.pop(event.file, None)
        return
    content = files.setdefault(event.file, bytearray())
    if event.what == "truncate":
        del content[event.offset :]
        content.extend(bytes(event.offset - len(content)))
        return
    content.extend(bytes(max(0, event.offset + len(event.data) - len(content))))
    content[event.offset : event.offset + len(event.data)] = event.data


def record(home: Path) -> list[Event]:
    """Run the writer under strace and return what it did, in the order in which it was done."""
    log = home.parent / "strace.log"
    command = ["strace", "-f", "-q", "-xx", "-s", "70000", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log)]
    writer = [sys.executable, str(HERE / "_writing.py"), "1", "4", str(WRITES)]
    environ = {**os.environ, "REGULARS_HOME": str(home)}
    subprocess.run([*command, *writer], env=environ, check=True, stdout=subprocess.DEVNULL)
    return list(events_of(log, home))


def events_of(log: Path, home: Path) -> Iterator[Event]:
    """Read strace's record; a call counts when it returned."""
    begun: dict[str, str] = {}
    names: dict[int, str] = {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            found = LINE.match(line)
            if found is None:
                continue
            process, resumed, call, rest = found.groups()
            if rest.endswith("<unfinished ...>"):
                begun[process] = rest.removesuffix("<unfinished ...>")
                continue
            text = begun.pop(process, "") + rest if resumed else rest
            yield from event_of(resumed or call, text, names, home)


def event_of(call: str, text: str, names: dict[int, str], home: Path) -> Iterator[Event]:
    arguments, _, result = text.rpartition(" = ")
    arguments = arguments.rstrip().removesuffix(")")
    if result.startswith("-1"):
        return
    if call == "openat":
        path = Path(unescaped(arguments.split('"')[1]).decode())
        names.pop(int(result.split()[0]), None)
        if path.parent == home and path.name in FILES:
            names[int(result.split()[0])] = path.name
    elif call == "unlink":
        path = Path(unescaped(arguments.split('"')[1]).decode())
        if path.parent == home and path.name in FILES:
            yield Event("unlink", path.name)
    else:
        handle = int(arguments.split(",")[0])
        if call == "close":
            names.pop(handle, None)
        elif call == "write" and handle == 1:
            said = unescaped(arguments.split('"')[1]).strip()
            if said.isdigit():
                yield Event("ack", number=int(said))
        elif handle in names:
            yield from change_of(call, names[handle], arguments)


def change_of(call: str, file: str, arguments: str) -> Iterator[Event]:
    if call == "pwrite64":
        yield Event("write", file, int(arguments.rsplit(", ", 1)[1]), unescaped(arguments.split('"')[1]))
    elif call == "ftruncate":
        yield Event("truncate", file, int(arguments.split(", ")[1]))
    elif call in {"fsync", "fdatasync"}:
        yield Event("sync", file)
    else:
        raise SystemExit(f"{call} on {file} is not understood")


def unescaped(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def lost_at(files: dict[str, bytes], acknowledged: set[int], folder: Path) -> tuple[int, bool]:
    """Open what the power loss left; return how many acknowledged writes are not there, and whether it is damaged."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with sqlite3.connect(folder / FILES[0]) as db:
            whole = db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            there = {row[0] for row in db.execute("SELECT number FROM bench_effect")}
            logged = {int(row[0][6:]) for row in db.execute(
                "SELECT subject FROM activity_log WHERE kind = 'bench.written'")}  # fmt: skip
        db.close()
    except sqlite3.DatabaseError:
        return len(acknowledged), True
    return len(acknowledged - (there & logged)), not whole


def first_ack(events: list[Event]) -> int:
    """Before the first acknowledgment nothing is promised, not even the table that is looked into."""
    return next(place for place, one in enumerate(events) if one.what == "ack")


def moments(events: list[Event], chance: random.Random) -> set[int]:
    """Choose at which events the power goes."""
    first = first_ack(events)
    return set(chance.sample(range(first, len(events)), min(POINTS, len(events) - first)))


def every_kth(events: list[Event]) -> set[int]:
    """Choose every k-th write and sync, `POINTS` at most."""
    first, kinds = first_ack(events), {"write", "sync", "truncate"}
    changes = [place for place, one in enumerate(events) if place > first and one.what in kinds]
    return set(changes[:: max(1, len(changes) // POINTS)])


def replay(
    before: dict[str, bytes], events: list[Event], chosen: set[int], folder: Path, chance: random.Random | None
) -> tuple[int, int, int]:
    """Lose the power at the chosen events, or be killed there when there is no chance in it.

    Returns how many there were, lost writes and damaged databases.
    """
    disk, acknowledged = Disk({name: bytearray(content) for name, content in before.items()}), set[int]()
    lost = damaged = 0
    for place, event in enumerate(events):
        disk.take(event)
        if event.what == "ack":
            acknowledged.add(event.number)
        if place in chosen:
            files = disk.after_power_loss(chance) if chance is not None else disk.after_kill()
            gone, broken = lost_at(files, acknowledged, folder)
            lost, damaged = lost + gone, damaged + broken
    return len(chosen), lost, damaged


def tell(what: str, value: float, must: str = "") -> None:
    print(json.dumps({"what": what, "value": value, "unit": "", "must": must}), flush=True)


def main() -> None:
    if shutil.which("strace") is None:
        return
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="regulars-power-") as place:
        home = Path(place) / "home"
        environ = {**os.environ, "REGULARS_HOME": str(home)}
        shop = ["--name", "Dark", "--zone", "Europe/Berlin", "--currency", "EUR"]
        subprocess.run([*REGULARS, "init", *shop], env=environ, check=True, capture_output=True)
        before = {name: (home / name).read_bytes() for name in FILES if (home / name).exists()}
        events = record(home)
        after = Path(place) / "after"
        points, lost, damaged = replay(before, events, moments(events, chance), after, chance)
        tell("moments at which the power was lost", points)
        tell("writes acknowledged in all", sum(1 for one in events if one.what == "ack"))
        tell("syncs of the database's files", sum(1 for one in events if one.what == "sync"))
        tell("acknowledged writes lost at any of them", lost, "== 0")
        tell("databases damaged at any of them", damaged, "== 0")
        points, lost, damaged = replay(before, events, every_kth(events), after, None)
        tell("writes and syncs at which the process was killed", points)
        tell("acknowledged writes lost or databases damaged there", lost + damaged, "== 0")
        blind = [one for one in events if one.what != "sync"]
        _, lost, damaged = replay(before, blind, moments(blind, chance), after, chance)
        tell("lost or damaged when the same disk is never synced (the counter-proof)", lost + damaged, ">= 1")


if __name__ == "__main__":
    main()
