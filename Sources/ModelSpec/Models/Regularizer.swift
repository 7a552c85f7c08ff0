import Autodiff
import JSON

/// A penalty on the size of weights or activities: `l1 · Σ|w| + l2 · Σw²`.
public struct Regularizer: Hashable, Sendable {
  let l1: ExactDouble
  let l2: ExactDouble

  func callAsFunction(_ x: Tensor) throws -> Tensor {
    switch (l1.value, l2.value) {
    case (let l1, 0): try x.magnitude().sum() * l1
    case (0, let l2): try x.squared().sum() * l2
    case (let l1, let l2): try x.magnitude().sum() * l1 + x.squared().sum() * l2
    }
  }
}

extension Regularizer {
  /// The factor of Keras' regularizers that are given by name alone.
  private static let standardFactor = 0.01

  /// `{"l1": …, "l2": …}`, one of Keras' names (`l1`, `l2`, `l1_l2`), or what Keras writes into its configurations.
  init(_ value: JSONValue) throws(SpecError) {
    if let name = value.string {
      try self.init(named: name, at: value)
      return
    }
    var reader = try ObjectReader(Regularizer.factors(value), "a regularizer")
    let l1 = try reader.optional("l1").map { (value) throws(SpecError) in try value.finite() }
    let l2 = try reader.optional("l2").map { (value) throws(SpecError) in try value.finite() }
    try reader.refuseOthers()
    self.init(l1: ExactDouble(l1 ?? 0), l2: ExactDouble(l2 ?? 0))
  }

  /// The object with the factors: `value` itself, or the `config` of one of Keras' classes.
  private static func factors(_ value: JSONValue) throws(SpecError) -> JSONValue {
    guard let name = value["class_name"] else { return value }
    guard ["L1", "L2", "L1L2"].contains(name.string ?? ""), let config = value["config"] else {
      throw SpecError.unknown(
        .unknownName, "no regularizer here is Keras'", try name.text("the class of a regularizer"), at: name.place,
        among: ["L1", "L2", "L1L2"], expected: "L1, L2, L1L2")
    }
    return config
  }

  private init(named name: String, at value: JSONValue) throws(SpecError) {
    let factor = ExactDouble(Regularizer.standardFactor)
    switch name {
    case "l1", "L1": self.init(l1: factor, l2: ExactDouble(0))
    case "l2", "L2": self.init(l1: ExactDouble(0), l2: factor)
    case "l1_l2", "L1L2": self.init(l1: ExactDouble(0), l2: ExactDouble(0))
    default:
      throw SpecError.unknown(
        .unknownName, "unknown regularizer", name, at: value.place, among: ["l1", "l2", "l1_l2"],
        expected: "{\"l1\": …, \"l2\": …}")
    }
  }
}
