"""Samples a density that a server differentiates: PyMC's NUTS, with gradients by UM-Bridge.

usage: python3 pymc_posterior.py [URL]      needs pymc and umbridge; the server runs with --models examples/models
"""

import sys

import numpy as np
import pymc as pm
from pytensor.gradient import verify_grad
from umbridge.pymc import UmbridgeOp

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"

density = UmbridgeOp(URL, "banana")
verify_grad(density, [np.array([0.5, -1.0])], rng=np.random.default_rng(1))
print("PyMC's verify_grad: passed")

with pm.Model():
    pm.CustomDist("x", logp=lambda value: density(value)[0], shape=2)
    trace = pm.sample(
        draws=200, tune=200, chains=1, cores=1, random_seed=1, progressbar=False, compute_convergence_checks=False
    )

x = trace.posterior["x"].values.reshape(-1, 2)
# x[0] is normal, and x[1] is half its square beside a little noise: their means are 0 and 1/2.
close = abs(x[:, 0].mean()) < 0.3 and abs(x[:, 1].mean() - 0.5) < 0.3
print(f"NUTS: {len(x)} draws, means {'as they should be' if close else x.mean(axis=0)}")
