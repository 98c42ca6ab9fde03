"""CDNOW, purchases at an online shop from 1997-01 to 1998-06: DuckDB beside tenure, and published cohort sizes.

Definitions and data: Fader and Hardie. The sample is committed; the full set is used where it lies in `../shared`.
"""

import json
from datetime import date

from periods import cut
from purchases import Shop, compare
from tally import Tally
from workspace import ROOT, SHARED, Workspace, binary_argument

FIRST, LAST = date(1997, 1, 1), date(1998, 7, 1)
LAST_DATA_DAY = "1998-06-30"


def main():
    tally, binary = Tally("cdnow"), binary_argument()
    sample = ROOT / "examples" / "01-cdnow" / "cdnow_sample_transactions.csv"
    check(tally, binary, sample, "master_id", "UTC", "sample")
    # Days of 24 hours and days of the calendar part ways where clocks change.
    check(tally, binary, sample, "master_id", "America/New_York", "sample in New York")
    full = SHARED / "data" / "cdnow" / "cdnow_full_transactions.csv"
    if full.exists():
        check(tally, binary, full, "customer_id", "UTC", "full")
    else:
        tally.skip(f"{full} is absent")
    tally.close_and_exit()


def check(tally, binary, file, customer, zone, label):
    shop = Shop(
        f"select {customer} as customer, strptime(date, '%Y%m%d')::date as day, dollar_value::decimal(18, 4) as amount "
        f"from read_csv('{file}', header = true, all_varchar = true)",
        zone,
    )
    with Workspace(binary, f"name: CDNOW\ntime_zone: {zone}\ncurrency: USD\n") as workspace:
        mapping = workspace.folder.parent / "orders.yaml"
        mapping.write_text(
            "table: orders\nnamespace: cdnow\n"
            f"columns:\n  customer_id: {customer}\n  ordered_at: date\n  amount: dollar_value\n  currency: \"'USD'\"\n"
        )
        workspace.imports("orders", file, mapping, "--complete-through", LAST_DATA_DAY)
        for grain in ["month", "quarter"]:
            compare(tally, workspace, shop, label, FIRST, LAST, grain)
        compare(tally, workspace, shop, label, FIRST, date(1998, 1, 1), "year")
        published(tally, workspace, "full" if label == "full" else "sample")


def published(tally, workspace, data_set):
    """A cohort is the calendar month of the first purchase, so its size is that month's new customers."""
    file = SHARED / "golden" / f"cdnow_{data_set}_cohorts.json"
    if not file.exists():
        tally.skip(f"{file} is absent")
        return
    golden = json.loads(file.read_text())
    rows = workspace.query(["new_customers"], FIRST, LAST, "month", "--basis", "purchase")["new_customers"]
    sizes = dict(zip(golden["cohorts"], golden["size"]))
    for row in rows:
        month = row["start"][:7]
        tally.same(f"published cohort {month} of the {data_set} set", row["value"], sizes.get(month, 0))
    matrices(tally, workspace, data_set, golden)


def matrices(tally, workspace, data_set, golden):
    """Who of each cohort bought in each month after, and for how much: every published cell."""
    asked = ["retention", "--start", "first:orders", "--grain", "month"]
    asked += ["--from", f"{golden['cohorts'][0]}-01", "--to", "1997-04-01", "--offsets", "18"]
    counted = workspace.json(*asked)
    brought = workspace.json(*asked, "--of", "revenue")
    tally.same("published cohorts", [cohort["start"][:7] for cohort in counted["cohorts"]], golden["cohorts"])
    for place, cohort in enumerate(counted["cohorts"]):
        for cell, money in zip(cohort["cells"], brought["cohorts"][place]["cells"]):
            offset, what = cell["offset"], f"{golden['cohorts'][place]}+{cell['offset']} of the {data_set} set"
            active = golden["active"][place][offset]
            tally.same(f"complete {what}", cell["complete"], active is not None)
            tally.close(f"retention {what}", cell["value"], golden["retention"][place][offset])
            if active is not None:
                tally.same(f"active {what}", cell["count"], active)
                tally.money(f"revenue {what}", money["amount"], round(golden["revenue"][place][offset], 4))
    for cell, expected in zip(counted["average"], golden["weighted_retention_by_age"]):
        tally.close(f"mean retention at {cell['offset']} of the {data_set} set", cell["value"], expected)


if __name__ == "__main__":
    main()
