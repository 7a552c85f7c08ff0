import Kernels
import Testing

struct ArrayKernelTests {
  @Test func sumsOfManyElementsKeepTheirDigits() {
    let count = 1 << 20
    let x = [Float](repeating: 0.1, count: count)
    var sum: Float = 0
    ReduceKernel.sum.run(.float32, x, &sum, outer: 1, middle: count, inner: 1)
    #expect(abs(sum / (Float(0.1) * Float(count)) - 1) < 1e-6)
  }

  @Test func reductionsRunOverTheMiddleAxis() {
    let x: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    var result = [Double](repeating: .nan, count: 4)
    func reduced(_ kernel: ReduceKernel) -> [Double] {
      kernel.run(.float64, x, &result, outer: 2, middle: 3, inner: 2)
      return result
    }
    #expect(reduced(.sum) == [9, 12, 27, 30] && reduced(.prod) == [15, 48, 693, 960])
    #expect(reduced(.max) == [5, 6, 11, 12] && reduced(.min) == [1, 2, 7, 8])
  }

  @Test func reductionsOfNothingAreTheNeutralElements() {
    var result = [Double.nan]
    let table: [(ReduceKernel, Double)] = [(.sum, 0), (.prod, 1), (.max, -.infinity), (.min, .infinity)]
    for (kernel, neutral) in table {
      kernel.run(.float64, [Double](), &result, outer: 1, middle: 0, inner: 1)
      #expect(result == [neutral])
    }
  }

  @Test func movementReadsAndWritesStrided() {
    let x: [Int32] = [0, 1, 2, 3, 4, 5]
    var transposed = [Int32](repeating: -1, count: 6)
    Movement(shape: [3, 2], size: 4, resultStrides: [2, 1], operandStrides: [1, 3]).run(x, &transposed)
    #expect(transposed == [0, 3, 1, 4, 2, 5])
    var reversed = [Int32](repeating: -1, count: 6)
    Movement(shape: [6], size: 4, resultStrides: [1], operandStrides: [-1], operandOffset: 5).run(x, &reversed)
    #expect(reversed == [5, 4, 3, 2, 1, 0])
    var spread = [Int32](repeating: -1, count: 6)
    Movement(shape: [2], size: 4, resultStrides: [3], resultOffset: 1, operandStrides: [1]).run(x, &spread)
    #expect(spread == [-1, 0, -1, -1, 1, -1])
  }

  @Test func runningSums() {
    let x: [Double] = [1, 2, 3, 4, 5, 6]
    var result = [Double](repeating: .nan, count: 6)
    func scanned(exclusive: Bool, reversed: Bool) -> [Double] {
      ScanKernel(outer: 1, middle: 3, inner: 2, isExclusive: exclusive, isReversed: reversed).sum(.float64, x, &result)
      return result
    }
    #expect(scanned(exclusive: false, reversed: false) == [1, 2, 4, 6, 9, 12])
    #expect(scanned(exclusive: true, reversed: false) == [0, 0, 1, 2, 4, 6])
    #expect(scanned(exclusive: false, reversed: true) == [9, 12, 8, 10, 5, 6])
    #expect(scanned(exclusive: true, reversed: true) == [8, 10, 5, 6, 0, 0])
  }

  @Test func ordersAreStableAndPutNaNLast() {
    let x: [Double] = [2, .nan, 1, 2, -.infinity, 1]
    var places = [Int64](repeating: -1, count: 6)
    let order = OrderKernel(.float64, outer: 1, middle: 6, inner: 1)
    order.sort(x, &places, descending: false)
    #expect(places == [4, 2, 5, 0, 3, 1])
    order.sort(x, &places, descending: true)
    #expect(places == [0, 3, 2, 5, 4, 1])
    order.extremum(x, &places, maximum: true)
    #expect(places[0] == 1)
    OrderKernel(.float64, outer: 1, middle: 3, inner: 2).extremum([1.0, 5, 3, 5, 3, 4], &places, maximum: true)
    #expect(places[0] == 1 && places[1] == 0)
  }

  @Test func rowsAreGatheredAndAddedBack() throws {
    let rows = RowSelection(
      outer: 1, blockRows: 3, count: 4, sharesTuples: true, extents: [3], strides: [1], lane: 1, rowLength: 2)
    let indices: [Int32] = [2, 0, 2, 1]
    var gathered = [Float](repeating: -1, count: 8)
    try rows.gather([0, 1, 10, 11, 20, 21] as [Float], Indices(indices, .int32), &gathered, size: 4)
    #expect(gathered == [20, 21, 0, 1, 20, 21, 10, 11])
    var added = [Float](repeating: 0, count: 6)
    try rows.scatterAdd(gathered, Indices(indices, .int32), &added, .float32, unique: false)
    #expect(added == [0, 1, 10, 11, 40, 42])
    let repeated = #expect(throws: RowSelection.RepeatedRow.self) {
      try rows.scatterAdd(gathered, Indices(indices, .int32), &added, .float32, unique: true)
    }
    #expect(repeated?.tuple == 2)
    let bad = #expect(throws: RowSelection.BadIndex.self) {
      try rows.gather(added, Indices([0, 1, 3, 2] as [Int64], .int64), &gathered, size: 4)
    }
    #expect(bad?.tuple == 2 && bad?.index == 3 && bad?.extent == 3)
  }

  @Test func windowsAreCopiedAndAddedBack() throws {
    let rows = try #require(WindowKernel.Axis(extent: 1, window: 1, stride: 1))
    let columns = try #require(WindowKernel.Axis(extent: 5, window: 3, stride: 1))
    let kernel = WindowKernel(batch: 1, rows: rows, columns: columns, channels: 1)
    var windows = [Double](repeating: -1, count: 9)
    kernel.copy([1, 2, 3, 4, 5] as [Double], &windows, size: 8)
    #expect(windows == [1, 2, 3, 2, 3, 4, 3, 4, 5])
    var added = [Double](repeating: 0, count: 5)
    kernel.add(.float64, windows, &added)
    #expect(added == [1, 4, 9, 8, 5])
    #expect(WindowKernel.Axis(extent: 2, window: 3, stride: 1) == nil)
    #expect(WindowKernel.Axis(extent: 2, window: 1, stride: 0) == nil)
  }
}
