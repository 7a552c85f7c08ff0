"""Has emcee and QMCPy use a server's models by UM-Bridge.

usage: umbridge_samplers.py URL
"""

import sys

import emcee
import numpy as np
import qmcpy
import umbridge
from qmcpy.integrand import UMBridgeWrapper
from umbridge.emcee import UmbridgeLogProb

URL = sys.argv[1]

density = UmbridgeLogProb(URL, "banana")
start = np.random.default_rng(1).normal(size=(8, density.ndim))
sampler = emcee.EnsembleSampler(8, density.ndim, density)
sampler.run_mcmc(start, 40)
assert np.isfinite(sampler.get_chain()).all()

# The mean of Rosenbrock's function over the square of side 1 at the origin: 100 (1/3 - 1/3 + 1/5) + 1/3.
points = qmcpy.Uniform(qmcpy.DigitalNetB2(2, seed=7), lower_bound=[0, 0], upper_bound=[1, 1])
integrand = UMBridgeWrapper(points, umbridge.HTTPModel(URL, "rosenbrock"), {}, parallel=False)
solution, _ = qmcpy.CubQMCSobolG(integrand, n_init=256, abs_tol=0.2).integrate()
assert abs(float(np.squeeze(solution)) - 20.333333) < 0.2, solution

print("samplers: ok")
