import Autodiff

private let square: [Shape] = [[1, 1], [3, 3], [2, 2, 2], [2, 1, 1, 2, 2], [0, 0]]

private func einsum(_ equation: String, _ shapes: [Shape], to result: Shape) -> Sample {
  Sample(shapes.map { .real($0) }, ["equation": .string(equation)], to: result)
}

let linearAlgebraSamples: [String: [Sample]] = [
  "matmul": [
    Sample([.real([2, 3]), .real([3, 4])], to: [2, 4]),
    Sample([.real([3, 2]), .real([3, 4])], ["transpose_a": .bool(true)], to: [2, 4]),
    Sample([.real([2, 3]), .real([4, 3])], ["transpose_b": .bool(true)], to: [2, 4]),
    Sample([.real([3, 2]), .real([4, 3])], ["transpose_a": .bool(true), "transpose_b": .bool(true)], to: [2, 4]),
    Sample([.real([2, 1, 2, 3]), .real([3, 3, 1])], to: [2, 3, 2, 1]),
    Sample([.real([2, 2, 3]), .real([3, 1])], to: [2, 2, 1]), Sample([.real([2, 0]), .real([0, 3])], to: [2, 3]),
    Sample([.real([0, 2]), .real([2, 3])], to: [0, 3]),
  ],
  "dot": [
    Sample([.real([]), .real([3])], to: [3]), Sample([.real([3]), .real([3])], to: []),
    Sample([.real([2, 3]), .real([3])], to: [2]), Sample([.real([2, 3]), .real([2, 3, 1])], to: [2, 2, 1]),
    Sample([.real([0]), .real([0])], to: []),
  ],
  "tensordot": [
    Sample([.real([2, 3]), .real([3, 2])], ["axes": .int(1)], to: [2, 2]),
    Sample([.real([2]), .real([3])], ["axes": .int(0)], to: [2, 3]),
    Sample([.real([2, 3]), .real([2, 3])], ["axes": .int(2)], to: []),
    Sample(
      [.real([2, 3, 1]), .real([1, 2, 3])], ["axes": .list([integers([0, 1]), integers([-2, 2])])], to: [1, 1]),
  ],
  "outer": [
    Sample([.real([2]), .real([3])], to: [2, 3]), Sample([.real([]), .real([2, 2])], to: [1, 4]),
    Sample([.real([0]), .real([3])], to: [0, 3]),
  ],
  "einsum": [
    einsum("ij,jk->ik", [[2, 3], [3, 2]], to: [2, 2]), einsum("bij,bjk", [[2, 1, 3], [2, 3, 2]], to: [1, 2]),
    einsum("ii->i", [[3, 3]], to: [3]), einsum("iij,j", [[2, 2, 3], [3]], to: []),
    einsum("...ij,...kj->...ki", [[2, 1, 2, 3], [3, 1, 3]], to: [2, 3, 1, 2]),
    einsum("i,j,k->kji", [[2], [3], [2]], to: [2, 3, 2]), einsum(" i j -> j i ", [[2, 3]], to: [3, 2]),
    einsum("ij->", [[0, 3]], to: []), einsum("b i,b j,i j->b", [[2, 3], [2, 2], [3, 2]], to: [2]),
    einsum("i...,i...->...", [[2, 3], [2, 1]], to: [3]),
  ],
  "trace": [
    Sample([.real([3, 3])], to: []), Sample([.real([2, 2, 3])], to: [2]), Sample([.real([0, 0])], to: []),
  ],
  "diag": [
    Sample([.real([3])], to: [3, 3]), Sample([.real([2, 2])], to: [2, 2, 2]), Sample([.real([0])], to: [0, 0]),
  ],
  "diag_part": [
    Sample([.real([3, 3])], to: [3]), Sample([.real([2, 4, 3])], to: [2, 3]), Sample([.real([2, 3])], to: [2]),
    Sample([.real([0, 2])], to: [0]),
  ],
  "band_part": [
    Sample([.real([4, 4])], ["lower": .int(1), "upper": .int(0)], to: [4, 4]),
    Sample([.real([2, 3, 4])], ["lower": .int(-1), "upper": .int(1)], to: [2, 3, 4]),
    Sample([.real([0, 2])], ["lower": .int(0), "upper": .int(-1)], to: [0, 2]),
  ],
  "matrix_inverse": square.map { Sample([.invertible($0)], to: $0) },
  "matrix_determinant": [
    Sample([.invertible([1, 1])], to: []), Sample([.invertible([3, 3])], to: []),
    Sample([.invertible([2, 2, 2])], to: [2]),
    Sample([.invertible([2, 0, 0])], to: [2]),
  ],
  "logdet": [
    Sample([.invertible([1, 1])], to: []), Sample([.invertible([3, 3])], to: []),
    Sample([.invertible([2, 2, 2])], to: [2]),
  ],
  "cholesky": square.map { Sample([.invertible($0, symmetric: true)], to: $0) },
  "solve": solves,
  "triangular_solve": solves + solves.map { Sample($0.operands, ["lower": .bool(false)], to: $0.resultShape) },
]

