import Autodiff

/// A loss of `keras.losses`: its name, its options with their defaults, and the loss of each sample.
struct LossEntry: Sendable {
  let name: String
  let options: [LossOption]
  /// What the targets are: values like the predictions, or class labels.
  let targets: ElementKind
  let perSample: @Sendable (LossOperands) throws -> LossValues

  init(
    _ name: String, _ options: [LossOption] = [], targets: ElementKind = .floating,
    _ perSample: @escaping @Sendable (LossOperands) throws -> LossValues
  ) {
    (self.name, self.options, self.targets, self.perSample) = (name, options, targets, perSample)
  }
}

/// An option that a loss takes beside `reduction`.
struct LossOption: Sendable {
  enum Domain: Sendable {
    case flag
    case number(ClosedRange<Double>)
    case integer
    case integerOrNull
  }

  let name: String
  let domain: Domain
  let standard: Literal

  static func flag(_ name: String, _ standard: Bool) -> LossOption {
    LossOption(name: name, domain: .flag, standard: .bool(standard))
  }

  static func number(
    _ name: String, _ standard: Double,
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  ) -> LossOption {
    LossOption(name: name, domain: .number(range), standard: .float(standard))
  }

  static func axis(_ standard: Int64?) -> LossOption {
    LossOption(
      name: "axis", domain: standard == nil ? .integerOrNull : .integer, standard: standard.map { .int($0) } ?? .null)
  }

  static let fromLogits = LossOption.flag("from_logits", false)
  static let labelSmoothing = LossOption.number("label_smoothing", 0, in: 0...1)
}

/// What a loss is computed from.
struct LossOperands {
  var targets: Tensor
  var predictions: Tensor
  /// What the predictions are the softmax or the sigmoid of, where that is known.
  var logits: Tensor?
  let options: [String: Literal]

  func flag(_ name: String) -> Bool { options[name] == .bool(true) }

  func number(_ name: String) -> Double { options[name]?.double ?? 0 }

  /// The integer that an option was given; nil for null.
  func integer(_ name: String) -> Int? {
    guard case .int(let value) = options[name] else { return nil }
    return Int(exactly: value)
  }

  /// The axis of the classes or the features.
  var axis: Int { integer("axis") ?? -1 }
}

/// The loss of each sample, and which samples count.
struct LossValues {
  var values: Tensor
  /// 1 for samples that count and 0 for the others, in the type and shape of the values; nil where all count.
  var mask: Tensor?

  init(_ values: Tensor, mask: Tensor? = nil) {
    (self.values, self.mask) = (values, mask)
  }
}
