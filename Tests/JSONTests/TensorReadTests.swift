import JSON
import Testing

@Suite struct TensorReadTests {
  @Test(arguments: [
    ("3", []), ("[3]", [1]), ("[1,2,3]", [3]), ("[[1,2],[3,4],[5,6]]", [3, 2]),
    ("[[[1],[2]],[[3],[4]],[[5],[6]]]", [3, 2, 1]), ("[]", [0]),
    ("[[],[]]", [2, 0]), ("[[[],[],[]]]", [1, 3, 0]), ("\"NaN\"", []), ("[1, \"NaN\", 3]", [3]),
    ("[[1, 2], [\"-Infinity\", 4]]", [2, 2]),
    ("[[\"Infinity\", 2], [3, 4]]", [2, 2]), ("[ [ 1 , 2 ] , [ 3 , 4 ] ]", [2, 2]),
  ])
  func hasAShape(_ text: String, _ shape: [Int]) throws {
    let found = try parse(text).tensorShape()
    #expect(found.dimensions == shape)
    #expect(!found.isBoolean)
    #expect(found.count == shape.reduce(1, *))
  }

  @Test(arguments: [("true", []), ("[true, false]", [2]), ("[[true], [false]]", [2, 1])])
  func hasAShapeOfBooleans(_ text: String, _ shape: [Int]) throws {
    let found = try parse(text).tensorShape()
    #expect(found.dimensions == shape)
    #expect(found.isBoolean)
  }

  struct Bad: CustomTestStringConvertible, Sendable {
    let text: String
    let reason: JSONTensorError.Reason
    let path: String
    var testDescription: String { text }

    init(_ text: String, _ reason: JSONTensorError.Reason, _ path: String) {
      (self.text, self.reason, self.path) = (text, reason, path)
    }
  }

  @Test(arguments: [
    Bad("[[1,2],[3]]", .ragged(expected: 2, actual: 1), "[1]"),
    Bad("[[1],[2,3]]", .ragged(expected: 1, actual: 2), "[1]"),
    Bad("[[[1,2],[3,4]],[[5,6]]]", .ragged(expected: 2, actual: 1), "[1]"),
    Bad("[[],[1]]", .ragged(expected: 0, actual: 1), "[1]"),
    Bad("[[1],[]]", .ragged(expected: 1, actual: 0), "[1]"), Bad("[[1],2]", .expectedArray(expected: 1), "[1]"),
    Bad("[1,[2]]", .expectedScalar, "[1]"),
    Bad("[[[1]],[2]]", .expectedArray(expected: 1), "[1][0]"), Bad("[[1],[[2]]]", .expectedScalar, "[1][0]"),
    Bad("[[1],[\"NaN\"],[[]]]", .expectedScalar, "[2][0]"),
    Bad("[[true],[1]]", .notBoolean, "[1][0]"), Bad("[true,null]", .notBoolean, "[1]"),
    Bad("[1,true]", .notNumber, "[1]"), Bad("[1,\"2\"]", .notNumber, "[1]"),
    Bad("[1,null]", .notNumber, "[1]"), Bad("null", .notNumber, ""), Bad("\"nan\"", .notNumber, ""),
    Bad("[[1,2],[3,{}]]", .notNumber, "[1][1]"), Bad("{}", .notNumber, ""),
    Bad("[{\"a\": [1]}]", .notNumber, "[0]"), Bad("[\"\\u004eaN\"]", .notNumber, "[0]"),
    Bad(
      String(repeating: "[", count: 65) + String(repeating: "]", count: 65), .tooManyDimensions,
      String(repeating: "[0]", count: 64)),
  ])
  func findsWhatIsNotRectangular(_ row: Bad) throws {
    let error = try #require(throws: JSONTensorError.self) { try parse(row.text).tensorShape() }
    #expect(error.reason == row.reason)
    #expect(error.path.description == row.path)
  }

  @Test func saysWhatIsWrong() throws {
    let ragged = try #require(throws: JSONTensorError.self) { try parse("[[1,2],[3]]").tensorShape() }
    #expect(ragged.description == "ragged tensor: expected 2 elements as in the first array of this level, got 1")
    let word = try #require(throws: JSONTensorError.self) { try parse("[1, \"2, 3\"]").tensorShape() }
    #expect(word.description == "expected a number, got \"2, 3\"")
  }

