import Foundation
import JSON
import Testing

/// Reference values that are data beside the tests.
enum References {
  /// The document in `References` with this name.
  static func document(_ name: String) throws -> JSONValue {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../References/\(name)")
    return try JSONDocument(parsing: Array(Data(contentsOf: path))).root
  }

  /// How far results may be from references, of the size of the largest element.
  static let tolerance = 1e-10
}

/// Expects tensors, or structures of tensors and words, to be near: each element by the size of its tensor's largest.
func expectNear(_ found: JSONValue?, _ wanted: JSONValue?, _ what: String) {
  guard let found, let wanted else { return #expect(found != nil && wanted != nil, "\(what) is missing") }
  if let members = wanted.members {
    #expect(found.members?.count == members.count, "\(what) has other names")
    for member in members { expectNear(found[member.name], member.value, "\(what) by \(member.name)") }
  } else if wanted.kind == .string {
    #expect(found.text == wanted.text, "\(what)")
  } else if let elements = wanted.elements, elements.contains(where: { $0.kind == .object }) {
    #expect(found.elements?.count == elements.count)
    for (index, pair) in zip(Array(found.elements ?? elements), elements).enumerated() {
      expectNear(pair.0, pair.1, "\(what)[\(index)]")
    }
  } else {
    let (a, b) = (try? found.scalars(of: Double.self), try? wanted.scalars(of: Double.self))
    #expect(near(a ?? [], b ?? []), "\(what): \(found.text) is not \(wanted.text)")
  }
}

private func near(_ a: [Double], _ b: [Double]) -> Bool {
  let scale = max(b.map(abs).max() ?? 0, 1e-3)
  return a.count == b.count && !b.isEmpty && zip(a, b).allSatisfy { abs($0 - $1) <= References.tolerance * scale }
}

extension JSONValue {
  var text: String { String(decoding: rawText, as: UTF8.self) }

  /// The first element of an array.
  var first: JSONValue? { elements?.first { _ in true } }
}
