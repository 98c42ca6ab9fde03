"""A temporary tenure workspace, reached only as a user reaches it: through the binary."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
MAPPINGS = ROOT / "examples" / "mappings"


class Workspace:
    """Made by `tenure init`, gone when its `with` block ends."""

    def __init__(self, binary, settings=""):
        self.binary = str(Path(binary).resolve())
        self.settings = settings

    def __enter__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="tenure-oracle-")
        self.folder = Path(self.holder.name) / "workspace"
        run([self.binary, "init", str(self.folder)])
        if self.settings:
            (self.folder / "tenure.yaml").write_text(self.settings)
        return self

    def __exit__(self, *_):
        self.holder.cleanup()

    def imports(self, table, file, mapping, *options):
        """Imports one file through one mapping, and gives the account of its rows."""
        return self.json("import", table, str(file), "--map", str(mapping), *options)

    def query(self, metrics, start, end, grain, *options):
        """The answers by metric: a list of rows each, in the order of time."""
        told = ["query", *metrics, "--from", str(start), "--to", str(end), "--grain", grain, *options]
        answer = self.json(*told)
        answers = answer if isinstance(answer, list) else [answer]
        return {answer["metric"]: answer["rows"] for answer in answers}

    def metrics(self):
        """The ids of the catalog."""
        return {metric["metric"] for metric in self.json("metrics")["metrics"]}

    def rows(self, sql):
        """The answer to a question in SQL, one tuple a row."""
        return [tuple(row.values()) for row in self.json("sql", sql)]

    def json(self, *words):
        """What a command prints with `--format json`."""
        return json.loads(run([self.binary, "-C", str(self.folder), "--format", "json", *words]))


def run(words):
    """Standard output of a command that must end well."""
    done = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}\nexited with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def binary_argument():
    """The path of the binary: the only argument."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} PATH-OF-TENURE")
    return sys.argv[1]
