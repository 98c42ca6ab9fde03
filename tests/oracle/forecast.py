"""Forecasts of the demo company beside statsmodels, and their judgement, breaks and outliers beside NumPy.

The series come from `tenure query`. The fitted model's coefficients are put into statsmodels' state-space form of exponential
smoothing, whose likelihood, means and variances must be tenure's; statsmodels' own search must not find anything likelier.
Errors on the periods held back, breaks and outliers are computed again from their definitions.
"""

import math
import tempfile
import warnings
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm, t
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from tally import Tally
from workspace import Workspace, binary_argument, run

# Metric, grain, periods to foretell, periods in a season.
ASKED = [
    ("orders", "month", 3, 12),
    ("mrr", "month", 6, 12),
    ("mrr", "quarter", 2, 4),
    ("orders", "week", 8, 52),
    ("orders", "day", 14, 7),
    ("aov", "month", 3, 12),
    ("dau", "day", 10, 7),
    ("csat", "month", 3, 12),
    ("customer_retention_rate", "month", 3, 12),
]
FORMS = {"N": None, "A": "add"}
LIMITS = {"share": (0, 1), "count": (0, math.inf), "money": (0, math.inf), "duration": (0, math.inf)}
FAR, NORMAL = 4.5, 1.482602218505602


def main():
    warnings.simplefilter("ignore")
    tally, binary = Tally("forecast"), binary_argument()
    with tempfile.TemporaryDirectory(prefix="tenure-oracle-") as holder:
        workspace = Workspace(binary)
        workspace.folder = Path(holder) / "demo"
        run([workspace.binary, "--quiet", "demo", str(workspace.folder)])
        for metric, grain, periods, season in ASKED:
            found = workspace.json("forecast", metric, "--grain", grain, "--periods", str(periods))
            check(tally, workspace, found, (metric, grain, periods, season))
    tally.close_and_exit()


