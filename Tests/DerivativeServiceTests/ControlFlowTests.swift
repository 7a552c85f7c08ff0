import JSON
import Testing

/// Derivatives through `cond` and `while_loop`, nested in each other and with constants of their own: every method gives what it gives for
/// the same computation written out as a formula, to the third order.
@Suite struct ControlFlowTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The nodes of a program whose output is `y` and whose inputs are `x` (two elements) and `s` (a scalar).
    let nodes: String
    /// The same function, written out.
    let formula: String

    init(_ description: String, _ formula: String, _ nodes: [String]) {
      (testDescription, self.formula, self.nodes) = (description, formula, nodes.joined(separator: ", "))
    }
  }

  static func constant(_ id: String, _ value: String) -> String {
    #"{"id": "\#(id)", "op": "constant", "attrs": {"value": \#(value)}}"#
  }

  static func node(_ id: String, _ op: String, _ inputs: String...) -> String {
    let names = inputs.map { "\"\($0)\"" }.joined(separator: ", ")
    return #"{"id": "\#(id)", "op": "\#(op)", "inputs": [\#(names)]}"#
  }

  static func program(_ inputs: [String], _ nodes: [String], _ outputs: [String]) -> String {
    let list = { (names: [String]) in names.map { "\"\($0)\"" }.joined(separator: ", ") }
    return #"""
      {"inputs": [\#(list(inputs))], "nodes": [\#(nodes.joined(separator: ", "))], "outputs": [\#(list(outputs))]}
      """#
  }

  static func cond(_ id: String, _ inputs: String, then: String, otherwise: String) -> String {
    #"{"id": "\#(id)", "op": "cond", "inputs": [\#(inputs)], "attrs": {"then": \#(then), "else": \#(otherwise)}}"#
  }

  static func loop(_ id: String, _ inputs: String, while condition: String, body: String, output: Int) -> String {
    #"""
    {"id": "\#(id)", "op": "while_loop", "inputs": [\#(inputs)],
     "attrs": {"cond": \#(condition), "body": \#(body), "output": \#(output)}}
    """#
  }

  /// A sub-program that tells whether its first input is below a number.
  static func isBelow(_ inputs: [String], _ number: Int) -> String {
    program(inputs, [constant("k", "\(number)"), node("c", "less", inputs[0], "k")], ["c"])
  }

  /// A loop of `n` turns that makes `r` of `a` and `b` by `nodes`, which may use `n` and `one`.
  static func counted(_ nodes: [String], _ inputs: String = #""n", "x", "s""#) -> String {
    let names = ["n", "a", "b"]
    let isLeft = program(names, [constant("k", "0"), node("c", "greater", "n", "k")], ["c"])
    let body = program(names, [constant("one", "1"), node("m", "sub", "n", "one")] + nodes, ["m", "r", "b"])
    return loop("r", inputs, while: isLeft, body: body, output: 1)
  }

  static let cubed = program(["a", "b"], [node("q", "square", "a"), node("r", "mul", "q", "b")], ["r"])
  static let waved = program(
    ["a", "b"],
    [node("q", "sin", "a"), constant("k", "[2.0, 0.5]"), node("p", "mul", "q", "k"), node("r", "mul", "p", "b")], ["r"])

  static let waveBelowNine = program(
    ["a", "b"],
    [
      constant("k", "9"), node("c", "less", "b", "k"), cond("r", #""c", "a", "b""#, then: waved, otherwise: cubed),
    ], ["r"])

  /// The sum, so that there is a gradient.
  static let total = node("y", "reduce_sum", "r")

  static let rows = [
    Row(
      "the branch that is taken", "sum(x ** 2 * s)",
      [
        constant("k", "0"), node("c", "greater", "s", "k"),
        cond("r", #""c", "x", "s""#, then: cubed, otherwise: waved), total,
      ]),
    Row(
      "the other, with a tensor of its own", "sum(sin(x) * [2.0, 0.5] * s)",
      [
        constant("k", "9"), node("c", "greater", "s", "k"),
        cond("r", #""c", "x", "s""#, then: cubed, otherwise: waved), total,
      ]),
    Row(
      "a branch in a branch", "sum(sin(x) * [2.0, 0.5] * s)",
      [
        constant("k", "0"), node("c", "greater", "s", "k"),
        cond("r", #""c", "x", "s""#, then: waveBelowNine, otherwise: cubed), total,
      ]),
    Row(
      "a loop whose turns depend on the data", "sum(tanh(tanh(tanh(x) * s) * s ** 2) * s ** 4)",
      [
        loop(
          "r", #""s", "x""#, while: isBelow(["b", "a"], 9),
          body: program(
            ["b", "a"], [node("d", "square", "b"), node("t", "tanh", "a"), node("e", "mul", "t", "b")], ["d", "e"]),
          output: 1), total,
      ]),
    Row(
      "a branch in a loop", "sum(sin(x ** 2 * s) * [2.0, 0.5] * s)",
      [
        constant("n", "2"), total,
        counted([
          node("c", "greater", "n", "one"), cond("r", #""c", "a", "b""#, then: cubed, otherwise: waved),
        ]),
      ]),
    Row(
      "a loop in a loop", "sum(sin(sin(sin(x * s) * s) * s))",
      [
        constant("n", "2"), total,
        counted([
          counted([node("p", "mul", "a", "b"), node("r", "sin", "p")], #""n", "a", "b""#)
        ]),
      ]),
    Row(
      "a loop in a branch", "sum(exp(exp(x))) + 0 * s",
      [
        constant("k", "0"), node("c", "greater", "s", "k"),
        cond(
          "r", #""c", "x", "s""#,
          then: program(
            ["a", "b"],
            [
              loop(
                "r", #""b", "a""#, while: isBelow(["b", "a"], 3),
                body: program(["b", "a"], [node("d", "square", "b"), node("e", "exp", "a")], ["d", "e"]), output: 1)
            ], ["r"]), otherwise: cubed), total,
      ]),
  ]

  /// The method, and what is beside the function.
  static let calls: [(method: String, more: String)] = [
    ("evaluate", ""),
    ("jvp", #", "tangents": {"x": [1, -0.5], "s": 0.25}"#),
    ("jvp", #", "tangents": [{"x": [1, -0.5], "s": 0.25}, {"x": [0, 1], "s": -1}]"#),
    ("vjp", #", "primals": ["x", "s"], "cotangents": 2"#),
    ("gradient", #", "primals": ["x", "s"]"#),
    ("hvp", #", "tangents": {"x": [1, -0.5], "s": 0.25}"#),
    ("hvp", #", "tangents": [{"x": [1, -0.5], "s": 0.25}, {"x": [0, 1], "s": -1}]"#),
    ("jacobian", #", "primals": ["x", "s"], "mode": "forward""#),
    ("jacobian", #", "primals": ["x", "s"], "mode": "reverse""#),
    ("hessian", #", "primals": ["x", "s"]"#),
    ("derivative", #", "transforms": [\#(jvp), \#(jvp), \#(jvp)]"#),
    ("derivative", #", "transforms": [\#(jvp), \#(jvp), {"gradient": {"primals": ["x", "s"]}}]"#),
    ("derivative", #", "transforms": [\#(jvp), {"gradient": {"primals": ["x"]}}, \#(jvp)]"#),
    ("derivative", #", "transforms": [{"gradient": {"primals": ["s"]}}, \#(jvp), \#(jvp)]"#),
    ("derivative", #", "transforms": [\#(vjp), \#(jvp), {"gradient": {"primals": ["x"]}}]"#),
  ]

  private static let jvp = #"{"jvp": {"tangents": {"x": [0.5, 1], "s": -0.25}}}"#

  private static let vjp = #"{"vjp": {"primals": ["s"], "cotangents": {"x": [1, 2]}}}"#

  @Test(arguments: rows) func agreesWithTheFormula(row: Row) throws {
    let values = #""inputs": {"x": [0.5, -0.25], "s": 1.5}, "dtype": "float64""#
    for call in Self.calls {
      let program = #"{"program": {"nodes": [\#(row.nodes)], "outputs": ["y"]}, \#(values)\#(call.more)}"#
      let formula = #"{"expression": "\#(row.formula)", \#(values)\#(call.more)}"#
      let (found, wanted) = try (result(call.method, program), result(call.method, formula))
      expectNear(found, wanted, "\(call.method)\(call.more)")
    }
  }

  private func result(_ method: String, _ params: String) throws -> JSONValue {
    try JSONDocument(parsing: Array(MethodTests.answer(method, params).utf8)).root
  }
}
