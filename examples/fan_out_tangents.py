"""Spreads the tangents of one call over several servers: the Hessian of a network's loss, a share of its columns from each.

usage: python3 fan_out_tangents.py URL URL...

Any server can take any share, because a call holds all that it needs: a share whose server is away or overloaded goes to the
next one.
"""

import json
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

CALL = {
    "model": {"layers": [{"type": "dense", "units": 3, "activation": "tanh", "name": "hidden"},
                         {"type": "dense", "units": 1, "name": "out"}],
              "loss": "mean_squared_error"},
    "inputs": {"x": [[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]], "targets": [[1.0], [0.0], [-1.0]],
               "hidden.bias": [0.1, 0.0, -0.1], "out.kernel": [[0.3], [-0.2], [0.5]], "out.bias": [0.0]},
    "primals": {"hidden.kernel": [[0.2, -0.4, 0.6], [0.1, 0.3, -0.5]]},
    "dtype": "float64",
}
ROWS, COLUMNS = 2, 3


def call(url, method, parameters):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
    with urllib.request.urlopen(f"{url}/rpc", body, timeout=60) as reply:
        answer = json.load(reply)
    if "error" in answer:
        raise ValueError(answer["error"]["message"])
    return answer["result"]


def call_any(urls, method, parameters):
    """The first answer that there is. An error in the call itself is the same everywhere, so it is not tried again."""
    for url in urls[:-1]:
        try:
            return call(url, method, parameters)
        except urllib.error.URLError as error:
            print(f"{url}: {error}; trying the next one", file=sys.stderr)
    return call(urls[-1], method, parameters)


def unit_tangent(index):
    flat = [float(index == place) for place in range(ROWS * COLUMNS)]
    return {"hidden.kernel": [flat[row * COLUMNS:(row + 1) * COLUMNS] for row in range(ROWS)]}


def flat(tensor):
    return [number for row in tensor for number in row]


def hessian(urls):
    """One call with many tangents a server: each pays once for what depends on the point alone."""
    shares = [range(first, ROWS * COLUMNS, len(urls)) for first in range(len(urls))]

    def columns(first):
        share = shares[first]
        tangents = [unit_tangent(index) for index in share]
        result = call_any(urls[first:] + urls[:first], "hvp", CALL | {"tangents": tangents})
        return zip(share, (flat(product["hidden.kernel"]) for product in result["hvps"]))

    with ThreadPoolExecutor(len(urls)) as pool:
        found = dict(column for share in pool.map(columns, range(len(urls))) for column in share)
    return [found[index] for index in range(ROWS * COLUMNS)]


if __name__ == "__main__":
    urls = sys.argv[1:]
    spread, alone = hessian(urls), hessian(urls[:1])
    difference = max(abs(a - b) for one, other in zip(spread, alone) for a, b in zip(one, other))
    print(f"Hessian of {len(spread)} x {len(spread)} from {len(urls)} servers")
    print("the same from one:", difference < 1e-12)
    for column in spread:
        print(" ".join(f"{number:9.6f}" for number in column))
