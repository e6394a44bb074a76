"""The lint rules hold over the source, and each one catches its sample and lets the sound form pass."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath

import lints
import pytest
from test_house import package_root

# rule -> (path of the sample, source that must be caught, source that must pass)
SAMPLES: dict[str, list[tuple[str, str, str]]] = {
    "no_value_in_sql": [
        (
            "domains/a/service.py",
            'f"SELECT id FROM t WHERE name = {name}"',
            'f"SELECT id FROM {TABLE} WHERE name = %s"',
        ),
        ("domains/a/service.py", "f\"SELECT id FROM t WHERE name = '{name}'\"", 'f"SELECT {columns} FROM t"'),
        ("domains/a/service.py", 'f"SELECT id FROM t LIMIT {n}"', 'f"SELECT id FROM t LIMIT {PAGE_MAX + 1}"'),
        ("domains/a/service.py", 'f"SELECT id FROM t LIMIT {n + 1}"', 'f"SELECT id FROM t LIMIT {int(n)}"'),
        (
            "domains/a/service.py",
            '"SELECT id FROM t WHERE id = %s" % key',
            'execute("SELECT id FROM t WHERE id = %s", [key])',
        ),
        ("domains/a/service.py", '"SELECT id FROM t WHERE id = " + key', '"SELECT id " + "FROM t"'),
        ("base/a.py", '"DELETE FROM {}".format(table)', '"{} rows".format(count)'),
        ("base/a.py", 'f"INSERT INTO t (a) VALUES ({a})"', "f\"INSERT INTO t (a) VALUES ({', '.join(marks)})\""),
    ],
    "no_import_by_string": [
        ("domains/a/service.py", 'apps.get_model("orders", "Order")', "import regulars.domains.orders.queries"),
        ("edges/a.py", "import_string(path)", "load(path)"),
        ("edges/a.py", "importlib.import_module(path)", "import importlib"),
    ],
    "time_comes_from_the_clock": [
        ("domains/a/rules.py", "datetime.now(UTC)", "clock.now()"),
        ("domains/a/rules.py", "datetime.datetime.utcnow()", "datetime.datetime(2026, 1, 1)"),
        ("domains/a/rules.py", "from time import time", "from time import struct_time"),
        ("domains/a/rules.py", "time.gmtime()", "time.strptime(text, form)"),
        ("domains/a/rules.py", "timezone.now()", "clock.monotonic()"),
    ],
    "randomness_is_an_argument": [
        ("domains/a/rules.py", "random.choice(items)", "random.Random(7).choice(items)"),
        ("domains/a/rules.py", "from random import shuffle", "from random import Random"),
        ("domains/a/rules.py", "uuid.uuid4()", "rng.random()"),
        ("domains/a/rules.py", "np.random.rand(3)", "np.random.Generator(bits)"),
        ("domains/a/rules.py", "random.Random()", "random.Random(seed)"),
        ("edges/a.py", "random.SystemRandom()", "secrets.token_urlsafe(16)"),
        ("edges/a.py", "secrets.choice(words)", "rng.choice(words)"),
        ("edges/a.py", "os.urandom(8)", "secrets.token_bytes(8)"),
    ],
    "nobody_sleeps": [
        ("base/a.py", "time.sleep(1)", "stop.wait(1)"),
        ("base/a.py", "from time import sleep", "import threading"),
    ],
    "models_hold_no_behavior": [
        ("domains/a/models.py", "class A:\n    def save(self): ...", "class A:\n    def __str__(self): ..."),
        ("domains/a/apps.py", "from django.db.models.signals import post_save", "from django.db import models"),
        ("domains/a/apps.py", "from django.dispatch import receiver", "from django.apps import AppConfig"),
    ],
    "writes_pass_the_door": [
        ("domains/a/service.py", "from django.db import transaction", "from regulars.base.state import write"),
        ("edges/a.py", "from django.db import connection", "from django.db import models"),
    ],
    "money_is_never_a_float": [
        ("domains/a/types.py", "amount_minor: float = 0", "amount_minor: int = 0"),
        ("domains/a/rules.py", "def f(price_micros: float | None): ...", "def f(rate: float): ..."),
        ("domains/a/models.py", "amount_minor = models.FloatField()", "share = models.FloatField()"),
    ],
    "modules_have_a_subject": [
        ("domains/a/utils.py", "", ""),
        ("domains/helpers/a.py", "", ""),
    ],
    "heavy_libraries_load_late": [
        ("domains/a/queries.py", "import duckdb", "def f():\n    import duckdb"),
        ("edges/a.py", "from openpyxl import load_workbook", "if TYPE_CHECKING:\n    import ibis"),
    ],
    "nothing_is_left_to_do": [
        ("domains/a/service.py", "raise NotImplementedError", "raise Refused('a.b', 'c')"),
    ],
}
# "rule path" -> why it may. May only shrink: an exception that nothing needs fails as well.
EXCEPTIONS = {
    "no_value_in_sql edges/imports/columns.py": "a view over a file takes no parameter; the path is ours and quoted",
}
RULES = {rule.__name__: rule for rule in lints.RULES}


def faults(name: str, path: str, source: str) -> list[lints.Fault]:
    return list(RULES[name](ast.parse(source), PurePosixPath(path)))


def sources() -> list[tuple[PurePosixPath, str]]:
    root = package_root()
    return [
        (PurePosixPath(path.relative_to(root).as_posix()), path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.py"))
        if "migrations" not in path.parts
    ]


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_holds_over_the_source(name: str) -> None:
    found: dict[str, list[str]] = {}
    for path, source in sources():
        for line, why in RULES[name](ast.parse(source), path):
            found.setdefault(f"{name} {path}", []).append(f"{path}:{line}: {why}")
    allowed = {key for key in EXCEPTIONS if key.startswith(f"{name} ")}
    faults = [fault for key, faults in found.items() if key not in allowed for fault in faults]
    assert not faults, "\n" + "\n".join(faults)
    assert allowed <= set(found), f"no longer needed: {allowed - set(found)}"


def test_the_table_of_commands_names_command_rooms_only() -> None:
    from regulars.edges.cli.main import COMMANDS

    for target in COMMANDS.values():
        module = target.partition(":")[0].split(".")
        assert module[1] in {"base", "domains", "edges"}, target
        assert module[1] != "domains" or module[3] == "cli", f"{target}: a domain is mounted by its cli room"


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_has_samples_and_reads_them_rightly(name: str) -> None:
    assert SAMPLES[name], f"{name} has no sample"
    for path, caught, passed in SAMPLES[name]:
        assert faults(name, path, caught), f"{name} does not catch: {caught}"
        if passed:
            assert not faults(name, path, passed), f"{name} must let pass: {passed}"


def test_exempt_places_stay_exempt() -> None:
    assert not faults("time_comes_from_the_clock", "kit/clock.py", "datetime.now(UTC)")
    assert not faults("randomness_is_an_argument", "kit/chance.py", "random.Random()")
    assert not faults("no_import_by_string", "base/registry.py", "import_string(path)")
    assert not faults("writes_pass_the_door", "base/state/doors.py", "from django.db import transaction")
    assert not faults("heavy_libraries_load_late", "base/lake/engine.py", "import duckdb")
    assert not faults("heavy_libraries_load_late", "domains/traits/facts.py", "import ibis")


def test_unfinished_work_names_its_issue() -> None:
    root = package_root()
    texts = [*root.rglob("*.py"), *root.rglob("*.html"), *root.rglob("*.js"), *root.rglob("*.css")]
    found = [
        f"{path.relative_to(root)}:{line}: {why}"
        for path in texts
        if "vendor" not in path.parts
        for line, why in lints.text_faults(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n" + "\n".join(found)
    assert list(lints.text_faults("# TODO: later"))
    assert not list(lints.text_faults("# TODO(#12): later"))


def templates() -> list[Path]:
    """Return templates of pages; one that is written out as a file of its own carries its style with it."""
    return [path for path in sorted(package_root().rglob("templates/**/*.html")) if not path.stem.endswith("_file")]


def test_templates_fit_a_strict_content_policy() -> None:
    found = [
        f"{path.relative_to(package_root())}:{line}: {why}"
        for path in templates()
        for line, why in lints.markup_faults(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("markup", "caught"),
    [
        ("<script>alert(1)</script>", True),
        ('<script src="/static/web/desk.js" defer></script>', False),
        ('<script type="application/json" id="series">[]</script>', False),
        ('<td style="background: red">', True),
        ("<style>td {}</style>", True),
        ('<button onclick="go()">', True),
        ('<button data-once="go">', False),
        ('<link href="https://fonts.example.com/a.css">', True),
        ('<img src="//cdn.example.com/a.png">', True),
        ('<a href="https://example.com/help">', False),
    ],
)
def test_the_markup_rule_reads_its_samples_rightly(markup: str, caught: bool) -> None:
    assert bool(list(lints.markup_faults(markup))) is caught
