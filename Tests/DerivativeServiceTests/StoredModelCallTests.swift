import Autodiff
import Foundation
import JSON
import StoredModels
import Testing

@testable import DerivativeService

@Suite("Calls of stored models")
final class StoredModelCallTests {
  private let context: MethodContext
  private let folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    context = MethodContext(models: ModelLibrary(folder: ModelFolder(path: folder.path)))
    try write("sum(w * x ** 2)")
    try context.models.load(context.prepare)
  }

  private func write(_ expression: String) throws {
    let text =
      #"{"expression": "\#(expression)", "inputs": {"w": [1, 2]}, "signature": {"x": {"shape": [2]}}, "differentiable": ["x"]}"#
    try Data(text.utf8).write(to: folder.appending(path: "squares.json"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func params(_ text: String) throws -> JSONValue { try JSONDocument(parsing: Array(text.utf8)).root }

  @Test func `find their plans made`() throws {
    let made = context.plans.misses
    #expect(made == 2)
    let call = try params(#"{"model": "squares", "inputs": {"x": [3, 4]}}"#)
    #expect(try Evaluate(context).prepareAtOnce(call) != nil)
    #expect(try Gradient(context).prepareAtOnce(call) != nil)
    #expect(context.plans.misses == made)
  }

  @Test func `bind what is stored as it is`() throws {
    let model = try #require(context.models.model(named: "squares"))
    let decoder = try RequestDecoder(
      params(#"{"model": "squares", "inputs": {"x": [3, 4]}}"#), method: "evaluate", parameters: [], context)
    let position = try #require(decoder.bindings.roles.firstIndex(of: .input("w")))
    let stored = try #require(model.values["w"])
    #expect(decoder.bindings.tensors[position].isIdentical(to: stored))
  }

  @Test func `of a new version do not find the old one's plans`() throws {
    try context.models.load()
    let call = try params(#"{"model": "squares", "inputs": {"x": [3, 4]}}"#)
    #expect(try Evaluate(context).prepareAtOnce(call) == nil)
  }

  private func value(_ context: MethodContext, _ call: JSONValue) throws -> String {
    try value(Evaluate(context).prepare(call))
  }

  private func value(_ call: PreparedCall) throws -> String {
    var writer = JSONWriter()
    try call.run(Workspace(), { false }, &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `go by their outlines to the model that is there`() throws {
    let call = try params(#"{"model": "squares", "inputs": {"x": [3, 4]}}"#)
    for _ in 0..<2 { #expect(try value(context, call) == #"{"value":41.0}"#) }
    let other = try params(#"{"model": "squares", "inputs": {"x": [1, 2]}}"#)
    func known() throws -> String? {
      try context.known(.parameters(method: "evaluate"), other.document.bytes).map { try value($0.prepared) }
    }
    #expect(try known() == #"{"value":9.0}"#)
    #expect(try value(context, other) == #"{"value":9.0}"#)
    // Whoever still has the model keeps it alive, but not in use.
    let replaced = context.models.model(named: "squares")
    try write("sum(w * x ** 3)")
    try context.models.load()
    #expect(try known() == nil)
    for _ in 0..<3 { #expect(try value(context, other) == #"{"value":17.0}"#) }
    #expect(try known() == #"{"value":17.0}"#)
    #expect(replaced?.identity != context.models.model(named: "squares")?.identity)
  }
}
