"""`make domain` writes a domain that the house accepts as it stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import fk_floors
import pytest
from test_documents import tool

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "src", "tests", "docs", "tools", "bench", ".ci", ".importlinter", "pyproject.toml", "uv.lock", "Makefile",
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "NOTICE",
)  # fmt: skip
BIN = Path(sys.executable).parent
ASKED = ("house", "documents", "lints", "registries", "bare_strings", "tools")  # those that look at what was written


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what a scaffold touches or a check reads."""
    root = tmp_path / "checkout"
    root.mkdir()
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=ignore)
        elif source.exists():
            shutil.copy(source, root / name)
    return root


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a tool over the copy, which stands before the real package on the path."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("REGULARS_", "DJANGO_"))}
    env |= {"PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False, timeout=300)


def test_a_new_domain_has_its_rooms_its_place_and_its_tests(copy: Path) -> None:
    changed = tool("new_domain").scaffold(copy, "wishlists", below="loyalty")

    rooms = {path.name for path in (copy / "src/regulars/domains/wishlists").iterdir()}
    expected = {"__init__", "rules", "types", "events", "models", "queries", "service", "privacy", "extends", "apps"}
    assert rooms == {f"{name}.py" for name in expected} | {"migrations"}
    assert (copy / "tests/rules/wishlists/test_wishlists_rules.py") in changed
    assert (copy / "tests/domains/wishlists/test_adding_wishlists.py") in changed
    order = fk_floors.declared_order(copy / ".importlinter")
    assert order["offers"] < order["wishlists"] < order["loyalty"]
    service = (copy / "src/regulars/domains/wishlists/service.py").read_text(encoding="utf-8")
    assert "def add_wishlist(act: Act, name: str) -> int:" in service


def test_a_domain_that_has_its_place_already_keeps_it(copy: Path) -> None:
    before = (copy / ".importlinter").read_text(encoding="utf-8")
    tool("new_domain").scaffold(copy, "loyalty")
    assert (copy / ".importlinter").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("name", "below"), [("Wishlist", ""), ("wish-list", ""), ("ab", ""), ("orders", ""), ("wishlist", "nowhere")]
)
def test_a_name_or_place_that_cannot_be_used_changes_nothing(copy: Path, name: str, below: str) -> None:
    new_domain = tool("new_domain")
    before = sorted(path for path in copy.rglob("*") if path.is_file())
    with pytest.raises(new_domain.CannotScaffold):
        new_domain.scaffold(copy, name, below)
    assert sorted(path for path in copy.rglob("*") if path.is_file()) == before


def test_a_new_domain_keeps_the_import_contracts(copy: Path) -> None:
    tool("new_domain").scaffold(copy, "wishlist", below="loyalty")
    done = run(copy, str(BIN / "lint-imports"), "--no-cache")
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.slow
def test_a_new_domain_passes_types_lint_its_own_tests_and_the_house(copy: Path) -> None:
    done = run(copy, sys.executable, "tools/new_domain.py", "wishlists", "--below", "loyalty")
    assert done.returncode == 0, done.stdout + done.stderr

    package = "src/regulars/domains/wishlists"
    for command in (
        [str(BIN / "ruff"), "check", package, "tests/domains/wishlists", "tests/rules/wishlists"],
        [str(BIN / "ruff"), "format", "--check", package, "tests/domains/wishlists", "tests/rules/wishlists"],
        [str(BIN / "mypy"), "--cache-dir", str(copy / "mypy"), "-p", "regulars.domains.wishlists"],
        [sys.executable, "-m", "pytest", "tests/domains/wishlists", "tests/rules/wishlists"],
        [sys.executable, "-m", "pytest", "-m", "not slow", *(f"tests/house/test_{name}.py" for name in ASKED)],
    ):
        done = run(copy, *command)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-5000:]}{done.stderr[-2000:]}"
