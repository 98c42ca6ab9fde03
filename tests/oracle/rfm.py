"""RFM on all customers of CDNOW, by threshold and by rank: every published number, and DuckDB's own quintiles.

A purchase is a day with an order. Where the full set or the published numbers are absent, it says so.
"""

import json
from collections import Counter
from decimal import Decimal
from statistics import mean, median

import duckdb

from tally import Tally
from workspace import SHARED, Workspace, binary_argument

SNAPSHOT = "1998-07-01"
BOUNDARIES = ["1997-03-01", "1997-04-01", "1997-05-01", "1997-06-01"]
LAST_DATA_DAY = "1998-06-30"
DATA = SHARED / "data" / "cdnow" / "cdnow_full_transactions.csv"
GOLDEN = SHARED / "golden" / "cdnow_full_rfm.json"
MAPPING = (
    "table: orders\nnamespace: cdnow\n"
    "columns:\n  customer_id: customer_id\n  ordered_at: date\n  amount: dollar_value\n  currency: \"'USD'\"\n"
)


def main():
    tally, binary = Tally("rfm"), binary_argument()
    for file in [DATA, GOLDEN]:
        if not file.exists():
            tally.skip(f"{file} is absent")
            tally.close_and_exit()
    golden = json.loads(GOLDEN.read_text())
    with Workspace(binary, "name: CDNOW\ntime_zone: UTC\ncurrency: USD\n") as workspace:
        mapping = workspace.folder.parent / "orders.yaml"
        mapping.write_text(MAPPING)
        workspace.imports("orders", DATA, mapping, "--complete-through", LAST_DATA_DAY)
        for scoring in ["threshold", "rank"]:
            asked = ["segments", "--scheme", "rfm", "--scoring", scoring, "--at", SNAPSHOT, "--customers"]
            check(tally, workspace.json(*asked), golden, scoring)
        against_duckdb(tally, workspace.json("segments", "--scheme", "rfm", "--at", SNAPSHOT, "--customers"))
        asked = ["segments", "--scheme", "rfm", "--movement", "--from", BOUNDARIES[0], "--to", BOUNDARIES[-1]]
        movement(tally, workspace.json(*asked, "--customers"))
    tally.close_and_exit()


def check(tally, found, golden, scoring):
    tally.same(f"{scoring} complete", found["complete"], True)
    customers = {one["customer_id"].split(":", 1)[1]: one for one in found["customers"]}
    tally.same(f"{scoring} customers", len(customers), golden["n"])
    for letter, key in [("R", "recency"), ("F", "frequency"), ("M", "monetary")]:
        counts = Counter(one[key] for one in customers.values())
        published = golden[f"counts_{scoring}"][letter]
        for score in range(1, 6):
            tally.same(f"{scoring} {letter}{score}", counts[score], published.get(str(score), 0))
    written = {who: f"{one['recency']}{one['frequency']}{one['monetary']}" for who, one in customers.items()}
    for scores in ["555", "111"]:
        tally.same(f"{scoring} {scores}", sum(1 for w in written.values() if w == scores), golden[f"n_{scores}_{scoring}"])
    for one in golden["first_20"]:
        what = f"{scoring} customer {one['id']}"
        mine = customers[one["id"]]
        tally.same(f"{what} R", mine["recency_days"], one["R"])
        tally.same(f"{what} F", mine["purchases"], one["F"])
        tally.money(f"{what} M", mine["spent"], str(round(one["M"], 2)))
        tally.same(f"{what} scores", written[one["id"]], one["thr" if scoring == "threshold" else "rank"])
    if scoring == "threshold":
        by_threshold(tally, found, customers, golden)
    # The grid and the classes hold the same customers.
    grid, classes = Counter(), Counter()
    for cell in found["grid"]:
        grid[cell["class"]] += cell["customers"]
    for one in customers.values():
        classes[one["class"]] += 1
    for row in found["classes"]:
        tally.same(f"{scoring} grid {row['class']}", grid[row["class"]], row["customers"])
        tally.same(f"{scoring} listed {row['class']}", classes[row["class"]], row["customers"])
    tally.same(f"{scoring} cells", len(found["grid"]), 25)


