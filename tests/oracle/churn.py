"""The risk of leaving in the demo company: scikit-learn fits the same customers beside tenure.

What is known of each customer at each day, and who was still there later, is asked of tenure as a user would; the model, its
probabilities and how they did are computed by scikit-learn alone.
"""

import math
import subprocess
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from tally import Tally
from workspace import ROOT, Workspace, binary_argument

LOGARITHMIC = {"tenure", "recency", "price"}
HORIZON = 90


def main():
    tally, binary = Tally("churn"), binary_argument()
    with tempfile.TemporaryDirectory(prefix="tenure-oracle-") as holder:
        demo = Path(holder) / "demo"
        subprocess.run([binary, "demo", str(demo), "--customers", "2500", "--quiet"], check=True, capture_output=True)
        workspace = Workspace(binary)
        workspace.folder = demo

        (demo / "metrics" / "scores").mkdir(parents=True, exist_ok=True)
        (demo / "metrics" / "scores" / "features.yaml").write_text(features())

        def ask(at):
            return workspace.json("health", "--score", "features", "--at", str(at))

        answer = workspace.json("churn")
        days = [date.fromisoformat(day) for day in answer["fitted"]["at"]]
        tally.same("six days", len(days), 6)
        there = {day: values(ask(day)) for day in [*days, days[-1] + timedelta(days=HORIZON)]}
        looked = {day: sample(there[day], there[day + timedelta(days=HORIZON)]) for day in days}
        judge(tally, answer["model"], looked, days)
        score(tally, answer, looked, days)
        trees(tally, workspace.json("churn", "--model", "boosted"), answer, looked, days)
    tally.close_and_exit()


def features():
    """The components of the risk as a score of points, which shows what is known of everybody on any day."""
    lines = (ROOT / "metrics" / "scores" / "churn.yaml").read_text().splitlines()
    weighed = [[line, "    weight: 1", "    range: [0, 1000000000000]"] if "  formula:" in line else [line] for line in lines]
    return "\n".join(line for group in weighed for line in group).replace("score: churn", "score: features") + "\n"


def values(answer):
    """By customer what is known of them, as the components take it."""

    def taken(entry):
        if entry["value"] is None:
            return math.nan
        return math.log1p(max(entry["value"], 0.0)) if entry["component"] in LOGARITHMIC else entry["value"]

    return {one["customer_id"]: [taken(entry) for entry in one["ledger"]] for one in answer["scores"]}


def sample(then, later):
    return np.array(list(then.values())), np.array([who not in later for who in then], dtype=int)


class Model:
    """Standardised by what is known, zero where nothing is, one customer's worth of penalty."""

    def __init__(self, samples):
        x, y = np.vstack([x for x, _ in samples]), np.concatenate([y for _, y in samples])
        self.mean, deviation = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
        self.deviation = np.where(deviation > 0, deviation, 1.0)
        self.fitted = LogisticRegression(C=1.0, tol=1e-12, max_iter=10_000).fit(self.scaled(x), y)
        self.customers, self.left = len(y), int(y.sum())

    def scaled(self, x):
        return np.nan_to_num((x - self.mean) / self.deviation, nan=0.0)

    def probability(self, x):
        return self.fitted.predict_proba(self.scaled(x))[:, 1]


def judge(tally, model, looked, days):
    """The newest day by a model of the days before it."""
    x, y = looked[days[-1]]
    probability = Model([looked[day] for day in days[:-1]]).probability(x)
    tally.same("tested", (model["tested"]["scores"], model["tested"]["happened"]), (len(y), int(y.sum())))
    tally.close("auc", model["auc"], roc_auc_score(y, probability), 1e-6)
    tally.close("brier", model["brier"], brier_score_loss(y, probability), 1e-6)
    ranked = y[np.argsort(-probability, kind="stable")]
    for tenth in model["lift"]:
        first, last = len(y) * (tenth["tenth"] - 1) // 10, len(y) * tenth["tenth"] // 10
        tally.close(f"tenth {tenth['tenth']}", tenth["happened"], ranked[first:last].mean(), 1e-6)


def score(tally, answer, looked, days):
    model = Model(list(looked.values()))
    tally.same("fitted to", (answer["fitted"]["customers"], answer["fitted"]["left"]), (model.customers, model.left))
    for component, coefficient in zip(answer["fitted"]["components"], model.fitted.coef_[0]):
        tally.close(f"coefficient of {component['component']}", component["coefficient"], coefficient, 1e-5)
    now = values(answer)
    told = dict(zip(now, model.probability(np.array(list(now.values())))))
    for one in answer["scores"]:
        who = one["customer_id"]
        tally.close(f"score of {who}", one["score"], told[who], 1e-6)
        odds = answer["fitted"]["base"] + sum(entry["points"] for entry in one["ledger"])
        tally.close(f"ledger of {who}", math.log(one["score"] / (1 - one["score"])), odds, 1e-6)


def trees(tally, answer, regressed, looked, days):
    """The newest day by trees of the days before it: ranked as well as by scikit-learn's, of whatever number ranks best."""
    x, y = looked[days[-1]]
    model = answer["model"]
    before = np.vstack([looked[day][0] for day in days[:-1]]), np.concatenate([looked[day][1] for day in days[:-1]])
    areas = []
    for trees in [25, 50, 100]:
        grown = HistGradientBoostingClassifier(
            learning_rate=0.1, max_iter=trees, max_depth=3, l2_regularization=1.0, early_stopping=False, random_state=0
        ).fit(*before)
        areas.append(roc_auc_score(y, grown.predict_proba(x)[:, 1]))
    best, wide = max(areas), (model["auc_high"] - model["auc_low"]) / 4
    tally.same(f"trees rank within a quarter of the interval of {best:.4f}: {model['auc']:.4f}", abs(model["auc"] - best) < wide, True)
    tally.same("the regression beside them", model["beside"]["auc"], regressed["model"]["auc"])
    for one in answer["scores"]:
        odds = answer["fitted"]["base"] + sum(entry["points"] for entry in one["ledger"])
        tally.close(f"ledger of {one['customer_id']} by trees", math.log(one["score"] / (1 - one["score"])), odds, 1e-9)
    tally.same("everybody has a score", len(answer["scores"]), len(regressed["scores"]))


if __name__ == "__main__":
    main()
