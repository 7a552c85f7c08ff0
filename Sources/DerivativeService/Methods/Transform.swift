import JSON
import ModelSpec

/// One of the contexts that `derivative` nests.
enum Transform: Hashable, Sendable {
  /// A forward accumulator; the names are those of its tangents.
  case jvp([String])
  /// A tape, asked for the gradient of one scalar.
  case gradient([String])
  /// A tape, asked for the product with cotangents of these names.
  case vjp([String], cotangents: [String])

  /// How the result of a transform is named: a gradient by its primals; the others as what they differentiate.
  func names(of inner: [String]?) -> [String]? {
    switch self {
    case .jvp: inner
    case .gradient(let primals), .vjp(let primals, _): primals
    }
  }

  /// Reads one element of `transforms`. Its numbers are bound as those of vector `index`.
  ///
  /// - Parameter inner: the names of what the transform differentiates; nil for the outputs of the function.
  init(_ element: JSONValue, index: Int, inner: [String]?, _ decoder: inout RequestDecoder) throws {
    guard let members = element.members, members.count == 1, let member = members.first(where: { _ in true }) else {
      throw SpecError(
        .invalidValue, at: element.place, "a transform is an object with one of \"jvp\", \"gradient\" and \"vjp\"",
        expected: "one of \"jvp\", \"gradient\", \"vjp\"", actual: element.shown)
    }
    switch member.name {
    case "jvp":
      let tangents = try member.value.only(["tangents"], "jvp").needed("tangents", by: "jvp")
      self = .jvp(try decoder.bindTangents(tangents, of: nil, vector: index))
    case "gradient":
      self = .gradient(try decoder.primals(of: member.value.only(["primals"], "gradient")))
    case "vjp":
      let body = try member.value.only(["primals", "cotangents"], "vjp")
      let primals = try decoder.primals(of: body)
      let cotangents = try body.needed("cotangents", by: "vjp")
      self = .vjp(primals, cotangents: try decoder.bindCotangents(cotangents, of: inner, vector: index))
    default: throw Transform.unknown(member)
    }
  }

  private static func unknown(_ member: JSONMember) -> SpecError {
    SpecError.unknown(
      .unknownParameter, "unknown transform", member.name, at: member.value.place, among: ["jvp", "gradient", "vjp"],
      expected: "one of \"jvp\", \"gradient\", \"vjp\"")
  }
}

extension RequestDecoder {
  /// The primals that a transform names; those of the call where it names none.
  fileprivate func primals(of transform: JSONValue) throws -> [String] {
    guard let given = transform.given("primals") else { return try primals() }
    guard let elements = given.elements, elements.count > 0 else {
      throw SpecError(
        .invalidValue, at: given.place, "the primals of a transform are a list of names",
        expected: "an array of at least one name", actual: given.shown)
    }
    return try names(elements).map { try primal($0, at: given.place) }
  }

  /// Binds cotangents in the form of what they belong to: by name, or as outputs.
  fileprivate mutating func bindCotangents(_ value: JSONValue, of names: [String]?, vector: Int) throws -> [String] {
    guard let names else {
      try bindCotangents(value, outputs: definition.outputCount, vector: vector)
      return Self.outputNames(definition.outputCount)
    }
    let named = try NamedValue.flattening(value, duplicate: .duplicateName, "cotangents")
    guard Set(named.map(\.name)) == Set(names) else {
      throw SpecError(
        .structureMismatch, at: value.place, "the cotangents must have the names of what is differentiated",
        expected: names.joined(separator: ", "), actual: named.map(\.name).joined(separator: ", "))
    }
    for cotangent in named { try bindCotangent(cotangent.value, of: cotangent.name, vector: vector) }
    return names
  }
}

extension JSONValue {
  /// The value itself, an object that has no members but these.
  fileprivate func only(_ names: [String], _ what: String) throws -> JSONValue {
    guard let members else {
      throw SpecError(.invalidValue, at: place, "\(what) takes an object", expected: "an object", actual: shown)
    }
    if let stray = members.first(where: { !names.contains($0.name) }) {
      throw SpecError.unknown(
        .unknownParameter, "\(what) has no parameter", stray.name, at: stray.value.place, among: names,
        expected: names.joined(separator: ", "))
    }
    return self
  }

  fileprivate func needed(_ name: String, by what: String) throws -> JSONValue {
    if let value = given(name) { return value }
    throw SpecError(.missing, at: "\(place).\(name)", "\(what) needs \"\(name)\"", expected: "\"\(name)\"")
  }
}
