"""PyTorch's side of the measurements, as jax_measure.py: one thread, `torch.func`, eager."""

import torch

from measuring import network_shapes, serve

torch.set_num_threads(1)


def random(shape):
    return (torch.rand(shape) * 2 - 1) / shape[0] ** 0.5


def loss(parameters, x, targets):
    *hidden, (kernel, bias) = parameters
    for weights, offset in hidden:
        x = torch.tanh(x @ weights + offset)
    return torch.mean(torch.square(x @ kernel + bias - targets))


def network(derivative, text, batch):
    data, layers = network_shapes(text, int(batch))
    x, targets = (random(shape) for shape in data)
    point, vector = ([(random(k), random(b)) for k, b in layers] for _ in range(2))
    value = lambda parameters: loss(parameters, x, targets)
    return {
        "gradient": lambda: torch.func.grad(value)(point),
        "jvp": lambda: torch.func.jvp(value, (point,), (vector,))[1],
        "hvp": lambda: torch.func.jvp(torch.func.grad(value), (point,), (vector,))[1],
    }[derivative]


def elementwise(name, count):
    numbers = torch.rand(int(count)) * 4 + 0.01
    function = {
        "tanh": torch.tanh, "exp": torch.exp, "log": torch.log, "sigmoid": torch.sigmoid, "erf": torch.erf,
        "add": lambda x: x + 1, "chain": lambda x: ((x * x + 1) * 0.5 - x) * x,
    }[name]
    return lambda: function(numbers)


serve({"network": network, "map": elementwise})
