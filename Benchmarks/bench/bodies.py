"""The bodies of the requests that are measured."""

import base64
import json
import random
import struct

# The call that load is made of: a Jacobian-vector product of a network of one layer.
SMALL_CALL = json.dumps({
    "jsonrpc": "2.0", "id": 1, "method": "jvp", "params": {
        "model": {"layers": [{"type": "dense", "units": 1, "kernel": [[0.5], [0.25]], "bias": [0.0]}],
                  "loss": "mean_squared_error"},
        "inputs": {"x": [[2, 3], [1, 4]], "targets": [[1], [-1]]}, "tangents": {"dense.kernel": [[1], [0]]}}})


def as_list(shape, numbers):
    if len(shape) == 1:
        return numbers
    width = len(numbers) // shape[0]
    return [as_list(shape[1:], numbers[row * width:(row + 1) * width]) for row in range(shape[0])]


def as_base64(shape, numbers):
    data = base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()
    return {"shape": list(shape), "dtype": "float32", "base64": data}


def tensor(shape, write):
    count = 1
    for extent in shape:
        count *= extent
    return write(shape, [struct.unpack("f", struct.pack("f", random.uniform(-0.1, 0.1)))[0] for _ in range(count)])


def short_list(shape, numbers):
    """Numbers of seven digits, eleven bytes each with their comma."""
    return as_list(shape, [float(f"{number:.7g}") for number in numbers])


def network(widths, batch, write, *, tangents=True, activation="tanh"):
    """The parameters of a call for a network of dense layers, its loss the mean squared error."""
    random.seed(7)
    layers, directions = [], {}
    for index, (a, b) in enumerate(zip(widths, widths[1:])):
        layer = {"type": "dense", "name": f"l{index}", "units": b, "kernel": tensor((a, b), write), "bias": tensor((b,), write)}
        if index + 2 < len(widths):
            layer["activation"] = activation
        layers.append(layer)
        directions[f"l{index}"] = {"kernel": tensor((a, b), write), "bias": tensor((b,), write)}
    params = {
        "model": {"layers": layers, "loss": "mean_squared_error"},
        "inputs": {"x": tensor((batch, widths[0]), write), "targets": tensor((batch, widths[-1]), write)}}
    if tangents:
        params["tangents"] = directions
    if write is as_base64:
        params["encoding"] = "base64"
    return params
