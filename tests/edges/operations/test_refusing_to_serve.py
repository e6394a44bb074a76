"""D1, D3: nothing is served on a database that could lose what it acknowledged."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from regulars.edges.cli import serving
from regulars.kit.errors import Refused


@pytest.mark.django_db
def test_a_fault_of_durability_is_named_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "durability_faults", lambda: iter(["synchronous is below FULL"]))
    with pytest.raises(Refused, match="synchronous is below FULL") as refused:
        serving.require_fit()
    assert refused.value.code == "serve.not_durable"


@pytest.fixture
def careless() -> Iterator[str]:
    """Make a database that answers before it has written."""
    import psycopg

    server = urlsplit(os.environ["REGULARS_TEST_DATABASE_URL"])
    name = f"regulars_careless_{os.getpid()}"
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as root:
        root.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        root.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')  # type: ignore[call-overload]
        yield server._replace(path=f"/{name}").geturl()
        root.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


@pytest.mark.engines
@pytest.mark.slow
def test_postgresql_that_answers_before_it_has_written_is_not_served(
    careless: str, tmp_path: Path, process_env: dict[str, str]
) -> None:
    kept = {name: value for name, value in process_env.items() if not name.startswith("REGULARS_")}
    environ = {**kept, "REGULARS_HOME": str(tmp_path / "home"), "REGULARS_DATABASE_URL": careless}
    for words, code in ((["init"], 0), (["serve", "--port", "18999"], 1)):
        command = [sys.executable, "-m", "regulars", *words]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == code, done.stderr
    assert "synchronous_commit is off" in done.stderr
