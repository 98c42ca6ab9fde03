"""An e-mail test on 64,000 customers of a shop: DuckDB beside tenure, and numbers computed by others.

Definitions and data: Kevin Hillstrom, the MineThatData e-mail challenge, 2008. The data has no dates; the mappings place the
test on 2008-03-01 and what came of it on 2008-03-14.
"""

import json
from datetime import date
from decimal import Decimal

from purchases import Shop, compare
from tally import Tally
from workspace import MAPPINGS, SHARED, Workspace, binary_argument

FIRST, LAST = date(2008, 1, 1), date(2008, 7, 1)
TABLES = ["customers", "exposures", "events", "orders"]

# One row a variant: who saw it, visited and bought, and what they spent.
OUTCOMES = """
select e.variant, count(*) as seen, count(distinct v.customer_key) as visited, count(distinct o.customer_key) as bought,
    cast(coalesce(sum(o.amount), 0) as varchar) as spent
from exposures e
left join events v on v.customer_key = e.customer_key and v.name = 'visit' and v.ts >= e.exposed_at
left join orders o on o.customer_key = e.customer_key and o.ordered_at >= e.exposed_at
group by e.variant order by e.variant
"""


def main():
    tally, binary = Tally("hillstrom"), binary_argument()
    file = SHARED / "data" / "hillstrom" / "hillstrom.csv"
    if not file.exists():
        tally.skip(f"{file} is absent")
        tally.close_and_exit()
    source = f"read_csv('{file}', header = true, all_varchar = true)"
    shop = Shop(
        "select place as customer, date '2008-03-14' as day, spend::decimal(18, 4) as amount "
        f"from (select *, row_number() over () as place from {source}) where conversion = '1'",
        "UTC",
    )
    with Workspace(binary) as workspace:
        for table in TABLES:
            mapping = MAPPINGS / "hillstrom" / f"{table}.yaml"
            workspace.imports(table, file, mapping, "--complete-through", "2008-06-30")
        for grain in ["month", "quarter"]:
            compare(tally, workspace, shop, "hillstrom", FIRST, LAST, grain)
        variants(tally, workspace, shop.db, source)
    tally.close_and_exit()


def variants(tally, workspace, db, source):
    """The arms of the test, one by one, and those that others have published."""
    expected = db.execute(
        f"""select segment, count(*), count(*) filter (visit = '1'), count(*) filter (conversion = '1'),
            sum(spend::decimal(18, 4)) from {source} group by segment order by segment"""
    ).fetchall()
    found = [(*row[:-1], Decimal(row[-1])) for row in workspace.rows(OUTCOMES)]
    tally.same("variants", len(found), len(expected))
    for row, told in zip(found, expected):
        tally.same(f"variant {told[0]}: seen, visited, bought, spent", row, told)
    file = SHARED / "golden" / "ab_and_proportions.json"
    if not file.exists():
        tally.skip(f"{file} is absent")
        return
    arms = {row[0]: row for row in found}
    for variant, published in json.loads(file.read_text())["hillstrom"].items():
        for place, outcome in [(2, "visit"), (3, "conversion")]:
            if variant in arms and outcome in published:
                for arm, numbers in [(variant, ("k1", "n1")), ("No E-Mail", ("k2", "n2"))]:
                    told = tuple(published[outcome][number] for number in numbers)
                    tally.same(f"published {outcome} of {arm}", (arms[arm][place], arms[arm][1]), told)


if __name__ == "__main__":
    main()