def check(tally, workspace, found, asked):
    metric, grain, periods, season = asked
    what = f"{metric} by {grain}"
    history = found["history"]
    rows = workspace.query([metric], history[0]["start"], history[-1]["end"], grain)[metric]
    tally.same(f"{what} periods", [row["start"] for row in history], [row["start"] for row in rows])
    tally.same(f"{what} values", [row["value"] for row in history], [row["value"] for row in rows])
    tally.same(f"{what} goes on", found["rows"][0]["start"], history[-1]["end"])
    tally.same(f"{what} length", len(found["rows"]), periods)
    y = np.array([exact(row["value"]) for row in history])
    low, high = LIMITS.get(found["unit"], (-math.inf, math.inf))
    limits = (low if y.min() >= low else -math.inf, high if y.max() <= high else math.inf)
    held = min(max(periods, 3), len(y) // 4)
    fitted, kept = y[:-held], y[-held:]
    season = season if len(fitted) > season else 1
    holdout = found["holdout"]
    tally.same(f"{what} held back", (holdout["periods"], holdout["start"]), (held, history[-held]["start"]))
    tally.close(f"{what} scale", holdout["scale"], np.abs(fitted[season:] - fitted[:-season]).mean())
    foretold = {"seasonal_naive": np.clip(naive(fitted, season, held)[0], *limits)}
    foretold["smoothing"] = np.array([row["smoothing"] for row in holdout["rows"]])
    errors = {name: np.abs(values - kept).mean() for name, values in foretold.items()}
    for name, error in errors.items():
        tally.close(f"{what} error of {name}", holdout[name]["mae"], error)
        tally.close(f"{what} scaled error of {name}", holdout[name]["mase"], error / holdout["scale"])
    mine = [row["seasonal_naive"] for row in holdout["rows"]]
    tally.count(np.allclose(mine, foretold["seasonal_naive"]), f"{what} as a season before", mine, foretold)
    winner = "smoothing" if errors["smoothing"] < errors["seasonal_naive"] else "seasonal_naive"
    tally.same(f"{what} winner", (holdout["winner"], found["model"]["kind"]), (winner, winner))
    if winner == "smoothing":
        mean, deviation = smoothing(tally, what, found["model"], y, periods)
        quantile = norm.ppf(0.975)
        form_of_least_aicc(tally, what, found["model"], y, season)
    else:
        mean, deviation = naive(y, season, periods)
        quantile = t.ppf(0.975, len(y) - season)
    reach = quantile * deviation
    for index, row in enumerate(found["rows"]):
        for name, value in [("value", mean), ("low", mean - reach), ("high", mean + reach)]:
            told = exact(row[name])
            expected = min(max(value[index], limits[0]), limits[1])
            tally.close(f"{what} {name} of {row['start']}", told, expected, 1e-7 if found["unit"] != "money" else 1e-4)
    seasons = {"day": 7, "week": 52, "month": 12, "quarter": 4}
    past(tally, what, found, y, seasons[grain])


def naive(y, season, periods):
    steps = np.arange(periods)
    changes = y[season:] - y[:-season]
    return y[len(y) - season + steps % season], np.sqrt((changes**2).mean() * (steps // season + 1))


def model_of(name, y, season):
    """statsmodels' model for a name such as ETS(A,Ad,N)."""
    _, trend, seasonal = name[4:-1].split(",")
    return dict(
        endog=pd.Series(y),
        error="add",
        trend=FORMS[trend[0]],
        damped_trend=trend == "Ad",
        seasonal=FORMS[seasonal],
        seasonal_periods=season if seasonal == "A" else None,
    )


def smoothing(tally, what, told, y, periods):
    """Means and deviations at tenure's coefficients, by statsmodels."""
    fit = told["smoothing"]
    model = ETSModel(
        **model_of(fit["name"], y, told["season"]),
        initialization_method="known",
        initial_level=fit["level"],
        initial_trend=fit.get("trend"),
        initial_seasonal=fit.get("seasonal"),
    )
    weights = {"alpha": "smoothing_level", "beta": "smoothing_trend", "gamma": "smoothing_seasonal", "phi": "damping_trend"}
    known = {theirs: fit[mine] for mine, theirs in weights.items() if mine in fit}
    known |= {"initial_level": fit["level"], "initial_trend": fit.get("trend")}
    for index, value in enumerate(fit.get("seasonal", [])):
        # The newest state is the first there.
        known[f"initial_seasonal.{index}"] = fit["seasonal"][-1 - index]
    done = model.smooth([known[name] for name in model.param_names])
    tally.close(f"{what} likelihood", fit["log_likelihood"], done.llf, 1e-6)
    coefficients = len([name for name in weights if name in fit]) + 1 + ("trend" in fit) + max(len(fit.get("seasonal", [])) - 1, 0)
    deviation = math.sqrt(float((done.resid**2).sum()) / (len(y) - coefficients))
    tally.close(f"{what} deviation", told["deviation"], deviation, 1e-6)
    ahead = done.get_prediction(start=len(y), end=len(y) + periods - 1)
    widening = np.asarray(ahead.forecast_variance) / done.mse
    return np.asarray(ahead.predicted_mean), deviation * np.sqrt(widening)


def form_of_least_aicc(tally, what, told, y, season):
    """No form that statsmodels fits has a criterion much below that of the form chosen."""
    fit, n = told["smoothing"], len(y)
    names = ["ETS(A,N,N)", "ETS(A,A,N)", "ETS(A,Ad,N)"]
    if 2 <= season <= 24 and n >= 2 * season:
        names += ["ETS(A,N,A)", "ETS(A,A,A)", "ETS(A,Ad,A)"]
    for name in names:
        _, trend, seasonal = name[4:-1].split(",")
        states = 1 + (trend != "N") + (season - 1 if seasonal == "A" else 0)
        weights = 1 + (trend != "N") + (trend == "Ad") + (seasonal == "A")
        k = states + weights + 1
        if n - k - 1 <= 0:
            continue
        try:
            done = ETSModel(**model_of(name, y, season), bounds={"damping_trend": (0.8, 0.98)}).fit(disp=False, maxiter=2000)
        except (ValueError, np.linalg.LinAlgError):
            continue
        aicc = -2 * done.llf + 2 * k + 2 * k * (k + 1) / (n - k - 1)
        tally.count(fit["aicc"] <= aicc + 0.1, f"{what} AICc of {name}", fit["aicc"], aicc)


def past(tally, what, found, y, season):
    adjusted = y - season_of(y, season)
    smooth = adjusted.copy()
    for at, expected, _ in odd(adjusted, starts(adjusted)):
        smooth[at] = expected
    cuts = starts(smooth)
    days = [row["start"] for row in found["history"]]
    tally.same(f"{what} breaks", [one["start"] for one in found["changepoints"]], [days[at] for at in cuts[1:]])
    lines = [np.polyfit(np.arange(a, b), smooth[a:b], 1) for a, b in zip(cuts, [*cuts[1:], len(y)])]
    for one, at, before, after in zip(found["changepoints"], cuts[1:], lines, lines[1:]):
        tally.close(f"{what} jump of {one['start']}", one["jump"], np.polyval(after, at) - np.polyval(before, at), 1e-6)
        tally.close(f"{what} slope before {one['start']}", one["slope_before"], before[0], 1e-6)
        tally.close(f"{what} slope after {one['start']}", one["slope_after"], after[0], 1e-6)
    expected = odd(adjusted, cuts)
    tally.same(f"{what} outliers", [one["start"] for one in found["outliers"]], [days[at] for at, _, _ in expected])
    for one, (at, value, score) in zip(found["outliers"], expected):
        tally.close(f"{what} expected at {one['start']}", one["expected"], value + (y - adjusted)[at], 1e-6)
        tally.close(f"{what} score of {one['start']}", one["score"], score, 1e-6)


def season_of(y, season):
    """The median by part of season after a centred moving average, where there are four seasons."""
    if season < 2 or len(y) < 4 * season:
        return np.zeros(len(y))
    weights = np.ones(season) if season % 2 else np.array([0.5, *np.ones(season - 1), 0.5])
    half = len(weights) // 2
    rest = y[half : len(y) - half] - np.convolve(y, weights / season, "valid")
    parts = (np.arange(len(rest)) + half) % season
    middles = np.array([np.median(rest[parts == part]) for part in range(season)])
    return (middles - middles.mean())[np.arange(len(y)) % season]


def starts(y):
    """The lines of least squares from end to end, their number by the criterion of Liu, Wu and Zidek."""
    n = len(y)
    shortest = max(5, math.ceil(n / 10))
    cost = {}
    for a in range(n):
        for b in range(a + shortest, n + 1):
            t = np.arange(b - a) - (b - a - 1) / 2
            part = y[a:b] - y[a:b].mean()
            cost[a, b] = (part**2).sum() - (t @ part) ** 2 / (t @ t)
    best = [{b: (cost[0, b], [0]) for b in range(shortest, n + 1)}]
    for _ in range(5):
        longer = {}
        for b in range(n + 1):
            options = [(best[-1][a][0] + cost[a, b], [*best[-1][a][1], a]) for a in best[-1] if (a, b) in cost]
            if options:
                longer[b] = min(options)
        best.append(longer)

    def criterion(k):
        parameters = 3 * k + 2
        if n not in best[k]:
            return math.inf
        return math.log(best[k][n][0] / (n - parameters)) + 0.299 * parameters * math.log(n) ** 2.1 / n

    return best[min(range(6), key=criterion)][n][1]


def odd(y, cuts):
    expected = np.concatenate([robust(y[a:b]) for a, b in zip(cuts, [*cuts[1:], len(y)])])
    rest = y - expected
    deviation = np.median(np.abs(rest)) * NORMAL
    return [(at, expected[at], rest[at] / deviation) for at in range(len(y)) if abs(rest[at]) > FAR * deviation]


def robust(y):
    slope = np.median([(y[j] - y[i]) / (j - i) for i, j in combinations(range(len(y)), 2)])
    t = np.arange(len(y))
    return np.median(y - slope * t) + slope * t


def exact(number):
    return float(number["amount"]) if isinstance(number, dict) else float(number)


if __name__ == "__main__":
    main()
