"""A stored model as a Tesseract, beside Tesseract's own server."""

import array
import base64
import json
import pathlib
import statistics
import tempfile

from bench.measurers import FOLDER, python_environment
from bench.report import Row
from bench.servers import Client, Server, pushforward

COUNT = 10_000_000
BASE64 = "application/json+base64"
MODEL = {"expression": "2 * x + 1", "dtype": "float32", "signature": {"x": {"shape": [None]}}}


def payload():
    numbers = array.array("f", (i % 1000 / 1000 for i in range(COUNT)))
    data = {"buffer": base64.b64encode(numbers.tobytes()).decode(), "encoding": "base64"}
    return json.dumps({"inputs": {"x": {"object_type": "array", "shape": [COUNT], "dtype": "float32", "data": data}}})


def reference(folder):
    """Tesseract's own server, of a function in NumPy."""
    python = pathlib.Path(python_environment("tesseract", "tesseract-core[runtime]~=1.0", "tesseract-jax~=0.2"))
    return Server("env", f"TESSERACT_API_PATH={FOLDER / 'peers/tesseract_api.py'}", f"TESSERACT_OUTPUT_PATH={folder}",
                  python.parent / "tesseract-runtime", "serve", "--host", "127.0.0.1", before_port=("--port",))


def large_arrays(binary, rounds):
    """An array of ten million numbers in and out, as base64."""
    body = payload().encode()
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "affine.json").write_text(json.dumps(MODEL))
        servers = {"ours": (pushforward(binary, "--models", folder, "--body-limit", "256M"), "/tesseract/affine/apply")}
        try:
            servers["Tesseract's server"] = (reference(folder), "/apply")
            found, costs = {name: [] for name in servers}, {name: [] for name in servers}
            clients = {}
            for name, (server, path) in servers.items():
                server.wait()
                clients[name] = Client(server)
                clients[name].post(path, body, BASE64)
            for _ in range(rounds):
                for name, (server, path) in servers.items():
                    costs[name].append(server.cost(lambda: found[name].append(clients[name].post(path, body, BASE64)[0])))
        finally:
            for server, _ in servers.values():
                server.end()
    what = f"Tesseract apply of 10 000 000 float32, {len(body) / 1e6:.0f} MB each way"
    for row, times in ((what, found), ("its processor time", costs)):
        medians = {name: statistics.median(values) for name, values in times.items()}
        ratios = {name: statistics.median(a / b for a, b in zip(times["ours"], values)) for name, values in times.items()}
        yield Row(row, medians, ratios).expect("≤ 1/2 × Tesseract's server", ratios["Tesseract's server"] <= 1 / 2)
