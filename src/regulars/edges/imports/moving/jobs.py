"""Moving in as background work: looking through the files, and bringing them in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.jobs import RunningJob, register
from regulars.base.saying import job_title
from regulars.base.state import Act
from regulars.edges.imports.wizard import drafts
from regulars.edges.imports.wizard.drafts import Draft
from regulars.edges.imports.wizard.work import in_words, refresh, teller
from regulars.kit.text import Told, told

LOOK, RUN = "moving.look", "moving.run"
SAMPLES = 5


def register_jobs() -> None:
    """Register handlers and titles; called once, from the app's ready()."""
    register(LOOK, look_through)
    register(RUN, bring_in)
    extends.job_titles.register(job_title(LOOK, gettext_lazy("Look through files of an e-mail tool")))
    extends.job_titles.register(job_title(RUN, gettext_lazy("Moving in from an e-mail tool")))


def files_of(draft: Draft) -> list[Path]:
    """The files of a move, as they were uploaded."""
    return sorted(one for one in (drafts.folder(draft.token) / "file").glob("*/*") if one.is_file())


def look_through(work: RunningJob) -> Told:
    """Stage every file and count what is in it, before anything is written."""
    from regulars.edges.imports.moving import looking
    from regulars.edges.imports.moving.unpacking import unpacked

    draft = drafts.load(work.args["draft"])
    with in_words(work, draft), unpacked(files_of(draft)) as paths:
        tell = teller(work, told("Reading the files"))
        pieces = looking.look(str(draft.choices["system"]), paths, wishes_of(draft.choices), tell)
        drafts.put(draft.token, "looked", {"files": [_described(one) for one in pieces]})
        return told("%(count)s files were looked through.", count=len(pieces))


def bring_in(work: RunningJob) -> Told:
    """Bring every file in, suppressions first, then bring the figures up to date. An interrupted run goes on."""
    from regulars.edges.imports.moving import going, looking
    from regulars.edges.imports.moving.unpacking import unpacked

    draft = drafts.load(work.args["draft"])
    with in_words(work, draft):
        act = Act.by(work.args["actor"], "file", backfill=True)
        if drafts.get(draft.token, "outcome") is None:
            with unpacked(files_of(draft)) as paths:
                system = str(draft.choices["system"])
                pieces = looking.look(system, paths, wishes_of(draft.choices), teller(work, told("Reading the files")))
                tell = teller(work, told("Writing rows into the shop"))
                drafts.put(draft.token, "outcome", going.move(system, pieces, act, progress=tell))
        refresh(work, act)
        for path in files_of(draft):
            path.unlink(missing_ok=True)
        return told("Everything is in.")


def wishes_of(choices: Mapping[str, Any]) -> Any:
    """What staff said on the page."""
    from regulars.edges.imports.moving.looking import Wishes

    day = str(choices.get("consent_on") or "")
    return Wishes(
        date.fromisoformat(day) if day else None,
        str(choices.get("consent_source") or ""),
        str(choices.get("list_name") or ""),
    )


def _described(piece: Any) -> dict[str, Any]:
    """A table as its card says it: its group, its counts, its first rows."""
    from regulars.edges.imports.assembling.contacts import contacts_of
    from regulars.edges.imports.moving.looking import census

    counted = census(piece)
    staged = piece.proposal.staged
    portions = contacts_of(staged, piece.plan) if staged.rows else iter(())
    first = [fact for portion in islice(portions, 1) for fact in portion.statements[:SAMPLES]]
    return {
        "name": staged.file_name,
        "group": piece.group,
        "rows": counted.rows,
        "people": counted.people,
        "noes": counted.noes,
        "rejected": counted.rejected,
        "suppressed": dict(counted.suppressed),
        "remarks": dict(counted.remarks),
        "own": [list(one) for one in piece.own],
        "left": list(piece.left),
        "samples": [
            {
                "who": (one.person.email or one.person.phone) if one.person else one.stopped[0].address,
                "name": one.person.name if one.person else "",
                "said": [[said.channel, said.state, said.at.isoformat() if said.at else ""] for said in one.said],
                "stopped": [stop.reason for stop in one.stopped],
            }
            for one in first
        ],
    }
