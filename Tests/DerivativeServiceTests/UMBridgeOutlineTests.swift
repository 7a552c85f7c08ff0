import Autodiff
import Foundation
import JSON
import StoredModels
import Testing

@testable import DerivativeService

/// Requests of UM-Bridge that go by the outline of an earlier one are answered as if they were decoded.
@Suite("Outlines of UM-Bridge")
struct UMBridgeOutlineTests {
  private static let model = ##"""
    {"expression": "sum(w * x ** 3) * y[0, 1]", "dtype": "float64", "inputs": {"w": [1, 2], "x": [1, 1]}, "differentiable": ["x", "y"],
     "signature": {"y": {"shape": [2, 2]}}}
    """##

  /// A request that leaves an outline, and others that have it or nearly have it.
  struct Row: Sendable {
    let operation: UMBridgeOperation
    let first: String
    let others: [String]
  }

  static let rows = [
    Row(
      operation: .evaluate, first: #"{"name": "m", "input": [[1, 2], [1, 2, 3, 4]]}"#,
      others: [
        #"{"name": "m", "input": [[0.5, -2], [4, 3, 2, 1]]}"#,
        #"{"name": "m", "input": [[0.5, -2, 1], [4, 3, 2, 1]]}"#,
        #"{"name": "m", "input": [[0.5, 1e999], [4, 3, 2, 1]]}"#,
        #"{"name": "m", "input": [[0.5, "NaN"], [4, 3, 2, 1]]}"#,
        #"{"name": "m", "input": [[0.5, "a"], [4, 3, 2, 1]]}"#,
        #"{"name": "m", "input": [[0.5, -2], [[4, 3], [2, 1]]]}"#,
        #"{"name": "n", "input": [[0.5, -2], [4, 3, 2, 1]]}"#,
        #"{"input": [[0.5, -2], [4, 3, 2, 1]], "name": "m"}"#,
        #"{"name": "m", "name": "m", "input": [[0.5, -2], [4, 3, 2, 1]]}"#,
      ]),
    Row(
      operation: .gradient,
      first: #"{"name": "m", "outWrt": 0, "inWrt": 1, "input": [[1, 2], [1, 2, 3, 4]], "sens": [2]}"#,
      others: [
        #"{"name": "m", "outWrt": 0, "inWrt": 1, "input": [[2, 3], [1, 2, 3, 4]], "sens": [-1.5]}"#,
        #"{"name": "m", "outWrt": 0, "inWrt": 0, "input": [[2, 3], [1, 2, 3, 4]], "sens": [-1.5]}"#,
        #"{"name": "m", "outWrt": 1, "inWrt": 0, "input": [[2, 3], [1, 2, 3, 4]], "sens": [-1.5]}"#,
        #"{"name": "m", "outWrt": 0, "inWrt": 1, "input": [[2, 3], [1, 2, 3, 4]], "sens": -1.5}"#,
        #"{"name": "m", "outWrt": 0, "inWrt": 1, "input": [[2, 3], [1, 2, 3, 4]], "sens": [1, 2]}"#,
        #"{"name": "m", "outWrt": 0, "inWrt": 1, "input": [[1e200, 3], [1, 2, 3, 4]], "sens": [1]}"#,
      ]),
    Row(
      operation: .applyHessian,
      first:
        #"{"name": "m", "outWrt": 0, "inWrt1": 0, "inWrt2": 1, "input": [[1, 2], [1, 2, 3, 4]], "sens": 2, "vec": [1, 2, 3, 4], "config": {"w": [1, 1]}}"#,
      others: [
        #"{"name": "m", "outWrt": 0, "inWrt1": 0, "inWrt2": 1, "input": [[1, 2], [1, 2, 3, 4]], "sens": 3, "vec": [4, 2, 3, 4], "config": {"w": [2, 1]}}"#,
        #"{"name": "m", "outWrt": 0, "inWrt1": 0, "inWrt2": 1, "input": [[1, 2], [1, 2, 3, 4]], "sens": 3, "vec": [4, 2, 3, 4], "config": {"v": [2, 1]}}"#,
        #"{"name": "m", "outWrt": 0, "inWrt1": 0, "inWrt2": 1, "input": [[1, 2], [1, 2, 3, 4]], "sens": 3, "vec": [4, 2, 3, 4]}"#,
      ]),
  ]

  /// A service with the model, which has answered nothing.
  private static func fresh() throws -> MethodContext {
    let folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(model.utf8).write(to: folder.appending(path: "m.json"))
    let context = MethodContext(models: ModelLibrary(folder: ModelFolder(path: folder.path)))
    try context.models.load()
    return context
  }

  private static func answer(_ operation: UMBridgeOperation, _ body: String, _ context: MethodContext) -> String {
    do {
      let endpoint = UMBridgeComputation(operation: operation, context: context)
      let call = try UMBridgeCall(context: context, path: endpoint.path, prepared: endpoint.prepare)
        .prepare(Array(body.utf8))
      var writer = JSONWriter()
      try call.run(Workspace(), { false }, &writer)
      return String(decoding: writer.bytes, as: UTF8.self)
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: rows) func `answers are the same`(_ row: Row) throws {
    let context = try Self.fresh()
    var answers: Set<String> = []
    for _ in 0..<2 {
      let expected = Self.answer(row.operation, row.first, try Self.fresh())
      #expect(Self.answer(row.operation, row.first, context) == expected)
    }
    let path = UMBridgeComputation(operation: row.operation, context: context).path
    #expect(try context.known(.body(path: path), Array(row.first.utf8)) != nil)
    for other in row.others {
      let expected = Self.answer(row.operation, other, try Self.fresh())
      for _ in 0..<3 { #expect(Self.answer(row.operation, other, context) == expected) }
      answers.insert(expected)
    }
    #expect(answers.count > row.others.count / 2, "other requests, other answers")
  }
}
