import Testing

@testable import ModelSpec

@Suite struct LiteralArithmeticTests {
  static let sums: [(Expression.BinaryOperator, Literal, Literal, Literal?)] = [
    (.add, .int(2), .int(3), .int(5)),
    (.add, .int(2), .float(0.5), .float(2.5)),
    (.add, .int(.max), .int(1), .float(0x1p63)),
    (.subtract, .int(.min), .int(1), .float(-0x1p63)),
    (.multiply, .int(1 << 40), .int(1 << 40), .float(0x1p80)),
    (.divide, .int(1), .int(2), .float(0.5)),
    (.divide, .int(1), .int(0), .float(.infinity)),
    (.floorDivide, .int(-7), .int(2), .int(-4)),
    (.floorDivide, .int(7), .int(-2), .int(-4)),
    (.floorDivide, .int(.min), .int(-1), .float(0x1p63)),
    (.floorDivide, .float(-7.5), .int(2), .float(-4)),
    (.remainder, .int(-7), .int(3), .int(2)),
    (.remainder, .int(7), .int(-3), .int(-2)),
    (.remainder, .int(6), .int(-3), .int(0)),
    (.remainder, .float(-7.5), .int(2), .float(0.5)),
    (.power, .int(2), .int(10), .int(1024)),
    (.power, .int(2), .int(-1), .float(0.5)),
    (.power, .int(2), .int(64), .float(0x1p64)),
    (.power, .int(-1), .int(.max), .int(-1)),
    (.power, .int(-1), .int(1 << 62), .int(1)),
    (.power, .int(0), .int(0), .int(1)),
    (.power, .int(-2), .int(63), .int(.min)),
    (.power, .float(2), .float(0.5), .float(2.0.squareRoot())),
    (.less, .int(1), .float(1.5), .bool(true)),
    (.equal, .int(1), .int(1), .bool(true)),
    (.notEqual, .float(.nan), .float(.nan), .bool(true)),
    (.and, .bool(true), .bool(false), .bool(false)),
    (.or, .bool(true), .bool(false), .bool(true)),
    (.matrixMultiply, .int(1), .int(1), nil),
    (.add, .bool(true), .int(1), nil),
    (.add, .string("a"), .string("b"), nil),
    (.add, .null, .int(1), nil),
  ]

  @Test(arguments: sums) func folding(infix: Expression.BinaryOperator, a: Literal, b: Literal, expected: Literal?) {
    #expect(Literal.folding(infix, a, b) == expected)
  }

  static let signs: [(Expression.UnaryOperator, Literal, Literal?)] = [
    (.minus, .int(3), .int(-3)), (.minus, .int(.min), .float(0x1p63)), (.minus, .float(0), .float(-0.0)),
    (.plus, .int(3), .int(3)), (.not, .bool(true), .bool(false)), (.minus, .string("a"), nil), (.not, .int(1), nil),
  ]

  @Test(arguments: signs)
  func sign(sign: Expression.UnaryOperator, operand: Literal, expected: Literal?) {
    #expect(Literal.folding(sign, operand) == expected)
  }
}

@Suite struct SliceRangeTests {
  /// Every slice of short axes, against the definition: walk from the start while inside the stop.
  @Test func agreesWithPython() throws {
    let bounds: [Int?] = [nil] + (-7...7).map { $0 } + [.min, .max]
    for extent in 0...5 {
      for start in bounds {
        for stop in bounds {
          for step in [nil, 1, 2, 3, 9, -1, -2, -9, .max, .min] as [Int?] {
            let range = try #require(SliceRange(start: start, stop: stop, step: step, extent: extent))
            let selected = (0..<range.count).map { range.start + $0 * range.step }
            #expect(selected == walked(start, stop, step, extent), "\(start as Any):\(stop as Any):\(step as Any)")
          }
        }
      }
    }
  }

  @Test func zeroStep() {
    #expect(SliceRange(start: nil, stop: nil, step: 0, extent: 3) == nil)
  }

  private func walked(_ start: Int?, _ stop: Int?, _ step: Int?, _ extent: Int) -> [Int] {
    let step = step ?? 1
    let indices = step > 0 ? Array(0..<extent) : (0..<extent).reversed()
    let fromEnd = { (bound: Int) in bound < 0 ? bound + extent : bound }
    let kept = indices.filter { index in
      let afterStart = start.map { step > 0 ? index >= fromEnd($0) : index <= fromEnd($0) } ?? true
      let beforeStop = stop.map { step > 0 ? index < fromEnd($0) : index > fromEnd($0) } ?? true
      return afterStart && beforeStop
    }
    return kept.enumerated().filter { $0.offset % Int(clamping: step.magnitude) == 0 }.map(\.element)
  }
}
