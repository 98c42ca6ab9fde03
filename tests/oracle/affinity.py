"""What the demo company's customers buy together and in sequence: mlxtend, and Python that counts one by one, beside tenure."""

import math
import tempfile
from collections import defaultdict
from datetime import date
from pathlib import Path

import pandas as pd
from mlxtend.frequent_patterns import apriori, association_rules
from mlxtend.preprocessing import TransactionEncoder

from company import DAY, ZONE, opened
from periods import instant
from tally import Tally
from workspace import Workspace, binary_argument, run

START, END, WITHIN_DAYS = date(2024, 1, 1), date(2026, 1, 1), 60


def main():
    tally, binary = Tally("affinity"), binary_argument()
    with tempfile.TemporaryDirectory(prefix="tenure-oracle-") as holder:
        folder = Path(holder)
        workspace = Workspace(binary)
        workspace.folder = folder / "demo"
        run([workspace.binary, "--quiet", "demo", str(workspace.folder)])
        db = opened(workspace, folder)
        rows = db.execute(
            """select p.order_id, p.customer_key, p.us, i.product_id from order_items i
            join paid p on p.namespace = i.namespace and p.order_id = i.order_id
            where p.superseded_at is null and i.superseded_at is null and p.us >= $start""",
            {"start": instant(START, ZONE)},
        ).fetchall()
        within_range = [row for row in rows if row[2] < instant(END, ZONE)]
        asked = ["affinity", "--from", str(START), "--to", str(END)]
        found = workspace.json(*asked, "--min-support", "0.2%", "--customers")
        together(tally, found, within_range)
        suggestions(tally, found, within_range)
        found = workspace.json(*asked, "--sequence", "--within", f"{WITHIN_DAYS}d", "--min-support", "5")
        horizon = known_to(workspace)
        in_sequence(tally, found, rows, horizon)
    tally.close_and_exit()


def known_to(workspace):
    """The instant that orders and their lines are complete to."""
    watermarks = {}
    for source in workspace.json("status")["tables"]:
        if source["table"] in ["orders", "order_items"]:
            watermarks[source["table"]] = pd.Timestamp(source["watermark"]).value // 1000
    return min(watermarks.values())


def together(tally, found, rows):
    orders = defaultdict(set)
    for order, _, _, product in rows:
        orders[order].add(product)
    tally.same("orders", found["counted"], len(orders))
    encoder = TransactionEncoder()
    table = pd.DataFrame(encoder.fit_transform(list(orders.values())), columns=encoder.columns_)
    sets = apriori(table, min_support=0.002 - 1e-12, use_colnames=True, max_len=2)
    rules = association_rules(sets, metric="support", min_threshold=0)
    mine = {(pair["a"], pair["b"]): pair for pair in found["pairs"]}
    tally.same("rules", len(mine), len(rules))
    for rule in rules.itertuples():
        pair = (*rule.antecedents, *rule.consequents)
        for name in ["support", "confidence", "lift"]:
            tally.close(f"{name} of {pair}", mine.get(pair, {}).get(name), getattr(rule, name), 1e-12)


def in_sequence(tally, found, rows, horizon):
    window = WITHIN_DAYS * DAY
    by_customer = defaultdict(list)
    for _, customer, us, product in rows:
        if customer is not None and us < horizon:
            by_customer[customer].append((us, product))
    everybody, too_recent = 0, 0
    first, second, both, joint = (defaultdict(int) for _ in range(4))
    for bought in by_customer.values():
        # A first is of the range; what follows it may come after the range.
        own = [(us, product) for us, product in bought if us < instant(END, ZONE)]
        grown = [(us, product) for us, product in own if us + window <= horizon]
        if not grown:
            too_recent += bool(own)
            continue
        everybody += 1
        follows = {(a, b) for us, a in grown for later, b in bought if us < later <= us + window}
        for product in {product for _, product in grown}:
            first[product] += 1
        for product in {b for _, b in follows}:
            second[product] += 1
        for a, b in follows:
            both[a, b] += a != b
        for a in {product for _, product in grown}:
            for b in {b for _, b in follows}:
                joint[a, b] += 1
    tally.same("customers", (found["counted"], found["immature"]), (everybody, too_recent))
    mine = {(pair["a"], pair["b"]): pair for pair in found["pairs"]}
    expected = {pair: count for pair, count in both.items() if count >= 5}
    tally.same("pairs", set(mine), set(expected))
    for (a, b), count in expected.items():
        pair = mine[a, b]
        tally.same(f"counts of {a}, {b}", (pair["count"], pair["count_a"], pair["count_b"]), (count, first[a], second[b]))
        tally.close(f"lift of {a}, {b}", pair["lift"], count * everybody / (first[a] * second[b]))
        together = joint[a, b] * everybody / (first[a] * second[b])
        variance = 1 / count - 1 / first[a] - 1 / second[b] + (2 * together - 1) / everybody
        reach = math.exp(1.959963984540054 * math.sqrt(max(variance, 0)))
        tally.close(f"low of {a}, {b}", pair["low"], pair["lift"] / reach)
        tally.close(f"high of {a}, {b}", pair["high"], pair["lift"] * reach)


def suggestions(tally, found, rows):
    """Everybody is offered something new that goes with what they have, beyond chance."""
    pairs = {(pair["a"], pair["b"]): pair for pair in found["pairs"]}
    tally.count(len(found["customers"]) > 0, "suggestions", len(found["customers"]), "some")
    for one in found["customers"]:
        pair = pairs.get((one["because"], one["suggested"]))
        tally.count(pair is not None and pair["low"] > 1, f"suggestion to {one['customer_id']}", one, "a pair beyond chance")
    buyers = {customer for _, customer, _, _ in rows if customer is not None}
    tally.same("buyers", len(found["customers"]) + found["without_suggestion"], len(buyers))


if __name__ == "__main__":
    main()
