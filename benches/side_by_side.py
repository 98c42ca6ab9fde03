"""Asks tenure and DuckDB the same questions of the same file, checks that they agree, and prints the times."""

import argparse
import decimal
import json
import pathlib
import shutil
import subprocess
import sys
import time

import duckdb
import make_orders
from demo_company import DemoCompany

FROM, TO = "2023-01-01", "2025-01-01"
REPEATS = 3

DUCK_LOAD = "create table orders as select * from read_csv('{file}', types = {{'amount': 'decimal(18,4)'}})"

DUCK_TOTALS = f"""
select strftime(date_trunc('month', ordered_at at time zone 'UTC'), '%Y-%m-%d') as start, count(*), sum(amount)
from orders where ordered_at >= '{FROM} 00:00+00' and ordered_at < '{TO} 00:00+00' group by start order by start
"""

# Active at t: an order before t, at most 90 days before it. The same rule as tenure's purchase basis.
DUCK_RETENTION = f"""
with ends as (select unnest(generate_series(timestamptz '{FROM} 00:00+00', timestamptz '{TO} 00:00+00', interval 1 month)) as t),
active as (
  select distinct t, customer_id from ends join orders on ordered_at < t and t <= ordered_at + interval 90 day
)
select strftime(s.t at time zone 'UTC', '%Y-%m-%d') as start, count(e.customer_id), count(*)
from active s left join active e on e.customer_id = s.customer_id and e.t = s.t + interval 1 month
where s.t < '{TO} 00:00+00' group by s.t order by s.t
"""


def main() -> None:
    options = read_options()
    folder = options.data / str(options.orders)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "orders.csv"
    if not file.exists():
        print(f"making {options.orders:,} orders in {file}", file=sys.stderr)
        make_orders.make(file, options.orders)
    tenure, duck = Tenure(options.tenure, folder / "workspace"), Duck(folder / "orders.duckdb")
    company = DemoCompany(options.tenure, options.data)
    loaded = ("load a CSV file", best(lambda: tenure.load(file)), best(lambda: duck.load(file)))
    rows = [
        loaded,
        compared("orders and revenue, 24 months", tenure.totals, duck.totals),
        compared("retention over 90 days, 24 months", tenure.retention, duck.retention),
        compared("retention of the demo company, 24 months", company.tenure, company.duck),
    ]
    print(f"\n{options.orders:,} orders; demo company with {company.rows:,} subscription changes; best of {REPEATS}, seconds\n")
    print(f"{'question':<42}{'tenure':>10}{'DuckDB ' + duckdb.__version__:>16}{'ratio':>8}")
    for question, ours, theirs in rows:
        print(f"{question:<42}{ours[0]:>10.2f}{theirs[0]:>16.2f}{ours[0] / theirs[0]:>8.1f}")
    print(f"\ntenure imports {options.orders / loaded[1][0]:,.0f} rows a second, DuckDB {options.orders / loaded[2][0]:,.0f}")


class Tenure:
    """tenure, one process a question."""

    def __init__(self, binary: str, workspace: pathlib.Path) -> None:
        self.binary, self.workspace = binary, workspace

    def load(self, file: pathlib.Path) -> None:
        shutil.rmtree(self.workspace, ignore_errors=True)
        self.run("init", str(self.workspace), inside=False)
        self.run("import", "orders", str(file), "--complete-through", "2024-12-31")

    def totals(self) -> list:
        orders, revenue = self.query("orders", "revenue")
        return [
            (row["start"], int(row["value"]), decimal.Decimal(money["value"]["amount"]))
            for row, money in zip(orders["rows"], revenue["rows"], strict=True)
        ]

    def retention(self) -> list:
        answer = self.query("customer_retention_rate", "churn_rate", "--basis", "purchase")[0]
        return [(row["start"], row["numerator"], row["denominator"]) for row in answer["rows"]]

    def query(self, *words: str) -> list:
        span = ("--from", FROM, "--to", TO, "--grain", "month")
        return json.loads(self.run("--format", "json", "query", *words, *span))

    def run(self, *words: str, inside: bool = True) -> str:
        place = ["-C", str(self.workspace)] if inside else []
        done = subprocess.run([self.binary, *place, *words], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"tenure {' '.join(words)} exited with {done.returncode}\n{done.stderr}")
        return done.stdout


class Duck:
    """DuckDB on a database file, one connection a question."""

    def __init__(self, database: pathlib.Path) -> None:
        self.database = database

    def load(self, file: pathlib.Path) -> None:
        self.database.unlink(missing_ok=True)
        self.ask(DUCK_LOAD.format(file=file))

    def totals(self) -> list:
        return self.ask(DUCK_TOTALS)

    def retention(self) -> list:
        return self.ask(DUCK_RETENTION)

    def ask(self, sql: str) -> list:
        with duckdb.connect(self.database) as connection:
            connection.execute("set time zone 'UTC'")
            return connection.execute(sql).fetchall()


def compared(question: str, ours, theirs) -> tuple:
    """Times both, and stops when they do not agree."""
    mine, other = best(ours), best(theirs)
    if mine[1] != other[1]:
        pairs = zip(mine[1], other[1])
        where = next((pair for pair in pairs if pair[0] != pair[1]), (len(mine[1]), len(other[1])))
        sys.exit(f"{question}: the answers differ, tenure {where[0]}, DuckDB {where[1]}")
    return question, mine, other


def best(run) -> tuple:
    """The least seconds of a few runs, and what the last one returned."""
    seconds, answer = [], None
    for _ in range(REPEATS):
        start = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), answer


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenure", required=True, help="the binary to time")
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="where the file and the databases go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
