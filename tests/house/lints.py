"""Rules of the house that neither ruff nor the contracts can say; each is a function from a syntax tree to its faults.

A rule sees one file: `rule(tree, path)` yields `(line, what is wrong, what to do)`; `path` is relative to the package.
`test_lints` runs all of them over the source and gives each a sample it must catch and one it must let pass.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

Fault = tuple[int, str]
Rule = Callable[[ast.Module, PurePosixPath], Iterator[Fault]]

SQL = re.compile(r"\b(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\b|UPDATE\s+\S+\s+SET\b|DELETE\s+FROM\b|WHERE\s|VALUES\s*\()")
VALUE_POSITION = re.compile(r"(=|<|>|'|\bLIKE|\bBETWEEN|\bLIMIT|\bOFFSET|VALUES\s*\()\s*$", re.IGNORECASE)
CONSTANT = re.compile(r"^_?[A-Z][A-Z0-9_]*$")
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "stuff"}
HEAVY = {"ibis", "duckdb", "pyarrow", "openpyxl", "pandas", "numpy", "polars"}
HEAVY_AT_TOP = re.compile(r"/facts([/.]|$)|^base/(lake/|expressions)|^edges/imports/")


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a chain of names, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call with the dotted name it calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield `(line, module or module.name)` of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def no_value_in_sql(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """Values travel as parameters; only names from our own constants are written into a statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and SQL.search(_literal(node)):
            yield from _values_inside(node)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
            left = node.left.value if isinstance(node.left, ast.Constant) else ""
            if (
                isinstance(left, str)
                and SQL.search(left)
                and (isinstance(node.op, ast.Mod) or _is_value(left, node.right))
            ):
                yield node.lineno, "a statement put together from values: use %s and parameters"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            text = node.func.value.value if isinstance(node.func.value, ast.Constant) else ""
            if isinstance(text, str) and SQL.search(text):
                yield node.lineno, "a statement filled by format(): use %s and parameters"


def _literal(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)


def _values_inside(node: ast.JoinedStr) -> Iterator[Fault]:
    before = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            before = str(part.value)
        elif isinstance(part, ast.FormattedValue):
            if _is_value(before, part.value):
                yield part.lineno, f"{ast.unparse(part.value)} is written into a statement: use %s and parameters"
            before = ""


def _is_value(before: str, value: ast.expr) -> bool:
    return not _is_ours(value) and bool(VALUE_POSITION.search(before))


def _is_ours(value: ast.expr) -> bool:
    """Say whether an expression can only be what we wrote: constants, whole numbers, marks, joined names."""
    if isinstance(value, ast.BinOp):
        return _is_ours(value.left) and _is_ours(value.right)
    if isinstance(value, ast.Call):
        # `int` cannot carry a statement; `join` writes marks or column names.
        return dotted(value.func) == "int" or (isinstance(value.func, ast.Attribute) and value.func.attr == "join")
    is_constant = CONSTANT.match(dotted(value).rpartition(".")[2])
    return isinstance(value, ast.Constant) or bool(is_constant) or dotted(value) == "marks"


