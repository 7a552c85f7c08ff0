"""What the peers' sides of the measurements share; the protocol is in Sources/Measure/Measure.swift."""

import sys
import time


def network_shapes(text, batch):
    """Shapes of inputs and targets, and of each layer's kernel and bias."""
    widths = [int(width) for width in text.split("-")]
    return [(batch, widths[0]), (batch, widths[-1])], [((a, b), (b,)) for a, b in zip(widths, widths[1:])]


class Work:
    def __init__(self, run):
        self.run = run
        for _ in range(3):
            run()
        start = time.process_time()
        run()
        self.runs = max(1, int(0.001 / max(time.process_time() - start, 1e-7)))

    def sample(self):
        start = time.process_time()
        for _ in range(self.runs):
            self.run()
        return (time.process_time() - start) / self.runs


def serve(makers):
    """Answers lines until there are no more; `makers` make what is run, by the first word."""
    works = {}
    print("ready", flush=True)
    for line in sys.stdin:
        *words, samples = line.split()
        key = " ".join(words)
        try:
            if key not in works:
                works[key] = Work(makers[words[0]](*words[1:]))
            print(*(works[key].sample() for _ in range(int(samples))), flush=True)
        except Exception as error:
            print("none", repr(error).replace("\n", " "), flush=True)
