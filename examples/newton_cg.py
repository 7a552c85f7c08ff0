"""Minimises Rosenbrock's function by Newton's method with conjugate gradients: the Hessian is never formed.

usage: python3 newton_cg.py [URL]      needs numpy
"""

import json, sys, urllib.request
import numpy as np

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
FUNCTION = {"expression": "sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)", "dtype": "float64"}


def call(method, x, **parameters):
    body = json.dumps(FUNCTION | {"inputs": {"x": x.tolist()}} | parameters).encode()
    return json.load(urllib.request.urlopen(f"{URL}/v1/{method}", body))


def newton_step(x, gradient):
    """Solves H step = -gradient, to a precision that grows towards the minimum."""
    step, residual, direction = np.zeros_like(x), -gradient, -gradient
    while np.linalg.norm(residual) > min(0.1, np.linalg.norm(gradient)) * np.linalg.norm(gradient):
        product = np.array(call("hvp", x, tangents={"x": direction.tolist()})["hvp"]["x"])
        if direction @ product <= 0:  # the function bends down along this direction
            return step if step.any() else direction
        length = residual @ residual / (direction @ product)
        step, residual, previous = step + length * direction, residual - length * product, residual
        direction = residual + (residual @ residual) / (previous @ previous) * direction
    return step


x = np.zeros(10)
while True:
    at = call("gradient", x, primals=["x"])
    value, gradient = at["value"], np.array(at["gradient"]["x"])
    print(f"{value:.3e}, gradient {np.linalg.norm(gradient):.1e}", file=sys.stderr)
    if np.linalg.norm(gradient) < 1e-8:
        break
    step, length = newton_step(x, gradient), 1.0
    while call("evaluate", x + length * step)["value"] > value + 1e-4 * length * (gradient @ step):
        length /= 2
    x = x + length * step
print("minimum at", np.round(x, 6))
