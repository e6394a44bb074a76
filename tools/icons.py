"""Write the icon sprite from an unpacked `lucide-static` package: only the icons the desk uses.

    python tools/icons.py PACKAGE_FOLDER

Add a name below, run it, and update the sha256 in `VENDOR.toml` (the command prints it).
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

SPRITE = Path(__file__).resolve().parents[1] / "src/regulars/base/web/static/regulars/vendor/lucide/icons.svg"
NAMES = """
arrow-down arrow-left arrow-right arrow-up arrow-up-right bell calendar chart-line check chevron-down
chevron-left chevron-right chevron-up chevrons-up-down circle circle-alert circle-check circle-help circle-x
clock coffee coins columns-3 copy database download ellipsis external-link eye file-spreadsheet file-up flag
flask-conical funnel gift globe hash house inbox info keyboard languages layers link list loader-circle lock
log-out mail map-pin menu minus monitor moon package percent phone play plus printer refresh-cw search send
settings share-2 shopping-bag shopping-cart sprout star store sun table-2 tag target trash-2 trending-down
trending-up triangle-alert undo-2 upload user user-plus users workflow x
""".split()  # noqa: SIM905 -- a paragraph of names reads better than a column


def main(package: Path) -> None:
    symbols = []
    for name in sorted(NAMES):
        source = (package / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(
            r"\s+", " ", source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")]
        ).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner.replace("> <", "><")}</symbol>')
    sprite = (
        "<!-- Lucide icons, ISC License, see LICENSE -->\n"
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    )
    SPRITE.write_text(sprite, encoding="utf-8")
    print(f"{len(symbols)} icons, sha256 {hashlib.sha256(sprite.encode()).hexdigest()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
