"""The service, over its socket."""

import concurrent.futures
import json
import math
import statistics
import threading
import time

from bench.bodies import SMALL_CALL, as_base64, network, short_list, tensor
from bench.measurers import Measurer, Skipped, interleaved
from bench.report import Row, seconds
from bench.servers import Client, Server, load, loads_in_turns, pushforward


def rate(value):
    return f"{value:,.0f}/s".replace(",", " ")


def megabytes(value):
    return f"{value / 1e6:.1f} MB"


def small_calls(binary, others, rounds):
    """Requests a second of ours, of an echo server and of a service in Python, in turns."""
    servers = {"ours": pushforward(binary), **{name: Server(*command) for name, command in others.items()}}
    found, costs = loads_in_turns(servers, "/rpc", SMALL_CALL, rounds)
    rates = {name: statistics.median(run.rate for run in runs) for name, runs in found.items()}
    ratios = {name: statistics.median(a.rate / b.rate for a, b in zip(found["ours"], runs)) for name, runs in found.items()}
    row = Row("small jvp over HTTP, 32 connections", rates, ratios, rate)
    if "Hummingbird echo" in ratios:
        row.expect("≥ 1.3 × Hummingbird echo", ratios["Hummingbird echo"] >= 1.3)
    yield row
    if "FastAPI + JAX" in ratios:
        yield Row("the same", {name: rates[name] for name in ("ours", "FastAPI + JAX")},
                  {"FastAPI + JAX": ratios["FastAPI + JAX"]}, rate).expect("≥ 12 × FastAPI + JAX", ratios["FastAPI + JAX"] >= 12)
    processor = {name: statistics.median(times) for name, times in costs.items()}
    yield Row("its processor time", processor, {name: processor["ours"] / time for name, time in processor.items()})
    p50 = statistics.median(run.p50 for run in found["ours"])
    p99 = {name: statistics.median(run.p99 for run in runs) for name, runs in found.items()}
    yield Row("its 99th percentile", {**p99, "median": p50}, {"median": p99["ours"] / p50}).expect(
        "≤ 5 × the median", p99["ours"] <= 5 * p50)


def until_plan(answer):
    """Seconds that the server says it took from the body to the plan: a call that it knows by its outline is not parsed first."""
    timing = dict(part.strip().split(";dur=") for part in answer.getheader("Server-Timing").split(","))
    return (float(timing["parse"]) + float(timing["plan"])) / 1e3


def plans(binary, rounds):
    """A call of a model of ten layers that finds its plan, and one of a batch that was not seen before."""
    bodies = [json.dumps(network([16] * 11, batch, short_list)) for batch in range(2, 3 + rounds)]
    with pushforward(binary) as server:
        server.wait()
        client = Client(server)
        misses = [until_plan(client.post("/v1/hvp", body)[2]) for body in bodies]
        hits = [until_plan(client.post("/v1/hvp", bodies[-1])[2]) for _ in range(200)]
        evaluated = [until_plan(client.post("/v1/evaluate", named())[2]) for _ in range(200)]
    yield Row("read an hvp of 10 layers, 5 632 numbers, and find its plan", {"ours": statistics.median(hits)})
    yield Row("the same for a formula", {"ours": statistics.median(evaluated)})
    yield Row("read an hvp of 10 layers and make its plan", {"ours": statistics.median(misses[1:])})


def named():
    return json.dumps({"expression": "sum(tanh(x @ w) ** 2)", "inputs": {"x": [[1.0, 2.0]], "w": [[0.5], [0.25]]}})


def large_bodies(binary, measurer, rounds):
    """A kernel of 4.4 MB of text in, a gradient of the same size out."""
    widths, batch = (800, 500), 64
    lists, packed = (json.dumps(network(widths, batch, write, tangents=False)) for write in (short_list, as_base64))
    works = ("parse 800 500", "write 800 500", "products gradient 800-500 64")
    with pushforward(binary) as server:
        server.wait()
        client = Client(server)
        client.post("/v1/gradient", lists)
        pairs = []
        for _ in range(rounds):
            pairs.append((min(server.cost(lambda: client.post("/v1/gradient", lists)) for _ in range(3)),
                          min(server.cost(lambda: client.post("/v1/gradient", packed)) for _ in range(3)),
                          sum(min(measurer.sample(work, 3)) for work in works)))
        lists_time, packed_time, least = (statistics.median(column) for column in zip(*pairs))
        size = len(client.post("/v1/gradient", lists)[1])
    ratio = statistics.median(a / c for a, _, c in pairs)
    yield Row(f"gradient, {megabytes(len(lists))} of lists in, {megabytes(size)} out", {"ours": lists_time, "parse + write + products": least},
              {"parse + write + products": ratio}).expect("≤ 2 ×", ratio <= 2)
    ratio = statistics.median(b / a for a, b, _ in pairs)
    yield Row(f"the same in base64, {megabytes(len(packed))} in", {"ours": packed_time, "lists": lists_time}, {"lists": ratio}
              ).expect("≤ 1/3 of lists", ratio <= 1 / 3)
    with pushforward(binary) as server:
        server.wait()
        before = server.memory("VmHWM")
        Client(server).post("/v1/gradient", lists)
        peak = server.memory("VmHWM") - before
    held = len(lists) + 4 * (2 * 800 * 500 + batch * 1300) + size
    yield Row("memory of the call in lists, at its peak", {"ours": peak, "body + tensors + result": held},
              {"body + tensors + result": peak / held}, megabytes).expect("≤ 1.5 ×", peak <= 1.5 * held)


