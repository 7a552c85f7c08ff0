import JSON

/// Names of layers: those that are given, and for the others Keras' default, the type with a number from the second on
/// (`dense`, `dense_1`).
struct LayerNames {
  private var taken: Set<String>
  private var count: [String: Int] = [:]

  /// - Parameter given: the names that the layers carry themselves; a default name avoids them.
  init(given: Set<String>) { taken = given }

  /// The default name of the next layer of a type.
  mutating func next(_ type: String) -> String {
    while true {
      let number = count[type, default: 0]
      count[type] = number + 1
      let name = number == 0 ? type : "\(type)_\(number)"
      if taken.insert(name).inserted { return name }
    }
  }

  /// The names that layers give themselves, inner layers of residuals too. Throws where two are alike.
  static func given(in layers: JSONElements, depth: Int) throws(SpecError) -> Set<String> {
    var names: Set<String> = []
    try collect(layers, &names, depth)
    return names
  }

  private static func collect(_ layers: JSONElements, _ names: inout Set<String>, _ depth: Int) throws(SpecError) {
    guard depth > 0 else { return }
    for layer in layers where layer.kind == .object {
      if let given = layer["name"], let name = given.string, !names.insert(name).inserted {
        throw SpecError(
          .duplicateName, at: given.place, "two layers are named \(quoted(name))", expected: "a name of its own",
          actual: abbreviated(name))
      }
      if let inner = layer["layers"]?.elements { try collect(inner, &names, depth - 1) }
    }
  }
}
