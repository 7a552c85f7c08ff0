import Autodiff

func integers(_ values: [Int]) -> AttributeValue { .list(values.map { .int($0) }) }

let shapeSamples: [String: [Sample]] = [
  "reshape": [
    Sample([.real([])], ["shape": integers([1, 1])], to: [1, 1]),
    Sample([.real([2, 3])], ["shape": integers([3, -1])], to: [3, 2]),
    Sample([.real([2, 0])], ["shape": integers([0, 5])], to: [0, 5]),
  ],
  "transpose": [
    Sample([.real([])], to: []), Sample([.real([2, 3])], to: [3, 2]),
    Sample([.real([2, 3, 1, 2, 2])], ["perm": integers([4, 0, 3, 1, 2])], to: [2, 2, 2, 3, 1]),
    Sample([.real([0, 2])], to: [2, 0]),
  ],
  "expand_dims": [
    Sample([.real([])], ["axis": .int(0)], to: [1]), Sample([.real([2, 3])], ["axis": .int(-1)], to: [2, 3, 1]),
    Sample([.real([2, 3])], ["axis": .int(1)], to: [2, 1, 3]),
  ],
  "squeeze": [
    Sample([.real([1, 2, 1])], to: [2]), Sample([.real([1, 2, 1])], ["axis": .int(-1)], to: [1, 2]),
    Sample([.real([1, 1])], ["axis": integers([0, 1])], to: []), Sample([.real([])], to: []),
  ],
  "broadcast_to": [
    Sample([.real([])], ["shape": integers([2, 3])], to: [2, 3]),
    Sample([.real([2, 1])], ["shape": integers([3, 2, 2])], to: [3, 2, 2]),
    Sample([.real([1, 3])], ["shape": integers([0, 3])], to: [0, 3]),
  ],
  "concat": [
    Sample([.real([2]), .real([3])], ["axis": .int(0)], to: [5]),
    Sample([.real([2, 1]), .real([2, 3]), .real([2, 0])], ["axis": .int(-1)], to: [2, 4]),
    Sample([.real([2, 1, 2, 1, 2]), .real([2, 1, 1, 1, 2])], ["axis": .int(2)], to: [2, 1, 3, 1, 2]),
    Sample([.real([2])], ["axis": .int(0)], to: [2]),
  ],
  "stack": [
    Sample([.real([]), .real([])], to: [2]),
    Sample([.real([2, 3]), .real([2, 3])], ["axis": .int(1)], to: [2, 2, 3]),
    Sample([.real([2, 3])], ["axis": .int(-1)], to: [2, 3, 1]),
  ],
  "split": [
    Sample([.real([4])], ["num_or_sizes": .int(2), "index": .int(1)], to: [2]),
    Sample([.real([2, 5])], ["num_or_sizes": integers([1, 4]), "axis": .int(-1), "index": .int(1)], to: [2, 4]),
    Sample([.real([0, 2])], ["num_or_sizes": .int(3), "index": .int(2)], to: [0, 2]),
  ],
  "slice": [
    Sample([.real([5])], ["begin": integers([1]), "size": integers([3])], to: [3]),
    Sample([.real([2, 3])], ["begin": integers([1, 0]), "size": integers([-1, 2])], to: [1, 2]),
    Sample([.real([2, 3])], ["begin": integers([2, 0]), "size": integers([0, 2])], to: [0, 2]),
    Sample([.real([])], ["begin": integers([]), "size": integers([])], to: []),
  ],
  "strided_slice": [
    Sample([.real([5])], ["begin": integers([1]), "end": integers([-1])], to: [3]),
    Sample([.real([5])], ["strides": integers([-2])], to: [3]),
    Sample([.real([5])], ["begin": integers([9]), "end": integers([-9]), "strides": integers([-3])], to: [2]),
    Sample(
      [.real([3, 4, 2])],
      ["begin": .list([.int(1), .null]), "end": .list([.null, .int(3)]), "strides": .list([.null, .int(2)])],
      to: [2, 2, 2]),
    Sample([.real([2, 3])], ["begin": integers([2])], to: [0, 3]), Sample([.real([])], to: []),
  ],
  "pad": [
    Sample([.real([3])], ["paddings": .list([integers([1, 2])])], to: [6]),
    Sample(
      [.real([2, 3])], ["paddings": .list([integers([0, 1]), integers([2, 0])]), "value": .float(1.5)], to: [3, 5]),
    Sample([.real([4])], ["paddings": .list([integers([3, 2])]), "mode": .string("reflect")], to: [9]),
    Sample(
      [.real([2, 3])], ["paddings": .list([integers([2, 0]), integers([1, 3])]), "mode": .string("symmetric")],
      to: [4, 7]),
    Sample([.real([0])], ["paddings": .list([integers([1, 1])])], to: [2]),
    Sample([.real([])], ["paddings": .list([])], to: []),
  ],
  "tile": [
    Sample([.real([2, 3])], ["multiples": integers([2, 1])], to: [4, 3]),
    Sample([.real([2, 3])], ["multiples": integers([1, 3])], to: [2, 9]),
    Sample([.real([2, 1, 2, 1, 2])], ["multiples": integers([1, 2, 2, 0, 1])], to: [2, 2, 4, 0, 2]),
    Sample([.real([])], ["multiples": integers([])], to: []),
  ],
  "repeat": [
    Sample([.real([3])], ["repeats": .int(2)], to: [6]),
    Sample([.real([2, 3])], ["repeats": .int(2), "axis": .int(-1)], to: [2, 6]),
    Sample([.real([2, 3])], ["repeats": integers([2, 0, 1]), "axis": .int(1)], to: [2, 3]),
    Sample([.real([2, 0])], ["repeats": .int(3)], to: [6, 0]),
  ],
  "reverse": [
    Sample([.real([3])], to: [3]), Sample([.real([2, 3])], ["axis": .int(1)], to: [2, 3]),
    Sample([.real([2, 1, 3])], ["axis": integers([0, 2])], to: [2, 1, 3]), Sample([.real([0])], to: [0]),
  ],
  "roll": [
    Sample([.real([5])], ["shift": .int(2)], to: [5]),
    Sample([.real([2, 3])], ["shift": .int(-7), "axis": .int(1)], to: [2, 3]),
    Sample([.real([3, 4])], ["shift": integers([1, 2]), "axis": integers([0, 1])], to: [3, 4]),
    Sample([.real([0, 2])], ["shift": .int(1)], to: [0, 2]),
  ],
]

