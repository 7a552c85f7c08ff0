import JSON
import Testing

@Suite struct JSONWriterTests {
  @Test func putsCommasBetweenValues() {
    let text = written {
      $0.object {
        $0.key("a")
        $0.array {
          $0.write(1)
          $0.array { _ in }
          $0.object { _ in }
          $0.null()
          $0.write(true)
        }
        $0.key("b\"")
        $0.write("x")
        $0.key("c")
        $0.raw("[1, 2]".utf8)
        $0.key("d")
        $0.object {
          $0.key("e")
          $0.write(Int64.min)
        }
      }
    }
    #expect(text == #"{"a":[1,[],{},null,true],"b\"":"x","c":[1, 2],"d":{"e":-9223372036854775808}}"#)
  }

  @Test func goesOnBehindBytes() {
    var writer = JSONWriter(appendingTo: Array("HTTP".utf8))
    writer.null()
    #expect(writer.bytes == Array("HTTPnull".utf8))
  }

  @Test(
    arguments: [
      (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-2.5, "-2.5"), (0.1, "0.1"), (1e20, "1e+20"), (100_000, "1e+05"),
      (123_456, "123456.0"), (1e-7, "1e-07"),
      (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"), (.nan, "\"NaN\""),
      (.infinity, "\"Infinity\""), (-.infinity, "\"-Infinity\""),
      (1.0 / 3, "0.3333333333333333"),
    ] as [(Double, String)])
  func writesShortestDoubles(_ value: Double, _ text: String) {
    #expect(written { $0.write(value) } == text)
  }

  @Test(
    arguments: [
      (0.1, "0.1"), (1.0 / 3, "0.33333334"), (16_777_216, "16777216.0"), (3.4028235e38, "3.4028235e+38"),
      (.leastNonzeroMagnitude, "1e-45"), (.nan, "\"NaN\""), (2, "2.0"),
    ] as [(Float, String)])
  func writesShortestFloats(_ value: Float, _ text: String) {
    #expect(written { $0.write(value) } == text)
  }

  @Test func readsBackWhatItWrites() throws {
    var random = SeededGenerator(seed: 1)
    let doubles = (0..<5_000).map { _ in Double(bitPattern: random.next()) }
    let floats = (0..<5_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
    let integers = (0..<5_000).map { _ in Int64(bitPattern: random.next() >> (random.next() % 64)) }
    #expect(try roundTrip(doubles).map(\.canonicalBits) == doubles.map(\.canonicalBits))
    #expect(try roundTrip(floats).map(\.canonicalBits) == floats.map(\.canonicalBits))
    #expect(try roundTrip(integers) == integers)
    #expect(try roundTrip([true, false]) == [true, false])
  }

  /// So many that the room for them, and the places that the parser notes, are asked for in large pages.
  @Test func manyNumbersComeBack() throws {
    let floats = (0..<600_000).map { Float($0) / 3 }
    #expect(try roundTrip(floats) == floats)
  }

  private func roundTrip<Scalar: JSONScalar>(_ scalars: [Scalar]) throws -> [Scalar] {
    try parse(tensor(scalars, [scalars.count])).scalars(of: Scalar.self)
  }

  @Test(arguments: [
    ([], "0.0"), ([1], "[0.0]"), ([3], "[0.0,1.0,2.0]"), ([2, 2], "[[0.0,1.0],[2.0,3.0]]"),
    ([2, 1, 2], "[[[0.0,1.0]],[[2.0,3.0]]]"), ([0], "[]"),
    ([2, 0], "[[],[]]"), ([2, 2, 0, 3], "[[[],[]],[[],[]]]"), ([0, 5], "[]"), ([1, 1, 1], "[[[0.0]]]"),
    ([3, 2], "[[0.0,1.0],[2.0,3.0],[4.0,5.0]]"),
    ([2, 2, 2], "[[[0.0,1.0],[2.0,3.0]],[[4.0,5.0],[6.0,7.0]]]"),
  ])
  func nestsTensors(_ shape: [Int], _ text: String) throws {
    let elements = (0..<shape.reduce(1, *)).map(Float.init)
    #expect(try tensor(elements, shape) == text)
    #expect(try parse(text).scalars(of: Float.self) == elements)
  }

  private func tensor<Scalar: JSONScalar>(_ elements: [Scalar], _ shape: [Int]) throws -> String {
    try written { writer in
      try elements.withUnsafeBufferPointer { try writer.tensor($0, shape: shape) }
    }
  }

  /// The longest texts there are, in the most brackets.
  @Test func asksForEnoughRoom() throws {
    let doubles = [Double](repeating: -2.2250738585072014e-308, count: 6)
    let floats = [Float](repeating: -.leastNormalMagnitude, count: 6)
    for shape in [[6], [1, 6], [6, 1, 1], [3, 2], [1, 1, 2, 3, 1]] {
      #expect(try tensor(doubles, shape).utf8.count <= #require(JSONWriter.room(for: .float64, shape: shape)))
      #expect(try tensor(floats, shape).utf8.count <= #require(JSONWriter.room(for: .float32, shape: shape)))
      let integers = [Int64](repeating: .min, count: 6)
      #expect(try tensor(integers, shape).utf8.count <= #require(JSONWriter.room(for: .int64, shape: shape)))
    }
  }

  @Test(arguments: [[1 << 40, 1 << 40, 0], [1 << 34, 0]])
  func refusesEndlessBrackets(_ shape: [Int]) {
    var writer = JSONWriter()
    let nothing = UnsafeBufferPointer<Float>(start: nil, count: 0)
    #expect(throws: JSONTensorTooLarge.self) { try writer.tensor(nothing, shape: shape) }
    #expect(writer.bytes.isEmpty)
  }

  @Test(arguments: [
    ("", #""""#), ("a/b", #""a/b""#), ("\"\\", #""\"\\""#),
    ("\u{0}\u{8}\u{9}\u{A}\u{B}\u{C}\u{D}\u{1F}\u{7F}", #""\u0000\b\t\n\u000b\f\r\u001f"# + "\u{7F}\""),
    ("é😹\u{2028}", "\"é😹\u{2028}\""),
  ])
  func escapesStrings(_ value: String, _ text: String) throws {
    #expect(written { $0.write(value) } == text)
    #expect(try parse(text).isString(value))
  }

  @Test func endsContainersThatFail() throws {
    struct Failure: Error {}
    var writer = JSONWriter()
    #expect(throws: Failure.self) { try writer.array { (_) throws(Failure) in throw Failure() } }
  }
}

extension BinaryFloatingPoint {
  /// All NaNs are written alike.
  fileprivate var canonicalBits: String { isNaN ? "NaN" : "\(sign) \(exponentBitPattern) \(significandBitPattern)" }
}
