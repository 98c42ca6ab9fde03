"""Survival of the 7,043 customers of a telephone company, against numbers published by lifelines 0.28.0.

The data have no dates: the mapping counts each customer's months of tenure back from the day they were taken. Where the
data or the published numbers are absent, it says so.
"""

import json
import math

from tally import Tally
from workspace import MAPPINGS, SHARED, Workspace, binary_argument

DATA = SHARED / "data" / "telco" / "Telco-Customer-Churn.csv"
GOLDEN = SHARED / "golden" / "telco_survival.json"
# Who left did so on this day; the others were seen through it.
LAST_DATA_DAY = "2020-01-01"
TOLERANCE = 1e-6


def main():
    tally, binary = Tally("survival"), binary_argument()
    for file in [DATA, GOLDEN]:
        if not file.exists():
            tally.skip(f"{file} is absent")
            tally.close_and_exit()
    golden = json.loads(GOLDEN.read_text())
    with Workspace(binary, "name: Telco\ntime_zone: UTC\ncurrency: USD\n") as workspace:
        for table in ["customers", "subscriptions"]:
            mapping = MAPPINGS / "telco" / f"{table}.yaml"
            workspace.imports(table, DATA, mapping, "--complete-through", LAST_DATA_DAY)
        curves(tally, workspace, golden)
        tests(tally, workspace, golden)
        hazards(tally, workspace, golden["cox_efron"])
    tally.close_and_exit()


def curves(tally, workspace, golden):
    parts = {None: (workspace.json("survival"), workspace.json("survival", "--interval", "greenwood"))}
    check(tally, "all", *(answer["curves"][0] for answer in parts[None]), golden["overall"])
    for horizon, mean in golden["overall"]["RMST"].items():
        found = workspace.json("survival", "--until", horizon)["curves"][0]["restricted_mean"]
        tally.close(f"mean within {horizon}", found["value"], mean, TOLERANCE)
    by = [workspace.json("survival", "--by", "plan", *more)["curves"] for more in [[], ["--interval", "greenwood"]]]
    for found, plain in zip(*by):
        contract = found["by"]["plan"]
        check(tally, contract, found, plain, golden["by_contract"][contract])
    tally.same("contracts", sorted(found["by"]["plan"] for found in by[0]), sorted(golden["by_contract"]))
    # The same by days is the same curve: everybody left after whole months.
    days = workspace.json("survival", "--unit", "day")["curves"][0]
    tally.same("lifetimes in days", (days["n"], days["events"]), (golden["overall"]["n"], golden["overall"]["events"]))


def check(tally, what, found, plain, expected):
    tally.same(f"{what} lifetimes", found["n"], expected["n"])
    tally.same(f"{what} ended", found["events"], expected["events"])
    tally.close(f"{what} median", found["median"], expected["median"], TOLERANCE)
    points, plain_points = ({point["t"]: point for point in curve["points"]} for curve in [found, plain])
    for month, survival in expected["S"].items():
        point, ends = points[int(month)], expected["CI95_loglog_lifelines"][month]
        tally.close(f"{what} at {month}", point["survival"], survival, TOLERANCE)
        tally.close(f"{what} low at {month}", point["low"], ends[0], TOLERANCE)
        tally.close(f"{what} high at {month}", point["high"], ends[1], TOLERANCE)
        ends = expected["CI95_plain"][month]
        tally.close(f"{what} plain low at {month}", plain_points[int(month)]["low"], max(ends[0], 0.0), TOLERANCE)
        tally.close(f"{what} plain high at {month}", plain_points[int(month)]["high"], min(ends[1], 1.0), TOLERANCE)
    for month, hazard in expected.get("nelson_aalen_H", {}).items():
        tally.close(f"{what} hazard to {month}", points[int(month)]["cumulative_hazard"], hazard, TOLERANCE)
    for month, at_risk, ended in expected.get("at_risk_event_first_rows", []):
        tally.same(f"{what} at risk at {month}", points[int(month)]["at_risk"], int(at_risk))
        tally.same(f"{what} ended at {month}", points[int(month)]["ended"], int(ended))


def tests(tally, workspace, golden):
    compare(tally, "contract", workspace.json("survival", "--by", "plan"), golden["logrank_contract"])
    for column, name in [("gender", "gender"), ("senior", "SeniorCitizen"), ("paperless_billing", "PaperlessBilling")]:
        compare(tally, name, workspace.json("survival", "--by", column), golden[f"logrank_{name}"])
    for pair in golden["pairwise_logrank"]:
        both = f"plan in ('{pair['a']}', '{pair['b']}')"
        found = workspace.json("survival", "--by", "plan", "--where", both)
        compare(tally, f"{pair['a']} and {pair['b']}", found, pair)


def compare(tally, what, found, expected):
    test = found["log_rank"]
    # Chi-squared to six digits; so small chances as these in their logarithm.
    tally.close(f"log-rank {what}", test["chi2"] / expected["chi2"], 1.0, TOLERANCE)
    tally.same(f"log-rank {what} df", test["df"], len(found["curves"]) - 1)
    if expected["p"] > 0.0:
        tally.close(f"log-rank {what} p", math.log(test["p"]) / math.log(expected["p"]), 1.0, TOLERANCE)


def hazards(tally, workspace, expected):
    named = ["monthly_charges", "senior", "paperless_billing=No", "plan=Month-to-month"]
    found = workspace.json("survival", "--covariates", ",".join(named))["cox"]
    names = {
        ("monthly_charges", None): "monthly",
        ("senior", None): "senior",
        ("paperless_billing", "Yes"): "paperless",
        ("plan", "One year"): "one_year",
        ("plan", "Two year"): "two_year",
    }
    tally.same("covariates", sorted(expected["coef"]), sorted(names[c["covariate"], c["value"]] for c in found["coefficients"]))
    # lifelines stops a little before the top: 0.0004 standard errors.
    for one in found["coefficients"]:
        name = names[one["covariate"], one["value"]]
        tally.close(f"coefficient of {name}", one["coefficient"], expected["coef"][name], 2e-5)
        tally.close(f"standard error of {name}", one["standard_error"], expected["se"][name], 2e-5)
        tally.close(f"hazard ratio of {name}", one["hazard_ratio"], math.exp(one["coefficient"]))
    tally.close("log-likelihood", found["log_likelihood"], expected["loglik"], 1e-9)
    tally.close("concordance", found["concordance"], expected["concordance"], TOLERANCE)


if __name__ == "__main__":
    main()
