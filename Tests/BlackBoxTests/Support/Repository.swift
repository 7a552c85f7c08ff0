import Foundation

/// Files of the repository that tests read: the documents that users read are the ones that are tested.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardizedFileURL

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func cases<Case: Decodable>(_ path: String, as _: Case.Type = Case.self) throws -> [Case] {
    try JSONDecoder().decode([Case].self, from: Data(contentsOf: root.appending(path: path)))
  }
}
