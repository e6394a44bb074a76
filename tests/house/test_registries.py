"""What parts declare about themselves is complete: columns, kinds, migrations, words, a light start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from test_house import package_root

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("ibis", "duckdb", "pyarrow", "pandas", "openpyxl", "numpy", "polars")
BRITISH = re.compile(
    r"\b(colour|behaviour|catalogue|neighbour|favourite|honour|centre|cancelled|cancelling|labelled|modelling|"
    r"\w+(?:organis|customis|randomis|normalis|recognis|summaris|serialis|initialis|optimis|synchronis)(?:e[ds]?|ing|ation))\b",
    re.IGNORECASE,
)
SPEAKS_OF_OTHERS = (
    "edges/imports/layouts/statuses.py",
    "docs/reference/files.md",
)  # words of stores, as they write them


def our_models() -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("regulars.")]


def test_every_column_of_ours_has_a_privacy_class() -> None:
    from regulars.base.privacy import registered

    declared = {f"{name}.{column}" for name, columns in registered().items() for column in columns}
    columns = {f"{model._meta.label}.{field.name}" for model in our_models() for field in model._meta.local_fields}
    assert len(columns) >= 100
    assert sorted(columns - declared) == [], "say what these columns are to a person in the unit's privacy.py"
    assert sorted(declared - columns) == [], "these columns no longer exist"


def test_names_that_reach_a_person_are_tagged_personal() -> None:
    """A column called e-mail or phone that is tagged as nobody's would leave the house with an export."""
    from regulars.base.privacy import NONE, registered

    telling = {"email", "phone", "address", "street", "password", "first_name", "last_name", "ip"}
    wrong = [
        f"{name}.{column}"
        for name, columns in registered().items()
        for column, privacy in columns.items()
        if column in telling and privacy is NONE
    ]
    assert not wrong


def test_the_lake_holds_no_personal_column() -> None:
    from regulars.base import lake

    telling = {"email", "phone", "name", "customer_name", "address", "street", "note"}
    names = {f"{dataset.name}.{column.name}" for dataset in lake.registry.datasets() for column in dataset.columns}
    assert len(names) >= 50
    assert [name for name in sorted(names) if name.rpartition(".")[2] in telling] == []


def test_a_kind_has_exactly_one_publisher() -> None:
    """Asked of the source, where a second class of the same kind is visible even if nothing imports it."""
    publishers: dict[str, list[str]] = {}
    for path in sorted(package_root().rglob("*.py")):
        for kind in kinds_declared(path.read_text(encoding="utf-8")):
            publishers.setdefault(kind, []).append(path.relative_to(package_root()).as_posix())
    assert len(publishers) >= 8
    assert {kind: paths for kind, paths in publishers.items() if len(paths) > 1} == {}
    badly_named = [kind for kind in publishers if not re.fullmatch(r"[a-z][a-z_]*\.[a-z][a-z_]*", kind)]
    assert not badly_named


def kinds_declared(source: str) -> list[str]:
    """Return the kinds that classes of a module declare."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "kind":
            is_class_var = "ClassVar" in ast.unparse(node.annotation)
            if is_class_var and isinstance(node.value, ast.Constant):
                found.append(str(node.value.value))
    return found


def test_declared_kinds_are_registered() -> None:
    from regulars.base.activity import kinds

    declared = {
        kind for path in package_root().rglob("*.py") for kind in kinds_declared(path.read_text(encoding="utf-8"))
    }
    registered = {kind for kind, cls in kinds().items() if cls.__module__.startswith("regulars.")}
    assert declared == registered, "import events in the app's ready(), or drop the class"


def test_every_kind_and_every_job_has_words_for_people() -> None:
    from regulars.base import extends
    from regulars.base.activity import kinds
    from regulars.base.jobs import job_names

    ours = sorted(kind for kind, cls in kinds().items() if cls.__module__.startswith("regulars."))
    assert [kind for kind in ours if extends.sentences.get(kind) is None] == []
    assert [name for name in sorted(job_names()) if extends.job_titles.get(name) is None] == []


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    from django.core.management import call_command

    out = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=1, stdout=out)
    except SystemExit:
        pytest.fail(f"models changed without a migration:\n{out.getvalue()}")


def test_a_command_that_prints_no_figure_starts_light() -> None:
    code = (
        "import sys, os, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'regulars.config.settings'\n"
        "from regulars.edges.cli.main import main\n"
        "django.setup()\n"
        f"print(','.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""


def glossary() -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [(word.strip(), meaning.strip(), others.strip()) for word, meaning, others in rows[1:]]


def test_the_glossary_has_each_word_once_in_order_with_a_meaning() -> None:
    words = [word for word, _meaning, _others in glossary()]
    assert words == sorted(words, key=str.lower)
    assert len(words) == len(set(words))
    assert all(meaning for _word, meaning, _others in glossary())


def test_parts_and_subjects_are_in_the_glossary() -> None:
    from regulars.base.activity import kinds

    text = " ".join(f"{word} {meaning}" for word, meaning, _others in glossary()).lower().replace("_", " ")
    domains = [path.parent.name for path in package_root().glob("domains/*/__init__.py")]
    nouns = {kind.split(".")[0] for kind, cls in kinds().items() if cls.__module__.startswith("regulars.")}
    missing = [name for name in sorted({*domains, *nouns}) if name.replace("_", " ").rstrip("s") not in text]
    assert not missing, "explain these words in docs/reference/glossary.md"


def test_words_that_the_glossary_refuses_name_no_kind_and_no_table() -> None:
    from regulars.base.activity import kinds

    refused = {other.strip() for _word, _meaning, others in glossary() for other in others.split(",") if other.strip()}
    refused = {word.lower() for word in refused} - {word for word, _meaning, _others in glossary()}
    names = {kind.split(".")[0] for kind in kinds()} | {model.__name__ for model in our_models()}
    wrong = []
    for name in sorted(names):
        words = set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_"))
        wrong += [f"{name} says {word}" for word in sorted(words & refused)]
    assert not wrong, wrong


def test_the_house_spells_american() -> None:
    wrong = []
    for path in sorted(
        [*package_root().rglob("*.py"), *package_root().rglob("*.html"), *(ROOT / "docs").rglob("*.md")]
    ):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            found = BRITISH.search(line)
            # Stores write "cancelled" in their exports: their words are read as they are.
            if found and not path.as_posix().endswith(SPEAKS_OF_OTHERS) and f'"{found.group()}' not in line:
                wrong.append(f"{path}:{number}: {found.group()}")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.django_db
def test_amounts_and_counts_in_the_lake_are_whole_numbers() -> None:
    """A sum that DuckDB made a DOUBLE loses cents past 2^53; the lake must say so before a figure does."""
    from regulars.base import lake
    from regulars.base.shop.service import set_up_shop
    from regulars.base.state import Act, write

    write(set_up_shop, Act.by("cli"), "Test", "Europe/Berlin", "EUR")
    whole = re.compile(r"(^id|^customer|_minor|_rep|_milli|_micros|_seq|^orders.*|^lines|^nth_.*)$")
    wrong = []
    with lake.session() as opened:
        for name in lake.registry.tables:
            for column, kind in opened.table(name).schema().items():
                if whole.search(column) and "median" not in column and not kind.is_integer():
                    wrong.append(f"{name}.{column} is {kind}")
    assert not wrong, wrong
