"""Has UM-Bridge's Python client walk every endpoint of a server with the models of examples/models.

usage: umbridge_client.py URL
"""

import sys

import requests
import umbridge

URL = sys.argv[1]


def close(found, wanted):
    return len(found) == len(wanted) and all(
        abs(a - b) <= 1e-12 * max(1, abs(b)) for a, b in zip(found, wanted)
    )


def post(path, body, **more):
    return requests.post(f"{URL}/{path}", **({"data": body} if isinstance(body, str) else {"json": body}), **more)


def refused(path, body, status, kind):
    answer = post(path, body)
    assert answer.status_code == status, answer.text
    assert list(answer.json()) == ["error"], answer.text
    error = answer.json()["error"]
    assert sorted(error) == ["message", "type"], answer.text
    assert error["type"] == kind, answer.text
    return error["message"]


assert umbridge.supported_models(URL) == ["banana", "decay", "rosenbrock"]  # surrogate takes any number of rows

rosenbrock = umbridge.HTTPModel(URL, "rosenbrock")
assert rosenbrock.get_input_sizes() == [2]
assert rosenbrock.get_output_sizes() == [1]
assert rosenbrock.supports_evaluate() and rosenbrock.supports_gradient()
assert rosenbrock.supports_apply_jacobian() and rosenbrock.supports_apply_hessian()
assert rosenbrock([[0.0, 1.0]]) == [[101.0]]
assert rosenbrock.gradient(0, 0, [[0.0, 1.0]], [2.0]) == [-4.0, 400.0]
assert rosenbrock.apply_jacobian(0, 0, [[0.0, 1.0]], [3.0, 1.0]) == [194.0]
assert rosenbrock.apply_hessian(0, 0, 0, [[0.0, 1.0]], [2.0], [1.0, 1.0]) == [-796.0, 400.0]

decay = umbridge.HTTPModel(URL, "decay")
assert decay.get_input_sizes() == [1, 1]
assert decay.get_output_sizes() == [1, 4]
at = [[2.0], [0.0]]
misses = [0.0, 0.8, 1.3, 1.5]
assert close(decay(at)[0], [0.5 * sum(m * m for m in misses)])
assert close(decay(at)[1], misses)
# residual = a exp(-b t) - y: at b = 0 the derivatives by a and b are 1 and -a t, the mixed one is -t.
assert close(decay.gradient(1, 0, at, [1.0, 2.0, 3.0, 4.0]), [10.0])
assert close(decay.gradient(1, 1, at, [1.0, 2.0, 3.0, 4.0]), [-40.0])
assert close(decay.apply_jacobian(1, 1, at, [0.5]), [0.0, -1.0, -2.0, -3.0])
assert close(decay.apply_hessian(1, 0, 1, at, [1.0, 2.0, 3.0, 4.0], [1.0]), [-20.0])
assert close(decay.apply_hessian(1, 1, 1, at, [1.0, 0.0, 0.0, 1.0], [1.0]), [18.0])
config = {"observed": [2.0, 2.0, 2.0, 2.0]}
assert close(decay(at, config)[1], [0.0] * 4)

# What clients of other languages send: no content type, the name last, bare numbers for vectors of one.
answer = post("Gradient", '{"sens": 2.0, "input": [[0, 1]], "inWrt": 0, "outWrt": 0, "name": "rosenbrock"}', headers={"Content-Type": None})
assert answer.json() == {"output": [-4.0, 400.0]}, answer.text

whole = {"name": "rosenbrock", "input": [[0, 1]], "outWrt": 0, "inWrt": 0, "sens": [1], "vec": [1, 1]}
refused("Evaluate", {"name": "rosenbrok", "input": 1}, 400, "ModelNotFound")
refused("ModelInfo", {"name": "surrogate"}, 400, "ModelNotFound")
refused("Evaluate", {"input": [[0, 1]]}, 400, "InvalidInput")
assert "Number of input" in refused("Gradient", whole | {"input": [], "outWrt": 9}, 400, "InvalidInput")
assert "parameter 0" in refused("Gradient", whole | {"input": [[1]], "outWrt": 9}, 400, "InvalidInput")
assert "outWrt" in refused("Gradient", whole | {"outWrt": 1, "inWrt": 9}, 400, "InvalidInput")
assert "inWrt" in refused("Gradient", whole | {"inWrt": -1, "sens": []}, 400, "InvalidInput")
assert "sens" in refused("Gradient", whole | {"sens": [1, 2]}, 400, "InvalidInput")
assert "vec" in refused("ApplyJacobian", whole | {"vec": [1]}, 400, "InvalidInput")
assert "input[0][1]" in refused("Evaluate", whole | {"input": [[1, "x"]]}, 400, "InvalidInput")
assert "no JSON" in refused("Evaluate", '{"name": "rosenbrock", ', 400, "InvalidInput")
refused("Evaluate", "[]", 400, "InvalidInput")
refused("Evaluate", '{"name": "rosenbrock", "input": [[NaN, 1]]}', 400, "InvalidInput")
assert "index 0" in refused("Evaluate", whole | {"input": [[1e200, 1]]}, 500, "InvalidOutput")
refused("Evaluate", whole | {"config": {"y": 1}}, 400, "InvalidInput")

print("umbridge: ok")
