"""Predicted value of CDNOW's customers, against published fits, predictions, hold-out and values.

The fits are an independent implementation's, optimised to 1e-9, beside lifetimes 0.11.3. Where the data or the published numbers
are absent, it says so.
"""

import json
import math
from datetime import date, timedelta

from tally import Tally
from workspace import SHARED, Workspace, binary_argument

DATA, GOLDEN = SHARED / "data" / "cdnow", SHARED / "golden"
FILES = [f"{name}.json" for name in ["clv_fits", "clv_predictions", "cdnow_holdout", "cdnow_clv"]]
UNTIL, HOLDOUT = "1997-09-30", "1998-06-30"
YEAR_DAYS = 365.25
NAMES = {"bgnbd": "bg_nbd", "pnbd": "pareto_nbd"}


def main():
    tally, binary = Tally("value"), binary_argument()
    for file in [DATA / "cdnow_full_transactions.csv", *(GOLDEN / name for name in FILES)]:
        if not file.exists():
            tally.skip(f"{file} is absent")
            tally.close_and_exit()
    fits, predictions, holdout, clv = (json.loads((GOLDEN / name).read_text()) for name in FILES)
    # The published value discounts by 1 % a month of 4.345 weeks.
    monthly = 1.01 ** (YEAR_DAYS / (7 * 4.345)) - 1
    with Shop(binary, "cdnow_sample_transactions.csv", "sample_id", monthly) as shop:
        for unit, key in [("week", "cdnow_sample_exact_weeks"), ("day", "cdnow_sample_exact_days")]:
            for model in NAMES:
                asked = ["--model", NAMES[model], "--until", UNTIL, "--unit", unit]
                fit(tally, shop.json("value", *asked), fits[key], model, key)
        judged(tally, shop, holdout)
        months(tally, shop, clv)
    # For all time the rate is continuous, with 52 weeks to its year.
    yearly = 1.15 ** (YEAR_DAYS / 7 / 52) - 1
    with Shop(binary, "cdnow_sample_transactions.csv", "sample_id", yearly) as shop:
        for_ever(tally, shop, clv)
    with Shop(binary, "cdnow_full_transactions.csv", "customer_id", yearly) as shop:
        for model in NAMES:
            asked = ["--model", NAMES[model], "--until", UNTIL]
            fit(tally, shop.json("value", *asked), fits["cdnow_full_weeks"], model, "cdnow_full_weeks")
    at_given_parameters(tally, binary, predictions)
    tally.close_and_exit()


class Shop(Workspace):
    """A workspace with one of CDNOW's files in it."""

    def __init__(self, binary, file, customer, discount_rate):
        super().__init__(binary, f"name: CDNOW\ntime_zone: UTC\ncurrency: USD\ndiscount_rate: {discount_rate:.15f}\n")
        self.file, self.customer = DATA / file, customer

    def __enter__(self):
        super().__enter__()
        mapping = self.folder.parent / "orders.yaml"
        mapping.write_text(
            "table: orders\nnamespace: cdnow\n"
            f"columns:\n  customer_id: {self.customer}\n  ordered_at: date\n  amount: dollar_value\n  currency: \"'USD'\"\n"
        )
        self.imports("orders", self.file, mapping, "--complete-through", HOLDOUT)
        return self


def fit(tally, found, expected, model, what):
    what = f"{what} {NAMES[model]}"
    tally.same(f"{what} customers", found["customers"], expected["n"])
    tally.same(f"{what} repeats", found["repeats"], int(expected["sum_x"]))
    tally.same(f"{what} converged", (found["converged"], found["spend"]["converged"]), (True, True))
    absolute(tally, f"{what} log-likelihood", found["log_likelihood"], expected[model]["loglik"], 1e-4)
    for name, value in expected[model]["params"].items():
        tally.close(f"{what} {name}", found["parameters"][name] / value, 1.0, 1e-4)
    for name, error in zip(expected[model]["params"], expected[model]["std_err"]):
        tally.close(f"{what} error of {name}", found["standard_errors"][name] / error, 1.0, 1e-3)
    spend, gg = found["spend"], expected["gg"]
    tally.same(f"{what} who spent", spend["customers"], expected["gg_n"])
    absolute(tally, f"{what} log-likelihood of spend", spend["log_likelihood"], gg["loglik"], 1e-4)
    for name, value in gg["params"].items():
        tally.close(f"{what} {name}", spend["parameters"][name] / value, 1.0, 1e-4)
    for name, error in zip(gg["params"], gg["std_err"]):
        tally.close(f"{what} error of {name}", spend["standard_errors"][name] / error, 1.0, 1e-3)
    tally.close(f"{what} correlation", spend["correlation"], gg["corr_x_zbar"], 1e-6)
    absolute(tally, f"{what} mean spend", float(spend["mean"]["amount"]), gg["population_mean_spend"], 1e-3)


