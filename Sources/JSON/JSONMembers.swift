import CSimdJSON

/// A member of an object.
public struct JSONMember: Sendable {
  /// The key: a string.
  public let key: JSONValue
  public let value: JSONValue

  /// The key, unescaped.
  public var name: String { key.string ?? "" }
}

extension JSONValue {
  /// The members of an object, in the order of the text, or nil where the value is none.
  public var members: JSONMembers? { kind == .object ? JSONMembers(object: self) : nil }

  /// The value of the first member with this name; nil where there is none, or where the value is no object. Linear in
  /// the members: a reader that looks for many names in an object that may have many makes a dictionary of ``members``.
  public subscript(name: String) -> JSONValue? {
    guard kind == .object else { return nil }
    var text = name
    return text.withUTF8 { memberIndex(name, $0) }.map { value(at: $0) }
  }

  private func memberIndex(_ name: String, _ utf8: Bytes) -> Int? {
    document.withNodes { nodes, text in
      var index = self.index + 1
      for _ in 0..<node.count {
        let (key, member) = (nodes[index], Int(nodes[index].next))
        let isFound = key.count == 0 ? isSame(key.quoted(in: text), utf8) : value(at: index).isString(name)
        if isFound { return member }
        index = Int(nodes[member].next)
      }
      return nil
    }
  }
}

/// The members of an object, in the order of the text; duplicates are all there.
public struct JSONMembers: Sequence, Sendable {
  let object: JSONValue

  public var count: Int { Int(object.node.count) }
  public var underestimatedCount: Int { count }

  public func makeIterator() -> Iterator { Iterator(object) }

  public struct Iterator: IteratorProtocol {
    private let object: JSONValue
    private var left: UInt32
    private var index: Int

    init(_ object: JSONValue) {
      self.object = object
      left = object.node.count
      index = object.index + 1
    }

    public mutating func next() -> JSONMember? {
      guard left > 0 else { return nil }
      left -= 1
      let key = object.value(at: index)
      let value = object.value(at: Int(key.node.next))
      index = Int(value.node.next)
      return JSONMember(key: key, value: value)
    }
  }
}

extension JSONMembers {
  /// The first key that an earlier member has too; the members' values are not looked into.
  public var firstDuplicateKey: JSONValue? {
    guard count > 1 else { return nil }
    // Comparing in pairs is cheaper than hashing for the few members that most objects have.
    return count <= 8 ? firstDuplicateInPairs : firstDuplicateByHash
  }

  private var firstDuplicateInPairs: JSONValue? {
    let document = object.document
    var later = object.index + 1
    for position in 0..<count {
      var earlier = object.index + 1
      for _ in 0..<position {
        if document.hasSameStrings(at: earlier, later) { return object.value(at: later) }
        earlier = document.keyIndex(behind: earlier)
      }
      later = document.keyIndex(behind: later)
    }
    return nil
  }

  private var firstDuplicateByHash: JSONValue? {
    var names: Set<String> = []
    return first { !names.insert($0.name).inserted }?.key
  }
}

extension JSONValue {
  /// The first key at or under this value that an earlier member of its object has too; see
  /// ``JSONDocument/firstDuplicateKey``.
  public var firstDuplicateKey: JSONValue? {
    guard node.next > index + 1 else { return nil }
    let duplicates = (index..<Int(node.next)).lazy.compactMap { value(at: $0).members?.firstDuplicateKey }
    return duplicates.min { $0.range.lowerBound < $1.range.lowerBound }
  }
}

extension JSONDocument {
  /// The key behind the one at `index`, in the same object.
  fileprivate func keyIndex(behind index: Int) -> Int {
    Int(nodes[Int(nodes[index].next)].next)
  }

  /// Whether two strings are the same to Swift.
  fileprivate func hasSameStrings(at first: Int, _ second: Int) -> Bool {
    withNodes { nodes, text in
      let (left, right) = (nodes[first], nodes[second])
      guard left.isPlain(in: text), right.isPlain(in: text) else {
        return root.value(at: first).string == root.value(at: second).string
      }
      return isSame(left.quoted(in: text), right.quoted(in: text))
    }
  }
}
