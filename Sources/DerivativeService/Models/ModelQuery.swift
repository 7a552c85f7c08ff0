import Autodiff

/// A result of a stored model that other protocols have a name for.
enum ModelOutput: Hashable, Sendable {
  /// An output of the function, by its position.
  case value(Int)
  /// The gradient of the one scalar output by an input.
  case gradient(String)
}

/// What is asked of a stored model: results, and perhaps products with their Jacobian. Each question has its plan.
struct ModelQuery: Hashable, Sendable {
  enum Product: Hashable, Sendable {
    /// J·v: one for each result, along tangents of these inputs.
    case jvp([String])
    /// Jᵀ·w: one for each of these inputs, with a cotangent for each result.
    case vjp([String])
    /// ∂(Jᵀ·w)/∂y · v: one for each of the first inputs, with a cotangent for each result, along tangents of the second.
    case hvp([String], along: [String])
  }

  var outputs: [ModelOutput]
  /// Whether the results themselves are wanted beside the products.
  var wantsOutputs = true
  var product: Product?

  /// The inputs that tangents are given for.
  var tangents: [String] {
    switch product {
    case .jvp(let names), .hvp(_, let names): names
    case .vjp, nil: []
    }
  }

  /// How many cotangents are given.
  var cotangents: [String] {
    switch product {
    case .vjp, .hvp: outputs.indices.map(String.init)
    case .jvp, nil: []
    }
  }

  /// The results, where they are wanted, and then the products.
  func callAsFunction(_ function: TracedFunction) throws -> [Tensor] {
    guard let product else { return try results(function) }
    switch product {
    case .jvp(let names):
      let (results, products) = try jvp(function, names) { try self.results(function) }
      return (wantsOutputs ? results : []) + products
    case .vjp(let names):
      let (results, products) = try vjp(function, names)
      return (wantsOutputs ? results : []) + products
    case .hvp(let names, let along):
      return try jvp(function, along) { try vjp(function, names).products }.products
    }
  }

  private func results(_ function: TracedFunction) throws -> [Tensor] {
    let names = outputs.compactMap { if case .gradient(let name) = $0 { name } else { nil } }
    let (values, gradient) =
      try names.isEmpty
      ? (function(), []) : function.gradient(function.primals(names)) { try function() }
    let gradients = Dictionary(zip(names, gradient), uniquingKeysWith: { first, _ in first })
    return try outputs.map { output in
      switch output {
      case .value(let position): values[position]
      case .gradient(let name): try (gradients[name] ?? nil) ?? Tensor(zerosLike: function.primals([name])[0])
      }
    }
  }

  private func jvp(
    _ function: TracedFunction, _ names: [String], _ body: () throws -> [Tensor]
  ) throws -> (results: [Tensor], products: [Tensor]) {
    let accumulator = try ForwardAccumulator(
      primals: function.primals(names), tangents: function.tangents(names, vector: 0))
    let results = try accumulator.recording(body)
    return (results, try results.map { try accumulator.jvp(of: $0) ?? Tensor(zerosLike: $0) })
  }

  private func vjp(
    _ function: TracedFunction, _ names: [String]
  ) throws -> (results: [Tensor], products: [Tensor]) {
    let primals = try function.primals(names)
    let tape = GradientTape()
    try tape.watch(primals)
    let results = try tape.recording { try self.results(function) }
    let cotangents = try function.cotangents(cotangents, vector: 0)
    let connected = results.indices.filter { results[$0].dtype.isFloating }
    let products = try tape.gradients(
      of: connected.map { results[$0] }, primals, outputGradients: connected.map { cotangents[$0] })
    return (results, try zip(products, primals).map { try $0 ?? Tensor(zerosLike: $1) })
  }
}
