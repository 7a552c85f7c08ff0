"""What was measured: as a Markdown table, as JSON, and on what machine."""

import datetime
import json
import os
import pathlib
import platform
import subprocess


def seconds(value):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= scale:
            return f"{value / scale:.3g} {unit}"
    return f"{value * 1e9:.0f} ns"


class Row:
    """One thing that was measured: by side the value, and ours over theirs."""

    def __init__(self, what, values, ratios=None, show=seconds):
        self.what, self.values, self.show = what, values, show
        self.ratios = {name: ratio for name, ratio in (ratios or {}).items() if name != "ours"}
        self.goal, self.reached = None, None

    def expect(self, goal, reached):
        self.goal, self.reached = goal, bool(reached)
        return self

    def line(self):
        ours = self.show(self.values["ours"])
        others = ", ".join(f"{name} {self.show(value)}" for name, value in self.values.items() if name != "ours")
        ratios = ", ".join(f"{ratio:.2f} × {name}" for name, ratio in self.ratios.items())
        mark = "" if self.goal is None else "yes" if self.reached else "no"
        return f"| {self.what} | {ours} | {others} | {ratios} | {self.goal or ''} | {mark} |"

    def json(self):
        return {"what": self.what, "values": self.values, "ratios": self.ratios, "goal": self.goal, "reached": self.reached}


HEAD = "| what | ours | others | ours is | goal | reached |\n|---|---|---|---|---|---|"


def machine(root):
    def said(*command):
        return subprocess.run(command, cwd=root, capture_output=True, text=True).stdout.strip()

    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    flags = next((line for line in lines if line.startswith("flags")), "").split()
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) // 1024
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": said("git", "rev-parse", "--short", "HEAD"),
        "processor": model,
        "processors": os.cpu_count(),
        "vectors": [flag for flag in ("sse4_2", "avx", "avx2", "fma", "avx512f") if flag in flags],
        "memory_mb": memory,
        "system": platform.platform(),
        "swift": said("swift", "--version").splitlines()[0],
        "load_before": os.getloadavg()[0],
    }


class Report:
    """Prints rows as they come, and keeps them."""

    def __init__(self, root):
        self.machine, self.rows, self.skipped = machine(root), [], []
        print(", ".join(f"{key} {value}" for key, value in self.machine.items()), end="\n\n")
        print(HEAD, flush=True)

    def add(self, rows):
        for row in rows:
            self.rows.append(row)
            print(row.line(), flush=True)

    def skip(self, reason):
        self.skipped.append(str(reason))

    def write(self, path):
        found = {"machine": self.machine, "rows": [row.json() for row in self.rows], "skipped": self.skipped}
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")

    def end(self):
        missed = [row for row in self.rows if row.reached is False]
        goals = [row for row in self.rows if row.goal]
        print(f"\n{len(goals) - len(missed)} of {len(goals)} goals reached.")
        for reason in self.skipped:
            print(f"Not measured: {reason}")
