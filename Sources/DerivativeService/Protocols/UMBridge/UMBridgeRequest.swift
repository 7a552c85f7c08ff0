import Autodiff
import JSON
import ModelSpec
import StoredModels

/// The operations of the protocol on a model's numbers.
enum UMBridgeOperation: String, CaseIterable {
  case evaluate = "Evaluate"
  case gradient = "Gradient"
  case applyJacobian = "ApplyJacobian"
  case applyHessian = "ApplyHessian"
}

/// A request for one of the operations, checked in the order in which the protocol's own server checks.
struct UMBridgeRequest {
  let query: ModelQuery
  let values: ModelValues

  init(_ operation: UMBridgeOperation, _ body: JSONValue, _ model: UMBridgeModel, _ tensors: TensorDecoder) throws {
    let reader = Reader(body: body, model: model, tensors: tensors)
    var values = try reader.inputs()
    switch operation {
    case .evaluate:
      query = ModelQuery(outputs: model.outputs.indices.map { .value($0) })
    case .gradient:
      let output = try reader.index("outWrt", "outputs", model.outputs.count)
      let input = try reader.index("inWrt", "inputs", model.inputs.count)
      values.cotangents = [try reader.vector("sens", model.outputs[output])]
      query = ModelQuery(outputs: [.value(output)], wantsOutputs: false, product: .vjp([model.inputs[input].name]))
    case .applyJacobian:
      let output = try reader.index("outWrt", "outputs", model.outputs.count)
      let input = try reader.index("inWrt", "inputs", model.inputs.count)
      values.tangents = [try reader.vector("vec", model.inputs[input].type)]
      query = ModelQuery(outputs: [.value(output)], wantsOutputs: false, product: .jvp([model.inputs[input].name]))
    case .applyHessian:
      let output = try reader.index("outWrt", "outputs", model.outputs.count)
      let first = try reader.index("inWrt1", "inputs", model.inputs.count)
      let second = try reader.index("inWrt2", "inputs", model.inputs.count)
      values.cotangents = [try reader.vector("sens", model.outputs[output])]
      values.tangents = [try reader.vector("vec", model.inputs[second].type)]
      query = ModelQuery(
        outputs: [.value(output)], wantsOutputs: false,
        product: .hvp([model.inputs[first].name], along: [model.inputs[second].name]))
    }
    self.values = values
  }
}

/// Reads the members of a request.
private struct Reader {
  let body: JSONValue
  let model: UMBridgeModel
  let tensors: TensorDecoder

  func inputs() throws -> ModelValues {
    guard let vectors = body["input"]?.elements.map({ Array($0) }) else {
      throw UMBridgeError.invalidInput("\"input\" must be a list of vectors")
    }
    guard vectors.count == model.inputs.count else {
      throw UMBridgeError.invalidInput(
        "Number of input parameters does not match model number of model inputs! Expected \(model.inputs.count) but got \(vectors.count)."
      )
    }
    for (index, (vector, input)) in zip(vectors, model.inputs).enumerated() {
      let (count, wanted) = (vector.elements?.count, input.type.shape.elementCount)
      guard count == wanted else {
        throw UMBridgeError.invalidInput(
          "Input parameter \(index) has invalid length! Expected \(wanted) but got \(count.map(String.init) ?? "no vector")."
        )
      }
    }
    var values = ModelValues()
    for (vector, input) in zip(vectors, model.inputs) {
      values.inputs[input.name] = try tensor(vector, input.type, "input")
    }
    for named in try configuration() {
      guard let input = model.model.input(named.name), !input.isDifferentiable, let type = try input.type.closed()
      else {
        throw UMBridgeError.invalidInput("The model has no parameter \(quoted(named.name)) to be given in config.")
      }
      let tensor = try tensors.tensor(named.value, of: type.dtype)
      guard tensor.type == type else {
        throw UMBridgeError.invalidInput("\(quoted(named.name)) in config is \(tensor.type), not \(type).")
      }
      values.inputs[named.name] = tensor
    }
    return values
  }

  private func configuration() throws -> [NamedValue] {
    guard let config = body.given("config") else { return [] }
    return try NamedValue.flattening(config, duplicate: .duplicateName, "config")
  }

  func index(_ name: String, _ what: String, _ count: Int) throws -> Int {
    guard let index = body[name]?.int64, (0..<Int64(count)).contains(index) else {
      throw UMBridgeError.invalidInput(
        "Invalid \(name) index! Expected between 0 and number of \(what) minus one, but got \(body[name]?.shown ?? "nothing")."
      )
    }
    return Int(index)
  }

  /// A vector; of one element also as a bare number.
  func vector(_ name: String, _ type: TensorType) throws -> Tensor {
    let value = body[name]
    let count = value?.kind == .number ? 1 : value?.elements?.count
    guard let value, let count, count == type.shape.elementCount else {
      throw UMBridgeError.invalidInput(
        "Vector \(name) has invalid length! Expected \(type.shape.elementCount) but got \(count.map(String.init) ?? "no vector")."
      )
    }
    guard type.dtype.isFloating else {
      throw UMBridgeError(.unsupportedFeature, "The output is \(type): it has no derivatives.")
    }
    return try tensor(value, type, name)
  }

  private func tensor(_ value: JSONValue, _ type: TensorType, _ name: String) throws -> Tensor {
    do throws(SpecError) {
      return try tensors.tensor(flat: value, type)
    } catch {
      throw UMBridgeError.invalidInput("\(error.path): \(error.message)")
    }
  }
}