def by_threshold(tally, found, customers, golden):
    """What is published of the values themselves, of their bounds, and of the classes."""
    keys = [("R", "recency_days"), ("F", "purchases"), ("M", "spent")]
    for index, (letter, key) in enumerate(keys):
        amount = (lambda value: float(value["amount"])) if letter == "M" else float
        values = [amount(one[key]) for one in customers.values()]
        tally.close(f"mean of {letter}", mean(values), golden["R_F_M_mean"][index])
        tally.close(f"median of {letter}", median(values), golden["R_F_M_median"][index])
        for bound, published in zip(found["bounds"], golden["thresholds"][letter]):
            tally.close(f"bound {bound['bound']} of {letter}", bound[key], published)
    classes = {row["class"]: row for row in found["classes"]}
    tally.same("classes", sorted(classes), sorted(segment["seg"] for segment in golden["segments"]))
    for segment in golden["segments"]:
        row = classes[segment["seg"]]
        tally.same(f"class {segment['seg']}", row["customers"], segment["n"])
        tally.money(f"revenue of {segment['seg']}", row["value"], str(segment["revenue"]))
    for one in golden["first_20"]:
        tally.same(f"class of {one['id']}", customers[one["id"]]["class"], one["seg"])


def movement(tally, found):
    """Who went from class to class in each month: the classes of both ends, counted pair by pair."""
    classes = {day: {who: class_of(r, f) for who, _, _, _, r, f, _ in scored(day)} for day in BOUNDARIES}
    for start, end in zip(BOUNDARIES, BOUNDARIES[1:]):
        pairs = {who: (classes[start].get(who), classes[end][who]) for who in classes[end]}
        moves = [move for move in found["moves"] if move["start"] == start]
        mine = {(move["from_class"], move["to_class"]): move["customers"] for move in moves}
        tally.same(f"moves of {start}", mine, dict(Counter(pairs.values())))
        tally.same(f"end of {start}", sum(mine.values()), len(classes[end]))
        tally.same(f"all of {start} are complete", {move["complete"] for move in moves}, {True})
        movers = {
            one["customer_id"].split(":", 1)[1]: (one["from_class"], one["to_class"])
            for one in found["customers"]
            if one["start"] == start
        }
        tally.same(f"movers of {start}", movers, {who: pair for who, pair in pairs.items() if pair[0] != pair[1]})


def class_of(recency, frequency):
    if recency >= 4 and frequency >= 4:
        return "champions"
    if recency >= 3:
        return "loyal" if frequency >= 3 else "needs_attention"
    return "at_risk" if frequency >= 3 else "hibernating"


def against_duckdb(tally, found):
    """Every customer's values and scores by threshold."""
    rows = scored(SNAPSHOT)
    customers = {one["customer_id"].split(":", 1)[1]: one for one in found["customers"]}
    tally.same("buyers", len(customers), len(rows))
    for who, days, purchases, spent, recency, frequency, monetary in rows:
        one = customers[who]
        mine = (one["recency_days"], one["purchases"], Decimal(one["spent"]["amount"]))
        tally.same(f"values of {who}", mine, (days, purchases, spent))
        scores = (one["recency"], one["frequency"], one["monetary"])
        tally.same(f"scores of {who}", scores, (recency, frequency, monetary))


def scored(at):
    """Everybody who bought before a day: id, days since, purchases, spent, and the scores of the three by threshold."""
    return duckdb.sql(
        f"""
        with days as (
          select customer_id, strptime(date, '%Y%m%d')::date as day, sum(dollar_value::decimal(18, 4)) as amount
          from read_csv('{DATA}', header = true, all_varchar = true)
          where strptime(date, '%Y%m%d')::date < date '{at}' group by all
        ),
        buyers as (
          select customer_id, date '{at}' - max(day) as r, count(*) as f, sum(amount) as m from days group by 1
        ),
        bounds as (
          select quantile_cont(r, [0.2, 0.4, 0.6, 0.8]) as r, quantile_cont(f, [0.2, 0.4, 0.6, 0.8]) as f,
            quantile_cont(m::double, [0.2, 0.4, 0.6, 0.8]) as m
          from buyers
        )
        select b.customer_id, b.r, b.f, b.m,
          5 - len(list_filter(t.r, lambda x: b.r > x)), 1 + len(list_filter(t.f, lambda x: b.f > x)),
          1 + len(list_filter(t.m, lambda x: b.m::double > x + 1e-9))
        from buyers b, bounds t
        """
    ).fetchall()


if __name__ == "__main__":
    main()
