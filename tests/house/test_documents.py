"""Documentation tells the truth about the source: what is declared is described, what is described exists."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from test_house import package_root

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
DOCUMENTED_ROOMS = re.compile(r"^(kit/|base/extends|(base|domains)/[a-z_]+/(service|queries)[./])")
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)(#[^)]*)?\)")


def tool(name: str) -> ModuleType:
    """Load a script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def part(page: str, name: str) -> str:
    """Return the generated part of a reference page as the source says it should be."""
    text: str = tool("reference").PARTS[page][name]()
    return text


@pytest.mark.parametrize("page", sorted(tool("reference").PARTS))
def test_a_reference_page_says_what_the_source_declares(page: str) -> None:
    reference = tool("reference")
    text = wanted = (REFERENCE / page).read_text(encoding="utf-8")
    for name, content in reference.PARTS[page].items():
        wanted = reference.renewed(wanted, name, content())
    assert text == wanted, f"docs/reference/{page} is out of date: run make reference"


def test_every_setting_is_described() -> None:
    from regulars.base.settings import described

    names = [name for name, _default, _meaning in described()]
    text = part("settings.md", "settings")
    assert len(names) >= 10
    assert [name for name in names if f"`REGULARS_{name.upper()}`" not in text] == []


def test_every_command_of_the_contract_exists_and_is_described() -> None:
    text = part("cli.md", "commands")
    promised = (
        "init", "demo", "serve", "worker", "migrate", "import", "imports list", "imports show", "imports undo", "brief",
        "metrics", "cohorts", "rfm", "customers list", "customers show", "lake sync", "lake verify", "lake rebuild",
        "staff add", "staff list", "staff reset", "check",
    )  # fmt: skip
    assert [name for name in promised if f"## `regulars {name}`" not in text] == []


def test_every_kind_job_and_extension_point_is_described() -> None:
    from regulars.base.activity import kinds
    from regulars.base.jobs import job_names

    text = part("activity.md", "kinds") + part("activity.md", "jobs")
    declared = {kind for kind, cls in kinds().items() if cls.__module__.startswith("regulars.")} | set(job_names())
    assert len(declared) >= 5
    assert [name for name in sorted(declared) if f"`{name}`" not in text] == []
    assert "## `extends.panels`" in part("extension-points.md", "extension points")


def test_nothing_is_declared_without_a_description() -> None:
    reference = tool("reference")
    for parts in reference.PARTS.values():
        for content in parts.values():
            content()
    assert reference.gaps == []


def test_an_entry_without_a_description_is_noticed() -> None:
    reference = tool("reference")
    assert reference.sentence("   ", "option regulars demo --shop") == "(not described)"
    assert reference.gaps == ["option regulars demo --shop"]


def test_every_extension_point_has_a_user() -> None:
    """A seam nobody uses is a guess about the future."""
    assert "Nothing is registered." not in part("extension-points.md", "extension points")


def test_every_metric_is_described() -> None:
    page = REFERENCE / "metrics.md"
    names = metric_names()
    assert len(names) >= 15
    text = page.read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in text] == []


def metric_names() -> list[str]:
    """Return the names of all metrics, as the product lists them."""
    from regulars.domains.insights.queries.metrics import definitions

    return [metric.name for metric in definitions()]


def test_every_public_function_and_class_has_a_docstring() -> None:
    silent = [name for path in sorted(package_root().rglob("*.py")) for name in undocumented(path)]
    assert not silent, "\n" + "\n".join(silent)


def undocumented(path: Path) -> Iterator[str]:
    """Yield public functions and classes of the rooms that others read, which have no docstring."""
    name = path.relative_to(package_root()).as_posix()
    if not DOCUMENTED_ROOMS.match(name) or "migrations" in path.parts or path.name in {"apps.py", "migrations.py"}:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.name != "__init__.py" and tree.body and not ast.get_docstring(tree):
        yield f"{name}: the module"
    for node in tree.body:
        is_thing = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if is_thing and not node.name.startswith("_") and not ast.get_docstring(node) and not _is_trivial(node):
            yield f"{name}:{node.lineno}: {node.name}"


def _is_trivial(node: Any) -> bool:
    """A private exception or a Protocol member body says nothing that its name does not."""
    return any("overload" in ast.unparse(mark) for mark in node.decorator_list)


def test_every_package_of_a_domain_says_what_it_owns() -> None:
    silent = []
    for init in sorted(package_root().glob("domains/*/__init__.py")):
        text = (ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or "").lower()
        silent += [f"{init.parent.name}: {word}" for word in ("owns", "publishes", "needs") if word not in text]
        silent += [] if "    " in text else [f"{init.parent.name}: an example"]
    assert not silent, silent


def test_every_runtime_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[<>=~! ]", line)[0] for line in project["dependencies"]}
    text = (DOCS / "why" / "dependencies.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    assert described == names


def test_decision_records_are_numbered_and_have_their_parts() -> None:
    pages = sorted((DOCS / "why").glob("[0-9]*.md"))
    index = (DOCS / "why" / "README.md").read_text(encoding="utf-8")
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]}. "), page.name
        for heading in ("**State:**", "## Context", "## Decision", "## Consequences"):
            assert heading in text, (page.name, heading)
        assert page.name in index, page.name


def markdown() -> list[Path]:
    pages = [*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
    return [page for page in pages if page.is_file()]


def test_links_of_the_documentation_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in markdown()
        for target, _anchor in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken, broken


def test_commands_named_in_the_documentation_exist() -> None:
    from regulars.edges.cli.main import main

    known = {path for path, _command in tool("reference").walk(main)}
    wrong = []
    for page in markdown():
        for words in re.findall(r"(?:^|`|\$ )regulars((?: [a-z]+)+)", page.read_text(encoding="utf-8"), re.MULTILINE):
            first = " ".join(["regulars", *words.split()[:1]])
            if first not in known:
                wrong.append(f"{page.relative_to(ROOT)}: {first}")
    assert not wrong, wrong


def test_a_shape_keeps_keys_and_types_and_joins_what_differs() -> None:
    shape = tool("json_shapes").shape
    assert shape({"worth": {"amount_minor": 5, "currency": "EUR"}, "as_of": "2025-09-30", "ok": True}) == {
        "worth": "money",
        "as_of": "date",
        "ok": "truth",
    }
    assert shape([{"a": 1}, {"a": 1.5, "b": None}]) == [{"a": "number", "b?": "null"}]
    assert shape([None, "2025-09"]) == ["month or null"]
    assert shape([]) == []


@pytest.mark.slow
def test_shapes_of_json_are_those_of_the_commands() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "json_shapes.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
