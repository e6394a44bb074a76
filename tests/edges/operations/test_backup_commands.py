"""The commands as a person types them: made while served, verified, rehearsed, restored, remembered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def run(home: Path, *words: str) -> tuple[int, Any, str]:
    """Run a command and return its exit code, its JSON and what it said aside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGULARS_", "DJANGO_"))}
    command = [sys.executable, "-m", "regulars", *words, "--json"]
    environ = {**kept, "REGULARS_HOME": str(home)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=180)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def test_a_backup_goes_all_the_way(tmp_path: Path) -> None:
    home, folder, other = tmp_path / "home", tmp_path / "backups", tmp_path / "other"
    words = ("--name", "Tea", "--zone", "Europe/Berlin", "--currency", "EUR", "--owner", "ana@example.com")
    assert run(home, "init", *words)[0] == 0

    code, made, said = run(home, "backup", str(folder), "--with-secrets")
    assert (code, made["has_secrets"]) == (0, True)
    assert "holds the secret key" in said
    assert run(home, "verify", str(folder))[1]["ok"] is True
    assert run(home, "restore", str(folder), "--rehearse")[1]["ok"] is True

    checks = {one["name"]: one for one in run(home, "doctor")[1]["checks"]}
    assert not checks["backup"]["warning"]
    assert not checks["restore"]["warning"]
    assert not list((home / "tmp").glob("rehearsal-*")), "the throwaway home is thrown away"

    assert run(other, "restore", str(folder))[0] == 0
    assert run(other, "restore", str(folder))[0] == 1, "it holds something now"
    code, done, _said = run(other, "restore", str(folder), "--replace")
    assert code == 0
    assert Path(done["aside"]).is_dir()
    assert (other / "secret.key").read_bytes() == (home / "secret.key").read_bytes()
    assert [one["email"] for one in run(other, "staff", "list")[1]["staff"]] == ["ana@example.com"]
    assert run(other, "lake", "verify")[1]["ok"] is True

    database = next(Path(made["path"]).glob("*.sqlite3"))
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    code, found, _said = run(home, "verify", made["path"])
    assert (code, [fault["file"] for fault in found["faults"]]) == (1, ["regulars.sqlite3"])
    assert run(tmp_path / "third", "restore", made["path"])[0] == 1
