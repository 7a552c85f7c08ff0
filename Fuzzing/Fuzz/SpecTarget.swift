import Autodiff
import JSON
import ModelSpec

/// The decoder of functions and tensors: models, programs, formulas and the values of their inputs.
enum SpecTarget: FuzzTarget {
  static func run(_ input: [UInt8]) {
    guard let document = try? JSONDocument(parsing: input, limits: JSONDocument.Limits(depth: 40, values: 2000)) else {
      return
    }
    let tensors = TensorDecoder(dtype: .float32, maximumElements: 10_000)
    let decoder = FunctionDecoder(tensors: tensors, limits: SpecLimits(nodes: 200, depth: 8, loopTurns: 10))
    do {
      let function = try decoder.function(of: document.root)
      for input in function.definition.inputs {
        if let value = document.root["inputs"]?[input.name] { _ = try tensors.tensor(value, as: input.kind) }
      }
      precondition(function.definition.outputCount > 0)
    } catch {
      precondition(!error.message.isEmpty)
    }
  }
}
