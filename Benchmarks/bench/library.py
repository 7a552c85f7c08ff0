"""The library by itself: derivatives of networks against the matrix products they need, and elementwise functions."""

from bench.measurers import Skipped, interleaved
from bench.report import Row, seconds

NETWORKS = [("2-1", 2), ("10-32-32-1", 32), ("784-256-128-10", 256), ("512-512-512-512-512-512", 128)]
TEN_LAYERS = ("-".join(["16"] * 11), 8)
FUNCTIONS = ["tanh", "exp", "log", "sigmoid", "erf", "add", "chain"]
ABSOLUTE = {"2-1": 2e-6, "10-32-32-1": 30e-6}


def available(measurer, work):
    try:
        measurer.sample(work, 1)
        return True
    except Skipped:
        return False


def sides(ours, peers, work):
    """Ours first, and each peer that knows the work."""
    found = {"ours": (ours, work)}
    found.update((name, (peer, work)) for name, peer in peers.items() if available(peer, work))
    return found


def networks(ours, peers, rounds):
    for text, batch in NETWORKS:
        for derivative in ("gradient", "jvp", "hvp"):
            asked = sides(ours, peers, f"network {derivative} {text} {batch}")
            asked["products"] = (ours, f"products {derivative} {text} {batch}")
            times, ratios = interleaved(asked, rounds)
            row = Row(f"{derivative} of {text}, batch {batch}", times, ratios)
            if text not in ABSOLUTE:
                row.expect("≤ 1.2 × the products", ratios["products"] <= 1.2)
            elif derivative == "hvp":
                row.expect(f"≤ {seconds(ABSOLUTE[text])}", times["ours"] <= ABSOLUTE[text])
            yield row
        asked = {"ours": (ours, f"network further {text} {batch}"), "first": (ours, f"network call {text} {batch}"),
                 "products": (ours, f"products further {text} {batch}")}
        times, ratios = interleaved(asked, rounds)
        row = Row(f"hvp of {text}, a further vector at the point of a call", times, ratios)
        if text not in ABSOLUTE:
            row.expect("≤ 0.55 of the first", ratios["first"] <= 0.55)
        yield row


def compiling(ours, rounds):
    text, batch = TEN_LAYERS
    times, ratios = interleaved({"ours": (ours, f"compile {text} {batch}")}, rounds)
    yield Row("trace, transform and compile the hvp of 10 layers", times, ratios).expect("≤ 1 ms", times["ours"] <= 1e-3)


def elementwise(ours, peers, rounds):
    for name in FUNCTIONS:
        times, ratios = interleaved(sides(ours, peers, f"map {name} 1000000"), rounds)
        row = Row(f"{name} of 1 000 000 float32", times, ratios)
        if "JAX" in ratios:
            row.expect("≤ JAX", ratios["JAX"] <= 1)
        yield row
