"""What moved orders, order value and the share of answers in the demo company: Python's fractions beside tenure.

Each part's numbers in both months come from DuckDB over the tables as `tenure sql` gives them; mix and rate are then computed
from their formulas without rounding. tenure's effects may differ from those by the last decimal that they are told in, and sum
to the change exactly.
"""

import tempfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from company import ZONE, opened
from periods import instant
from tally import Tally
from workspace import Workspace, binary_argument, run

MONTHS = {"2025-05": (date(2025, 5, 1), date(2025, 6, 1)), "2025-06": (date(2025, 6, 1), date(2025, 7, 1))}
DIMENSIONS = ["plan", "industry", "country"]

# Above and below the line by customer; of a sum, below are the customers behind it.
RATES = {
    "aov": """
        select customer_key, sum(above) as above, sum(below) as below from (
            select customer_key, amount::decimal(18, 4) as above, 1 as below from paid where us >= $start and us < $stop
            union all
            select customer_key, -amount::decimal(18, 4), 0 from returned where us >= $start and us < $stop
        ) group by 1""",
    "csat": """
        select customer_key, count(*) filter (score >= highest - (case when highest - lowest + 1 <= 3 then 1 else 2 end) + 1) as above, count(*) as below
        from answers where kind = 'csat' and us >= $start and us < $stop group by 1""",
}
SUMS = {
    "orders": "select customer_key, count(*) as above, 1 as below from paid where us >= $start and us < $stop group by 1",
}


def main():
    tally, binary = Tally("drivers"), binary_argument()
    with tempfile.TemporaryDirectory(prefix="tenure-oracle-") as holder:
        folder = Path(holder)
        workspace = Workspace(binary)
        workspace.folder = folder / "demo"
        run([workspace.binary, "--quiet", "demo", str(workspace.folder)])
        db = opened(workspace, folder)
        for metric, sql in [*RATES.items(), *SUMS.items()]:
            months = list(MONTHS)
            asked = ["drivers", metric, "--from", months[0], "--to", months[1], "--top", "1000"]
            found = workspace.json(*asked, "--by", ",".join(DIMENSIONS))
            for dimension in DIMENSIONS:
                check(tally, found, metric, dimension, [parts(db, sql, dimension, month) for month in months])
    tally.close_and_exit()


def parts(db, sql, dimension, month):
    """Above and below the line by the customers' attribute, as exact fractions."""
    start, stop = (instant(day, ZONE) for day in MONTHS[month])
    rows = db.execute(
        f"""select c.{dimension}, sum(m.above), sum(m.below) from ({sql}) m
        left join customers c on c.customer_key = m.customer_key and c.superseded_at is null group by 1""",
        {"start": start, "stop": stop},
    ).fetchall()
    return {value: (Fraction(above), Fraction(below)) for value, above, below in rows}


def check(tally, found, metric, dimension, months):
    expected = (of_rate if metric in RATES else of_sum)(*months)
    own = {row["value"]: row for row in found["by"] if row["dimension"] == dimension}
    tally.same(f"{metric} parts of {dimension}", set(own), set(expected))
    step = Fraction(1, 10_000) if found["unit"] == "money" else Fraction(1, 10**9)
    for value, effects in expected.items():
        for name, effect in zip(["mix", "rate"], effects):
            told = exact(own[value][name])
            tally.count(abs(told - effect) <= step, f"{metric} {name} of {dimension} {value}", told, float(effect))
    told = sum(exact(row["mix"]) + exact(row["rate"]) for row in own.values())
    tally.count(abs(told - exact(found["change"])) < Fraction(1, 10**14), f"{metric} by {dimension}", told, found["change"])


def of_rate(before, after):
    """Marshall and Edgeworth's midpoints, the mix held against the mean of both wholes."""
    whole = [sum((Fraction(below) for _, below in month.values()), Fraction()) for month in (before, after)]
    rates = [sum((above for above, _ in month.values()), Fraction()) / w for month, w in zip((before, after), whole)]
    centre = sum(rates) / 2
    effects = {}
    for value in set(before) | set(after):
        (a0, b0), (a1, b1) = before.get(value, (0, 0)), after.get(value, (0, 0))
        w0, w1 = b0 / whole[0], b1 / whole[1]
        if (a0 and not b0) or (a1 and not b1):
            effects[value] = (-(w1 - w0) * centre, a1 / whole[1] - a0 / whole[0])
            continue
        r0 = a0 / b0 if b0 else (a1 / b1 if b1 else centre)
        r1 = a1 / b1 if b1 else r0
        effects[value] = ((w1 - w0) * ((r0 + r1) / 2 - centre), (w0 + w1) / 2 * (r1 - r0))
    return effects


def of_sum(before, after):
    """Bennet: the mean of what each brings times the change of their number, and the other way round."""
    effects = {}
    for value in set(before) | set(after):
        (a0, n0), (a1, n1) = before.get(value, (Fraction(), 0)), after.get(value, (Fraction(), 0))
        if not n0 or not n1:
            effects[value] = (a1 - a0, Fraction())
            continue
        mix = (a0 / n0 + a1 / n1) / 2 * (n1 - n0)
        effects[value] = (mix, a1 - a0 - mix)
    return effects


def exact(number):
    return Fraction(Decimal(number["amount"])) if isinstance(number, dict) else Fraction(number)


if __name__ == "__main__":
    main()
