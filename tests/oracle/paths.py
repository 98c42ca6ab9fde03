"""What users of a shop's clickstream do after and before an event: plain counting in Python beside tenure's tree."""

import csv
from collections import Counter, defaultdict
from datetime import datetime, timezone

from tally import Tally
from workspace import MAPPINGS, SHARED, Workspace, binary_argument

DATA = SHARED / "data" / "retentioneering_ecom" / "ecom.csv"
DEPTH, TOP = 4, 3
KNOWN_TO = int(datetime(2024, 7, 1, tzinfo=timezone.utc).timestamp()) * 1_000_000


def main():
    tally, binary = Tally("paths"), binary_argument()
    if not DATA.exists():
        tally.skip(f"{DATA} is absent")
        tally.close_and_exit()
    with Workspace(binary, "name: Shop\ntime_zone: UTC\ncurrency: USD\n") as workspace:
        folder = MAPPINGS / "retentioneering_ecom"
        workspace.imports("events", DATA, folder / "events.yaml", "--complete-through", "2024-06-30")
        rows = workspace.rows("select customer_key, cast(arrow_cast(ts, 'Int64') as varchar), event_id, name, encode(row_id, 'hex') from events")
        events = defaultdict(list)
        for customer, us, event_id, name, row in rows:
            events[customer].append((int(us), event_id or row, name))
        for own in events.values():
            own.sort()
        against_file(tally, events)
        for event in Counter(name for own in events.values() for _, _, name in own):
            for flag in ["--start", "--end"]:
                for extra in [[], ["--collapse"]]:
                    words = [flag, event, "--depth", str(DEPTH), "--top", str(TOP), "--within", "1d", *extra]
                    found = workspace.json("paths", *words, "--from", "2024-01-01", "--to", "2024-07-01")
                    check(tally, found, events, (event, flag, bool(extra)))
    tally.close_and_exit()


def against_file(tally, events):
    """As many events as the file has lines."""
    with DATA.open(newline="") as file:
        tally.same("events", sum(len(own) for own in events.values()), sum(1 for _ in csv.DictReader(file)))


def check(tally, found, events, asked):
    event, flag, collapse = asked
    window, recent, paths = 86_400_000_000, 0, []
    followed, ended = defaultdict(Counter), Counter()
    for own in events.values():
        anchor = next((place for place, (_, _, name) in enumerate(own) if name == event), None)
        if anchor is None:
            continue
        at = own[anchor][0]
        if flag == "--start" and at + window > KNOWN_TO:
            recent += 1
            continue
        if flag == "--start":
            steps = [name for us, _, name in own[anchor + 1 :] if us <= at + window]
        else:
            steps = [name for us, _, name in reversed(own[:anchor]) if us >= at - window]
        if collapse:
            steps = [name for place, name in enumerate(steps) if place == 0 or steps[place - 1] != name]
        paths.append(steps)
    for steps in paths:
        for length in range(min(len(steps), DEPTH + 1)):
            followed[tuple(steps[:length])][steps[length]] += 1
        ended[tuple(steps)] += 1
    what = f"{flag} {event}{' collapsed' if collapse else ''}"
    tally.same(f"{what}: too recent", found["immature"], recent)
    tally.same(f"{what}: all", found["tree"]["customers"], len(paths))
    walk(tally, what, found["tree"], (), (followed, ended))


def walk(tally, what, node, path, known):
    followed, ended = known
    tally.same(f"{what}: ended at {path}", node["ended"], ended[path])
    next_steps = followed[path]
    if len(path) == DEPTH:
        tally.same(f"{what}: beyond {path}", node["beyond"], sum(next_steps.values()))
        tally.same(f"{what}: children of {path}", node["children"], [])
        return
    ranked = sorted(next_steps.items(), key=lambda step: (-step[1], step[0]))
    told = ranked[:TOP] if len(ranked) > TOP + 1 else ranked
    mine = [(child["event"], child["customers"]) for child in node["children"] if child["event"] is not None]
    tally.same(f"{what}: after {path}", mine, told)
    gathered = [(child["gathered"], child["customers"]) for child in node["children"] if child["event"] is None]
    rest = ranked[len(told) :]
    tally.same(f"{what}: other after {path}", gathered, [(len(rest), sum(count for _, count in rest))] if rest else [])
    for child in node["children"]:
        if child["event"] is not None:
            tally.same(f"{what}: to {(*path, child['event'])}", child["customers"], next_steps[child["event"]])
            walk(tally, what, child, (*path, child["event"]), known)


if __name__ == "__main__":
    main()
