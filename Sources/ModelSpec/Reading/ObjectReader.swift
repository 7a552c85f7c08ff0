import JSON

/// Reads the members of a JSON object strictly: each is asked for by its name, and a member that nobody asked for is an
/// error, never ignored. A member that is `null` is taken as left out.
package struct ObjectReader {
  package let value: JSONValue
  /// What messages call the object, such as `a dense layer`.
  package let what: String
  private var names: [String] = []
  private var values: [JSONValue] = []
  private var asked: [String] = []

  package init(_ value: JSONValue, _ what: String) throws(SpecError) {
    guard let members = value.members else { throw value.mismatch("an object: \(what)") }
    (self.value, self.what) = (value, what)
    names.reserveCapacity(members.count)
    values.reserveCapacity(members.count)
    asked.reserveCapacity(12)
    for member in members {
      names.append(member.name)
      values.append(member.value)
    }
  }

  /// The member with this name; nil where it is left out or null.
  package mutating func optional(_ name: String) -> JSONValue? {
    asked.append(name)
    guard let index = names.firstIndex(of: name) else { return nil }
    return values[index].isNull ? nil : values[index]
  }

  /// The member with this name. Throws `missing` where there is none.
  package mutating func required(_ name: String) throws(SpecError) -> JSONValue {
    if let member = optional(name) { return member }
    throw SpecError(
      .missing, at: value.place + ".\(name)", "\(what) needs \(quoted(name))", expected: quoted(name),
      actual: names.isEmpty ? "an empty object" : "only \(names.prefix(8).map(quoted).joined(separator: ", "))")
  }

  /// Accepts members that mean nothing here.
  package mutating func ignore(_ names: some Sequence<String>) { asked += names }

  /// Accepts members that are switched off: null or false.
  package mutating func ignoreAbsent() { ignore(zip(names, values).filter { $1.isNull || $1.bool == false }.map(\.0)) }

  /// Throws `unknown_parameter` for the first member, in the order of the text, that was never asked for.
  package func refuseOthers() throws(SpecError) {
    guard let stray = names.firstIndex(where: { !asked.contains($0) }) else { return }
    throw SpecError.unknown(
      .unknownParameter, "\(what) has no parameter", names[stray], at: values[stray].place, among: asked,
      expected: asked.map(quoted).joined(separator: ", "))
  }
}

extension JSONValue {
  /// The value's path from the start of the document, for errors.
  package var place: String { path.description }

  /// The value as messages show it: its kind and, where it is short, its text.
  package var described: String {
    let text = rawText.count <= 40 ? " \(String(decoding: rawText, as: UTF8.self))" : ""
    return switch kind {
    case .null: "null"
    case .boolean: "the boolean\(text)"
    case .number: "the number\(text)"
    case .string: "the string\(text)"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// An error about a value of the wrong kind or outside its domain.
  package func mismatch(_ expected: String) -> SpecError {
    SpecError(
      .invalidValue, at: place, "expected \(expected), got \(described)", expected: expected, actual: described)
  }

  package func text(_ what: String = "a string") throws(SpecError) -> String {
    guard let string else { throw mismatch(what) }
    return string
  }

  package func flag() throws(SpecError) -> Bool {
    guard let bool else { throw mismatch("true or false") }
    return bool
  }

  /// An integer inside a range, however it is written (`2`, `2.0`, `2e0`).
  package func integer(_ range: ClosedRange<Int> = .min ... .max, _ what: String = "an integer") throws(SpecError)
    -> Int
  {
    guard let int64, let integer = Int(exactly: int64), range.contains(integer) else { throw mismatch(what) }
    return integer
  }

  /// A finite number.
  package func finite(_ what: String = "a finite number") throws(SpecError) -> Double {
    guard let double, double.isFinite else { throw mismatch(what) }
    return double
  }

  package func list(_ what: String = "an array") throws(SpecError) -> JSONElements {
    guard let elements else { throw mismatch(what) }
    return elements
  }
}
