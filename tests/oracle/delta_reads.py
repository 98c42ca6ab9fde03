"""The lake is open: the Python package `deltalake` reads every table, and counts what tenure counts.

Live rows are those without `superseded_at`. As known at T are rows with `loaded_at <= T` that were not superseded
by then: two imports, the second of which corrects the first, tell the two apart.
"""

from datetime import datetime, timezone
from decimal import Decimal

from deltalake import DeltaTable

from tally import Tally
from workspace import Workspace, binary_argument

FIRST_IMPORT, SECOND_IMPORT = "2024-03-01T00:00:00Z", "2024-03-05T00:00:00Z"
BETWEEN = "2024-03-03T00:00:00Z"

CUSTOMERS = """customer_id,name,plan,created_at
a,Ada,pro,2024-01-01
b,Bo,basic,2024-01-05
c,Cy,pro,2024-02-01
"""
FIRST_ORDERS = """order_id,customer_id,ordered_at,amount,currency
1,a,2024-01-02T10:00:00Z,10.00,USD
2,b,2024-01-31T23:59:59Z,20.50,USD
3,a,2024-02-01T00:00:00Z,30.25,USD
4,c,2024-02-10T12:00:00Z,9999999.9999,USD
"""
# Order 2 is unchanged, order 3 corrected, order 5 new.
SECOND_ORDERS = """order_id,customer_id,ordered_at,amount,currency
2,b,2024-01-31T23:59:59Z,20.50,USD
3,a,2024-02-01T00:00:00Z,31.00,USD
5,b,2024-02-20T08:00:00Z,5.0001,USD
"""


def main():
    tally, binary = Tally("delta_reads"), binary_argument()
    with Workspace(binary) as workspace:
        load(workspace, FIRST_IMPORT, customers=CUSTOMERS, orders=FIRST_ORDERS)
        load(workspace, SECOND_IMPORT, orders=SECOND_ORDERS)
        tables = open_tables(workspace.folder / "lake")
        for name in ["customers", "orders", "identities"]:
            tally.same(f"{name} is a Delta table", name in tables, True)
        counted = {row["table"]: row["rows"] for row in workspace.json("status")["tables"]}
        tally.same("tables with rows", sorted(counted), ["customers", "orders"])
        for name, rows in counted.items():
            live = [row for row in tables[name] if row["superseded_at"] is None]
            tally.same(f"{name}: live rows", rows, len(live))
        check_orders(tally, workspace, tables["orders"])
    tally.close_and_exit()


def load(workspace, now, **files):
    """Imports texts as CSV files, at a moment."""
    for table, text in files.items():
        file = workspace.folder.parent / f"{table}.csv"
        file.write_text(text)
        workspace.json("--now", now, "import", table, str(file))


def open_tables(lake):
    """The rows of every Delta table under a folder, by the name of its folder."""
    logs = sorted(lake.rglob("_delta_log"))
    return {log.parent.name: DeltaTable(str(log.parent)).to_pyarrow_table().to_pylist() for log in logs}


def check_orders(tally, workspace, rows):
    tally.same("versions of orders", len(rows), 6)
    for moment, options in [(None, []), (BETWEEN, ["--as-of", BETWEEN])]:
        known = [row for row in rows if known_at(row, moment)]
        (told,) = workspace.json(
            "sql", "select count(*) as n, cast(sum(amount) as varchar) as total from orders", *options
        )
        label = f"orders as known at {moment or 'the end'}"
        tally.same(f"{label}: rows", told["n"], len(known))
        tally.same(f"{label}: amount", Decimal(told["total"]), sum(row["amount"] for row in known))
    keys = {row["customer_key"] for row in rows}
    tally.same("customers of the orders", len(keys), 3)
    months = {row["order_id"]: row["ordered_at"].astimezone(timezone.utc).strftime("%Y-%m") for row in rows}
    for row in rows:
        tally.same(f"month of order {row['order_id']}", str(row["month"])[:7], months[row["order_id"]])


def known_at(row, moment):
    """Whether a version of a row was in force at a moment; the newest versions for none."""
    if moment is None:
        return row["superseded_at"] is None
    instant = datetime.fromisoformat(moment)
    return row["loaded_at"] <= instant and (row["superseded_at"] is None or row["superseded_at"] > instant)


if __name__ == "__main__":
    main()
