"""Every data set in one workspace, each under a namespace of its own: no row lost, nobody mixed up, and how good the data is.

Every import's account is held against the rows that DuckDB counts in the file; every table's rows and customers against those
that must come of the files. A second import of every file changes nothing. The quality report of `tenure check` is printed.
"""

import subprocess

import duckdb

from data_sets import DATA_SETS
from tally import Tally
from workspace import Workspace, binary_argument

NOW = "2026-01-15T12:00:00Z"
SETTINGS = "name: Eight data sets\ntime_zone: UTC\ncurrency: USD\n"
KEPT = ["accepted", "unchanged", "updated", "filtered", "quarantined"]
# What `tenure check` may end with: all is well, or below the bar.
CHECKED = [0, 3]


def main():
    tally, binary = Tally("one_workspace"), binary_argument()
    present = [data_set for data_set in DATA_SETS if data_set.data.exists()]
    for data_set in DATA_SETS:
        if data_set not in present:
            tally.skip(f"{data_set.data} is absent")
    if not present:
        tally.close_and_exit()
    db = duckdb.connect()
    with Workspace(binary, SETTINGS) as workspace:
        for data_set in present:
            for one in data_set.imports:
                import_file(tally, workspace, db, (data_set, one))
        for data_set in present:
            compare(tally, workspace, db, data_set)
        mixed = "select count(*) as n from (select customer_key from identities group by customer_key having count(distinct namespace) > 1)"
        tally.same("customers of two data sets", workspace.rows(mixed), [(0,)])
        again(tally, workspace, present)
        quality(tally, workspace)
    tally.close_and_exit()


def import_file(tally, workspace, db, of):
    """Imports a file; its account must add up to the rows of the file, and none of them be bad."""
    data_set, one = of
    what = f"{data_set.folder}/{one.file} as {one.table}"
    (rows,) = db.execute(f"select count(*) from {data_set.source(one.file)}").fetchone()
    told = ["--now", NOW, "--complete-through", data_set.through]
    report = workspace.imports(one.table, data_set.data / one.file, data_set.mapping(one), *told)
    tally.same(f"{what}: rows read", report["read"], rows)
    tally.same(f"{what}: rows accounted for", sum(report[kept] for kept in KEPT), rows)
    tally.same(f"{what}: bad rows", report["quarantined"], 0)


def compare(tally, workspace, db, data_set):
    """Rows and customers of each table that a data set fills."""
    made = " union all ".join(f"({data_set.made(one)})" for one in data_set.imports)
    expected = db.execute(
        f"""select made_for, count(*), count(distinct customer) from ({made}) as made(made_for, key, customer)
        group by made_for order by made_for"""
    ).fetchall()
    for table, rows, customers in expected:
        known = "count(distinct customer_id)" if table not in ("accounts", "ticket_changes") else "0"
        found = workspace.rows(
            f"select count(*) as n, {known} as customers from {table} where namespace = '{data_set.namespace}'"
        )
        tally.same(f"{data_set.folder}: rows and customers of {table}", found, [(rows, customers)])
    ids = db.execute(f"select count(distinct customer) from ({made}) as made(made_for, key, customer)").fetchone()
    sql = f"select count(distinct outside_id) as n from identities where namespace = '{data_set.namespace}'"
    tally.same(f"{data_set.folder}: ids of customers", workspace.rows(sql), [ids])


def again(tally, workspace, present):
    """The same files a second time: every row is known, and no table has one more."""
    before = workspace.json("status")["tables"]
    for data_set in present:
        for one in data_set.imports:
            report = workspace.imports(one.table, data_set.data / one.file, data_set.mapping(one), "--now", NOW)
            what = f"{data_set.folder}/{one.file} as {one.table} again"
            tally.same(f"{what}: new, updated", (report["accepted"], report["updated"]), (0, 0))
    after = workspace.json("status")["tables"]
    rows = [{table["table"]: table["rows"] for table in tables} for tables in (before, after)]
    tally.same("rows after a second import", rows[1], rows[0])


def quality(tally, workspace):
    """Prints what `tenure check` says of the workspace."""
    words = [workspace.binary, "-C", str(workspace.folder), "--now", NOW, "check"]
    done = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    print(done.stdout)
    tally.same("tenure check ends well or below the bar", done.returncode in CHECKED, True)
    tally.same("tenure check says something", bool(done.stdout.strip()), True)


if __name__ == "__main__":
    main()
