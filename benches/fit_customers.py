"""Fits models of repeat purchases to simulated customers with tenure's crate `stats` and with lifetimes (PyPI), checks that tenure finds
no lower a likelihood, and prints times and peak memory. Each fit is a process of its own, reading included."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import numpy

# The published parameters of CDNOW, in weeks.
BG_NBD = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
PARETO_NBD = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
WEEKS = 104
MODELS = {"bg_nbd": "BetaGeoFitter", "pareto_nbd": "ParetoNBDFitter"}


def main() -> None:
    options = read_options()
    if options.peer:
        peer(options.peer, options.file)
        return
    options.data.mkdir(parents=True, exist_ok=True)
    print(f"{'model':<12}{'customers':>11}{'tenure, s':>11}{'MB':>7}{'lifetimes, s':>14}{'MB':>7}{'time':>8}")
    for model in options.models:
        file = options.data / f"{model}-{options.customers}.csv"
        if not file.exists():
            print(f"simulating {options.customers:,} customers in {file}", file=sys.stderr)
            write(file, simulate(model, options.customers))
        ours, seconds, memory = timed([options.fit, model, str(file)])
        theirs, their_seconds, their_memory = timed([sys.executable, __file__, "--peer", model, "--file", str(file)])
        if ours["log_likelihood"] < theirs["log_likelihood"] - 1e-3:
            sys.exit(f"{model}: tenure found {ours}, lifetimes {theirs}")
        print(
            f"{model:<12}{options.customers:>11,}{seconds:>11.2f}{memory:>7.0f}"
            f"{their_seconds:>14.1f}{their_memory:>7.0f}{seconds / their_seconds:>8.3f}"
        )
        print(f"  log-likelihood: tenure {ours['log_likelihood']:.4f}, lifetimes {theirs['log_likelihood']:.4f}")


def simulate(model: str, customers: int) -> numpy.ndarray:
    """Repeats, recency and age in whole days: several purchases on one day are one."""
    chance = numpy.random.default_rng(20261122)
    age = chance.integers(7, WEEKS * 7, customers)
    if model == "bg_nbd":
        rate = chance.gamma(BG_NBD["r"], 1 / BG_NBD["alpha"], customers) / 7
        leaves = chance.beta(BG_NBD["a"], BG_NBD["b"], customers)
        left_at = numpy.full(customers, numpy.inf)
    else:
        rate = chance.gamma(PARETO_NBD["r"], 1 / PARETO_NBD["alpha"], customers) / 7
        leaves = numpy.zeros(customers)
        left_at = chance.exponential(1 / numpy.maximum(chance.gamma(PARETO_NBD["s"], 1 / PARETO_NBD["beta"], customers), 1e-12)) * 7
    repeats = numpy.zeros(customers, dtype=int)
    last = numpy.zeros(customers, dtype=int)
    now = numpy.zeros(customers)
    alive = numpy.ones(customers, dtype=bool)
    while alive.any():
        now[alive] += chance.exponential(1 / numpy.maximum(rate[alive], 1e-12))
        alive &= now < numpy.minimum(age, left_at)
        day = now.astype(int)
        counted = alive & (day > last)
        repeats[counted] += 1
        last[counted] = day[counted]
        alive &= chance.random(customers) >= leaves
    return numpy.column_stack([repeats, last, age])


def write(file: pathlib.Path, rows: numpy.ndarray) -> None:
    numpy.savetxt(file, rows, fmt="%d", delimiter=",", header="repeats,recency,age", comments="")


def timed(words: list[str]) -> tuple[dict, float, float]:
    """What a process printed, its seconds from start to end, and the most memory it held, in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{' '.join(words)} ended with {status}")
    return json.loads(output), seconds, usage.ru_maxrss / 1024


def peer(model: str, file: pathlib.Path) -> None:
    """The same with lifetimes."""
    import lifetimes

    repeats, recency, age = numpy.loadtxt(file, delimiter=",", skiprows=1).T
    fitter = getattr(lifetimes, MODELS[model])(penalizer_coef=0.0)
    fitter.fit(repeats, recency, age)
    found = fitter.params_.to_numpy()
    once = numpy.ones_like(age)
    if model == "bg_nbd":
        total = -fitter._negative_log_likelihood(numpy.log(found), repeats, recency, age, once, 0.0) * len(age)
    else:
        total = fitter._conditional_log_likelihood(found, repeats, recency, age).sum()
    print(json.dumps({"log_likelihood": float(total), "parameters": dict(fitter.params_)}))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", help="the built example `fit_customers` of the crate stats")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--models", nargs="+", default=["bg_nbd"], choices=list(MODELS))
    parser.add_argument("--data", type=pathlib.Path, help="where the simulated customers go")
    parser.add_argument("--peer", choices=list(MODELS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=pathlib.Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
