"""Any file a shop has, as raw text rows with their line numbers, in constant memory; nothing is interpreted here.

table = open_table(Path("orders.csv"), known=lambda name: name == "Email")
table.description.header        # ("Name", "Email", ...)
for batch in table.batches(): batch.columns[0]
"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.reading.columnar import ParquetTable
from regulars.edges.imports.reading.containers import empty, fingerprint, recognize
from regulars.edges.imports.reading.delimited import DelimitedTable
from regulars.edges.imports.reading.header import COLUMNS_MAX, Known, fold
from regulars.edges.imports.reading.sheets import MARK, SheetTable
from regulars.edges.imports.reading.table import Batch, Description, Flaw, Table
from regulars.kit.errors import Refused

__all__ = ["MARK", "Batch", "Description", "Flaw", "Known", "Table", "fingerprint", "fold", "open_table"]


def open_table(path: Path, *, known: Known) -> Table:
    """Find out what `path` is and where its header stands. `known` recognizes a column name of ours.

    Raises:
        NotFound: there is no such file.
        Refused: it is no table that can be read; the fix says what to do.
    """
    table = _open(path, known)
    columns = len(table.description.header)
    if not columns:
        raise empty(path)
    if columns > COLUMNS_MAX:
        raise Refused(
            "import.too_wide",
            _("%(path)s has more than %(columns)s columns."),
            field="file",
            value=path.name,
            fix=_("Export it again with the columns that matter."),
            params={"path": path.name, "columns": COLUMNS_MAX},
        )
    return table


def _open(path: Path, known: Known) -> Table:
    container = recognize(path)
    if container.kind == "parquet":
        return ParquetTable(path)
    if container.kind == "xlsx":
        return SheetTable(path, known)
    return DelimitedTable(path, container, known)
