import Autodiff
import ModelSpec
import Synchronization

/// A function that is kept under a name, with everything read, checked and in memory: its definition, its parameters, the defaults of
/// its inputs.
public final class StoredModel: Sendable {
  /// No other model has it, be it of the same name: what is kept for a model, such as its plans, is kept under this.
  public let identity: UInt64
  public let name: String
  /// What the model's file says of it, for people.
  public let summary: String?
  public let definition: FunctionDefinition
  /// The type of all its floating tensors.
  public let dtype: DType
  /// What a call may give values for, in the order of the definition: data first, then parameters.
  public let inputs: [StoredInput]
  /// The names of the inputs that the model is a differentiable function of, in the order of the file.
  public let differentiable: [String]
  /// The names of the inputs that derivatives are taken by where a call does not say.
  public let usualPrimals: [String]
  /// Parameters, defaults of inputs and the function's own constants, by name.
  public let values: [String: Tensor]
  /// The outputs' names, for the protocols that have such.
  public let outputNames: [String]
  /// The outputs' types; nil where they cannot be told from the inputs' shapes.
  public let outputs: [OpenType]?
  private let givesGradient: Bool
  private let inputsByName: [String: StoredInput]

  private static let next = Atomic<UInt64>(1)

  init(
    name: String, summary: String?, definition: FunctionDefinition, dtype: DType, inputs: [StoredInput],
    differentiable: [String], usualPrimals: [String], values: [String: Tensor], outputNames: [String],
    outputs: [OpenType]?, givesGradient: Bool
  ) {
    identity = StoredModel.next.wrappingAdd(1, ordering: .relaxed).oldValue
    (self.name, self.summary, self.definition, self.dtype) = (name, summary, definition, dtype)
    (self.inputs, self.values) = (inputs, values)
    (self.differentiable, self.usualPrimals) = (differentiable, usualPrimals)
    (self.outputNames, self.outputs, self.givesGradient) = (outputNames, outputs, givesGradient)
    inputsByName = Dictionary(inputs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The input with this name, nil where there is none. Constants of the function are no inputs.
  public func input(_ name: String) -> StoredInput? { inputsByName[name] }

  /// What the model is a function of: its inputs but for parameters that are not differentiated by.
  public var arguments: [StoredInput] { inputs.filter { !$0.isParameter || $0.isDifferentiable } }

  /// Whether the one output is a number whose gradient is an output too, for the protocols that have several.
  public var hasGradientOutput: Bool {
    givesGradient && outputs?.count == 1 && outputs?[0].extents == [] && outputs?[0].dtype.isFloating == true
      && !differentiable.isEmpty
  }
}

/// What a call may give a value for.
public struct StoredInput: Sendable {
  public let name: String
  public let type: OpenType
  /// Whether it is among the model's `differentiable`.
  public let isDifferentiable: Bool
  /// Whether it is a layer's parameter, or came from the file of weights.
  public let isParameter: Bool
  /// Whether a call cannot leave it out.
  public let isRequired: Bool
}

/// An element type and a shape in which some extents may be open, or all of it.
public struct OpenType: Hashable, Sendable {
  public let dtype: DType
  /// The extents, nil for one that may be any; nil for any shape at all.
  public let extents: [Int?]?

  public init(_ dtype: DType, _ extents: [Int?]?) {
    (self.dtype, self.extents) = (dtype, extents)
  }

  public init(_ type: TensorType) {
    self.init(type.dtype, type.shape.dimensions)
  }

  /// The type that this is, where nothing of it is open. Throws `limitExceeded` for one that no tensor can have.
  public func closed() throws -> TensorType? {
    guard let extents, !extents.contains(nil) else { return nil }
    return TensorType(dtype, try Shape(extents.compactMap { $0 }))
  }

  /// The type with `extent` in the place of every open one; nil where the shape is open as a whole.
  func filled(with extent: Int) throws -> TensorType? {
    guard let extents else { return nil }
    return TensorType(dtype, try Shape(extents.map { $0 ?? extent }))
  }

  /// Whether tensors of `type` are of this one.
  public func admits(_ type: TensorType) -> Bool {
    guard type.dtype == dtype else { return false }
    guard let extents else { return true }
    return extents.count == type.shape.rank && zip(extents, type.shape.dimensions).allSatisfy { $0 == nil || $0 == $1 }
  }
}

extension OpenType: CustomStringConvertible {
  /// Such as `float32[?, 4]`, or `float32[…]` for any shape.
  public var description: String {
    let shape = extents?.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")
    return "\(dtype.rawValue)[\(shape ?? "…")]"
  }
}
