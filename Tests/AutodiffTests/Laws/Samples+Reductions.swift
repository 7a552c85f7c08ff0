import Autodiff

/// An operand reduced in every way.
private func reductions(_ operand: (Shape) -> Operand) -> [Sample] {
  [
    Sample([operand([])], to: []), Sample([operand([3])], to: []),
    Sample([operand([2, 3])], ["axis": .int(-1)], to: [2]),
    Sample([operand([2, 3])], ["axis": .int(0), "keepdims": .bool(true)], to: [1, 3]),
    Sample([operand([2, 1, 3])], ["axis": .list([.int(0), .int(2)])], to: [1]),
    Sample(
      [operand([2, 1, 2, 2, 2])], ["axis": .list([.int(-1), .int(0)]), "keepdims": .bool(true)], to: [1, 1, 2, 2, 1]),
    Sample([operand([2, 3])], ["axis": .list([])], to: [2, 3]),
    Sample([operand([0, 2])], ["axis": .int(1)], to: [0]),
  ]
}

/// An operand scanned in every way.
private func scans(_ operand: (Shape) -> Operand) -> [Sample] {
  [
    Sample([operand([3])], to: [3]), Sample([operand([2, 3])], ["axis": .int(-1)], to: [2, 3]),
    Sample([operand([2, 1, 5, 1, 1])], ["axis": .int(2), "exclusive": .bool(true)], to: [2, 1, 5, 1, 1]),
    Sample([operand([4, 2])], ["reverse": .bool(true)], to: [4, 2]),
    Sample([operand([3])], ["reverse": .bool(true), "exclusive": .bool(true)], to: [3]),
    Sample([operand([0, 2])], to: [0, 2]),
  ]
}

private let extrema = [
  Sample([.distinct([3])], to: []), Sample([.distinct([2, 3])], ["axis": .int(-1)], to: [2]),
  Sample([.distinct([2, 1, 2, 2, 1])], ["axis": .int(2)], to: [2, 1, 2, 1]), Sample([.distinct([2, 0])], to: [0]),
]

let reductionSamples: [String: [Sample]] = [
  "reduce_sum": reductions { .real($0) } + [Sample([.real([0, 2])], ["axis": .int(0)], to: [2])],
  "reduce_mean": reductions { .real($0) }, "reduce_max": reductions(Operand.distinct),
  "reduce_min": reductions(Operand.distinct),
  "reduce_prod": reductions { .real($0) } + [
    Sample([.real([0, 2])], ["axis": .int(0)], to: [2]), Sample([.exactly([2, 0, 3, 0, 1.5, 0.5], [2, 3])], to: []),
    Sample([.exactly([2, 0, 3, 0, 1.5, 0.5], [2, 3])], ["axis": .int(1)], to: [2]), Sample([.real([7])], to: []),
  ],
  "reduce_logsumexp": reductions { .real($0) },
  "reduce_variance": reductions { .real($0) },
  "reduce_std": reductions(Operand.distinct).filter { $0.operands[0].shape.elementCount > 1 },
  "norm": reductions { .real($0, 0.3...2) }
    + [1, 3, 4, 1.5].flatMap { order in
      [
        Sample([.real([3], -2...2, avoiding: [0])], ["ord": .float(order)], to: []),
        Sample([.real([2, 3], -2...2, avoiding: [0])], ["ord": .float(order), "axis": .int(0)], to: [3]),
      ]
    } + [Sample([.distinct([5])], ["ord": .string("inf")], to: [])],
  "cumsum": scans { .real($0) },
  "cumprod": scans { .real($0) } + [Sample([.exactly([2, 0, 3, 0, 1], [5])], to: [5])],
  "cumulative_logsumexp": scans { .real($0) }.filter {
    $0.attributes["exclusive"] == nil && $0.attributes["reverse"] == nil
  },
  "argmax": extrema, "argmin": extrema,
  "top_k": [
    Sample([.distinct([5])], ["k": .int(2)], to: [2]), Sample([.distinct([2, 3])], ["k": .int(3)], to: [2, 3]),
    Sample([.distinct([2, 3])], ["k": .int(0)], to: [2, 0]),
    Sample([.distinct([2, 1, 1, 2, 2])], ["k": .int(1)], to: [2, 1, 1, 2, 1]),
  ],
  "sort": [
    Sample([.distinct([5])], to: [5]),
    Sample([.distinct([2, 3])], ["axis": .int(0), "descending": .bool(true)], to: [2, 3]),
    Sample([.distinct([2, 1, 2, 2, 1])], ["axis": .int(3)], to: [2, 1, 2, 2, 1]), Sample([.distinct([0])], to: [0]),
  ],
]
