import JSON

/// The JSON parser, and everything that values are asked for.
enum JSONTarget: FuzzTarget {
  static func run(_ input: [UInt8]) {
    do {
      let document = try JSONDocument(parsing: input, limits: JSONDocument.Limits(depth: 20, values: 1000))
      read(document.root)
      _ = document.firstDuplicateKey
    } catch {
      precondition((0...input.count).contains(error.offset) && error.line > 0 && error.column > 0)
    }
  }

  private static func read(_ value: JSONValue) {
    readScalar(value)
    readTensor(value)
    for element in value.elements.map(Array.init) ?? [] { read(element) }
    for member in value.members.map(Array.init) ?? [] {
      precondition(value[member.name] != nil, "a member is not found by its name")
      read(member.value)
    }
  }

  private static func readScalar(_ value: JSONValue) {
    _ = (value.bool, value.double, value.int64, value.path)
    if let text = value.string {
      var writer = JSONWriter()
      writer.write(text)
      let copy = try? JSONDocument(parsing: writer.bytes)
      precondition(copy?.root.string == text, "a string is not what was written")
      _ = try? value.base64().decoded()
    }
  }

  private static func readTensor(_ value: JSONValue) {
    guard let shape = try? value.tensorShape() else { return }
    if let floats = try? value.scalars(of: Float.self) { precondition(floats.count == shape.count) }
    if let doubles = try? value.scalars(of: Double.self) { precondition(doubles.count == shape.count) }
    if let integers = try? value.scalars(of: Int64.self) { precondition(integers.count == shape.count) }
  }
}
