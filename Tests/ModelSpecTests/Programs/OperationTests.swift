import Autodiff
import JSON
import Testing

@testable import ModelSpec

/// Every operation by its name, as a node of a program and as a formula: both forms are one program and agree bit for bit, and
/// agree with NumPy.
@Suite struct OperationTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let json: JSONValue
    var operation: String { json["op"]?.string ?? "" }
    var operands: [String] { json["inputs"]?.elements?.compactMap(\.string) ?? [] }
    var testDescription: String { formula }

    /// `op(x, y, axis=1)`: JSON's numbers, strings, lists, `true`, `false` and `null` are a formula's too.
    var formula: String {
      let attributes = json["attrs"]?.members.map { members in members.map { "\($0.name)=\($0.value.text)" } } ?? []
      return "\(operation)(\((operands + attributes).joined(separator: ", ")))"
    }

    var program: String {
      let attributes = json["attrs"].map { #", "attrs": \#($0.text)"# } ?? ""
      let names = operands.map { "\"\($0)\"" }.joined(separator: ", ")
      let node = #"{"id": "result", "op": "\#(operation)", "inputs": [\#(names)]\#(attributes)}"#
      return #"{"nodes": [\#(node)], "outputs": ["result"]}"#
    }
  }

  static let document = References.document("operations.json")
  static let rows = document?["rows"]?.elements?.map(Row.init) ?? []

  @Test func everyOperationIsThere() {
    #expect(Set(Self.rows.map(\.operation)) == Set(OperationTable.names))
  }

  @Test(arguments: rows) func formsAgree(row: Row) throws {
    let (formula, program) = (try Trial(formula: row), try Trial(program: row))
    let (value, other) = (try formula.value(), try program.value())
    #expect(value.type == other.type)
    #expect(value.bits == other.bits)
    #expect(try formula.traced().description == program.traced().description)
    #expect(try formula.traced().evaluate(formula.operands)[0].bits == value.bits)
    guard let elements = row.json["elements"] else { return }
    #expect(try value.shape.dimensions.map(Int64.init) == #require(row.json["shape"]).scalars(of: Int64.self))
    let expected = try elements.scalars(of: Double.self)
    let found = try #require(value.doubles)
    #expect(near(found, expected), "\(found) is not \(expected)")
  }

  private func near(_ a: [Double], _ b: [Double]) -> Bool {
    let scale = b.map(abs).max() ?? 1
    return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-14 * max(scale, abs($1)) }
  }
}

/// One form of a row, with the operands in the order of the row.
private struct Trial {
  let definition: FunctionDefinition
  let names: [String]
  let operands: [Tensor]

  init(formula row: OperationTests.Row) throws {
    try self.init(.expression(Expression(parsing: row.formula)), row)
  }

  init(program row: OperationTests.Row) throws {
    try self.init(Request(#"{"program": \#(row.program)}"#).definition(), row)
  }

  private init(_ definition: FunctionDefinition, _ row: OperationTests.Row) throws {
    let decoder = TensorDecoder(dtype: .float64)
    self.definition = definition
    var names: [String] = []
    for name in row.operands where !names.contains(name) { names.append(name) }
    self.names = names
    operands = try names.map { name in
      let input = try #require(definition.inputs.first { $0.name == name })
      return try decoder.tensor(try #require(OperationTests.document?["inputs"]?[name]), as: input.kind)
    }
  }

  func value() throws -> Tensor { try apply(operands) }

  func traced() throws -> Program {
    try Program.trace(operands.map(\.type)) { [try apply($0)] }
  }

  private func apply(_ operands: [Tensor]) throws -> Tensor {
    try definition(Dictionary(uniqueKeysWithValues: zip(names, operands)), dtype: .float64)[0]
  }
}

extension JSONValue {
  fileprivate var text: String { String(decoding: rawText, as: UTF8.self) }
}

extension Tensor {
  fileprivate var bits: [UInt64]? { doubles?.map(\.bitPattern) }
}
