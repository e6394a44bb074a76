from __future__ import annotations

from pathlib import Path

import pytest

from domains.insights_brief.shops import retail_lake
from tinyshop import TinyLake


@pytest.fixture(scope="session")
def retail(shared_data: Path) -> TinyLake:
    return retail_lake(shared_data)
