import FoundationEssentials
import Glibc
import JSON
import ModelSpec

/// A folder of models: `NAME.json` holds a function, `NAME.safetensors` beside it parameters. Other files, and hidden ones, are
/// nobody's business.
public struct ModelFolder: Sendable {
  public let path: String
  /// What the text of a model's file may have.
  public var json = JSONDocument.Limits()
  /// How large its function may be.
  public var spec = SpecLimits()

  private static let extensions = [".json", ".safetensors"]

  public init(path: String) {
    self.path = path
  }

  /// The name of the model that a file belongs to.
  static func name(of file: String) -> String {
    extensions.first { file.hasSuffix($0) }.map { String(file.dropLast($0.count)) } ?? file
  }

  /// The models that can be used, and what is wrong with the files of the others.
  func read(
    _ prepare: (StoredModel) throws -> Void
  ) throws(LibraryError) -> (models: [String: StoredModel], faults: [ModelFault]) {
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: path) else { throw .unreadable(path) }
    let files = Set(entries.filter { file in !file.hasPrefix(".") && Self.extensions.contains { file.hasSuffix($0) } })
    var models: [String: StoredModel] = [:]
    var faults: [ModelFault] = []
    for name in Set(files.map(Self.name)).sorted() {
      do {
        let model = try model(name, files)
        try describing("\(name).json") { try prepare(model) }
        models[name] = model
      } catch {
        faults.append(error)
      }
    }
    return (models, faults)
  }

  private func model(_ name: String, _ files: Set<String>) throws(ModelFault) -> StoredModel {
    let (json, weights) = ("\(name).json", "\(name).safetensors")
    guard files.contains(json) else { throw ModelFault(weights, "there is no \(json) beside it") }
    guard Self.isName(name) else {
      throw ModelFault(
        json, "a model's name has 1 to 128 of the characters A-Z a-z 0-9 . _ -, and begins with none of . -")
    }
    let text = try contents(json)
    let parameters = files.contains(weights) ? try contents(weights) : nil
    return try describing(json) {
      let document = try JSONDocument(parsing: Array(text), limits: self.json)
      let tensors = try parameters.map { bytes in try describing(weights) { try Safetensors(bytes, file: weights) } }
      return try ModelFile(document.root, weights: tensors, limits: spec).model(named: name)
    }
  }

  private func contents(_ file: String) throws(ModelFault) -> Data {
    do {
      // Not mapped: a file that somebody cuts short meanwhile must not end the process.
      return try Data(contentsOf: URL(filePath: path).appending(path: file))
    } catch {
      throw ModelFault(file, "it cannot be read: \(Self.reason(for: error))")
    }
  }

  /// What the system says of a file that cannot be read.
  private static func reason(for error: any Error) -> String {
    let cause = (error as? CocoaError)?.underlying as? POSIXError
    return cause.map { String(cString: strerror($0.code.rawValue)) } ?? "\(error)"
  }

  /// Runs `body`; what it throws is a fault of `file`.
  private func describing<Result>(_ file: String, _ body: () throws -> Result) throws(ModelFault) -> Result {
    do {
      return try body()
    } catch {
      throw ModelFault(file, error)
    }
  }

  private static func isName(_ name: String) -> Bool {
    guard (1...128).contains(name.utf8.count), let first = name.first, first != ".", first != "-" else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: "._-".utf8.contains(byte)
      }
    }
  }
}
