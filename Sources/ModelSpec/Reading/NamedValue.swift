import JSON

/// A member of an object of tensors, under its flat dotted name.
package struct NamedValue {
  package let name: String
  package let value: JSONValue

  /// The tensors in an object, whose nested objects' names are joined by dots.
  ///
  /// Throws `duplicate` where two have the same flat name. The depth is bounded by the parser's.
  package static func flattening(_ object: JSONValue, duplicate: SpecError.Kind, _ what: String) throws -> [NamedValue]
  {
    guard object.members != nil, !object.isTensorObject else {
      throw SpecError(
        .invalidValue, at: object.place, "\(what) must be an object of tensors by name", expected: "an object",
        actual: object.kind.rawValue)
    }
    var found: [NamedValue] = []
    collect(object, "", &found)
    var names: Set<String> = []
    for named in found where !names.insert(named.name).inserted {
      throw SpecError(
        duplicate, at: named.value.place, "\"\(named.name)\" is given twice in \(what)", actual: named.name)
    }
    return found
  }

  private static func collect(_ object: JSONValue, _ prefix: String, _ found: inout [NamedValue]) {
    guard let members = object.members else { return }
    for member in members {
      let name = prefix.isEmpty ? member.name : "\(prefix).\(member.name)"
      if member.value.kind == .object, !member.value.isTensorObject {
        collect(member.value, name, &found)
      } else {
        found.append(NamedValue(name: name, value: member.value))
      }
    }
  }
}

extension JSONValue {
  /// Whether this is one tensor (`{"shape": …, "data": …}`), be it incomplete or with a stray member, and not an object of tensors.
  package var isTensorObject: Bool {
    guard let members, members.count > 0 else { return false }
    if self["shape"] != nil, self["data"] != nil || self["base64"] != nil { return true }
    return members.allSatisfy { ["shape", "data", "base64", "dtype"].contains($0.name) }
  }
}
