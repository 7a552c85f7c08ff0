"""Has Tesseract's SDK and Tesseract-JAX use a server with the models of examples/models.

usage: tesseract_client.py URL
"""

import base64
import sys

import jax
import jax.numpy as jnp
import numpy as np
import requests
from tesseract_core import Tesseract
from tesseract_jax import apply_tesseract

URL = sys.argv[1]
jax.config.update("jax_enable_x64", True)


def close(found, wanted):
    assert np.allclose(np.asarray(found), wanted, rtol=1e-12, atol=1e-12), (found, wanted)


# The SDK.
rosenbrock = Tesseract.from_url(f"{URL}/tesseract/rosenbrock")
assert rosenbrock.health() == {"status": "ok"}
assert sorted(rosenbrock.available_endpoints) == [
    "abstract_eval", "apply", "health", "jacobian", "jacobian_vector_product", "vector_jacobian_product",
]
x, v = np.array([0.0, 1.0]), np.array([3.0, 1.0])
hessian = np.array([[2.0 - 400.0, 0.0], [0.0, 200.0]])
answer = rosenbrock.apply({"x": x})
assert answer["value"].dtype == np.float64 and answer["value"].shape == ()
close(answer["value"], 101.0)
close(answer["gradient"]["x"], [-2.0, 200.0])
assert rosenbrock.abstract_eval({"x": {"shape": [2], "dtype": "float64"}}) == {
    "value": {"shape": [], "dtype": "float64"},
    "gradient": {"x": {"shape": [2], "dtype": "float64"}},
}
products = rosenbrock.jacobian_vector_product({"x": x}, ["x"], ["value", "gradient.x"], {"x": v})
close(products["value"], 194.0)
close(products["gradient.x"], hessian @ v)
cotangents = {"value": np.array(2.0), "gradient.x": v}
products = rosenbrock.vector_jacobian_product({"x": x}, ["x"], list(cotangents), cotangents)
close(products["x"], 2 * np.array([-2.0, 200.0]) + hessian @ v)
matrices = rosenbrock.jacobian({"x": x}, ["x"], ["value", "gradient.x"])
close(matrices["value"]["x"], [-2.0, 200.0])
close(matrices["gradient.x"]["x"], hessian)

decay = Tesseract.from_url(f"{URL}/tesseract/decay")
at = {"amplitude": np.array(2.0), "rate": np.array(0.0)}
answer = decay.apply(at)
assert sorted(answer) == ["miss", "residual"]
close(answer["residual"], [0.0, 0.8, 1.3, 1.5])
matrices = decay.jacobian(at, ["amplitude", "rate"], ["residual"])
close(matrices["residual"]["amplitude"], [1.0] * 4)
close(matrices["residual"]["rate"], [0.0, -2.0, -4.0, -6.0])
both = decay.jacobian_vector_product(at, ["rate"], ["miss", "residual"], {"rate": np.array(1.0)})
close(both["miss"], -2 * (0.8 + 2 * 1.3 + 3 * 1.5))

# JAX.


def f(x):
    return apply_tesseract(rosenbrock, {"x": x})["value"]


def reference(x):
    return jnp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


x, v = jnp.array([0.3, -0.7]), jnp.array([1.0, 2.0])
close(jax.jit(f)(x), reference(x))
close(jax.grad(f)(x), jax.grad(reference)(x))
close(jax.jit(jax.value_and_grad(f))(x)[1], jax.grad(reference)(x))
close(jax.jvp(f, (x,), (v,))[1], jax.jvp(reference, (x,), (v,))[1])
two = jnp.array(2.0)
close(jax.vjp(f, x)[1](two)[0], jax.vjp(reference, x)[1](two)[0])
close(jax.jacrev(f)(x), jax.jacrev(reference)(x))
close(jax.jacfwd(f)(x), jax.jacfwd(reference)(x))
points = jnp.stack([x, v, x + v])
mapped = jax.vmap(lambda x: apply_tesseract(rosenbrock, {"x": x}, vmap_method="sequential")["value"])
close(mapped(points), jax.vmap(reference)(points))


def residual(amplitude):
    return apply_tesseract(decay, {"amplitude": amplitude, "rate": jnp.array(0.5)})["residual"]


times = np.arange(4.0)
close(jax.jacfwd(residual)(jnp.array(2.0)), np.exp(-0.5 * times))
close(jax.jacrev(residual)(jnp.array(2.0)), np.exp(-0.5 * times))

# What is sent and answered, to the letter.


def post(operation, payload, model="rosenbrock", **fields):
    return requests.post(f"{URL}/tesseract/{model}/{operation}", json=payload, headers=fields)


plain = {"inputs": {"x": {"object_type": "array", "shape": [2], "dtype": "float64", "data": {"buffer": [0, 1], "encoding": "json"}}}}
answer = post("apply", plain, Accept="application/json").json()
assert answer["value"] == {"object_type": "array", "shape": [], "dtype": "float64", "data": {"buffer": 101.0, "encoding": "json"}}
assert answer["gradient"]["x"]["data"] == {"buffer": [-2.0, 200.0], "encoding": "json"}
for accept in ["*/*", "application/json+base64"]:
    data = post("apply", plain, Accept=accept).json()["gradient"]["x"]["data"]
    assert data["encoding"] == "base64"
    assert np.frombuffer(base64.b64decode(data["buffer"])).tolist() == [-2.0, 200.0]
assert post("apply", {"inputs": {"x": [0, 1]}}, Accept="application/json").json() == answer
single = {"shape": [2], "dtype": "float32", "data": {"buffer": base64.b64encode(np.array([0, 1], np.float32)).decode(), "encoding": "base64"}}
assert post("apply", {"inputs": {"x": single}}, Accept="application/json").json() == answer
assert requests.get(f"{URL}/tesseract/rosenbrock/health", data=b"null").json() == {"status": "ok"}
assert post("apply", plain, Accept="application/json+binref").status_code == 406


def refused(says, loc, operation, payload):
    answer = post(operation, payload)
    assert answer.status_code == 422, answer.text
    detail = answer.json()["detail"][0]
    assert says in detail["msg"] and detail["loc"] == ["body"] + loc and detail["type"], detail


binref = {"shape": [2], "dtype": "float64", "data": {"buffer": "/etc/passwd", "encoding": "binref"}}
refused("not as", ["inputs", "x", "data", "encoding"], "apply", {"inputs": {"x": binref}})
refused("no input", ["inputs", "y"], "apply", {"inputs": {"y": 1}})
refused("does not fit", ["inputs", "x"], "apply", {"inputs": {"x": [1, 2, 3]}})
refused("needs \"inputs\"", ["inputs"], "apply", {})
refused("no parameter", ["input"], "apply", {"inputs": {}, "input": {}})
refused("no differentiable input", ["jvp_inputs", 0], "jacobian_vector_product", plain | {"jvp_inputs": ["y"], "jvp_outputs": ["value"], "tangent_vector": {}})
refused("no differentiable output", ["jac_outputs", 0], "jacobian", plain | {"jac_inputs": ["x"], "jac_outputs": ["valeu"]})
refused("for each of the paths", ["tangent_vector"], "jacobian_vector_product", plain | {"jvp_inputs": ["x"], "jvp_outputs": ["value"], "tangent_vector": {}})
answer = requests.post(f"{URL}/tesseract/rosenbrock/apply", data=b'{"inputs": ')
assert answer.status_code == 422 and answer.json()["detail"][0]["loc"] == ["body"], answer.text
answer = post("apply", plain, model="rosenbrok")
assert answer.status_code == 404 and "did you mean" in answer.json()["detail"], answer.text

print("tesseract: ok")