def judged(tally, shop, golden):
    for model, tracked in [("bgnbd", "bg_cum"), ("pnbd", "pn_cum")]:
        asked = ["--model", NAMES[model], "--until", UNTIL, "--holdout", HOLDOUT]
        found, expected, what = shop.json("value", *asked)["holdout"], golden[model], f"hold-out {NAMES[model]}"
        tally.same(f"{what} days", found["length"], int(golden["holdout_weeks"] * 7))
        tally.same(f"{what} actual", found["actual"], golden["actual_holdout_repeat_total"])
        for name, key in [
            ("expected", "pred_total"),
            ("ratio", "ratio"),
            ("mean_absolute_error", "MAE"),
            ("root_mean_square_error", "RMSE"),
            ("correlation", "corr"),
        ]:
            tally.close(f"{what} {name}", found[name] / expected[key], 1.0, 1e-5)
        tally.same(f"{what} classes", len(found["by_repeats"]), len(expected["by_calibration_frequency"]))
        for mine, theirs in zip(found["by_repeats"], expected["by_calibration_frequency"]):
            tally.same(f"{what} customers of {theirs['x']}", mine["customers"], theirs["n"])
            tally.close(f"{what} actual of {theirs['x']}", mine["actual"], theirs["actual_mean"])
            tally.close(f"{what} expected of {theirs['x']}", mine["expected"], theirs["pred_mean"], 1e-5)
        weekly = {date(1996, 12, 31) + timedelta(weeks=row["week"]): row for row in golden["weekly"]}
        steps = {date.fromisoformat(step["day"]): step for step in found["tracking"]}
        tally.same(f"{what} weeks", sorted(steps), sorted(weekly))
        for day, step in steps.items():
            tally.same(f"{what} so far on {day}", step["actual"], weekly[day]["actual_cum"])
            tally.close(f"{what} expected so far on {day}", step["expected"], weekly[day][tracked], 1e-4)


def months(tally, shop, golden):
    """The discounted value of twelve months by BG/NBD."""
    asked = ["--until", UNTIL, "--periods", "12", "--period-days", str(7 * 4.345), "--customers"]
    found = shop.json("value", *asked)
    tally.close("12 months", float(found["clv"]["total"]["amount"]) / golden["BG_GG_CLV_12m_own_total"], 1.0, 1e-5)
    customers = {one["customer_id"].split(":", 1)[1]: one for one in found["predictions"]}
    tally.same("customers", len(customers), found["customers"])
    total = sum(float(one["clv"]["amount"]) for one in customers.values())
    absolute(tally, "the sum of all", total, float(found["clv"]["total"]["amount"]), 0.2)
    for expected in golden["customers"]:
        one, what = customers[expected["id"]], f"customer {expected['id']}"
        tally.same(f"{what} x", one["x"], expected["x"])
        tally.close(f"{what} t_x", one["t_x"], expected["t_x"])
        tally.close(f"{what} T", one["T"], expected["T"])
        tally.close(f"{what} alive", one["p_alive"], expected["bg_palive"], 1e-5)
        absolute(tally, f"{what} mean spend", float(one["mean_spend"]["amount"]), expected["E_Z"], 1e-3)
        tally.close(f"{what} value", float(one["clv"]["amount"]), expected["CLV_bg_12m_own"], 2e-5)
        low, value, high = (float(one[key]["amount"]) for key in ["low", "clv", "high"])
        tally.same(f"{what} interval", low < value < high, True)


