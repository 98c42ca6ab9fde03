"""An e-mail test on 64,000 customers, from the raw file to the effect: SciPy and statsmodels beside tenure, and published numbers.

The data has no dates; the mappings place the test on 2008-03-01 and what came of it on 2008-03-14.
"""

import csv
import json
import math

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from tally import Tally
from workspace import MAPPINGS, SHARED, Workspace, binary_argument

CONTROL = "No E-Mail"
TABLES = ["customers", "exposures", "events", "orders"]
GOLDEN = SHARED / "golden" / "ab_and_proportions.json"
HOPED = 0.01


def main():
    tally, binary = Tally("experiment"), binary_argument()
    file = SHARED / "data" / "hillstrom" / "hillstrom.csv"
    if not file.exists():
        tally.skip(f"{file} is absent")
        tally.close_and_exit()
    golden = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else None
    arms = read(file)
    with Workspace(binary) as workspace:
        for table in TABLES:
            mapping = MAPPINGS / "hillstrom" / f"{table}.yaml"
            workspace.imports(table, file, mapping, "--complete-through", "2008-06-30")

        def ask(metric, *more):
            told = ["experiment", "e-mail", "--metric", metric, "--control", CONTROL, "--hoped-effect", str(HOPED)]
            return workspace.json(*told, *more)

        shares(tally, ask("unique_visitors"), arms, "visit", golden)
        shares(tally, ask("new_customers", "--basis", "purchase"), arms, "conversion", golden)
        means(tally, ask("revenue"), arms, golden)
        ratios(tally, ask("aov"), arms)
        not_yet(tally, ask("revenue", "--window", "365d"))
        plans(tally, workspace, golden)
    tally.close_and_exit()


def read(file):
    """By arm: who visited, who bought, and what they spent, one number a customer."""
    arms = {}
    with open(file, newline="") as rows:
        for row in csv.DictReader(rows):
            arm = arms.setdefault(row["segment"], {"visit": [], "conversion": [], "spend": []})
            for key in arm:
                arm[key].append(float(row[key]))
    return {name: {key: np.array(values) for key, values in arm.items()} for name, arm in arms.items()}


def common(tally, answer, arms, method):
    """What every outcome has alike: who was in which arm, and how they were split."""
    tally.same(f"{answer['metric']} method", answer["method"], method)
    tally.same("crossed over, immature", (answer["crossed_over"], answer["immature"]), (0, 0))
    variants = {one["variant"]: one for one in answer["variants"]}
    tally.same("variants", sorted(variants), sorted(arms))
    for name, arm in arms.items():
        tally.same(f"exposed {name}", (variants[name]["exposed"], variants[name]["n"]), (len(arm["visit"]),) * 2)
    split = stats.chisquare([len(arm["visit"]) for arm in arms.values()])
    tally.close("split", answer["sample_ratio"]["p"], split.pvalue)
    tally.close("split chi2", answer["sample_ratio"]["chi2"], split.statistic)
    _, adjusted, _, _ = multipletests([one["p"] for one in answer["comparisons"]], method="holm")
    for one, p in zip(answer["comparisons"], adjusted):
        tally.close(f"{answer['metric']} Holm {one['variant']}", one["p_adjusted"], p)
    return variants, {one["variant"]: one for one in answer["comparisons"]}


def sequential(tally, what, comparison, d, variance):
    """One look, since everybody came on one day."""
    tau2 = HOPED**2
    ratio = math.sqrt(variance / (variance + tau2)) * math.exp(
        tau2 * d * d / (2 * variance * (variance + tau2))
    )
    reach = math.sqrt(
        variance * (variance + tau2) / tau2 * (2 * math.log(20) + math.log((variance + tau2) / variance))
    )
    found = comparison["always_valid"]
    tally.close(f"{what} at any look p", found["p"], min(1.0, 1 / ratio))
    outcome(tally, f"{what} at any look low", found["low"], d - reach)
    outcome(tally, f"{what} at any look high", found["high"], d + reach)
    tally.same(f"{what} looks", found["looks"], 1)


def shares(tally, answer, arms, key, golden):
    variants, comparisons = common(tally, answer, arms, "two_proportions")
    control = arms[CONTROL][key]
    for name, arm in arms.items():
        k, n = int(arm[key].sum()), len(arm[key])
        low, high = proportion_confint(k, n, method="wilson")
        for field, told in [("mean", k / n), ("low", low), ("high", high), ("numerator", k)]:
            tally.close(f"{key} {name} {field}", variants[name][field], told)
    for name, found in comparisons.items():
        k, n, k0, n0 = int(arms[name][key].sum()), len(arms[name][key]), int(control.sum()), len(control)
        _, p = proportions_ztest([k, k0], [n, n0])
        low, high = confint_proportions_2indep(k, n, k0, n0, method="newcomb", compare="diff")
        tally.close(f"{key} {name} effect", found["effect"]["value"], k / n - k0 / n0)
        tally.close(f"{key} {name} low", found["effect"]["low"], low, 1e-6)
        tally.close(f"{key} {name} high", found["effect"]["high"], high, 1e-6)
        relative(tally, f"{key} {name} p", found["p"], p)
        variance = k / n * (1 - k / n) / n + k0 / n0 * (1 - k0 / n0) / n0
        sequential(tally, f"{key} {name}", found, k / n - k0 / n0, variance)
        if golden:
            told = golden["hillstrom"][name][key]
            tally.close(f"published {key} {name}", found["effect"]["value"], told["diff_p1_minus_p2"])
            relative(tally, f"published {key} {name} p", found["p"], told["p_two_sided"])
            for side, bound in zip(["low", "high"], told["newcombe_ci95"]):
                tally.close(f"published {key} {name} {side}", found["effect"][side], bound, 1e-6)