  @Test func readsRowsAndNests() throws {
    let text = "[ [1,2 , 3e0], [\"NaN\", -0.0, \"-Infinity\"], [\n4,\"Infinity\",1e-400] ]"
    let read = try parse(text).scalars(of: Double.self)
    #expect(read.map(\.description) == ["1.0", "2.0", "3.0", "nan", "-0.0", "-inf", "4.0", "inf", "0.0"])
    #expect(try parse("[[1,2.0],[3e0,-4]]").scalars(of: Int32.self) == [1, 2, 3, -4])
    #expect(try parse("[9223372036854775807,-9.223372036854775808e18]").scalars(of: Int64.self) == [.max, .min])
    #expect(try parse("[[true],[false]]").scalars(of: Bool.self) == [true, false])
    #expect(try parse("7").scalars(of: Float.self) == [7])
    #expect(try parse("[[],[]]").scalars(of: Float.self) == [])
  }

  @Test func readsElementsOfRows() throws {
    let elements = try #require(try parse("[5 , 6]").elements)
    #expect(try elements.flatMap { try $0.scalars(of: Float.self) } == [5, 6])
    #expect(try elements.map { try $0.tensorShape().dimensions } == [[], []])
  }

  /// 1 + 2⁻²⁴ + 2⁻⁵⁴ is nearest to 1 + 2⁻²³ in float32, but rounds to 1 + 2⁻²⁴ in float64, and then (a tie) to 1.
  @Test func roundsFloatsOnce() throws {
    let text = "[1.00000005960464483090178623]"
    #expect(try parse(text).scalars(of: Float.self) == [Float(1).nextUp])
    #expect(try Float(parse(text).scalars(of: Double.self)[0]) == 1)
  }

  @Test(arguments: [
    ("[1, 2, 1e39]", JSONTensorError.Reason.overflow, "[2]"), ("[[1, 2], [-1e400, 3]]", .overflow, "[1][0]"),
    ("3.5e38", .overflow, ""), ("[\"NaN\", 1e39]", .overflow, "[1]"),
  ])
  func tellsOverflow(_ text: String, _ reason: JSONTensorError.Reason, _ path: String) throws {
    let error = try #require(throws: JSONTensorError.self) { try parse(text).scalars(of: Float.self) }
    #expect(error.reason == reason)
    #expect(error.path.description == path)
  }

  @Test(arguments: [
    ("[1, 2.5]", JSONTensorError.Reason.notIntegral, "[1]"), ("[2147483648]", .outOfRange, "[0]"),
    ("[0, -2147483649]", .outOfRange, "[1]"), ("[1e400]", .outOfRange, "[0]"),
    ("[1, \"NaN\"]", .notFinite, "[1]"), ("[true]", .notNumber, "[0]"),
  ])
  func tellsWhatIsNoInt32(_ text: String, _ reason: JSONTensorError.Reason, _ path: String) throws {
    let error = try #require(throws: JSONTensorError.self) { try parse(text).scalars(of: Int32.self) }
    #expect(error.reason == reason)
    #expect(error.path.description == path)
  }

  @Test func readsNoNumberAsBoolean() throws {
    for text in ["[1]", "1", "[true, 1]", "[\"NaN\"]"] {
      #expect(throws: JSONTensorError.self) { try parse(text).scalars(of: Bool.self) }
    }
  }

  @Test func writesNoFurtherThanItsRoom() throws {
    for text in ["[1,2,3]", "[[1,2],[3,4]]", "[1,2,\"NaN\"]"] {
      var storage: [Float] = [-1, -1, -1, -1]
      let error = storage.withUnsafeMutableBufferPointer { buffer in
        #expect(throws: JSONTensorError.self) {
          try parse(text).read(into: UnsafeMutableBufferPointer(rebasing: buffer.prefix(2)))
        }
      }
      #expect(error?.reason == .tooManyElements)
      #expect(storage.suffix(2) == [-1, -1])
    }
  }
}
