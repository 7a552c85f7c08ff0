"""What the scripts that try a server share: the release build on a free port, and load by wrk."""

import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def release_binary():
    """The path of the release build, wherever the package manager put it."""
    command = ["swift", "build", "-c", "release", "--show-bin-path"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip() + "/pushforward"


class Server:
    """A server on the loopback interface. Ends with the block that it is made in."""

    def __init__(self, binary, *options, port=0, host="127.0.0.1", prefix=()):
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".log")
        command = [*prefix, binary, "serve", "--host", host, "--port", str(port), *options]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        self.port = self._said_port()

    def _said_port(self):
        for _ in range(200):
            if match := re.search(r"listening on \w+://[\d.]+:(\d+)", self.logged):
                return int(match[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"error: the server did not start: {self.logged}")

    @property
    def logged(self):
        return pathlib.Path(self.log.name).read_text()

    @property
    def worker_ids(self):
        """The workers that a supervisor has started, the dead ones too."""
        return [int(number) for number in re.findall(r"is process (\d+)", self.logged)]

    def memory(self, what="VmRSS", process=None):
        """Bytes of a process: VmRSS now, VmHWM at the most so far."""
        status = pathlib.Path(f"/proc/{process or self.process.pid}/status").read_text()
        return int(re.search(rf"^{what}:\s+(\d+) kB", status, re.MULTILINE)[1]) * 1024

    def processor_seconds(self):
        """What the process has used of processors so far."""
        counts = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(counts[11]) + int(counts[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self, number=signal.SIGTERM):
        """The exit code; negative, where a signal ended it."""
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        return self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.log.close()


# wrk asks `delay` before each request: how long until the next moment of the schedule, which goes on when answers do not come.
_LUA = """
local ffi = require("ffi")
ffi.cdef[[ typedef struct { long seconds; long nanoseconds; } moment; int clock_gettime(int, moment *); ]]
local moment = ffi.new("moment")
local function now()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds) * 1000 + tonumber(moment.nanoseconds) / 1e6
end

function setup(thread) loader = thread end

function init(arguments)
  local file = io.open(arguments[1], "rb")
  wrk.method, wrk.body = "POST", file:read("*a")
  file:close()
  done_count, refused_count, wrong_count, closed_count = 0, 0, 0, 0
  local rate, slot = tonumber(arguments[2]), now()
  if rate > 0 then
    delay = function()
      slot = slot + 1000 / rate
      return math.max(0, math.floor(slot - now()))
    end
  end
end

function response(status, headers, body)
  if status == 200 then done_count = done_count + 1
  elseif status == 503 and headers["Retry-After"] then refused_count = refused_count + 1
  else wrong_count = wrong_count + 1 end
  if headers["Connection"] == "close" then closed_count = closed_count + 1 end
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format("RESULT %f %d %d %d %d %d", summary.duration / 1e6,
    loader:get("done_count"), loader:get("refused_count"), loader:get("wrong_count"), loader:get("closed_count"),
    errors.connect + errors.read + errors.write + errors.timeout))
end
"""


class Load:
    """wrk at work from the moment that this is made. `outcome` waits for its end."""

    def __init__(self, url, body, seconds, connections, rate=0):
        """A rate of zero sends as soon as there is an answer; any other at regular moments that do not wait for answers."""
        self.folder = tempfile.TemporaryDirectory()
        lua, text = (pathlib.Path(self.folder.name) / name for name in ("load.lua", "body"))
        lua.write_text(_LUA)
        text.write_text(body)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", lua, url, "--", text, str(rate)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def interrupt(self):
        """Ends the load early."""
        self.process.send_signal(signal.SIGINT)
        return self.outcome()

    def outcome(self):
        text = self.process.communicate()[0]
        self.folder.cleanup()
        for line in text.splitlines():
            if line.startswith("RESULT "):
                return Outcome(line)
        raise SystemExit(f"error: wrk: {text}")


class Outcome:
    """What became of the requests of a load."""

    def __init__(self, line):
        _, seconds, *counts = line.split()
        self.seconds = float(seconds)
        # 200; 503 with Retry-After; any other answer; answers with `Connection: close`; no answer.
        self.done, self.refused, self.wrong, self.closed, self.failed = map(int, counts)

    @property
    def rate(self):
        return self.done / self.seconds
