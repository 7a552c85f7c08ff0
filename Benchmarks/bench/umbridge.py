"""A stored model over UM-Bridge, beside the server of the protocol's Python package."""

import json
import pathlib
import statistics
import tempfile

from bench.measurers import FOLDER, python_environment
from bench.report import Row
from bench.servers import Server, loads_in_turns, pushforward
from bench.service import rate

COUNT = 10
MODEL = {"expression": "sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)", "dtype": "float64",
         "signature": {"x": {"shape": [COUNT]}}}
CALL = {"name": "rosenbrock", "outWrt": 0, "inWrt": 0, "input": [[(i + 1) / 10 for i in range(COUNT)]], "sens": [1.0], "config": {}}


def gradients(binary, rounds):
    """Gradients a second of a function of ten numbers, for a few samplers and for many."""
    for connections in (8, 32):
        yield from gradients_of(binary, rounds, connections)


def gradients_of(binary, rounds, connections):
    python = python_environment("umbridge", "umbridge~=1.2", "pytest~=8.0", "jsonschema~=4.0", "requests~=2.32")
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "rosenbrock.json").write_text(json.dumps(MODEL))
        servers = {"ours": pushforward(binary, "--models", folder),
                   "UM-Bridge in Python": Server(python, FOLDER / "peers/umbridge_server.py")}
        found, costs = loads_in_turns(servers, "/Gradient", json.dumps(CALL), rounds, connections)
    rates = {name: statistics.median(run.rate for run in runs) for name, runs in found.items()}
    ratios = {name: statistics.median(a.rate / b.rate for a, b in zip(found["ours"], runs)) for name, runs in found.items()}
    yield Row(f"a gradient by 10 numbers over UM-Bridge, {connections} connections", rates, ratios, rate).expect(
        "≥ 10 × UM-Bridge in Python", ratios["UM-Bridge in Python"] >= 10)
    processor = {name: statistics.median(times) for name, times in costs.items()}
    yield Row("its processor time", processor, {name: processor["ours"] / time for name, time in processor.items()})
