"""The import contracts hold, and each breach they exist for turns one of them red."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONTRACTS = ROOT / ".importlinter"

# A house in miniature: every floor, and domains with the rooms that the breaches need.
SOUND = {
    "__init__.py": "",
    "__main__.py": "import regulars.config",
    "config/__init__.py": "import regulars.edges.desk",
    "edges/__init__.py": "",
    "edges/desk/__init__.py": "from regulars.domains.orders import views",
    "domains/__init__.py": "",
    "domains/orders/__init__.py": "",
    "domains/orders/apps.py": "from regulars.domains.orders import handlers, views",
    "domains/orders/views.py": "from regulars.domains.orders import queries, service",
    "domains/orders/handlers.py": "from regulars.domains.orders import service",
    "domains/orders/service.py": "from regulars.domains.orders import models, rules\n"
    "import regulars.domains.catalog.queries",
    "domains/orders/queries.py": "from regulars.domains.orders import models",
    "domains/orders/models.py": "",
    "domains/orders/rules.py": "from regulars.kit import money",
    "domains/catalog/__init__.py": "",
    "domains/catalog/queries.py": "",
    "domains/customers/__init__.py": "",
    "domains/customers/queries.py": "",
    "base/__init__.py": "",
    "base/jobs/__init__.py": "",
    "base/lake/__init__.py": "import regulars.base.jobs",
    "kit/__init__.py": "",
    "kit/money.py": "",
}
UP = "from regulars.domains.orders import queries"

# breach -> (files that differ from the sound house, the contract that must turn red)
BREACHES: dict[str, tuple[dict[str, str], str]] = {
    "an upward import": ({"domains/catalog/queries.py": UP}, "domains"),
    "an upward import inside a function": (
        {"domains/catalog/queries.py": f"def late():\n    {UP}\n"},
        "domains",
    ),
    "an upward import under TYPE_CHECKING": (
        {"domains/catalog/queries.py": f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {UP}\n"},
        "domains",
    ),
    "a neighbor": ({"domains/catalog/queries.py": "import regulars.domains.customers.queries"}, "domains"),
    "rules importing Django": ({"domains/orders/rules.py": "import django.db"}, "pure"),
    "rules importing a socket": ({"domains/orders/rules.py": "import socket"}, "pure"),
    "rules importing base": ({"domains/orders/rules.py": "import regulars.base.jobs"}, "pure"),
    "events importing Django": ({"domains/orders/events.py": "from django.utils import timezone"}, "pure"),
    "kit importing Ibis": ({"kit/money.py": "import ibis"}, "pure"),
    "kit importing an HTTP client": ({"kit/money.py": "import httpx"}, "pure"),
    "a view importing models": ({"domains/orders/views.py": "from regulars.domains.orders import models"}, "faces"),
    "a command importing models": ({"domains/orders/cli.py": "from regulars.domains.orders import models"}, "faces"),
    "base importing a domain": ({"base/jobs/__init__.py": UP}, "floors"),
    "kit importing base": ({"kit/money.py": "import regulars.base.jobs"}, "floors"),
    "a domain importing an edge": ({"domains/orders/service.py": "import regulars.edges.desk"}, "floors"),
    "a domain importing config": ({"domains/orders/service.py": "import regulars.config"}, "floors"),
    "a circle inside base": ({"base/jobs/__init__.py": "import regulars.base.lake"}, "circles"),
    "models importing service": ({"domains/orders/models.py": "from regulars.domains.orders import service"}, "inside"),
    "service importing handlers": (
        {"domains/orders/service.py": "from regulars.domains.orders import handlers"},
        "inside",
    ),
    "an unlisted domain": ({"domains/wishlist/__init__.py": ""}, "domains"),
    "an unlisted room": ({"domains/orders/manager.py": ""}, "inside"),
    "an unlisted floor": ({"plugins/__init__.py": ""}, "floors"),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Contracts that each invented house breaks, all linted in one child process."""
    cases = [{"name": "sound", "files": SOUND}]
    cases += [{"name": name, "files": SOUND | changed} for name, (changed, _contract) in BREACHES.items()]
    done = subprocess.run(
        [sys.executable, str(HERE / "lint_driver.py"), str(CONTRACTS), str(tmp_path_factory.mktemp("houses"))],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answers: dict[str, list[str]] = json.loads(done.stdout.strip().splitlines()[-1])
    return answers


def test_our_own_house_keeps_every_contract() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(lint), "--config", str(CONTRACTS)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:]


def test_a_sound_house_is_accepted(verdicts: dict[str, list[str]]) -> None:
    assert verdicts["sound"] == []


@pytest.mark.parametrize("breach", sorted(BREACHES))
def test_a_breach_turns_its_contract_red(breach: str, verdicts: dict[str, list[str]]) -> None:
    _changed, contract = BREACHES[breach]
    assert contract in verdicts[breach], verdicts[breach]


def test_the_contracts_are_those_that_were_agreed() -> None:
    text = CONTRACTS.read_text(encoding="utf-8")
    for name in ("floors", "domains", "inside", "pure", "circles", "faces"):
        assert f"[importlinter:contract:{name}]" in text
    assert "ignore_imports" not in text, "an exception to the order needs a decision record, not a line here"
