"""Values of expressions from NumPy, in float64.

    pip install numpy scipy && python make_expressions.py > expressions.json

Each line is an expression, the shape and the elements of its value. The first part is written by hand: precedence, subscripts, calls by
NumPy's names. The second part is random formulas. NumPy evaluates the very same text.
"""

import json
import random
import sys

import numpy as np
from scipy import special

INPUTS = {
    "x": np.array([[1.5, -2.0, 0.25], [0.75, 3.0, -1.25]]),
    "y": np.array([[2.0, 0.5, -0.75], [1.25, -3.0, 0.125]]),
    "m": np.array([[0.5, -1.0], [2.0, 0.25], [1.0, 3.0]]),
    "t": np.arange(24, dtype="float64").reshape(2, 3, 4) / 8 - 1,
    "v": np.array([0.5, -1.5, 2.0]),
    "p": np.array([0.25, 0.5, 1.75]),
    "s": np.array(1.25),
    "idx": np.array([2, 0, 1]),
}

WRITTEN = """
-v ** 2
2 ** -v
-2 ** 2
2 ** 3 ** 2
(2 ** 3) ** 2
-p ** -2
v * 2 + 1
v * (2 + 1)
1 - 2 - 3
100 / 5 / 2
7 // 2
-7 // 2
7 % 3
-7 % 3
v // 0.75
v % 0.75
v % -0.75
- - v
+v
-v * -v
2 * -v
v - -v
x + v
v + x
s * x
x / s
x * y - y / p
x @ m
m @ x
v @ v
v @ m
x @ v
x @ m @ x
x @ v * 2
2 * x @ v
x.T
x.T @ y
x.T.T
t.T
(x + y).T
x > 0
(x > 0) * x
(x > 0) & (y > 0)
(x > 0) | (y > 0)
~(x > 0)
x == x
x != y
x >= y
x <= y
x < 1 + s
x[0]
x[-1]
x[1, 2]
x[1][2]
x[-2, -3]
x[:, 1]
x[:, -1]
x[:, 1:3]
x[:, :-1]
x[:, ::2]
x[:, ::-1]
x[::-1, ::-1]
x[0, ::-2]
x[..., 0]
x[..., -1]
x[0, ...]
x[...]
x[None]
x[:, None]
x[:, None, 1:]
x[None, 0, None]
v[:, None] * v[None, :]
v[None] + v[:, None]
v[1:]
v[:1]
v[-2:]
v[:-2]
v[5:]
v[-9:2]
v[1:1]
v[2:0:-1]
v[::-1]
v[-1::-2]
v[10::-1]
v[[0, 2]]
v[[0, -1, 0]]
x[[1, 0]]
x[:, [2, 0]]
x[:, [2, 2, 1, 0]]
v[idx]
x[:, idx]
x[:, [[0, 1], [1, 2]]]
t[0]
t[0, 1]
t[0, 1, 2]
t[:, 1]
t[:, :, 1]
t[..., 1]
t[1, ..., 2]
t[1, :, ::2]
t[::-1, 1:, 1:3]
t[..., None]
t[:, [0, 2]]
t[:, :, [3, 0]]
t[0][1][2]
-x[0] ** 2
2 ** v[0]
x[0] @ v
x[:, 0] * 2
sum(x)
sum(x, axis=0)
sum(x, axis=1)
sum(x, axis=-1)
sum(x, axis=None)
sum(x, axis=0, keepdims=True)
sum(x, axis=(0, 1))
sum(t, axis=(0, 2))
sum(t, axis=(2, 0), keepdims=True)
sum(x, 1)
x.sum()
x.sum(axis=0)
x.sum(axis=1).sum()
mean(x)
mean(x, axis=0)
mean(t, axis=(0, -1))
x.mean(axis=1, keepdims=True)
x - mean(x, axis=1, keepdims=True)
max(x)
max(x, axis=0)
min(x, axis=1)
x.max(axis=-1)
amax(t, axis=(0, 1))
prod(x, axis=0)
prod(x)
var(x)
var(x, axis=0)
std(x)
std(x, axis=1, keepdims=True)
mean(x > 0)
sum(x > 0, axis=0)
logsumexp(x)
logsumexp(x, axis=1)
exp(x)
log(p)
log1p(p)
log2(p)
log10(p)
expm1(v)
exp2(v)
sqrt(p)
square(v)
reciprocal(v)
abs(v)
absolute(v)
negative(v)
sign(v)
sin(x) + cos(y)
tan(v)
arcsin(v / 2)
arccos(v / 2)
arctan(v)
arcsinh(v)
arccosh(p + 1)
arctanh(v / 4)
sinh(v)
cosh(v)
tanh(x)
arctan2(x, y)
hypot(x, y)
logaddexp(x, y)
floor(x)
ceil(x)
rint(x)
round(x)
sinc(v)
power(p, v)
add(x, y)
subtract(x, y)
multiply(x, v)
divide(x, p)
true_divide(x, p)
floor_divide(x, p)
remainder(x, p)
maximum(x, y)
maximum(x, 0)
minimum(0, x)
minimum(v, x)
clip(x, -1, 1)
clip(x, -0.5, 2.0)
where(x > 0, x, y)
where(x > 0, x, 0)
where(x > 0, 1, v)
greater(x, y)
less_equal(x, 0.5)
logical_and(x > 0, y > 0)
logical_not(x > 0)
matmul(x, m)
dot(x, m)
dot(v, p)
dot(x, v)
outer(v, p)
trace(x @ m)
einsum('ij,jk->ik', x, m)
einsum('ij->ji', x)
einsum('ij,ij->', x, y)
einsum('i,i->i', v, p)
einsum('ijk,j->ik', t, v)
tensordot(x, m, 1)
transpose(x)
transpose(x, [1, 0])
transpose(t, (2, 0, 1))
reshape(x, [3, 2])
reshape(x, (6,))
reshape(x, -1)
reshape(t, [2, -1])
x.reshape(3, 2)
x.reshape(-1)
x.reshape([3, -1])
ravel(x)
expand_dims(v, 0)
expand_dims(v, -1)
expand_dims(x, axis=1)
squeeze(x[:, :1])
squeeze(x[:, :1], axis=1)
concatenate([x, y])
concatenate([x, y], axis=1)
concatenate((v, p), axis=0)
concatenate([v, p, v * 2])
stack([v, p])
stack([v, p], axis=1)
stack([x, y], axis=-1)
tile(v, 2)
repeat(v, 2, axis=0)
flip(x, axis=0)
flip(x, axis=1)
roll(v, 1)
roll(x, 1, axis=1)
cumsum(v)
cumsum(x, axis=1)
cumprod(v)
cumprod(x, axis=0)
sort(x)
sort(x, axis=0)
argmax(x, axis=1)
argmin(x, axis=0)
tril(m @ x)
triu(m @ x)
pad(v, [[1, 2]])
zeros(3)
zeros([2, 2]) + s
ones((2, 3)) * x
full([2], 1.5)
zeros_like(x)
ones_like(v) * 2
full_like(x, 0.5)
eye(3)
eye(2) @ x
arange(5)
arange(1, 4) * v
arange(10, 0, -3)
array([1.5, 2.5, 3.5]) * v
array([[1, 2], [3, 4]])
[1, 2, 3] * v
[v, p] * s
x / x.shape[0]
x * x.shape[1] + x.ndim
sum(x) / x.size
len(x) * v
reshape(t, [t.shape[0] * t.shape[1], -1])
a = x * 2; a + y
a = v; b = a * 2; a = b + 1; a - b
h = tanh(x @ m); sum((h - 1) ** 2)
norm(v)
norm(x, axis=1)
inv(x @ m + eye(2) * 9)
det(x @ m)
diagonal(x @ m)
pi * s
e ** v
inf - 1
-inf
1 / 3
2 / 4 * v
0.1 + 0.2
1e3 + .5 + 5.
1_000 * v
0.1 * v * 0.1
sum((x @ v - 1) ** 2) / 2
log(sum(exp(x - max(x)))) + max(x)
exp(x) / sum(exp(x), axis=1, keepdims=True)
1 / (1 + exp(-x))
(x - mean(x, axis=0)) / std(x, axis=0)
sqrt(sum((v - p) ** 2))
v @ (x.T @ x) @ v
p ** v
p ** 0.5
v ** 3
v ** 0
x ** 2 - 2 * x * y + y ** 2
"""

