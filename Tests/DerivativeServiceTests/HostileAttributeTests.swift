import Autodiff
import JSON
import JSONRPC
import Testing

@testable import DerivativeService

/// Whatever attributes and shapes an operation is given, a call of it ends with a result or with an error that its sender can mend:
/// never with a trap, and never with more memory than is allowed.
@Suite struct HostileAttributeTests {
  private static let context: MethodContext = {
    var limits = ServiceLimits()
    (limits.tensorElements, limits.planBytes, limits.resultBytes) = (1 << 16, 16 << 20, 1 << 20)
    limits.operations = 1 << 14
    return MethodContext(limits: limits)
  }()

  private static let methods = context.methods.filter {
    ["evaluate", "gradient", "jacobian", "hessian", "describe"].contains($0.name)
  }

  private static let shapes = [[], [0], [1], [2], [2, 3], [3, 3], [0, 3], [3, 0, 3], [1, 4, 4, 2]]

  private static let numbers = [
    "0", "1", "-1", "2", "3", "-2", "65536", "2147483648", "-9223372036854775808", "9223372036854775807",
    "4611686018427387904", "1152921504606846976",
  ]

  private static let oddities = [
    "0.5", "-0.0", "1e300", "\"NaN\"", "\"Infinity\"", "true", "null", "\"x\"", "\"SAME\"", "\"ij,jk->ik\"", "\"ii->\"",
    "\"i...->\"", "\"int64\"", "[]", "[[]]", "[[],[]]", "[[0],[0]]", "[null,null]", "[[1,2],[3,4]]", "[1,[2]]",
  ]

  @Test(arguments: Catalogue.entries.map(\.name))
  func everyCallEnds(operation: String) throws {
    let entry = try #require(Catalogue.entry(named: operation))
    var generator = SplitMix64(state: operation.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    for _ in 0..<40 {
      let params = Self.parameters(entry, &generator)
      let method = try #require(Self.methods.randomElement(using: &generator))
      #expect(try error(of: method, params)?.code != .internalError, "\(method.name) \(params)")
    }
  }

  private func error(of method: any DerivativeService.Method, _ params: String) throws -> RPCError? {
    do {
      let call = try method.prepare(try JSONDocument(parsing: Array(params.utf8)).root)
      var writer = JSONWriter()
      try call.run(Workspace(), { false }, &writer)
      _ = try JSONDocument(parsing: writer.bytes)
      return nil
    } catch {
      return ErrorMapping { _, _ in }(error)
    }
  }

  // MARK: Making calls

  private static func parameters(_ entry: CatalogueEntry, _ generator: inout SplitMix64) -> String {
    let count = entry.operands.count + (entry.isVariadic ? Int.random(in: 0...1, using: &generator) : 0)
    let names = (0..<count).map { "a\($0)" }
    let shape = shapes.randomElement(using: &generator) ?? []
    let inputs = names.map { name in
      let own = Bool.random(using: &generator) ? shape : shapes.randomElement(using: &generator) ?? []
      return "\"\(name)\":\(tensor(own, &generator))"
    }
    let attributes = entry.attributes.compactMap { attribute -> String? in
      if attribute.defaultValue != nil, Bool.random(using: &generator) { return nil }
      return "\"\(attribute.name)\":\(value(&generator))"
    }
    let node = """
      {"id":"y","op":"\(entry.name)","inputs":[\(names.map { "\"\($0)\"" }.joined(separator: ","))],\
      "attrs":{\(attributes.joined(separator: ","))}}
      """
    let output = Bool.random(using: &generator) ? "y" : "s"
    return """
      {"program":{"nodes":[\(node),{"id":"s","op":"reduce_sum","inputs":["y"]}],"outputs":["\(output)"]},\
      "inputs":{\(inputs.joined(separator: ","))},"primals":["a0"],"dtype":"float64"}
      """
  }

  private static func tensor(_ shape: [Int], _ generator: inout SplitMix64) -> String {
    let isInteger = Int.random(in: 0..<4, using: &generator) == 0
    let elements = (0..<shape.reduce(1, *)).map { index in
      isInteger ? numbers.randomElement(using: &generator) ?? "0" : "\(Double(index % 5) - 1.5)"
    }
    let type = isInteger ? "int64" : "float64"
    return "{\"shape\":\(shape),\"dtype\":\"\(type)\",\"data\":[\(elements.joined(separator: ","))]}"
  }

  private static func value(_ generator: inout SplitMix64) -> String {
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return oddities.randomElement(using: &generator) ?? "0"
    case 1:
      let list = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        numbers.randomElement(using: &generator) ?? "0"
      }
      return "[\(list.joined(separator: ","))]"
    case 2:
      let pairs = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        "[\(numbers.randomElement(using: &generator) ?? "0"),\(numbers.randomElement(using: &generator) ?? "0")]"
      }
      return "[\(pairs.joined(separator: ","))]"
    default: return numbers.randomElement(using: &generator) ?? "0"
    }
  }
}

/// The same numbers in every run.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
