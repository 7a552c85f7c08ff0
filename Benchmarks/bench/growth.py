"""How the time of a request grows with the batch and with the parameters, and a plot of it."""

import json
import math

from bench.bodies import as_base64, network
from bench.report import Row, seconds
from bench.servers import Client, pushforward

DECADES = [1, 3, 10, 30, 100, 300, 1000, 3000, 10000]


def measured(binary):
    """Points (size, seconds) for the batch of a 64-64-1 network, and for the parameters of one with a hidden layer at batch 8."""
    requests = {
        "batch, hvp of 64-64-1": [(batch, (64, 64, 1), batch) for batch in DECADES],
        "parameters, hvp of 64-n-1 at batch 8": [(66 * n + 1, (64, n, 1), 8) for n in (2, 5, 15, 50, 150, 500, 1500, 5000, 15000)],
    }
    found = {}
    with pushforward(binary) as server:
        server.wait()
        client = Client(server)
        for name, points in requests.items():
            found[name] = []
            for size, widths, batch in points:
                body = json.dumps(network(widths, batch, as_base64))
                client.post("/v1/hvp", body)
                times = [client.post("/v1/hvp", body)[0] for _ in range(60 if len(body) < 1 << 20 else 15)]
                found[name].append((size, min(times)))
    return found


def growth(binary, plot):
    found = measured(binary)
    plot.write_text(picture(found))
    for name, points in found.items():
        (a, first), (b, last) = points[-3], points[-1]
        exponent = math.log(last / first) / math.log(b / a)
        times = {"ours": last, f"{points[0][0]}": points[0][1], f"{a}": first}
        row = Row(f"{name}: {points[-1][0]}; exponent of the last decade", times, {"exponent": exponent})
        yield row.expect("≤ 1.1 (linear)", exponent <= 1.1)


# MARK: the plot

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 400, 70, 50
COLOURS = ["#1f77b4", "#d62728"]


def picture(found):
    """Both series on logarithmic axes, with a line of slope 1 below."""
    points = [point for series in found.values() for point in series]
    x_decades = range(0, math.ceil(math.log10(max(x for x, _ in points))) + 1)
    low = math.floor(math.log10(min(y for _, y in points)))
    y_decades = range(low, math.ceil(math.log10(max(y for _, y in points))) + 1)

    def x(value):
        return LEFT + (WIDTH - LEFT - 20) * math.log10(value) / x_decades[-1]

    def y(value):
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 40) * (math.log10(value) - low) / (y_decades[-1] - low)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for decade in x_decades:
        at = x(10 ** decade)
        parts.append(f'<path d="M{at:.1f} 40V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{10 ** decade:,}</text>'.replace(",", " "))
    for decade in y_decades:
        at = y(10 ** decade)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - 20}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{seconds(10.0 ** decade)}</text>')
    for number, (name, series) in enumerate(found.items()):
        line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in series)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{COLOURS[number]}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{COLOURS[number]}"/>' for a, b in series]
        parts.append(f'<text x="{LEFT + 10}" y="{58 + 16 * number}" fill="{COLOURS[number]}">{name}</text>')
    (end, top) = max(points)
    start = end / 1000
    parts.append(f'<path d="M{x(start):.1f} {y(top / 1000 if top / 1000 > 10 ** low else 10 ** low):.1f}L{x(end):.1f} {y(top):.1f}" '
                 'stroke="#999" stroke-dasharray="4 4"/>')
    parts.append(f'<text x="{(WIDTH + LEFT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">size (dashed: linear)</text>')
    parts.append(f'<text x="{LEFT}" y="24">seconds of a request, from socket to socket</text></svg>')
    return "\n".join(parts) + "\n"