def for_ever(tally, shop, golden):
    """The discounted value of all time by Pareto/NBD."""
    asked = ["--model", "pareto_nbd", "--until", UNTIL, "--periods", "forever", "--customers"]
    found = shop.json("value", *asked)
    tally.close("all time", float(found["clv"]["total"]["amount"]) / golden["PNBD_GG_CLV_total"], 1.0, 1e-5)
    purchases = sum(one["discounted"] for one in found["predictions"])
    tally.close("residual transactions", purchases / golden["DERT_total"], 1.0, 1e-5)
    customers = {one["customer_id"].split(":", 1)[1]: one for one in found["predictions"]}
    for expected in golden["customers"]:
        one, what = customers[expected["id"]], f"customer {expected['id']}"
        tally.close(f"{what} alive", one["p_alive"], expected["pn_palive"], 1e-5)
        tally.close(f"{what} residual transactions", one["discounted"], expected["DERT"], 2e-5)
        tally.close(f"{what} value of all time", float(one["clv"]["amount"]), expected["CLV_pn"], 1e-4)


# So many days stand for one week of the published points, whose times have two decimals.
DAYS_A_WEEK = 100
LAST = date(2020, 1, 1)


def at_given_parameters(tally, binary, golden):
    """Predictions of single customers: each point becomes a customer with so many purchases between the same two moments."""
    rate = math.expm1(golden["delta_weekly"] / DAYS_A_WEEK * YEAR_DAYS)
    with Workspace(binary, f"name: Points\ntime_zone: UTC\ncurrency: USD\ndiscount_rate: {rate:.15f}\n") as workspace:
        orders = workspace.folder.parent / "points.csv"
        orders.write_text("customer_id,ordered_at,amount,currency\n" + "".join(purchases(golden["points"])))
        workspace.json("import", "orders", str(orders), "--complete-through", str(LAST))
        for kind, flag, key, alive in [("bg", "bg_nbd", "bg_E", "bg_palive"), ("pn", "pareto_nbd", "pn_E", "pn_palive")]:
            for label, parameters in [("published_rounded", golden["published"][kind]), ("mle", golden["mle"][kind])]:
                scaled = [value * DAYS_A_WEEK if place in times(kind) else value for place, value in enumerate(parameters)]
                asked = ["--model", flag, "--until", str(LAST), "--unit", "day", "--customers"]
                asked += ["--parameters", ",".join(map(repr, scaled)), "--spend-parameters", "6.25,3.74,15.44"]
                points = {f"p{place}": point for place, point in enumerate(golden["points"]) if point["params"].startswith(label)}
                for weeks in [39, 52]:
                    ahead = ["--periods", "1", "--period-days", str(weeks * DAYS_A_WEEK)]
                    for who, one in told(workspace, asked + ahead, points):
                        what = f"point {who} {kind}"
                        tally.close(f"{what} t_x", one["t_x"], points[who]["t_x"] * DAYS_A_WEEK)
                        tally.close(f"{what} alive", one["p_alive"], points[who][alive], 1e-6)
                        tally.close(f"{what} in {weeks} weeks", one["expected"], points[who][f"{key}{weeks}"], 1e-6)
                if kind == "pn":
                    for who, one in told(workspace, [*asked, "--periods", "forever"], points):
                        tally.close(f"point {who} for ever", one["discounted"], points[who]["pn_DERT_delta_ln1p15_52"], 1e-6)


def told(workspace, asked, points):
    """What is foretold of the points among the customers."""
    found = workspace.json("value", *asked)["predictions"]
    named = ((one["customer_id"].split(":", 1)[1], one) for one in found)
    return [(who, one) for who, one in named if who in points]


def times(kind):
    """The places of the parameters that are times."""
    return [1] if kind == "bg" else [1, 3]


def purchases(points):
    for place, point in enumerate(points):
        first = LAST - timedelta(days=round(point["T"] * DAYS_A_WEEK))
        last = first + timedelta(days=round(point["t_x"] * DAYS_A_WEEK))
        days = [first]
        if point["x"]:
            # Where the others lie in between tells the models nothing.
            days += [first + timedelta(days=number + 1) for number in range(point["x"] - 1)] + [last]
        for day in days:
            yield f"p{place},{day},10.00,USD\n"


def absolute(tally, what, found, expected, tolerance):
    tally.count(found is not None and abs(found - expected) <= tolerance, what, found, expected)


if __name__ == "__main__":
    main()
