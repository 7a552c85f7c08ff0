import Autodiff
import JSON

/// Layers from what a Keras model's `to_json()` gives, for a `Sequential` of layers that exist here. Weights come by name.
///
/// What concerns training only is passed over: initializers, constraints, momenta, seeds. Anything else that is not known
/// is an error, since it would change what is computed.
extension ModelDecoder {
  mutating func kerasLayers(_ value: JSONValue) throws(SpecError) -> [Layer] {
    let list = try Self.sequence(value)
    var layers: [Layer] = []
    for (index, entry) in list.enumerated() {
      let path = "keras.config.layers[\(index)]"
      if let layer = try kerasLayer(entry, path: path) { layers.append(layer) }
    }
    try refuseDuplicates(layers, list)
    return layers
  }

  private static func sequence(_ value: JSONValue) throws(SpecError) -> JSONElements {
    var reader = try ObjectReader(value, "a Keras configuration")
    let name = try reader.required("class_name")
    guard name.isString("Sequential") else { throw name.mismatch("\"Sequential\"") }
    var config = try ObjectReader(try reader.required("config"), "the configuration of a Sequential")
    return try config.required("layers").list("an array of layers")
  }

  /// Nil for an input layer.
  private mutating func kerasLayer(_ value: JSONValue, path: String) throws(SpecError) -> Layer? {
    var reader = try ObjectReader(value, "a Keras layer")
    let name = try reader.required("class_name").text("the class of a layer")
    if name == "InputLayer" { return nil }
    guard let (type, decode) = KerasLayers.types[name] else {
      throw SpecError.unknown(
        .unknownLayer, "no layer here is Keras'", name, at: value.place + ".class_name",
        among: KerasLayers.types.keys.sorted(), expected: KerasLayers.types.keys.sorted().joined(separator: ", "))
    }
    var config = try ObjectReader(try reader.required("config"), "Keras' \(name)")
    try Self.refuseForeign(&config)
    config.ignore(KerasLayers.trainingOptions)
    config.ignoreAbsent()
    isFrozen = config.optional("trainable")?.bool == false
    defer { isFrozen = false }
    return try layer(&config, type, decode, path: path, depth: limits.depth)
  }

  /// Throws for what makes another layer of one that exists here: quantized or adapted weights, features that are not the last axis.
  private static func refuseForeign(_ config: inout ObjectReader) throws(SpecError) {
    if let policy = config.optional("dtype")?["class_name"], !KerasLayers.policies.contains(policy.string ?? "") {
      throw policy.foreign(config.what, "computes with \(policy.described)")
    }
    for name in ["lora_rank", "quantization_config"] {
      if let value = config.optional(name) { throw value.foreign(config.what, "has a \(quoted(name))") }
    }
    if let format = config.optional("data_format"), !format.isString("channels_last") {
      throw format.mismatch("\"channels_last\"")
    }
  }

  private func refuseDuplicates(_ layers: [Layer], _ list: JSONElements) throws(SpecError) {
    var seen: Set<String> = []
    for layer in layers where !seen.insert(layer.name).inserted {
      let place = list.first { $0["config"]?["name"]?.isString(layer.name) == true }?.place ?? ""
      throw SpecError(
        .duplicateName, at: place, "two layers are named \(quoted(layer.name))", expected: "a name of its own",
        actual: abbreviated(layer.name))
    }
  }
}

extension JSONValue {
  fileprivate func foreign(_ layer: String, _ what: String) -> SpecError {
    SpecError(
      .invalidValue, at: place, "\(layer) \(what): only layers of floating weights exist here",
      expected: "a layer that is neither quantized nor adapted", actual: described)
  }
}

/// Keras' layer classes in terms of the layer types here.
private enum KerasLayers {
  typealias Entry = (type: String, decode: ModelDecoder.LayerType)

  static let types: [String: Entry] = {
    var types = own.compactMapValues { type in ModelDecoder.types[type].map { (type, $0) } }
    types["ReLU"] = activation("relu", "re_lu")
    types["LeakyReLU"] = activation("leaky_relu", "leaky_re_lu")
    types["ELU"] = activation("elu", "elu")
    types["Softmax"] = activation("softmax", "softmax")
    for noise in ["GaussianNoise", "GaussianDropout", "AlphaDropout"] { types[noise] = (noise.lowercased(), silent) }
    return types
  }()

  private static let own = [
    "Dense": "dense", "Activation": "activation", "LayerNormalization": "layer_normalization",
    "BatchNormalization": "batch_normalization", "RMSNormalization": "rms_normalization", "Dropout": "dropout",
    "Flatten": "flatten", "Reshape": "reshape", "Rescaling": "rescaling",
  ]

  /// A layer that is an activation; its options are the activation's attributes.
  private static func activation(_ name: String, _ type: String) -> Entry {
    (
      type,
      { (_, reader, _, _) throws(SpecError) in
        .activation(Activation(name: name, attributes: try OperationTable.attributes(of: name, from: &reader)))
      }
    )
  }

  /// A layer that does something in training only.
  private static let silent: ModelDecoder.LayerType = { (_, reader, _, _) throws(SpecError) in
    reader.ignore(["stddev", "rate"])
    return .identity
  }

  /// Types in which a layer may compute in Keras. Here it computes in the request's type.
  static let policies = ["DTypePolicy", "FloatDTypePolicy"]

  static let trainingOptions = [
    "build_config", "kernel_initializer", "bias_initializer", "beta_initializer", "gamma_initializer",
    "moving_mean_initializer", "moving_variance_initializer", "kernel_constraint", "bias_constraint", "beta_constraint",
    "gamma_constraint", "lora_alpha", "momentum", "synchronized", "renorm", "renorm_clipping", "renorm_momentum",
    "seed", "noise_shape", "batch_input_shape",
  ]
}
