"""Sends events with @segment/analytics-next in headless Chromium: address, write key, how many, the folder of modules."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
NAME = "segment-browser"


class Page(SimpleHTTPRequestHandler):
    """The page, the library, and a place where the page says how it went."""

    def __init__(self, *args, told: dict, ended: threading.Event, **named):
        self.told, self.ended = told, ended
        super().__init__(*args, **named)

    def do_GET(self) -> None:
        if self.path == "/":
            return self.answer((HERE / "browser.html").read_bytes(), "text/html")
        if self.path == "/told":
            return self.answer(json.dumps(self.told["given"]).encode(), "application/json")
        return super().do_GET()

    def do_POST(self) -> None:
        self.told["said"] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.answer(b"{}", "application/json")
        self.ended.set()

    def answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        pass


def main(address: str, key: str, count: str, modules: str) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("chromium is not installed")
    library = Path(modules, "@segment/analytics-next/dist/umd")
    told = {"given": {"host": address.removeprefix("http://"), "writeKey": key, "count": int(count), "name": NAME}}
    ended = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Page, told=told, ended=ended, directory=library))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}"]
        browser = subprocess.Popen([chromium, *flags, f"http://127.0.0.1:{server.server_port}/"], stderr=subprocess.DEVNULL)
        try:
            if not ended.wait(timeout=240):
                sys.exit("the page did not end")
        finally:
            browser.terminate()
            browser.wait()
    said = told["said"]
    if "error" in said:
        sys.exit(said["error"])
    print(said["sent"])


if __name__ == "__main__":
    main(*sys.argv[1:])
