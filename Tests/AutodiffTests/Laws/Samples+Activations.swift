import Autodiff

private func with(_ attributes: [String: AttributeValue], _ samples: [Sample]) -> [Sample] {
  samples.map { Sample($0.operands, attributes, to: $0.resultShape) }
}

/// Operations that keep the shape and work along one axis, -1 unless told.
private func alongAxis(_ operand: (Shape) -> Operand) -> [Sample] {
  [
    Sample([operand([3])], to: [3]), Sample([operand([2, 3])], ["axis": .int(0)], to: [2, 3]),
    Sample([operand([2, 2, 1, 2, 2])], ["axis": .int(1)], to: [2, 2, 1, 2, 2]),
    Sample([operand([2, 1])], ["axis": .int(-1)], to: [2, 1]), Sample([operand([0, 2])], to: [0, 2]),
  ]
}

let activationSamples: [String: [Sample]] = [
  "relu": unary(avoiding: [0])
    + with(
      ["negative_slope": .float(0.1), "max_value": .int(1), "threshold": .float(-0.5)], unary(avoiding: [-0.5, 1])),
  "relu6": unary(-2...8, avoiding: [0, 6]), "leaky_relu": unary(avoiding: [0]),
  "elu": unary(avoiding: [0]) + with(["alpha": .float(1.7)], unary(avoiding: [0])), "selu": unary(avoiding: [0]),
  "celu": unary(avoiding: [0]) + with(["alpha": .float(1.7)], unary(avoiding: [0])),
  "hard_sigmoid": unary(-5...5, avoiding: [-3, 3]), "hard_silu": unary(-5...5, avoiding: [-3, 3]),
  "hard_swish": unary(-5...5, avoiding: [-3, 3]), "hard_tanh": unary(avoiding: [-1, 1]),
  "hard_shrink": unary(avoiding: [-0.5, 0.5]), "soft_shrink": unary(avoiding: [-0.5, 0.5]),
  "threshold": with(["threshold": .float(0.3), "default_value": .int(7)], unary(avoiding: [0.3])),
  "sparse_plus": unary(avoiding: [-1, 1]), "sparse_sigmoid": unary(avoiding: [-1, 1]),
  "sigmoid": unary(), "log_sigmoid": unary(), "softplus": unary(), "softsign": unary(avoiding: [0]), "silu": unary(),
  "swish": unary(), "mish": unary(), "exponential": unary(), "linear": unary(),
  "gelu": unary() + with(["approximate": .bool(true)], unary()), "tanh_shrink": unary(),
  "squareplus": unary() + with(["b": .float(0.5)], unary()),
  "softmax": alongAxis { .real($0) }, "log_softmax": alongAxis { .real($0) },
  "sparsemax": [
    Sample([.exactly([0.5, 0.25, -1, 0.3], [4])]), Sample([.exactly([3, 0.1, 0.2, 1, 1.1, 1.2], [2, 3])]),
    Sample([.exactly([4], [1, 1])]), Sample([.exactly([], [0, 2])]),
  ],
  "glu": [
    Sample([.real([4])], to: [2]), Sample([.real([2, 3])], ["axis": .int(0)], to: [1, 3]),
    Sample([.real([2, 0])], to: [2, 0]),
  ],
]
