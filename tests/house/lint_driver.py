"""Run the import contracts over one invented package after another; a process of its own, started by test_contracts.

Reads a JSON list of {name, files} from standard input and prints {name: [broken contract ids or "error: ..."]}.
grimp finds a package through the path, so this process must never have imported the real `regulars`.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from pathlib import Path

from importlinter import configuration
from importlinter.application import use_cases

configuration.configure()


def broken(contracts: str) -> list[str]:
    """Return the ids of the contracts that the package on the path breaks."""
    importlib.invalidate_caches()
    options = use_cases.read_user_options(contracts)
    use_cases._register_contract_types(options)  # what `lint-imports` does before it builds the report
    try:
        report = use_cases.create_report(options, (), None)
    except Exception as error:
        return [f"error: {error}"]
    names = {contract["name"]: contract["id"] for contract in options.contracts_options}
    return [names[contract.name] for contract, check in report.get_contracts_and_checks() if not check.kept]


def main() -> None:
    contracts, work = sys.argv[1], Path(sys.argv[2])
    sys.path.insert(0, str(work))
    answers = {}
    for case in json.load(sys.stdin):
        shutil.rmtree(work / "regulars", ignore_errors=True)
        for name, text in case["files"].items():
            path = work / "regulars" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        answers[case["name"]] = broken(contracts)
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