def means(tally, answer, arms, golden):
    variants, comparisons = common(tally, answer, arms, "welch")
    tally.same("unit", (answer["unit"], answer["currency"]), ("money", "USD"))
    for name, arm in arms.items():
        low, high = DescrStatsW(arm["spend"]).tconfint_mean()
        for field, told in [("mean", arm["spend"].mean()), ("low", low), ("high", high)]:
            outcome(tally, f"spend {name} {field}", variants[name][field], told)
    control = arms[CONTROL]["spend"]
    for name, found in comparisons.items():
        spend = arms[name]["spend"]
        low, high = CompareMeans(DescrStatsW(spend), DescrStatsW(control)).tconfint_diff(usevar="unequal")
        outcome(tally, f"spend {name} effect", found["effect"]["value"], spend.mean() - control.mean())
        outcome(tally, f"spend {name} low", found["effect"]["low"], low)
        outcome(tally, f"spend {name} high", found["effect"]["high"], high)
        relative(tally, f"spend {name} p", found["p"], stats.ttest_ind(spend, control, equal_var=False).pvalue)
        variance = spend.var(ddof=1) / len(spend) + control.var(ddof=1) / len(control)
        sequential(tally, f"spend {name}", found, spend.mean() - control.mean(), variance)
        if golden:
            told = golden["hillstrom"][name]["spend_welch"]
            outcome(tally, f"published spend {name}", found["effect"]["value"], told["diff"])
            relative(tally, f"published spend {name} p", found["p"], told["p"])
            for side, bound in zip(["low", "high"], told["ci95"]):
                outcome(tally, f"published spend {name} {side}", found["effect"][side], bound)


def ratios(tally, answer, arms):
    """What is spent in one order: a ratio whose denominator is an outcome too."""
    variants, comparisons = common(tally, answer, arms, "delta")

    def linearised(arm):
        ratio = arm["spend"].sum() / arm["conversion"].sum()
        return ratio, (arm["spend"] - ratio * arm["conversion"]) / arm["conversion"].mean()

    base, off = linearised(arms[CONTROL])
    for name, found in comparisons.items():
        ratio, treated = linearised(arms[name])
        outcome(tally, f"order value {name}", variants[name]["mean"], ratio)
        outcome(tally, f"order value {name} effect", found["effect"]["value"], ratio - base)
        apart = stats.ttest_ind(treated + ratio, off + base, equal_var=False)
        interval = apart.confidence_interval()
        relative(tally, f"order value {name} p", found["p"], apart.pvalue)
        outcome(tally, f"order value {name} low", found["effect"]["low"], interval.low)
        outcome(tally, f"order value {name} high", found["effect"]["high"], interval.high)


def not_yet(tally, answer):
    """The data ends before a year has passed: nobody is judged."""
    tally.same("nobody has been observed for a year", answer["immature"], 64_000)
    for one in answer["variants"]:
        tally.same(f"{one['variant']} in a year", (one["n"], one["mean"]), (0, None))
    for one in answer["comparisons"]:
        tally.same(f"{one['variant']} in a year", (one["effect"], one["p"]), (None, None))


def plans(tally, workspace, golden):
    for baseline, effect in [(0.1, 0.02), (0.05, 0.01), (0.2, 0.05), (0.44, 0.01)]:
        found = workspace.json("experiment", "--plan", "--baseline", str(baseline), "--effect", str(effect))
        if golden:
            told = next(one for one in golden["power"]["items"] if one["p1"] == baseline)
            tally.same(f"plan {baseline}", found["customers_per_variant"], math.ceil(told["n_pooled"]))
    plan = ["experiment", "--plan", "--baseline", "20", "--effect", "1", "--deviation", "10", "--power", "90%"]
    told = TTestIndPower().solve_power(effect_size=0.1, power=0.9, alpha=0.05)
    # Student's t needs a customer or two more than the normal distribution that plans are made with.
    found = workspace.json(*plan)["customers_per_variant"]
    tally.count(0 <= told - found <= 2, "plan of a mean", found, told)


def outcome(tally, what, found, expected):
    """A number, or money to its four decimals."""
    if isinstance(found, dict):
        tally.same(f"{what} currency", found["currency"], "USD")
        tally.money(what, found, expected)
    else:
        tally.close(what, found, expected)


def relative(tally, what, found, expected):
    """A probability may be so small that only its ratio tells anything."""
    tally.count(found is not None and abs(found / expected - 1) < 1e-6, what, found, expected)


if __name__ == "__main__":
    main()
