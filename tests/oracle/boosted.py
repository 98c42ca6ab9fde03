"""Boosted trees on the telco customers: scikit-learn grows them anew on the folds that tenure's own are tested on.

`crates/stats/tests/golden/boosted.json` holds what scikit-learn reaches; the test of the crate holds tenure's trees against it, and
this check holds the file against scikit-learn. `boosted.py write` writes it.
"""

import json
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score

from tally import Tally
from workspace import ROOT, SHARED

GOLDEN = ROOT / "crates" / "stats" / "tests" / "golden" / "boosted.json"
NUMERIC = ["tenure", "MonthlyCharges", "TotalCharges", "SeniorCitizen"]


def main():
    tally = Tally("boosted")
    raw = SHARED / "data" / "telco" / "Telco-Customer-Churn.csv"
    if not raw.exists():
        print("boosted: skipped, ../shared has no telco data set")
        return
    found = reached(pd.read_csv(raw))
    if sys.argv[1:] == ["write"]:
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n")
        return
    golden = json.loads(GOLDEN.read_text())
    for name in ["auc", "log_loss"]:
        for fold in range(5):
            tally.close(f"{name} of fold {fold}", golden[name][fold], found[name][fold], 1e-6)
    tally.close_and_exit()


def reached(table):
    """Every fifth customer held back, five times over; words as one column for each but the first in the alphabet."""
    outcome = (table["Churn"] == "Yes").to_numpy()
    columns = [pd.to_numeric(table[name], errors="coerce").fillna(0).to_numpy(float) for name in NUMERIC]
    for name in table.columns[1:-1]:
        if name not in NUMERIC:
            columns += [(table[name] == word).to_numpy(float) for word in sorted(table[name].unique())[1:]]
    features, fold = np.column_stack(columns), np.arange(len(table)) % 5
    areas, losses = [], []
    for held in range(5):
        model = HistGradientBoostingClassifier(
            learning_rate=0.1, max_iter=100, max_depth=3, l2_regularization=1.0, early_stopping=False, random_state=0
        ).fit(features[fold != held], outcome[fold != held])
        told = model.predict_proba(features[fold == held])[:, 1]
        areas.append(float(roc_auc_score(outcome[fold == held], told)))
        losses.append(float(log_loss(outcome[fold == held], told)))
    return {"definition": "HistGradientBoostingClassifier, 100 trees of depth 3, rate 0.1; row % 5 held back", "auc": areas, "log_loss": losses}


if __name__ == "__main__":
    main()
