"""Exact Hessians in JAX of a model that a server differentiates, by Tesseract: the gradient is an output that JAX differentiates once more.

usage: python3 jax_hessian.py [URL]      needs tesseract-core and tesseract-jax; the server runs with --models examples/models
"""

import sys

import jax
import jax.numpy as jnp
from tesseract_core import Tesseract
from tesseract_jax import apply_tesseract

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
jax.config.update("jax_enable_x64", True)
rosenbrock = Tesseract.from_url(f"{URL}/tesseract/rosenbrock")


@jax.custom_jvp
def f(x):
    return apply_tesseract(rosenbrock, {"x": x})["value"]


@f.defjvp
def f_jvp(primals, tangents):
    answer = apply_tesseract(rosenbrock, {"x": primals[0]})
    return answer["value"], jnp.vdot(answer["gradient"]["x"], tangents[0])


x = jnp.array([-1.2, 1.0])
print("Hessian at the start:", jax.hessian(f)(x).tolist())
print("along one direction:", jax.jvp(jax.grad(f), (x,), (jnp.array([1.0, 0.0]),))[1].tolist())

for step in range(20):  # Newton's method
    x = x - jnp.linalg.solve(jax.hessian(f)(x), jax.grad(f)(x))
print("minimum at", x.round(6).tolist())
