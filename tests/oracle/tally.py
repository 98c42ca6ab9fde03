"""Counts what agrees and shows what does not."""

import math
import sys
from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist

MOST_SHOWN = 20


class Tally:
    def __init__(self, name):
        self.name, self.passed, self.failed = name, 0, 0

    def same(self, what, found, expected):
        """Exactly equal: counts, dates, text, decimals."""
        self.count(found == expected, what, found, expected)

    def close(self, what, found, expected, tolerance=1e-9):
        """Equal up to rounding in floating point; null only equals null."""
        if found is None or expected is None:
            self.count(found is None and expected is None, what, found, expected)
        else:
            self.count(abs(found - expected) <= tolerance * max(1.0, abs(expected)), what, found, expected)

    def duration(self, what, found, expected):
        """Equal in whole milliseconds; null only equals null."""
        self.count(found == (None if expected is None else math.floor(expected + 0.5)), what, found, expected)

    def money(self, what, found, expected):
        """Equal to the last of the four decimals that an answer has; null only equals null."""
        amount = None if found is None else Decimal(found["amount"])
        if expected is not None:
            expected = Decimal(expected).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        self.count(amount == expected, what, amount, expected)

    def rate(self, what, row, numerator, denominator):
        """A share of counts: its parts, its value and its Wilson interval."""
        self.share(what, row, numerator, denominator)
        low, high = wilson(numerator, denominator) if denominator else (None, None)
        self.close(f"{what} low", row.get("low"), low)
        self.close(f"{what} high", row.get("high"), high)

    def share(self, what, row, numerator, denominator):
        """A share of counts without its interval, which allows for several rows of one customer."""
        self.same(f"{what} numerator", row.get("numerator"), numerator)
        self.same(f"{what} denominator", row.get("denominator"), denominator)
        self.close(f"{what} value", row["value"], numerator / denominator if denominator else None)

    def count(self, agrees, what, found, expected):
        if agrees:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= MOST_SHOWN:
            print(f"{self.name}: {what}: tenure says {found}, expected {expected}", file=sys.stderr)

    def skip(self, why):
        print(f"{self.name}: skipped: {why}")

    def close_and_exit(self):
        """Prints the closing line and ends the program, with 1 where anything disagreed."""
        print(f"{self.name}: {self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


def wilson(successes, n, level=0.95):
    """Wilson (1927); the larger root of its quadratic over the smaller, not the form that tenure computes."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    a, b, c = n + z * z, 2 * successes + z * z, successes * successes / n
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    return ((b - root) / (2 * a) if successes else 0.0), ((b + root) / (2 * a) if successes < n else 1.0)
