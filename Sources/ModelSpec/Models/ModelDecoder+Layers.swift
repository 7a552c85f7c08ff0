import Autodiff
import JSON

/// The layer types and their options.
extension ModelDecoder {
  static let types: [String: LayerType] = [
    "dense": dense,
    "activation": { (_, reader, _, _) throws(SpecError) in
      .activation(try Activation(try reader.required("activation")))
    },
    "layer_normalization": layerNormalization,
    "batch_normalization": batchNormalization,
    "rms_normalization": rmsNormalization,
    "dropout": dropout,
    "flatten": { (_, _, _, _) throws(SpecError) in .flatten },
    "reshape": reshape,
    "rescaling": { (_, reader, _, _) throws(SpecError) in
      let scale = try reader.required("scale").finite()
      let offset = try reader.optional("offset").map { (value) throws(SpecError) in try value.finite() }
      return .rescaling(scale: ExactDouble(scale), offset: ExactDouble(offset ?? 0))
    },
    "residual": { (decoder, reader, scope, depth) throws(SpecError) in
      .residual(try decoder.innerLayers(&reader, scope, depth: depth))
    },
  ]

  private static let dense: LayerType = { (decoder, reader, scope, _) throws(SpecError) in
    let units = try reader.optional("units").map { (value) throws(SpecError) in
      try value.integer(1...Int.max, "a positive integer")
    }
    let activation = try reader.optional("activation").map { (value) throws(SpecError) in try Activation(value) }
    let usesBias = try reader.flag("use_bias", default: true)
    let kernel = try decoder.parameter("kernel", &reader, scope)
    try check(kernel, reader.value, units)
    if usesBias {
      let bias = try decoder.parameter("bias", &reader, scope)
      try check(bias, units ?? kernel?.dimensions.last, reader.value)
    }
    return .dense(
      Dense(
        units: units, activation: activation ?? .linear, usesBias: usesBias,
        kernelRegularizer: try reader.regularizer("kernel_regularizer"),
        biasRegularizer: try reader.regularizer("bias_regularizer"),
        activityRegularizer: try reader.regularizer("activity_regularizer")))
  }

  private static func check(_ kernel: Shape?, _ layer: JSONValue, _ units: Int?) throws(SpecError) {
    guard let kernel else { return }
    guard kernel.rank == 2, units == nil || kernel[1] == units else {
      let expected = "[in, \(units.map(String.init) ?? "units")]"
      throw SpecError(
        .shapeMismatch, at: layer.place + ".kernel", "the kernel must have the shape \(expected), not \(kernel)",
        expected: expected, actual: "\(kernel)")
    }
  }

  private static func check(_ bias: Shape?, _ units: Int?, _ layer: JSONValue) throws(SpecError) {
    guard let bias else { return }
    guard bias.rank == 1, units == nil || bias[0] == units else {
      let expected = "[\(units.map(String.init) ?? "units")]"
      throw SpecError(
        .shapeMismatch, at: layer.place + ".bias", "the bias must have the shape \(expected), not \(bias)",
        expected: expected, actual: "\(bias)")
    }
  }

  private static let layerNormalization: LayerType = { (decoder, reader, scope, _) throws(SpecError) in
    let axes = try reader.axes()
    let epsilon = try reader.epsilon(1e-3)
    let (scales, centers) = (try reader.flag("scale", default: true), try reader.flag("center", default: true))
    if scales { try decoder.parameter("gamma", &reader, scope) }
    if centers { try decoder.parameter("beta", &reader, scope) }
    return .layerNormalization(LayerNormalization(axes: axes, epsilon: epsilon, scales: scales, centers: centers))
  }

  private static let batchNormalization: LayerType = { (decoder, reader, scope, _) throws(SpecError) in
    let axis = try reader.optional("axis").map { (value) throws(SpecError) in try value.integer(-64...64) } ?? -1
    let epsilon = try reader.epsilon(1e-3)
    let (scales, centers) = (try reader.flag("scale", default: true), try reader.flag("center", default: true))
    if scales { try decoder.parameter("gamma", &reader, scope) }
    if centers { try decoder.parameter("beta", &reader, scope) }
    try decoder.parameter("moving_mean", &reader, scope, isTrainable: false)
    try decoder.parameter("moving_variance", &reader, scope, isTrainable: false)
    return .batchNormalization(BatchNormalization(axis: axis, epsilon: epsilon, scales: scales, centers: centers))
  }

  private static let rmsNormalization: LayerType = { (decoder, reader, scope, _) throws(SpecError) in
    let axes = try reader.axes()
    let epsilon = try reader.epsilon(1e-6)
    try decoder.parameter("scale", &reader, scope)
    return .rmsNormalization(RMSNormalization(axes: axes, epsilon: epsilon))
  }

  /// At inference dropout does nothing; its options are read all the same, so that a mistake in them is found.
  private static let dropout: LayerType = { (_, reader, _, _) throws(SpecError) in
    if let rate = reader.optional("rate") {
      guard let value = rate.double, (0...1).contains(value) else { throw rate.mismatch("a number from 0 to 1") }
    }
    if let seed = reader.optional("seed") { _ = try seed.integer() }
    return .identity
  }

  private static let reshape: LayerType = { (_, reader, _, _) throws(SpecError) in
    let shape = try reader.required("target_shape")
    var target: [Int] = []
    for extent in try shape.list("an array of extents") {
      target.append(try extent.integer(-1...Int.max, "an extent, or -1"))
    }
    guard target.filter({ $0 == -1 }).count <= 1, target.count < 16 else {
      throw shape.mismatch("a shape with at most one -1")
    }
    return .reshape(target)
  }
}

extension ObjectReader {
  fileprivate mutating func flag(_ name: String, default standard: Bool) throws(SpecError) -> Bool {
    guard let value = optional(name) else { return standard }
    return try value.flag()
  }

  fileprivate mutating func epsilon(_ standard: Double) throws(SpecError) -> ExactDouble {
    guard let value = optional("epsilon") else { return ExactDouble(standard) }
    let epsilon = try value.finite("a number that is not negative")
    guard epsilon >= 0 else { throw value.mismatch("a number that is not negative") }
    return ExactDouble(epsilon)
  }

  /// The `axis` of a normalization: an integer or a list of integers, by default the last.
  fileprivate mutating func axes() throws(SpecError) -> [Int] {
    guard let value = optional("axis") else { return [-1] }
    guard let list = value.elements else { return [try value.integer(-64...64, "an axis or a list of axes")] }
    var axes: [Int] = []
    for axis in list { axes.append(try axis.integer(-64...64)) }
    guard !axes.isEmpty else { throw value.mismatch("at least one axis") }
    return axes
  }

  fileprivate mutating func regularizer(_ name: String) throws(SpecError) -> Regularizer? {
    guard let value = optional(name) else { return nil }
    return try Regularizer(value)
  }
}