UNARY = ["tanh", "sin", "cos", "exp", "abs", "square", "negative", "arctan", "floor"]
LEAVES = ["x", "y", "v", "s", "x[0]", "t[0, :, 1]", "2", "0.5", "3", "x[:, ::-1]", "p"]


def formula(depth):
    """A random formula whose operands broadcast to [2, 3]."""
    if depth == 0 or random.random() < 0.1:
        return random.choice(LEAVES)
    kind = random.random()
    if kind < 0.25:
        return f"{random.choice(UNARY)}({formula(depth - 1)})"
    if kind < 0.35:
        return f"-{random.choice(LEAVES)}"
    if kind < 0.45:
        return f"({formula(depth - 1)})"
    if kind < 0.55:
        return f"{random.choice(['maximum', 'minimum'])}({formula(depth - 1)}, {formula(depth - 1)})"
    if kind < 0.6:
        return f"where({formula(depth - 1)} > {formula(depth - 1)}, {formula(depth - 1)}, 1)"
    operator = random.choice(["+", "-", "*", "+", "-", "*", "/", "** 2 +"])
    return f"{formula(depth - 1)} {operator} {formula(depth - 1)}"


def numpy_names():
    names = {name: getattr(np, name) for name in dir(np) if not name.startswith("_")}
    names.update(
        norm=np.linalg.norm, inv=np.linalg.inv, det=np.linalg.det, logsumexp=special.logsumexp, sum=np.sum, max=np.max,
        min=np.min, abs=np.abs, round=np.round, array=np.array, inf=np.inf, len=len)
    return names


def evaluate(text):
    scope = {**numpy_names(), **INPUTS}
    *assignments, last = text.split(";")
    for assignment in assignments:
        exec(assignment.strip(), scope)
    if last.startswith("["):  # a list of a formula is a tensor
        last = f"array({last.replace('] *', ']) *', 1)}"
    return np.asarray(eval(last.strip(), scope), dtype="float64")


def main():
    random.seed(7)
    np.seterr(all="ignore")
    texts = WRITTEN.strip().splitlines()
    while len(texts) < 380:
        text = formula(3)
        value = evaluate(text)
        if np.all(np.isfinite(value)) and np.all(np.abs(value) < 1e6) and value.size > 1:
            texts.append(text)
    lines = []
    for text in texts:
        value = evaluate(text)
        elements = [float(v) if np.isfinite(v) else str(v).replace("inf", "Infinity") for v in value.ravel()]
        lines.append(json.dumps({"expression": text, "shape": list(value.shape), "elements": elements}))
    inputs = {name: value.tolist() for name, value in INPUTS.items()}
    body = ",\n".join(lines)
    sys.stdout.write(f'{{"inputs": {json.dumps(inputs)},\n"cases": [\n{body}\n]}}\n')


main()