private let solves = [
  Sample([.invertible([3, 3]), .real([3, 2])], to: [3, 2]), Sample([.invertible([2, 2]), .real([2])], to: [2]),
  Sample([.invertible([2, 2, 2]), .real([2, 1])], to: [2, 2, 1]),
  Sample([.invertible([2, 2]), .real([2, 2, 1])], to: [2, 2, 1]),
  Sample([.invertible([0, 0]), .real([0, 2])], to: [0, 2]),
]

let layerSamples: [String: [Sample]] = [
  "softmax_cross_entropy_with_logits": [
    Sample([.real([3], 0...1), .real([3])], to: []), Sample([.real([2, 3], 0...1), .real([2, 3])], to: [2]),
    Sample([.real([2, 3], 0...1), .real([2, 3])], ["axis": .int(0)], to: [3]),
    Sample([.exactly([0, 1, 0, 0.5, 0, 0.5], [2, 3]), .real([2, 3])], to: [2]),
  ],
  "sigmoid_cross_entropy_with_logits": binary(0...1, -2...2),
  "sparse_softmax_cross_entropy_with_logits": [
    Sample([.indices([], below: 3), .real([3])], to: []),
    Sample([.indices([2], below: 3, .int32), .real([2, 3])], to: [2]),
    Sample([.indices([2, 1, 2], below: 2), .real([2, 1, 2, 2])], to: [2, 1, 2]),
  ],
  "l2_normalize": [
    Sample([.real([3], 0.3...2)], to: [3]), Sample([.real([2, 3], 0.3...2)], ["axis": .int(-1)], to: [2, 3]),
    Sample([.real([2, 3], 0.3...2)], ["axis": integers([0, 1]), "epsilon": .float(100)], to: [2, 3]),
  ],
  "layer_norm": [
    Sample([.real([2, 3]), .real([3]), .real([3])], to: [2, 3]),
    Sample([.real([3, 2]), .real([3]), .real([3])], ["axis": .int(0), "epsilon": .float(0.1)], to: [3, 2]),
    Sample([.real([2, 2, 2]), .real([2, 2]), .real([2, 2])], ["axis": integers([1, 2])], to: [2, 2, 2]),
  ],
  "rms_norm": [
    Sample([.real([3]), .real([3])], to: [3]),
    Sample([.real([2, 3]), .real([3])], ["epsilon": .float(0.1)], to: [2, 3]),
  ],
  "batch_norm": [
    Sample([.real([2, 3]), .real([3]), .real([3]), .real([3]), .real([3], 0.5...2)], to: [2, 3]),
    Sample(
      [.real([2, 1, 2, 2]), .real([2]), .real([2]), .real([2]), .real([2], 0.5...2)], ["epsilon": .float(0.1)],
      to: [2, 1, 2, 2]),
  ],
  "batch_norm_training": [
    Sample([.real([4, 2]), .real([2]), .real([2])], to: [4, 2]),
    Sample([.real([2, 2, 1, 2]), .real([2]), .real([2])], ["epsilon": .float(0.1)], to: [2, 2, 1, 2]),
  ],
  "conv2d": [
    Sample([.real([1, 3, 3, 2]), .real([2, 2, 2, 2])], to: [1, 2, 2, 2]),
    Sample([.real([2, 4, 3, 1]), .real([3, 2, 1, 1])], ["padding": .string("SAME")], to: [2, 4, 3, 1]),
    Sample([.real([1, 5, 4, 1]), .real([3, 2, 1, 2])], ["strides": integers([2, 1])], to: [1, 2, 3, 2]),
    Sample(
      [.real([1, 5, 4, 1]), .real([3, 3, 1, 1])], ["strides": .int(2), "padding": .string("SAME")], to: [1, 3, 2, 1]),
    Sample([.real([0, 3, 3, 1]), .real([2, 2, 1, 1])], to: [0, 2, 2, 1]),
  ],
  "avg_pool2d": pools { .real($0) }, "max_pool2d": pools(Operand.distinct),
]

private func pools(_ operand: (Shape) -> Operand) -> [Sample] {
  [
    Sample([operand([1, 4, 4, 1])], ["ksize": .int(2)], to: [1, 2, 2, 1]),
    Sample([operand([2, 3, 4, 2])], ["ksize": integers([2, 3]), "strides": .int(1)], to: [2, 2, 2, 2]),
    Sample([operand([1, 5, 3, 1])], ["ksize": integers([1, 2]), "strides": integers([2, 1])], to: [1, 3, 2, 1]),
    Sample([operand([0, 2, 2, 1])], ["ksize": .int(2)], to: [0, 1, 1, 1]),
  ]
}
