import Foundation

/// A JSON value as any client would see it, read by Foundation so that the project's own parser does not check itself.
indirect enum Tree: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([Tree])
  case object([String: Tree])

  /// The member with this name; nil where there is none or where this is no object.
  subscript(_ name: String) -> Tree? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  subscript(_ index: Int) -> Tree? {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
  }

  var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  var elements: [Tree]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  var members: [String: Tree]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// Every number in this value, in the order of the names.
  var numbers: [Double] {
    switch self {
    case .number(let number): [number]
    case .array(let elements): elements.flatMap(\.numbers)
    case .object(let members): members.sorted { $0.key < $1.key }.flatMap(\.value.numbers)
    case .null, .bool, .string: []
    }
  }
}

extension Tree: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let elements = try? container.decode([Tree].self) {
      self = .array(elements)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let members = try? container.decode([String: Tree].self) {
      self = .object(members)
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else {
      guard container.decodeNil() else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "no JSON value")
      }
      self = .null
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let bool): try container.encode(bool)
    case .number(let number): try container.encode(number)
    case .string(let text): try container.encode(text)
    case .array(let elements): try container.encode(elements)
    case .object(let members): try container.encode(members)
    }
  }

  init(parsing text: String) throws {
    self = try JSONDecoder().decode(Tree.self, from: Data(text.utf8))
  }

  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}

extension Tree: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(floatLiteral value: Double) { self = .number(value) }
  init(integerLiteral value: Int) { self = .number(Double(value)) }
  init(arrayLiteral elements: Tree...) { self = .array(elements) }
  init(dictionaryLiteral members: (String, Tree)...) {
    self = .object(Dictionary(members, uniquingKeysWith: { _, last in last }))
  }
}
