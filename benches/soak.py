"""Sends batches of events at a running service for a while and tells how it went:
python3 benches/soak.py TENURE [--seconds 60] [--senders 4] [--batch 100]. Needs nothing but Python."""

import argparse
import http.client
import json
import multiprocessing
import re
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("tenure")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--batch", type=int, default=100)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([args.tenure, "-q", "init", folder], check=True)
        service = subprocess.Popen([args.tenure, "-C", folder, "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
        host, key = started(service)
        counts, queue = multiprocessing.Value("Q", 0), multiprocessing.Queue()
        until = time.monotonic() + args.seconds
        work = (host, key, args.batch, until, counts, queue)
        senders = [multiprocessing.Process(target=send, args=work) for _ in range(args.senders)]
        begun = time.monotonic()
        for sender in senders:
            sender.start()
        memory = []
        while time.monotonic() < until:
            time.sleep(max(1, args.seconds / 10))
            memory.append(resident_mib(service.pid))
        told = [queue.get() for _ in senders]
        elapsed = time.monotonic() - begun
        for sender in senders:
            sender.join()
        stopping = time.monotonic()
        service.send_signal(signal.SIGTERM)
        service.wait()
        drained = time.monotonic() - stopping
        took = sorted(one for times, _ in told for one in times)
        sent, refused = len(took) * args.batch, sum(refused for _, refused in told)
        at = lambda share: 1000 * took[int((len(took) - 1) * share)]
        files = sum(1 for path in Path(folder, "lake").rglob("*") if path.is_file())
        journal = Path(folder, "journal.db").stat().st_size >> 20
        print(f"{sent} events in {elapsed:.0f} s: {sent / elapsed:.0f}/s in batches of {args.batch} from {args.senders} senders")
        print(f"acknowledged after ms: p50 {at(0.5):.1f}, p99 {at(0.99):.1f}, most {at(1):.1f}; told to come again: {refused}")
        print(f"resident MiB: {memory}; files under lake/: {files}; journal.db {journal} MiB; drained in {drained:.1f} s")
        query = "select count(*) as events, count(distinct event_id) as ids from events"
        said = subprocess.run([args.tenure, "-C", folder, "--format", "json", "sql", query], check=True, capture_output=True, text=True)
        found = json.loads(said.stdout)
        found = (found["rows"] if isinstance(found, dict) else found)[0]
        assert found == {"events": sent, "ids": sent}, (found, sent)
        print("every event is there once")


def started(service: subprocess.Popen) -> tuple[str, str]:
    address = token = None
    while not address:
        line = service.stderr.readline()
        assert line, "the service did not start"
        token = (re.findall(r"tnr_[a-z2-7]+", line) or [token])[0]
        address = (re.findall(r"127\.0\.0\.1:\d+", line) or [address])[0]
    # Nobody reads its log, and a full pipe would hold it up.
    threading.Thread(target=lambda: [None for _ in service.stderr], daemon=True).start()
    body = json.dumps({"name": "soak", "namespace": "web"}).encode()
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"http://{address}/api/write-keys", body, headers)) as answer:
        return address, json.load(answer)["secret"]


def send(host: str, key: str, size: int, until: float, counts, queue) -> None:
    """Sends batches one after the other over one connection; those that are told to come again are sent again."""
    connection = http.client.HTTPConnection(host)
    took, refused = [], 0
    while time.monotonic() < until:
        with counts.get_lock():
            counts.value += 1
            batch = counts.value
        calls = ",".join(call(batch, number, size) for number in range(size))
        body = f'{{"writeKey":"{key}","batch":[{calls}]}}'
        while True:
            sent = time.monotonic()
            connection.request("POST", "/v1/batch", body)
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                took.append(time.monotonic() - sent)
                break
            assert answer.status == 429, answer.status
            refused += 1
            time.sleep(float(answer.headers["retry-after"]))
    queue.put((took, refused))


def call(batch: int, number: int, size: int) -> str:
    return (
        f'{{"type":"track","messageId":"{batch}-{number}","userId":"user {(batch * size + number) % 50000}","event":"Order Completed",'
        f'"timestamp":"2026-01-01T00:00:00Z","properties":{{"order_id":"o{batch}","total":19.9,"currency":"EUR","items":{number}}},'
        '"context":{"library":{"name":"soak","version":"1"},"ip":"192.0.2.1"}}'
    )


def resident_mib(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) >> 10


if __name__ == "__main__":
    main()
