"""Django settings for tests: a home and a database of this test process alone.

pytest-django reads settings before any conftest, so the environment is arranged here, where nothing has been read yet.
SQLite in the temporary home by default; REGULARS_TEST_DATABASE_URL names a PostgreSQL server to run the same tests on.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
KEPT = {"REGULARS_SHARED_DATA", "REGULARS_TEST_DATABASE_URL"}
SERVER_URL = os.environ.get("REGULARS_TEST_DATABASE_URL", "")

# A developer's own settings must not reach the tests, nor the tests a developer's home.
for _name in [name for name in os.environ if name.startswith("REGULARS_") and name not in KEPT]:
    del os.environ[_name]

HOME = Path(tempfile.mkdtemp(prefix=f"regulars-tests-{WORKER}-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["REGULARS_HOME"] = str(HOME)
os.environ["REGULARS_SECRET_KEY"] = "a key for tests only, of no value to anyone"


def _own_database(url: str) -> str:
    """Give each test process its own database on the server: `.../regulars` becomes `.../regulars_gw0`."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path}_{WORKER}"))


if SERVER_URL:
    os.environ["REGULARS_DATABASE_URL"] = _own_database(SERVER_URL)

from regulars.config.settings import *  # noqa: E402, F403
from regulars.config.settings import DATABASES  # noqa: E402

# The name tests use is the name the settings say, so that a command started as a process sees the same database.
DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
