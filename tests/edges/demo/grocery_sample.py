"""Makes the grocery sample that ships: `python tests/edges/demo/grocery_sample.py FOLDER_OF_THE_PACKAGE_DATA`."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import parquet

from regulars.edges.demo.grocery import SAMPLE
from regulars.edges.demo.grocery.baskets import COLUMNS, sampled

HOUSEHOLDS = 250
SMALL = ("household_id", "store_id", "product_id", "quantity")
AMOUNTS = ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")


def sample(folder: Path) -> tuple[pa.Table, pa.Table]:
    """Return the sample's transactions and products, cut from the full data."""
    lines = parquet.read_table(folder / "transactions.parquet", columns=list(COLUMNS))
    chosen = sampled(set(lines["household_id"].to_pylist()), HOUSEHOLDS)
    lines = lines.filter(pc.is_in(lines["household_id"], value_set=pa.array(chosen)))
    lines = lines.sort_by([(name, "ascending") for name in ("transaction_timestamp", "basket_id", "product_id")])
    for name in SMALL:
        lines = lines.set_column(lines.column_names.index(name), name, lines[name].cast(pa.int32()))
    for name in AMOUNTS:
        cents = pc.round(pc.multiply(lines[name], 100.0)).cast(pa.int32())
        lines = lines.set_column(lines.column_names.index(name), name, cents)
    stamp = lines["transaction_timestamp"].cast(pa.timestamp("ms"))
    lines = lines.set_column(lines.column_names.index("transaction_timestamp"), "transaction_timestamp", stamp)
    products = parquet.read_table(folder / "products.parquet").drop_columns(["manufacturer_id"])
    products = products.filter(
        pc.is_in(products["product_id"], value_set=pc.unique(lines["product_id"]).cast(pa.int64()))
    )
    return lines.replace_schema_metadata(None), products.sort_by("product_id").replace_schema_metadata(None)


if __name__ == "__main__":
    for name, table in zip(("transactions", "products"), sample(Path(sys.argv[1])), strict=True):
        parquet.write_table(table, SAMPLE / f"{name}.parquet", compression="zstd", compression_level=19)
