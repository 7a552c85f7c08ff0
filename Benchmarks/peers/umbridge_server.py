"""The Rosenbrock function and its gradient in NumPy, behind the server of the protocol's Python package.

usage: umbridge_server.py PORT
"""

import sys

import numpy as np
import umbridge


class Rosenbrock(umbridge.Model):
    def __init__(self):
        super().__init__("rosenbrock")

    def get_input_sizes(self, config):
        return [10]

    def get_output_sizes(self, config):
        return [1]

    def __call__(self, parameters, config):
        x = np.array(parameters[0])
        return [[float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))]]

    def gradient(self, out_wrt, in_wrt, parameters, sens, config):
        x = np.array(parameters[0])
        gap = x[1:] - x[:-1] ** 2
        gradient = np.zeros(10)
        gradient[1:] += 200 * gap
        gradient[:-1] -= 400 * x[:-1] * gap + 2 * (1 - x[:-1])
        return (gradient * sens[0]).tolist()

    def supports_evaluate(self):
        return True

    def supports_gradient(self):
        return True


if __name__ == "__main__":
    umbridge.serve_models([Rosenbrock()], int(sys.argv[1]))
