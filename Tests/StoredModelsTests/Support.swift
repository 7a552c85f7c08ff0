import Autodiff
import Foundation
import ModelSpec

@testable import StoredModels

/// A folder of models that goes with this value.
final class TemporaryModels {
  let url = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)")

  init(_ files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, text) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  func write(_ name: String, _ bytes: Data) throws { try bytes.write(to: url.appending(path: name), options: .atomic) }

  func library(_ tolerance: ModelLibrary.Tolerance = .none) -> ModelLibrary {
    ModelLibrary(folder: ModelFolder(path: url.path), tolerance: tolerance)
  }

  /// The one model of the folder.
  func model() throws -> StoredModel {
    let library = library()
    try library.load()
    guard let model = library.all.first else { throw ModelFault("", "there is no model") }
    return model
  }

  /// What is wrong with the folder's files.
  func faults() -> [String] {
    do throws(LibraryError) {
      try library().load()
      return []
    } catch .faulty(_, let faults) {
      return faults.map(\.description)
    } catch {
      return [error.description]
    }
  }
}

extension Data {
  /// A safetensors file of a header and what follows it.
  static func safetensors(_ header: String, _ elements: [UInt8], length: UInt64? = nil) -> Data {
    let count = Swift.withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Array($0) }
    return Data(count + Array(header.utf8) + elements)
  }
}

/// The little-endian bytes of numbers.
func bytes<Number: FixedWidthInteger>(_ numbers: Number...) -> [UInt8] {
  numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
}

func bytes(_ numbers: Double...) -> [UInt8] { numbers.flatMap { bytes($0.bitPattern) } }
func bytes(_ numbers: Float...) -> [UInt8] { numbers.flatMap { bytes($0.bitPattern) } }
