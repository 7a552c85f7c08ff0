import Autodiff
import JSON

/// Reads a model: its layers in Keras' words, its loss, and the parameters that are given inline.
struct ModelDecoder {
  let tensors: TensorDecoder
  let limits: SpecLimits
  private let root: JSONValue
  private var names = LayerNames(given: [])
  private var count = 0
  private(set) var parameters: [FunctionInput] = []
  private(set) var values: [String: Tensor] = [:]
  /// Whether the parameters of the layer at hand are trained; Keras can freeze a layer.
  var isFrozen = false

  init(_ value: JSONValue, tensors: TensorDecoder, limits: SpecLimits) {
    (root, self.tensors, self.limits) = (value, tensors, limits)
  }

  /// `{"layers": […], "loss": …}`, or with `"keras"` and Keras' own configuration in place of the layers.
  mutating func model() throws(SpecError) -> ModelDefinition {
    var reader = try ObjectReader(root, "a model")
    let keras = reader.optional("keras")
    let list = keras == nil ? try reader.required("layers") : reader.optional("layers")
    let loss = try reader.optional("loss").map { (value) throws(SpecError) in try Loss(value) }
    try reader.refuseOthers()
    if keras != nil, let list { throw list.mismatch("either \"layers\" or \"keras\", not both") }
    let layers: [Layer]
    if let keras { layers = try kerasLayers(keras) } else { layers = try ownLayers(list) }
    return ModelDefinition(layers: layers, loss: loss, parameters: parameters)
  }

  private mutating func ownLayers(_ value: JSONValue?) throws(SpecError) -> [Layer] {
    guard let list = try value?.list("an array of layers") else { return [] }
    names = LayerNames(given: try LayerNames.given(in: list, depth: limits.depth))
    return try layers(list, path: "layers", depth: limits.depth)
  }

  private mutating func layers(
    _ list: JSONElements, path: String, depth: Int
  ) throws(SpecError) -> [Layer] {
    var layers: [Layer] = []
    for (index, value) in list.enumerated() {
      layers.append(try layer(value, path: "\(path)[\(index)]", depth: depth))
    }
    return layers
  }

  private mutating func layer(_ value: JSONValue, path: String, depth: Int) throws(SpecError) -> Layer {
    var reader = try ObjectReader(value, "a layer")
    let type = try reader.required("type").text("the type of a layer")
    guard let decode = Self.types[type] else {
      throw SpecError.unknown(
        .unknownLayer, "unknown layer type", type, at: value.place + ".type", among: Self.types.keys.sorted())
    }
    return try layer(&reader, type, decode, path: path, depth: depth)
  }

  /// Reads the options of a layer whose type is known.
  mutating func layer(
    _ reader: inout ObjectReader, _ type: String, _ decode: LayerType, path: String, depth: Int
  ) throws(SpecError) -> Layer {
    count += 1
    guard depth > 0, count <= limits.nodes else { throw tooLarge(reader.value, depth) }
    let given = try reader.optional("name").map { (name) throws(SpecError) in try layerName(name) }
    let scope = LayerScope(name: given ?? names.next(type), path: path)
    let body = try decode(&self, &reader, scope, depth)
    try reader.refuseOthers()
    return Layer(name: scope.name, path: path, body: body)
  }

  private func layerName(_ value: JSONValue) throws(SpecError) -> String {
    let name = try value.text("a name")
    guard !name.isEmpty, name.utf8.count <= 256 else { throw value.mismatch("a name of 1 to 256 bytes") }
    return name
  }

  private func tooLarge(_ value: JSONValue, _ depth: Int) -> SpecError {
    let (limit, actual) =
      depth > 0
      ? ("\(limits.nodes) layers", "\(count) layers or more")
      : ("\(limits.depth) levels of nested layers", "\(limits.depth + 1) levels or more")
    return SpecError(
      .limitExceeded, at: value.place, "a model has at most \(limit), not \(actual)", expected: "at most \(limit)",
      actual: actual)
  }
}

// MARK: - What layer decoders call

extension ModelDecoder {
  typealias LayerType =
    @Sendable (
      inout ModelDecoder, inout ObjectReader, LayerScope, _ depth: Int
    ) throws(SpecError) -> LayerBody

  /// Declares a parameter of the layer, and reads its value where the layer gives one.
  ///
  /// - Returns: the shape of the given value.
  @discardableResult
  mutating func parameter(
    _ suffix: String, _ reader: inout ObjectReader, _ scope: LayerScope, isTrainable: Bool = true
  ) throws(SpecError) -> Shape? {
    let name = scope.parameter(suffix)
    parameters.append(FunctionInput(name, .parameter(isTrainable: isTrainable && !isFrozen)))
    guard let value = reader.optional(suffix) else { return nil }
    let tensor = try tensors.tensor(value)
    guard tensor.dtype.isFloating else {
      throw SpecError(
        .dtypeMismatch, at: value.place, "the parameter \(quoted(name)) must be of a floating type, not \(tensor.type)",
        expected: tensors.dtype.rawValue, actual: tensor.dtype.rawValue)
    }
    values[name] = tensor
    return tensor.shape
  }

  /// The layers inside a residual.
  mutating func innerLayers(
    _ reader: inout ObjectReader, _ scope: LayerScope, depth: Int
  ) throws(SpecError) -> [Layer] {
    let list = try reader.required("layers").list("an array of layers")
    return try layers(list, path: scope.path + ".layers", depth: depth - 1)
  }
}
