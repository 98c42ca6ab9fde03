"""Half-open periods cut in a time zone, as instants in microseconds."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
DAY_US = 24 * 60 * 60 * 1_000_000


def cut(first, last, grain):
    """The first days of every period from `first` to `last`, `last` itself included."""
    days = [first]
    while days[-1] < last:
        days.append(after(days[-1], grain))
    return days


def after(day, grain):
    """The first day of the next period."""
    if grain == "day":
        return day + timedelta(days=1)
    if grain == "week":
        return day + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, day.day)


def instant(day, zone):
    """Midnight at the start of a day in a zone, in microseconds since 1970."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return int((midnight - EPOCH) / timedelta(microseconds=1))
