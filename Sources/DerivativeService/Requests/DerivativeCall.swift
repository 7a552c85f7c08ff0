import Autodiff
import ModelSpec
import StoredModels

/// The function of a call: one that the call wrote itself, or one that is stored.
struct CallFunction: Sendable {
  /// What functions are told apart by.
  enum Identity: Hashable, Sendable {
    /// All that the computation depends on.
    case definition(FunctionDefinition)
    /// The number of a stored model, which saves comparing definitions.
    case stored(UInt64)
  }

  let definition: FunctionDefinition
  let identity: Identity

  init(_ definition: FunctionDefinition) {
    (self.definition, identity) = (definition, .definition(definition))
  }

  init(_ model: StoredModel) {
    (definition, identity) = (model.definition, .stored(model.identity))
  }
}

/// What a call asks for, without the text that it came in.
struct DerivativeCall: Sendable {
  /// The method's name.
  let method: String
  let function: CallFunction
  /// The type of all floating tensors.
  let dtype: DType
  var unconnected = CommonParameters.Unconnected.zero
  var bindings = Bindings()
}
