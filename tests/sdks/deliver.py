"""Starts the service, lets every library deliver, and holds the tables against what each says it sent."""

import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
COUNT = 200
KINDS = {"Order Completed", "identify", "page", "screen", "group", "alias"}


def main(tenure: str, python: str, modules: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([tenure, "-q", "init", folder], check=True)
        service = subprocess.Popen([tenure, "-C", folder, "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
        try:
            address, token = started(service)
            key = write_key(address, token)
            node = ["env", f"NODE_PATH={modules}", "node"]
            libraries = {
                "segment-python-plain": [python, "send_segment.py", address, key, str(COUNT), "plain"],
                "segment-python-gzip": [python, "send_segment.py", address, key, str(COUNT), "gzip"],
                "rudder-python": [python, "send_rudder.py", address, key, str(COUNT)],
                "segment-node": [*node, str(Path(modules).parent / "send_segment.mjs"), address, key, str(COUNT)],
                "rudder-node": [*node, str(Path(modules).parent / "send_rudder.mjs"), address, key, str(COUNT)],
                "segment-browser": [python, "send_browser.py", address, key, str(COUNT), modules],
            }
            sent = {}
            for name, command in libraries.items():
                said = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True, timeout=300).stdout
                sent[name] = int(said.strip().splitlines()[-1])
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait(timeout=60)
        compare(tenure, folder, sent)


def started(service: subprocess.Popen) -> tuple[str, str]:
    """The address that the service listens at, and the token of its first start."""
    address = token = None
    while not address:
        line = service.stderr.readline()
        assert line, "the service did not start"
        token = (re.findall(r"tnr_[a-z2-7]+", line) or [token])[0]
        address = (re.findall(r"http://[0-9.:]+", line) or [address])[0]
    # Nobody reads its log, and a full pipe would hold it up.
    threading.Thread(target=lambda: [None for _ in service.stderr], daemon=True).start()
    return address, token


def write_key(address: str, token: str) -> str:
    body = json.dumps({"name": "sdks", "namespace": "web"}).encode()
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}/api/write-keys", body, headers)) as answer:
        return json.load(answer)["secret"]


def rows(tenure: str, folder: str, query: str) -> list[dict]:
    said = subprocess.run([tenure, "-C", folder, "--format", "json", "sql", query], check=True, capture_output=True, text=True)
    told = json.loads(said.stdout)
    return told["rows"] if isinstance(told, dict) else told


def compare(tenure: str, folder: str, sent: dict[str, int]) -> None:
    events = rows(tenure, folder, "select name, customer_id, count(*) as events, count(distinct event_id) as ids from events group by name, customer_id")
    wrong = []
    for library, count in sent.items():
        own = [row for row in events if re.fullmatch(re.escape(library) + r" (\d+|new \d+)", row["customer_id"])]
        by_kind = {kind: sum(row["events"] for row in own if row["name"] == kind) for kind in KINDS}
        ids = sum(row["ids"] for row in own)
        if any(found != count // len(KINDS) for found in by_kind.values()) or ids != count:
            wrong.append((library, count, by_kind, ids))
        print(f"{library}: {count} sent, {sum(by_kind.values())} there")
    rejects = subprocess.run([tenure, "-C", folder, "--format", "json", "rejects"], check=True, capture_output=True, text=True)
    customers = rows(tenure, folder, "select count(*) as customers, count(plan) as plans, count(account_id) as members from customers")[0]
    accounts = rows(tenure, folder, "select count(*) as accounts from accounts")[0]["accounts"]
    print(f"{customers['customers']} customers, {customers['plans']} with a plan, {customers['members']} in an account; {accounts} accounts")
    assert not wrong, wrong
    assert list(customers.values()) == [10 * len(sent)] * 3 and accounts == 3 * len(sent), (customers, accounts)
    assert json.loads(rejects.stdout) in ([], {"rows": []}) or '"rows": 0' in rejects.stdout or not json.loads(rejects.stdout).get("rejects"), rejects.stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
