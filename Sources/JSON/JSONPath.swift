import CSimdJSON

/// Where a value is in a document, as people write it: `params.tangents.dense.kernel`, `params.inputs.x[2]`.
public struct JSONPath: Hashable, Sendable {
  public enum Component: Hashable, Sendable {
    case member(String)
    case element(Int)
  }

  public var components: [Component]

  public init(_ components: [Component] = []) {
    self.components = components
  }

  /// The path of a member of the value at this path.
  public func member(_ name: String) -> JSONPath { JSONPath(components + [.member(name)]) }

  /// The path of an element of the array at this path.
  public func element(_ index: Int) -> JSONPath { JSONPath(components + [.element(index)]) }

  public static func + (path: JSONPath, rest: JSONPath) -> JSONPath { JSONPath(path.components + rest.components) }
}

extension JSONPath: CustomStringConvertible {
  /// Empty for the start. A name that would be hard to read in a path stands in brackets, as a JSON string: `["a b"]`.
  public var description: String {
    components.reduce(into: "") { text, component in
      switch component {
      case .element(let index): text += "[\(index)]"
      case .member(let name) where name.utf8.isEmpty || !name.utf8.allSatisfy(isPlain): text += "[\(quoted(name))]"
      case .member(let name): text += text.isEmpty ? name : ".\(name)"
      }
    }
  }

  private func quoted(_ name: String) -> String {
    var writer = JSONWriter()
    writer.write(name)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Whether a byte of a name needs no quotes in a path. Letters of other scripts are all above ASCII.
private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
  case UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: true
  default: "_-.$/:".utf8.contains(byte)
  }
}

extension JSONValue {
  /// The path to this value from the root of the document, or from the value that ``asRoot`` made one.
  ///
  /// Values do not carry their path: it is found, when somebody asks, by going down to the place of the value. Linear in
  /// the values passed by.
  public var path: JSONPath { document.path(toByte: range.lowerBound, from: root) }

  /// The path to the innermost value with the byte at `offset`, from the same start as ``path``.
  public func path(toByte offset: Int) -> JSONPath { document.path(toByte: offset, from: root) }
}

extension JSONDocument {
  func path(toByte offset: Int, from root: Int) -> JSONPath {
    var path = JSONPath()
    var value = JSONValue(document: self, index: root, root: root, node: nodes[root])
    while let (component, inner) = value.child(around: offset) {
      path.components.append(component)
      value = inner
    }
    return path
  }
}

extension JSONValue {
  /// The member or element that the byte at `offset` belongs to; a key belongs to its member.
  fileprivate func child(around offset: Int) -> (JSONPath.Component, JSONValue)? {
    if let elements {
      let found = elements.enumerated().first { offset < $0.element.range.upperBound }
      return found.flatMap { $0.element.range.contains(offset) ? (.element($0.offset), $0.element) : nil }
    }
    let found = members?.first { offset < $0.value.range.upperBound }
    return found.flatMap { $0.key.range.lowerBound <= offset ? (.member($0.name), $0.value) : nil }
  }
}
