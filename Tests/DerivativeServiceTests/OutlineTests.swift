import Autodiff
import JSON
import Testing

@testable import DerivativeService

/// Calls that are not decoded because an earlier one was written the same are answered as if they had been.
struct OutlineTests {
  struct Row: Sendable, CustomStringConvertible {
    let description: String
    let method: String
    /// With `#` in the place of what differs from call to call.
    let params: String
    /// What stands in the places, call by call; nil as the last one where no outline is left.
    let numbers: [[String]]
    var isOutlined = true
  }

  static let rows = [
    Row(
      description: "a model with inline parameters", method: "jvp",
      params: #"""
        {"model": {"layers": [{"type": "dense", "units": 1, "kernel": #, "bias": #}], "loss": "mean_squared_error"},
         "inputs": {"x": #, "targets": [[1], [-1]]}, "tangents": {"dense": {"kernel": [[1], [#]]}}}
        """#,
      numbers: [
        ["[[0.5], [0.25]]", "[0]", "[[2, 3], [1, 4]]", "0"], ["[[1e0],[-2]]", "[0.125]", "[[2, -3], [1, 0.5]]", "7"],
      ]),
    Row(
      description: "base64", method: "gradient",
      params:
        ##"{"expression": "sum(x ** 2)", "primals": {"x": {"shape": [2], "base64": "#"}}, "encoding": "base64"}"##,
      numbers: [["AACAPwAAAEA="], ["AACAPwAAgD8="]]),
    Row(
      description: "scalars", method: "hvp",
      params: ##"{"expression": "x ** 3", "inputs": {"x": #}, "tangents": {"x": #}, "dtype": "float64"}"##,
      numbers: [["2", "1"], ["-3.5", "1e3"]]),
    Row(
      description: "shape and data", method: "evaluate",
      params: ##"{"expression": "sum(x)", "inputs": {"x": {"shape": [2, 2], "data": [1, 2, 3, #]}}}"##,
      numbers: [["4"], ["5"]]),
    Row(
      description: "a program with constants", method: "gradient",
      params: ##"""
        {"program": {"nodes": [{"id": "c", "op": "constant", "attrs": {"value": [#, 2]}}, {"id": "y", "op": "mul", "inputs": ["x", "c"]},
          {"id": "z", "op": "reduce_sum", "inputs": ["y"]}], "outputs": ["z"]}, "primals": {"x": [1, 2]}}
        """##,
      numbers: [["1"], ["3"]]),
    Row(
      description: "a hessian", method: "hessian",
      params: ##"{"expression": "sum(x ** 3)", "primals": {"x": [#, 2]}}"##, numbers: [["1"], ["3"]]),
    Row(
      description: "conditions", method: "evaluate",
      params: ##"{"expression": "where(c, x, -x)", "inputs": {"c": [true, #], "x": [1, #]}}"##,
      numbers: [["false", "2"], ["true", "3"]], isOutlined: false),
    Row(
      description: "a number of the formula", method: "evaluate",
      params: ##"{"expression": "x * #", "inputs": {"x": [1, 2]}}"##, numbers: [["2"], ["3"]]),
    Row(
      description: "a vector in a batch", method: "jvp",
      params: ##"{"expression": "x ** 2", "primals": {"x": [1, #]}, "tangents": [{"x": [1, 0]}, {"x": [#, 1]}]}"##,
      numbers: [["2", "0"], ["5", "0.5"]]),
  ]

  /// The call as a body of its own, known or not.
  private static func answer(_ method: String, _ params: String, _ context: MethodContext) throws -> String {
    let call =
      try known(method, params, context)?.prepared
      ?? self.method(method, context)
      .prepare(JSONDocument(parsing: Array(params.utf8)).root)
    var writer = JSONWriter()
    try call.run(Workspace(), { false }, &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func known(_ method: String, _ params: String, _ context: MethodContext) throws -> KnownCall? {
    try context.known(.parameters(method: method), Array(params.utf8))
  }

  private static func method(_ name: String, _ context: MethodContext) throws -> any DerivativeService.Method {
    try #require(context.methods.first { $0.name == name })
  }

  private static func filled(_ params: String, _ numbers: [String]) -> String {
    let parts = params.split(separator: "#", omittingEmptySubsequences: false)
    return zip(parts, numbers + [""]).map { $0 + $1 }.joined()
  }

  @Test(arguments: rows) func answersAreTheSame(_ row: Row) throws {
    let context = MethodContext()
    var answers: Set<String> = []
    for numbers in row.numbers + row.numbers {
      let params = Self.filled(row.params, numbers)
      let fresh = try Self.answer(row.method, params, MethodContext())
      // The first call makes the plan, the second finds it and leaves an outline, the third goes by it.
      for _ in 0..<3 { #expect(try Self.answer(row.method, params, context) == fresh) }
      #expect((try Self.known(row.method, params, context) != nil) == row.isOutlined)
      answers.insert(fresh)
    }
    #expect(answers.count == row.numbers.count, "other numbers, other answers")
  }

  /// Calls that a hasty reader would take for the one before: the same outline but for one thing.
  static let mistakes = [
    #"{"expression": "sum(x ** 2)", "primals": {"x": [1, 1e60]}}"#,
    #"{"expression": "sum(x ** 2)", "primals": {"x": [1, 2, 3]}, "dtype": "float"}"#,
    #"{"expression": "sum(x ** 2)", "primals": {"y": [1, 2]}}"#,
    #"{"expression": "sum(x ** 2)", "primals": {"x": ["a", 2]}}"#,
    #"{"expression": "sum(x ** 2)", "primalz": {"x": [1, 2]}}"#,
    #"{"expression": "sum(x ** 2)", "primals": {"x": {"shape": [3], "base64": "AACAPwAAAEA="}}}"#,
    #"{"expression": "sum(x ** 2)", "primals": {"x": {"shape": [2], "base64": "AACAPwAAAE=="}}}"#,
  ]

  @Test(arguments: mistakes) func mistakesAreFoundAsBefore(_ params: String) throws {
    let context = MethodContext()
    for good in [
      #"{"expression": "sum(x ** 2)", "primals": {"x": [1, 2]}}"#,
      #"{"expression": "sum(x ** 2)", "primals": {"x": {"shape": [2], "base64": "AACAPwAAAEA="}}}"#,
    ] {
      for _ in 0..<2 { _ = try Self.answer("gradient", good, context) }
    }
    func mistake(_ context: MethodContext) -> String {
      do {
        return try Self.answer("gradient", params, context)
      } catch {
        return "\(error)"
      }
    }
    #expect(mistake(context) == mistake(MethodContext()))
  }

  @Test func outlinesOfPlansThatAreGoneAreNotUsed() throws {
    let context = MethodContext(plans: PlanCache(capacity: 1))
    let (first, second) = (
      #"{"expression": "sum(x)", "inputs": {"x": [1, 2]}}"#, #"{"expression": "x + 1", "inputs": {"x": [1, 2]}}"#
    )
    for _ in 0..<2 { _ = try Self.answer("evaluate", first, context) }
    #expect(try Self.known("evaluate", first, context) != nil)
    _ = try Self.answer("evaluate", second, context)
    #expect(try Self.known("evaluate", first, context) == nil)
    #expect(try Self.answer("evaluate", first, context) == #"{"value":3.0}"#)
  }

  @Test func usesAreCounted() throws {
    let context = MethodContext()
    for number in 0..<5 {
      _ = try Self.answer("evaluate", ##"{"expression": "sum(x)", "inputs": {"x": [\##(number), 2]}}"##, context)
    }
    #expect(context.plans.misses == 1)
    #expect(context.plans.hits == 4)
  }

  @Test func manyOutlinesStayBounded() throws {
    let context = MethodContext()
    for number in 0..<700 {
      let params = ##"{"expression": "sum(x)", "inputs": {"x": \##(Array(repeating: 1, count: 1 + number))}}"##
      for _ in 0..<2 { _ = try Self.answer("evaluate", params, context) }
    }
    #expect(context.plans.outlines.count <= 512)
  }
}
