import Foundation
import JSON

/// Reference values that are data beside the tests.
enum References {
  /// The document in `References` with this name, or null where it cannot be read.
  static func document(_ name: String) -> JSONValue? {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "References/\(name)")
    guard let data = try? Data(contentsOf: path) else { return nil }
    return try? JSONDocument(parsing: Array(data)).root
  }
}