let indexingSamples: [String: [Sample]] = [
  "gather": [
    Sample([.real([4]), .indices([], below: 4)], to: []),
    Sample([.real([3, 2]), .indices([2, 4], below: 3)], to: [2, 4, 2]),
    Sample([.real([2, 3, 2]), .indices([5], below: 3, .int32)], ["axis": .int(1)], to: [2, 5, 2]),
    Sample([.real([2, 3]), .indices([0], below: 1)], ["axis": .int(-1)], to: [2, 0]),
    Sample([.real([3, 0]), .indices([2], below: 3)], to: [2, 0]),
  ],
  "gather_nd": [
    Sample([.real([3, 2]), .indices([4, 2], below: 2)], to: [4]),
    Sample([.real([3, 2]), .indices([1, 2, 1], below: 3)], to: [1, 2, 2]),
    Sample([.real([3]), .exactly([], [2, 0], .int32)], to: [2, 3]),
    Sample([.real([2]), .exactly([], [0, 1], .int64)], to: [0]),
  ],
  "scatter_nd": [
    Sample([.indices([4, 1], below: 3), .real([4])], ["shape": integers([3])], to: [3]),
    Sample([.indices([2, 3, 1], below: 2, .int32), .real([2, 3, 4])], ["shape": integers([2, 4])], to: [2, 4]),
    Sample([.indices([5, 2], below: 2), .real([5])], ["shape": integers([2, 2])], to: [2, 2]),
    Sample([.exactly([], [0, 1], .int64), .real([0])], ["shape": integers([3])], to: [3]),
  ],
  "tensor_scatter_nd_add": [
    Sample([.real([4]), .indices([6, 1], below: 4), .real([6])], to: [4]),
    Sample([.real([3, 2]), .indices([2, 1], below: 3), .real([2, 2])], to: [3, 2]),
  ],
  "tensor_scatter_nd_update": [
    Sample([.real([4]), .exactly([2, 0], [2, 1], .int64), .real([2])], to: [4]),
    Sample([.real([3, 2]), .exactly([1, 1, 0, 1], [2, 2], .int32), .real([2])], to: [3, 2]),
    Sample([.real([3, 2]), .exactly([1], [1, 1], .int32), .real([1, 2])], to: [3, 2]),
  ],
  "segment_sum": [
    Sample([.real([5]), .indices([5], below: 3)], ["num_segments": .int(3)], to: [3]),
    Sample([.real([3, 2]), .exactly([0, 0, 2], [3], .int32)], ["num_segments": .int(4)], to: [4, 2]),
    Sample([.real([0, 2]), .exactly([], [0], .int64)], ["num_segments": .int(1)], to: [1, 2]),
  ],
  "one_hot": [
    Sample([.indices([], below: 3)], ["depth": .int(3)], to: [3]),
    Sample([.indices([2, 3], below: 4, .int32)], ["depth": .int(4), "dtype": .string("float64")], to: [2, 3, 4]),
    Sample([.exactly([], [0], .int64)], ["depth": .int(0), "dtype": .string("int32")], to: [0, 0]),
  ],
]