def scaling(measure, rounds):
    """How many times the products of one processor two give at once, with nothing else to do."""
    sides = [Measurer(measure, processor=number) for number in (0, 1)]
    work, samples = "products hvp 256-256-256 128", 50

    def seconds_of(sides):
        with concurrent.futures.ThreadPoolExecutor(len(sides)) as pool:
            return max(pool.map(lambda side: sum(side.sample(work, samples)), sides))

    seconds_of(sides)
    ratios = [2 * seconds_of(sides[:1]) / seconds_of(sides) for _ in range(rounds)]
    for side in sides:
        side.end()
    return statistics.median(ratios)


def workers(binary, measure, rounds):
    """Calls of some milliseconds, eight at a time, on one worker and on two."""
    square = (128, 128)
    body = json.dumps({
        "expression": f"sum({iterated(32)} ** 2)", "primals": {"x": tensor(square, as_base64)}, "tangents": {"x": tensor(square, as_base64)},
        "inputs": {"w": tensor(square, as_base64)}, "encoding": "base64"})
    with pushforward(binary, "--workers", "1") as one, pushforward(binary, "--workers", "2") as two:
        for server in (one, two):
            server.wait()
            load(server, "/v1/hvp", body, 1, connections=8)
        found = [[load(server, "/v1/hvp", body, 3, connections=8).rate for server in (one, two)] for _ in range(rounds)]
    ratio = statistics.median(b / a for a, b in found)
    rates = {"ours": statistics.median(b for _, b in found), "one worker": statistics.median(a for a, _ in found)}
    what = f"hvp of 32 products of 128 × 128 on two workers, where two processors give {scaling(measure, rounds):.2f} × the products of one"
    yield Row(what, rates, {"one worker": ratio}, rate).expect("≥ 1.8 ×", ratio >= 1.8)


def iterated(depth):
    """A function that is long to compute and short to send."""
    return "tanh(w @ " * depth + "x" + ")" * depth


def long_jobs(binary):
    """Small calls while two Hessians of seconds run."""
    size = 700
    weights = [[round(0.02 * math.sin(i * size + j * j), 6) for j in range(size)] for i in range(size)]
    hessian = json.dumps({"expression": f"sum({iterated(40)} ** 2)", "primals": ["x"], "inputs": {"x": [0.5] * size, "w": weights}})
    with pushforward(binary, "--workers", "2") as server:
        server.wait()
        once = Client(server).post("/v1/hessian", hessian)[0]
        ended = threading.Event()

        def ask():
            client = Client(server)
            while not ended.is_set():
                client.post("/v1/hessian", hessian)

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        found = load(server, "/rpc", SMALL_CALL, 5, connections=4)
        ended.set()
        for thread in threads:
            thread.join()
    what = f"small calls beside two Hessians of {seconds(once)}: 99th percentile of {found.requests}, {found.failed} failed"
    yield Row(what, {"ours": found.p99, "median": found.p50}).expect(
        "≤ 10 ms, none refused", found.requests > 0 and found.p99 <= 0.01 and found.failed == 0)


def start(binary, rounds):
    times, memory = [], []
    for _ in range(rounds):
        with pushforward(binary) as server:
            times.append(server.wait())
            time.sleep(0.3)
            memory.append(server.memory())
    yield Row("first answer after the start", {"ours": statistics.median(times), "best": min(times)}).expect("≤ 50 ms", statistics.median(times) <= 0.05)
    yield Row("resident memory, idle", {"ours": statistics.median(memory)}, show=megabytes).expect("≤ 25 MB", statistics.median(memory) <= 25e6)
