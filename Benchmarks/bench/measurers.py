"""Programs that measure works in their own process, asked in turn so that whatever slows the machine slows all of them."""

import functools
import pathlib
import statistics
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parent.parent
ROOT = FOLDER.parent


class Skipped(Exception):
    """What cannot be measured here, and why."""


def python_environment(name, *requirements):
    """A Python with packages from PyPI."""
    made = subprocess.run([ROOT / "scripts/python-environment", name, *requirements], capture_output=True, text=True)
    if made.returncode != 0:
        raise Skipped(f"{name}: {(made.stderr.strip().splitlines() or ['no environment'])[-1]}")
    return made.stdout.strip()


@functools.cache
def built(folder, product, builds=True, *options):
    """The path of a Swift product that is built for release, unless it is to be taken as it is."""
    path = folder / ".build/release" / product
    if builds:
        command = ["swift", "build", "-c", "release", *options, "--product", product]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if result.returncode != 0:
            output = [line for line in (result.stdout + result.stderr).splitlines() if "error" in line]
            raise Skipped(f"{product} does not build: {(output or ['no reason given'])[0]}")
    if not path.exists():
        raise Skipped(f"{product} is not built")
    return path


class Measurer:
    """A process that answers lines; on one processor, the same for all unless it is said."""

    def __init__(self, *command, processor=0):
        self.process = subprocess.Popen(
            ["taskset", "-c", str(processor), *map(str, command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, cwd=FOLDER / "peers")
        if self.process.stdout.readline().strip() != "ready":
            raise Skipped(f"{command[-1]} does not start")

    def sample(self, work, samples):
        self.process.stdin.write(f"{work} {samples}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer or answer.startswith("none"):
            raise Skipped(f"{work}: {answer.strip()}")
        return [float(word) for word in answer.split()]

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def interleaved(sides, rounds, samples=3):
    """Medians of seconds by side, of `rounds` turns in which each side measures its work a few times, and their ratios to the first.

    `sides` are pairs of a measurer and a work, by name. A ratio is the median of the rounds' ratios: both sides of one were measured
    within moments.
    """
    best = {name: [] for name in sides}
    for measurer, work in sides.values():
        measurer.sample(work, 1)
    for _ in range(rounds):
        for name, (measurer, work) in sides.items():
            best[name].append(min(measurer.sample(work, samples)))
    first = next(iter(best.values()))
    medians = {name: statistics.median(times) for name, times in best.items()}
    ratios = {name: statistics.median(mine / theirs for mine, theirs in zip(first, times)) for name, times in best.items()}
    return medians, ratios
