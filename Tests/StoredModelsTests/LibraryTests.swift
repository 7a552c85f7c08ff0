import Foundation
import ModelSpec
import Testing

@testable import StoredModels

@Suite("A library of models")
struct LibraryTests {
  private static let square = #"{"expression": "x ** 2"}"#

  @Test func `models are found by name`() throws {
    let models = try TemporaryModels([
      "b.json": Self.square, "a.v1.json": Self.square, ".hidden.json": "[", "README.md": "no model",
    ])
    let library = models.library()
    #expect(library.all.isEmpty)
    try library.load()
    #expect(library.all.map(\.name) == ["a.v1", "b"])
    #expect(library.model(named: "b")?.name == "b")
    #expect(library.model(named: "c") == nil)
  }

  @Test func `all at once or not at all`() throws {
    let models = try TemporaryModels(["a.json": Self.square, "b.json": Self.square])
    let library = models.library()
    try library.load()
    let before = library.all.map(\.identity)
    try models.write("a.json", #"{"expression": "x ** 3"}"#)
    try models.write("b.json", "{")
    try models.write("c.json", "[")
    let error = #expect(throws: LibraryError.self) { try library.load() }
    #expect(error?.description.contains("b.json: ") == true)
    #expect(error?.description.contains("c.json: ") == true)
    #expect(library.all.map(\.identity) == before)
    try models.write("b.json", Self.square)
    try FileManager.default.removeItem(at: models.url.appending(path: "c.json"))
    try FileManager.default.removeItem(at: models.url.appending(path: "a.json"))
    try library.load()
    #expect(library.all.map(\.name) == ["b"])
    #expect(library.all.map(\.identity) != [before[1]])
  }

  @Test func `what is tolerated leaves earlier versions in use`() throws {
    let models = try TemporaryModels(["a.json": Self.square, "b.json": "{"])
    let library = models.library(.faultyFiles)
    #expect(try library.load().map(\.file) == ["b.json"])
    #expect(library.all.map(\.name) == ["a"])
    let identity = library.all[0].identity
    try models.write("a.json", "{")
    try models.write("b.json", Self.square)
    #expect(try library.load().map(\.file) == ["a.json"])
    #expect(library.all.map(\.name) == ["a", "b"])
    #expect(library.model(named: "a")?.identity == identity)
  }

  @Test func `what preparing throws is the file's fault`() throws {
    let models = try TemporaryModels(["a.json": Self.square])
    let error = #expect(throws: LibraryError.self) {
      try models.library().load { _ in throw SpecError(.limitExceeded, at: "expression", "too much") }
    }
    #expect(error?.description.hasSuffix("a.json, expression: too much") == true)
  }

  @Test(arguments: ["a b.json", "-a.json", "ä.json", "a/../b"])
  func `names that cannot stand in a path are refused`(file: String) throws {
    guard !file.contains("/") else { return #expect(ModelLibrary().model(named: file) == nil) }
    let faults = try TemporaryModels([file: Self.square]).faults()
    #expect(faults.first?.contains("a model's name has") == true)
  }

  @Test func `weights alone, and a folder that is not there`() throws {
    let models = try TemporaryModels()
    try models.write("w.safetensors", .safetensors("{}", []))
    #expect(models.faults() == ["w.safetensors: there is no w.json beside it"])
    let error = #expect(throws: LibraryError.self) {
      try ModelLibrary(folder: ModelFolder(path: "/nowhere/models")).load()
    }
    #expect(error == .unreadable("/nowhere/models"))
    #expect(try ModelLibrary().load().isEmpty)
  }
}
