import Autodiff
import JSON

/// An activation function: an operation of the catalogue and its attributes.
public struct Activation: Hashable, Sendable {
  public let name: String
  let attributes: [String: Literal]

  static let linear = Activation(name: "linear", attributes: [:])

  /// The activations of `keras.activations`; each is an operation of the same name.
  static let names: [String] = [
    "celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
    "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu",
    "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus",
    "swish", "tanh", "tanh_shrink", "threshold",
  ]

  private static let known = Set(names)

  /// Keras remembers what went into these two, so that a cross entropy can be computed from it.
  private var hasLogits: Bool { name == "softmax" || name == "sigmoid" }

  func callAsFunction(_ signal: Signal) throws -> Signal {
    if name == "linear" { return signal }
    let value = try OperationTable.apply(name, [signal.value], attributes)
    return Signal(value, logits: hasLogits ? signal.value : nil)
  }
}

/// What flows between layers.
struct Signal {
  var value: Tensor
  /// What the value is the softmax or the sigmoid of.
  var logits: Tensor?

  init(_ value: Tensor, logits: Tensor? = nil) {
    (self.value, self.logits) = (value, logits)
  }
}

extension Activation {
  /// A name, or `{"name": …, attribute: …}`. What Keras writes of a function or layer of its users is named in the error.
  init(_ value: JSONValue) throws(SpecError) {
    guard value.kind == .object else {
      try self.init(name: Activation.name(value), attributes: [:])
      return
    }
    if let foreign = value["class_name"] {
      let name = value["config"]?.string ?? foreign.string ?? ""
      throw SpecError.unknown(.unknownActivation, "unknown activation", name, at: value.place, among: Activation.names)
    }
    var reader = try ObjectReader(value, "an activation")
    let name = try Activation.name(reader.required("name"))
    let attributes = try OperationTable.attributes(of: name, from: &reader)
    try reader.refuseOthers()
    self.init(name: name, attributes: attributes)
  }

  private static func name(_ value: JSONValue) throws(SpecError) -> String {
    let name = try value.text("the name of an activation")
    guard known.contains(name) else {
      throw SpecError.unknown(.unknownActivation, "unknown activation", name, at: value.place, among: names)
    }
    return name
  }
}
