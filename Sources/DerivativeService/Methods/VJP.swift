import Autodiff
import JSON
import ModelSpec

/// `vjp`: vector-Jacobian products by a persistent tape, one for each vector of cotangents.
struct VJP: DerivativeMethod {
  static let name = "vjp"
  static let parameters = ["primals", "cotangents", "cotangents_batch"]
  let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    let primals = try decoder.primals()
    let batch = decoder.params.given("cotangents_batch")
    if let batch, decoder.params.given("cotangents") != nil {
      throw SpecError(
        .invalidValue, at: batch.place, "give either cotangents or cotangents_batch", expected: "one of them")
    }
    if let batch, batch.elements == nil {
      throw SpecError(
        .invalidValue, at: batch.place, "cotangents_batch must be an array", expected: "an array", actual: batch.shown)
    }
    let cotangents = try batch ?? decoder.required("cotangents", "a tensor, or an array of tensors for several outputs")
    let count = decoder.definition.outputCount
    let vectors = try bindVectors(cotangents, isBatch: batch != nil) { vector, index in
      try decoder.bindCotangents(vector, outputs: count, vector: index)
    }
    return MethodOptions(primals: primals, vectors: vectors)
  }

  func differentiate(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    let primals = try function.primals(options.primals)
    let tape = GradientTape(persistent: true)
    try tape.watch(primals)
    let outputs = try tape.recording { try function() }
    let products = try (0..<(options.vectors ?? 1)).map { vector in
      let cotangents = try function.cotangents(RequestDecoder.outputNames(outputs.count), vector: vector)
      try function.expect(cotangents, toFit: outputs, isBatch: options.vectors != nil, vector: vector)
      let product = try tape.gradients(of: outputs, primals, outputGradients: cotangents)
      return ResultTree.named(options.primals, try function.connected(product, like: primals))
    }
    let product = options.vectors == nil ? ("vjp", products[0]) : ("vjps", .array(products))
    return .object([("value", .outputs(outputs)), product])
  }
}

extension RequestDecoder {
  /// The names under which the cotangents of outputs are bound.
  static func outputNames(_ count: Int) -> [String] { (0..<count).map(String.init) }

  /// Binds a vector of cotangents: a tensor, or an array of as many tensors as there are outputs.
  mutating func bindCotangents(_ value: JSONValue, outputs count: Int, vector: Int) throws {
    guard count > 1 else { return try bindCotangent(value, of: "0", vector: vector) }
    guard let elements = value.elements, elements.count == count else {
      throw SpecError(
        .structureMismatch, at: value.place, "the function has \(count) outputs, and each needs its cotangent",
        expected: "an array of \(count) tensors",
        actual: value.elements.map { "an array of \($0.count)" } ?? value.kind.rawValue)
    }
    for (name, element) in zip(Self.outputNames(count), elements) {
      try bindCotangent(element, of: name, vector: vector)
    }
  }
}

extension TracedFunction {
  /// Throws, at the cotangent's place, where one is not of its output's type.
  func expect(_ cotangents: [Tensor], toFit outputs: [Tensor], isBatch: Bool, vector: Int) throws {
    for (index, (cotangent, output)) in zip(cotangents, outputs).enumerated() where cotangent.type != output.type {
      let place = path + (isBatch ? ".cotangents_batch[\(vector)]" : ".cotangents")
      throw SpecError(
        cotangent.dtype == output.dtype ? .shapeMismatch : .dtypeMismatch,
        at: place + (outputs.count > 1 ? "[\(index)]" : ""),
        "the cotangent is \(cotangent.type), but the output is \(output.type)", expected: "\(output.type)",
        actual: "\(cotangent.type)")
    }
  }
}
