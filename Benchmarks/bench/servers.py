"""Servers under measurement, and what asks them."""

import http.client
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import typing

from bench.measurers import Skipped


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process that listens on the port that is its last argument."""

    def __init__(self, *command, before_port=()):
        self.port = free_port()
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [*map(str, command), *before_port, str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self, limit=60):
        """Seconds from the start of the process to the first answer."""
        while time.perf_counter() - self.started < limit:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    if connection.recv(16):
                        return time.perf_counter() - self.started
            except OSError:
                time.sleep(0.0005)
            if self.process.poll() is not None:
                break
        self.end()
        raise Skipped("a server does not start")

    def memory(self, field="VmRSS"):
        """Bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{field}:\s+(\d+)", status, re.MULTILINE)[1]) * 1024

    def processor_seconds(self):
        """What the process's threads have had of the processors, to the nanosecond."""
        times = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(file.read_text().split()[0]) for file in times) * 1e-9

    def cost(self, work):
        """Processor seconds of the server while `work` is done."""
        before = self.processor_seconds()
        work()
        return self.processor_seconds() - before

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def pushforward(binary, *options):
    return Server(binary, "serve", "--host", "127.0.0.1", "--drain-grace", "0", *options, before_port=("--port",))


class Client:
    """One connection that is kept."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)

    def post(self, path, body, accept="application/json"):
        """Seconds, and the answer with its fields."""
        start = time.perf_counter()
        self.connection.request("POST", path, body, {"Content-Type": "application/json", "Accept": accept})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise Skipped(f"{path} answers {answer.status}: {text[:200].decode()}")
        return time.perf_counter() - start, text, answer

    def median(self, path, body, times):
        self.post(path, body)
        return statistics.median(self.post(path, body)[0] for _ in range(times))


SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local file = io.open("%s", "r")
wrk.body = file:read("*a")
file:close()
failed = 0
function response(status) if status ~= 200 then failed = failed + 1 end end
function setup(thread) thread:set("failed", 0); loader = thread end
function done(summary, latency)
  local bad = summary.errors
  print(string.format("RESULT %%d %%f %%d %%d %%d", summary.requests, summary.duration / 1e6, latency:percentile(50),
    latency:percentile(99), bad.connect + bad.read + bad.write + bad.status + bad.timeout + loader:get("failed")))
end
"""


class Load(typing.NamedTuple):
    """What came of sending the same request again and again; times are in seconds."""

    requests: int
    rate: float
    p50: float
    p99: float
    failed: int


def loads_in_turns(servers, path, body, rounds, connections=32):
    """Loads of servers by name, and processor seconds for each of their requests. The servers are ended."""
    try:
        for server in servers.values():
            server.wait()
        for server in servers.values():
            load(server, path, body, 2, connections)
        found, costs = {name: [] for name in servers}, {name: [] for name in servers}
        for _ in range(rounds):
            for name, server in servers.items():
                before = server.processor_seconds()
                found[name].append(load(server, path, body, 3, connections))
                costs[name].append((server.processor_seconds() - before) / max(1, found[name][-1].requests))
    finally:
        for server in servers.values():
            server.end()
    return found, costs


def load(server, path, body, seconds, connections=32):
    with tempfile.TemporaryDirectory() as folder:
        text, script = pathlib.Path(folder) / "body", pathlib.Path(folder) / "load.lua"
        text.write_text(body)
        script.write_text(SCRIPT % text)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", script,
                   f"http://127.0.0.1:{server.port}{path}"]
        try:
            said = subprocess.run(command, capture_output=True, text=True).stdout
        except FileNotFoundError:
            raise Skipped("wrk is not installed (apt-get install wrk)") from None
    result = re.search(r"RESULT (\d+) (\S+) (\d+) (\d+) (\d+)", said)
    if not result:
        raise Skipped(f"wrk says nothing: {said[-200:]}")
    requests, duration, p50, p99, failed = map(float, result.groups())
    return Load(int(requests), requests / duration, p50 * 1e-6, p99 * 1e-6, int(failed))
