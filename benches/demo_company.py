"""Retention of the demo company, month by month over its two years: tenure, and DuckDB over the same rows exported."""

import datetime
import json
import pathlib
import shutil
import subprocess

import duckdb

MONTHS = 24
# As the company's tenure.yaml says: days begin in its own zone, and its own people are nobody's customers.
ZONE = "Europe/Berlin"
EXPORT = """select * from subscription_changes
where customer_key not in (select customer_key from customers where email like '%@fernrow.example')"""

# A subscription's state holds from its change to the next. Active at t: some paying state began before t and did not
# end before t. The same rule as tenure's subscription basis.
RETENTION = """
with ends as (
  select unnest(generate_series(timestamptz '{first} 00:00', timestamptz '{last} 00:00', interval 1 month)) as t
),
stretches as (
  select max(customer_key) over (partition by namespace, subscription_id) as customer, status, "at" as since,
    lead("at") over (partition by namespace, subscription_id order by "at") as until
  from changes
),
active as (
  select distinct t, customer from ends join stretches
  on status in ('active', 'past_due') and since < t and (until is null or t <= until)
)
select strftime(s.t, '%Y-%m-%d') as start, count(e.customer), count(*)
from active s left join active e on e.customer = s.customer and e.t = s.t + interval 1 month
where s.t < timestamptz '{last} 00:00' group by s.t order by s.t
"""


class DemoCompany:
    """Made by `tenure demo` in `folder`; its subscription changes lie beside it in a DuckDB database."""

    def __init__(self, binary: str, folder: pathlib.Path) -> None:
        self.binary, self.workspace, self.database = binary, folder / "demo", folder / "demo.duckdb"
        shutil.rmtree(self.workspace, ignore_errors=True)
        subprocess.run([binary, "demo", str(self.workspace)], check=True, capture_output=True)
        self.database.unlink(missing_ok=True)
        exported = folder / "subscription_changes.parquet"
        exported.write_bytes(self.run("--format", "parquet", "sql", EXPORT))
        with duckdb.connect(self.database) as connection:
            connection.execute(f"create table changes as select * from '{exported}'")
            counted = connection.execute(f"select count(*), max(\"at\") at time zone '{ZONE}' from changes")
            self.rows, newest = counted.fetchone()
        self.last = newest.date().replace(day=1)
        self.first = datetime.date(self.last.year - MONTHS // 12, self.last.month, 1)

    def tenure(self) -> list:
        words = ("--format", "json", "query", "customer_retention_rate", "--basis", "subscription", "--grain", "month")
        answer = json.loads(self.run(*words, "--from", str(self.first), "--to", str(self.last)))
        # A month that nobody entered has no row in SQL.
        return [(row["start"], row["numerator"], row["denominator"]) for row in answer["rows"] if row["denominator"]]

    def duck(self) -> list:
        with duckdb.connect(self.database, read_only=True) as connection:
            connection.execute(f"set time zone '{ZONE}'")
            return connection.execute(RETENTION.format(first=self.first, last=self.last)).fetchall()

    def run(self, *words: str) -> bytes:
        return subprocess.run([self.binary, "-C", str(self.workspace), *words], check=True, capture_output=True).stdout