def no_import_by_string(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """An import by string is invisible to the contracts; only base and the table of commands may need one."""
    if path.parts[0] == "base" or path.as_posix() == "edges/cli/main.py":
        return
    banned = {"get_model", "import_string", "import_module", "__import__", "get_class"}
    for node, name in calls(tree):
        if name.rpartition(".")[2] in banned:
            yield node.lineno, f"{name}: write the import out, so that the contracts see it"


def time_comes_from_the_clock(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """`kit.clock` alone asks the machine for the time."""
    if path.as_posix() == "kit/clock.py":
        return
    banned = {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.time_ns",
        "timezone.now",
    }
    banned |= {"time.monotonic", "time.perf_counter", "time.monotonic_ns", "time.perf_counter_ns"}
    banned |= {"time.localtime", "time.gmtime", "time.ctime"}
    for node, name in calls(tree):
        if ".".join(name.split(".")[-2:]) in banned:
            yield node.lineno, f"{name}(): ask kit.clock"
    for line, name in imports(tree):
        if name in banned and name.startswith("time."):
            yield line, f"{name}: ask kit.clock"


def randomness_is_an_argument(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """A `random.Random` is handed in, from `kit.chance` at the top; no other generator can be driven from outside.

    `secrets` makes keys and tokens, which are never driven; what it offers for choosing is chance all the same.
    """
    if path.as_posix() == "kit/chance.py":
        return
    banned = {"random.SystemRandom", "os.urandom", "secrets.choice", "secrets.randbelow", "secrets.randbits"}
    banned |= {"secrets.SystemRandom"}
    for node, name in calls(tree):
        module, _, attribute = name.rpartition(".")
        if module in {"random", "numpy.random", "np.random"} and attribute not in {"Random", "Generator", "PCG64"}:
            yield node.lineno, f"{name}(): take a random.Random as an argument"
        elif name in banned or (name in {"random.Random", "Random"} and not node.args):
            yield node.lineno, f"{name}(): take a random.Random as an argument, or ask kit.chance"
        if name.rpartition(".")[2] in {"uuid1", "uuid4"}:
            yield node.lineno, f"{name}(): ids are integers or derived from facts"
    for line, name in imports(tree):
        if (name.startswith("random.") and name != "random.Random") or name in banned:
            yield line, f"{name}: take a random.Random as an argument"


def nobody_sleeps(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """Who waits, waits for an event with a limit: a sleep can neither be driven by a test nor ended by a signal."""
    for node, name in calls(tree):
        if name in {"time.sleep", "asyncio.sleep"}:
            yield node.lineno, f"{name}(): wait for an event with a limit"
    for line, name in imports(tree):
        if name in {"time.sleep", "asyncio.sleep"}:
            yield line, f"{name}: wait for an event with a limit"


def models_hold_no_behavior(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """Tables and constraints only: what happens on writing stands in a verb, where a reader looks for it."""
    if path.name == "models.py" or "models" in path.parts[:-1]:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in {
                "save",
                "delete",
                "clean",
                "full_clean",
                "refresh_from_db",
            }:
                yield node.lineno, f"{node.name}() in models: put the behavior into a verb of service.py"
    for line, name in imports(tree):
        if name.startswith(("django.db.models.signals", "django.dispatch", "django.core.signals")):
            yield line, f"{name}: no signals; record activity and listen to it"


def writes_pass_the_door(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """Only base opens transactions; others call `write(verb, act, ...)`. Health checks look at the connection."""
    if path.parts[0] == "base" or path.parts[:2] == ("edges", "health"):
        return
    for line, name in imports(tree):
        if name in {"django.db.transaction", "django.db.connection", "django.db.connections"}:
            yield line, f"{name}: state is written through base.state.write and its plain SQL functions"


def money_is_never_a_float(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """`*_minor`, `*_micros`, `*_milli` and `*_bps` are integers."""
    units = ("_minor", "_micros", "_milli", "_bps")
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.AnnAssign)
            and dotted(node.target).endswith(units)
            and "float" in ast.unparse(node.annotation)
        ):
            yield node.lineno, f"{dotted(node.target)} is a float: money and quantities are integers"
        if (
            isinstance(node, ast.arg)
            and node.arg.endswith(units)
            and node.annotation
            and "float" in ast.unparse(node.annotation)
        ):
            yield node.lineno, f"{node.arg} is a float: money and quantities are integers"
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and dotted(node.value.func).endswith("FloatField")
        ):
            for target in node.targets:
                if dotted(target).endswith(units):
                    yield node.lineno, f"{dotted(target)} is a FloatField: money and quantities are integers"


def modules_have_a_subject(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """A drawer for everything has no owner."""
    for part in (*path.parts[:-1], path.stem):
        if part in DRAWERS:
            yield 1, f"{part} is a drawer: name the module after what it is about"


def heavy_libraries_load_late(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """A command that prints no figure must not wait for the engine: import it where it is used."""
    if HEAVY_AT_TOP.search(path.as_posix()):
        return
    for node in tree.body:  # the top level only; imports under TYPE_CHECKING stand in an `if`
        for line, name in imports(node) if isinstance(node, ast.Import | ast.ImportFrom) else ():
            if name.split(".")[0] in HEAVY:
                yield line, f"{name} at the top of a module: import it inside the function that needs it"


def nothing_is_left_to_do(tree: ast.Module, path: PurePosixPath) -> Iterator[Fault]:
    """A stub called done is a defect."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc):
            yield node.lineno, "NotImplementedError: finish it or leave it out (a Protocol says what is expected)"


RULES: tuple[Rule, ...] = (
    no_value_in_sql,
    no_import_by_string,
    time_comes_from_the_clock,
    randomness_is_an_argument,
    nobody_sleeps,
    models_hold_no_behavior,
    writes_pass_the_door,
    money_is_never_a_float,
    modules_have_a_subject,
    heavy_libraries_load_late,
    nothing_is_left_to_do,
)
TODO = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\s*\(#\d+\))")
MARKUP = (
    (
        re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
        "inline script: use a file of ours and data-* attributes",
    ),
    (re.compile(r"<[^>]*\sstyle=", re.IGNORECASE), "style attribute: use a class"),
    (re.compile(r"<[^>]*\son[a-z]+=", re.IGNORECASE), "event attribute: use a file of ours and data-* attributes"),
    (re.compile(r"<style\b", re.IGNORECASE), "inline style sheet: use a file of ours"),
    (
        re.compile(r"<(script|link|img|iframe|form|source)\b[^>]*(src|href|action)=\"(https?:)?//", re.IGNORECASE),
        "third-party address: vendor the file",
    ),
)


def text_faults(text: str) -> Iterator[Fault]:
    """Yield unfinished business that names no issue."""
    for number, line in enumerate(text.splitlines(), start=1):
        if TODO.search(line):
            yield number, "unfinished work without an issue number: write TODO(#12)"


def markup_faults(text: str) -> Iterator[Fault]:
    """Yield what a strict content security policy would refuse, or what would call a third party."""
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, why in MARKUP:
            if pattern.search(line):
                yield number, why
