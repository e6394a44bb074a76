"""Scaffold a domain with all its rooms: `make domain NAME=wishlist BELOW=loyalty`.

Writes the package, its tests, its place in the order of the domains, its entry in the settings, its words in the
glossary and a decision record to complete, then renews the generated reference pages.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[1]
ROOMS = Path(__file__).resolve().parent / "domain_rooms"
NAME = re.compile(r"[a-z][a-z_]{2,19}")
PLACES = {  # pytest wants a test file's name once in the whole tree
    "test_rules.py": "tests/rules/{name}/test_{name}_rules.py",
    "test_adding.py": "tests/domains/{name}/test_adding_{name}.py",
}


class CannotScaffold(Exception):
    """The name or the place cannot be used; says why."""


def words_of(name: str, thing: str) -> dict[str, str]:
    """Return what the templates are filled with; `thing` is the singular of what the domain keeps."""
    camel = "".join(part.capitalize() for part in thing.split("_"))
    return {
        "name": name,
        "Name": "".join(part.capitalize() for part in name.split("_")),
        "thing": thing,
        "things": thing if thing.endswith("s") else f"{thing}s",
        "words": thing.replace("_", " "),
        "Thing": camel,
        "index": name[:18],
    }


def scaffold(root: Path, name: str, below: str = "", thing: str = "") -> list[Path]:
    """Write the domain into the checkout at `root` and return the files that are new or changed.

    Raises:
        CannotScaffold: the name is unusable or taken, or `below` is no domain of the order.
    """
    if not NAME.fullmatch(name):
        raise CannotScaffold(f"{name!r}: a domain is a plain noun in lower case, 3 to 20 letters")
    package = root / "src" / "regulars" / "domains" / name
    if package.exists():
        raise CannotScaffold(f"{name} exists already")
    words = words_of(name, thing or (name.removesuffix("s") if len(name) > 4 else name))
    changed = [place_in_order(root, name, below)]
    for template in sorted(ROOMS.rglob("*.txt")):
        room = template.relative_to(ROOMS).as_posix().removesuffix(".txt")
        path = root / PLACES[room].format(name=name) if room in PLACES else package / room
        changed.append(write(path, Template(template.read_text(encoding="utf-8")).substitute(words)))
    changed.append(install(root, name))
    changed.append(explain(root, words))
    changed += decide(root, name, below)
    return changed


def write(path: Path, text: str) -> Path:
    """Write a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def place_in_order(root: Path, name: str, below: str) -> Path:
    """Give the domain a line in the order: directly below the line of `below`, else on top of all.

    Raises:
        CannotScaffold: `below` is no domain of the order.
    """
    path = root / ".importlinter"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("[importlinter:contract:domains]")
    first = lines.index("layers =", start) + 1
    last = next(number for number in range(first, len(lines)) if not lines[number].startswith("    "))
    listed = {word.strip(" ()"): number for number in range(first, last) for word in lines[number].split("|")}
    if name in listed:
        return path
    if below and below not in listed:
        raise CannotScaffold(f"{below!r} is no domain of the order; known are {', '.join(listed)}")
    lines.insert(listed[below] + 1 if below else first, f"    ({name})")
    return write(path, "\n".join(lines) + "\n")


def install(root: Path, name: str) -> Path:
    """Add the domain to the installed apps, after the last of the domains."""
    path = root / "src" / "regulars" / "config" / "settings.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith('    "regulars.domains.'))
    lines.insert(last + 1, f'    "regulars.domains.{name}",')
    return write(path, "\n".join(lines) + "\n")


def explain(root: Path, words: dict[str, str]) -> Path:
    """Add the domain's words to the glossary, in order."""
    path = root / "docs" / "reference" / "glossary.md"
    head, bar, body = path.read_text(encoding="utf-8").partition("|---|---|---|\n")
    rows = body.strip().splitlines()
    known = {row.strip("|").split("|")[0].strip() for row in rows}
    for word in dict.fromkeys((words["words"], words["name"].replace("_", " "))):
        if word not in known:
            rows.append(f"| {word} | what the part `{words['name']}` keeps; say it in a sentence | |")
    rows.sort(key=lambda row: row.strip("|").split("|")[0].strip().lower())
    return write(path, head + bar + "\n".join(rows) + "\n")


def decide(root: Path, name: str, below: str) -> list[Path]:
    """Write the decision record that a new domain needs, and list it."""
    folder = root / "docs" / "why"
    number = max((int(page.name[:4]) for page in folder.glob("[0-9]*.md")), default=0) + 1
    title = f"`{name}` is a domain of its own"
    place = f"directly below `{below}`" if below else "where the import contracts list it"
    page = write(
        folder / f"{number:04d}-domain-{name.replace('_', '-')}.md",
        f"# {number:04d}. {title}\n\n**State:** begun.\n\n## Context\n\n"
        "Say which facts and rules have no owner yet.\n\n"
        f"## Decision\n\n`{name}` owns them, and stands {place} in the order of the domains.\n\n"
        f"## Consequences\n\n* Only domains above it may call it.\n",
    )
    index = folder / "README.md"
    text = index.read_text(encoding="utf-8").rstrip("\n")
    return [page, write(index, f"{text}\n| [{number:04d}]({page.name}) | {title} | begun |\n")]


def main() -> int:
    parser = argparse.ArgumentParser(description="Scaffold a domain with all its rooms.")
    parser.add_argument("name", help="plain noun in lower case, such as wishlist")
    parser.add_argument("--below", default="", help="domain that may call the new one; without it, it stands on top")
    parser.add_argument("--thing", default="", help="what one row is called; default: the name without its final s")
    given = parser.parse_args()
    try:
        changed = scaffold(ROOT, given.name, given.below, given.thing)
    except CannotScaffold as problem:
        print(f"new_domain: {problem}", file=sys.stderr)
        return 2
    subprocess.run([sys.executable, str(ROOT / "tools" / "reference.py")], check=False, cwd=ROOT)
    for path in changed:
        print(path.relative_to(ROOT))
    print(f"Next: complete the docstring of regulars.domains.{given.name}, its glossary entry and its decision record.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
