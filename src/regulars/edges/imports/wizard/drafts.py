"""Files that were uploaded and are not in yet, with what people decided about them. They live in the home, on disk.

A draft is a folder: the file under its own name, `draft.json` written by the pages, and one small JSON for each thing
a job found out, so that a page and a job never write the same file. Everything in it may be personal: the folder is
closed to others, and gone when the import is done or after three days.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.base.settings import current
from regulars.kit import clock
from regulars.kit.errors import NotFound

KEPT = timedelta(days=3)
NAME_MAX = 120
_TOKEN = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Draft:
    """One uploaded file. `mapping` none means as proposed; `choices` and `answers` hold what people decided.

    `job` is the latest job of the draft and `step` what it does: look, count or run. `plan` is set when it may run.
    """

    token: str
    file_name: str
    size: int
    created_at: str
    actor: str
    kind: str = ""
    mapping: Mapping[str, tuple[str, ...]] | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None
    job: int = 0
    step: str = ""

    @property
    def path(self) -> Path:
        return folder(self.token) / "file" / self.file_name

    def changed(self, **values: Any) -> Draft:
        """Write the draft with other values, and return it."""
        made = replace(self, **values)
        save(made)
        return made


def root() -> Path:
    """Where drafts are, readable by nobody else."""
    found = current().home / "tmp" / "uploads"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def folder(token: str) -> Path:
    """The folder of a draft. The token is checked: it comes out of an address.

    Raises:
        NotFound: this can be no token.
    """
    if not _TOKEN.fullmatch(token):
        raise _gone()
    return root() / token


def new_token() -> str:
    """Make the folder of a new draft and return its name, which nobody guesses."""
    token = secrets.token_hex(12)
    (root() / token / "file").mkdir(parents=True, mode=0o700)
    return token


def clean_name(given: str) -> str:
    """A file name that is only a name: no folders, no control characters, no leading dots, of a sane length."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if one.isprintable() and one not in '<>:"|?*').strip(" .")
    stem, dot, suffix = name.partition(".")
    if len(name) > NAME_MAX:
        suffix = suffix[-20:]
        name = stem[: NAME_MAX - len(suffix) - 1] + dot + suffix
    while len(name.encode()) > 2 * NAME_MAX:
        name = name[1:]
    return name or "upload"


def save(draft: Draft) -> None:
    """Write a draft whole."""
    _write(folder(draft.token) / "draft.json", asdict(draft))


def load(token: str) -> Draft:
    """Read a draft.

    Raises:
        NotFound: there is none, or not any more.
    """
    data = _read(folder(token) / "draft.json")
    if data is None:
        raise _gone()
    if data["mapping"] is not None:
        data["mapping"] = {name: tuple(columns) for name, columns in data["mapping"].items()}
    return Draft(**data)


def waiting() -> list[Draft]:
    """Drafts whose file is not in yet, the oldest first."""
    found = [load(one.name) for one in root().iterdir() if (one / "draft.json").is_file()]
    return sorted((one for one in found if one.path.is_file()), key=lambda one: (one.created_at, one.file_name))


def put(token: str, name: str, data: Mapping[str, Any]) -> None:
    """Keep what was found out about a draft's file."""
    _write(folder(token) / f"{name}.json", data)


def get(token: str, name: str) -> dict[str, Any] | None:
    """What was kept under this name; none when nothing was."""
    return _read(folder(token) / f"{name}.json")


def forget(token: str, name: str) -> None:
    """Drop what was kept under this name."""
    (folder(token) / f"{name}.json").unlink(missing_ok=True)


def drop_file(draft: Draft) -> None:
    """Delete the file and keep the rest: the import is done, and its page is found by the draft's address."""
    shutil.rmtree(draft.path.parent, ignore_errors=True)


def drop(token: str) -> None:
    """Delete a draft with its file."""
    shutil.rmtree(folder(token), ignore_errors=True)


def sweep() -> int:
    """Delete drafts nobody came back to; return how many."""
    oldest, gone = clock.now() - KEPT, 0
    for one in root().iterdir():
        data = _read(one / "draft.json") if _TOKEN.fullmatch(one.name) else None
        if data is not None and datetime.fromisoformat(data["created_at"]) < oldest:
            shutil.rmtree(one, ignore_errors=True)
            gone += 1
    return gone


def _write(path: Path, data: Mapping[str, Any]) -> None:
    new = path.with_suffix(f".{secrets.token_hex(4)}.new")
    new.touch(mode=0o600)
    new.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    os.replace(new, path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found


def _gone() -> NotFound:
    return NotFound(
        "import.no_draft",
        _("This file is not waiting here any more."),
        field="import",
        fix=_("It was imported, discarded, or waited for more than three days. Upload it again."),
    )
