import Autodiff
import JSON
import ModelSpec

/// `derivative`: transforms nested as the contexts of `ForwardAccumulator` and `GradientTape` nest, the first one outermost.
struct Derivative: DerivativeMethod {
  static let name = "derivative"
  static let parameters = ["primals", "transforms"]
  let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    let list = try decoder.required("transforms", "a list of transforms, outermost first")
    guard let elements = list.elements, elements.count > 0 else {
      throw SpecError(
        .invalidValue, at: list.place, "transforms is a list of at least one transform", expected: "an array",
        actual: list.shown)
    }
    guard elements.count <= context.limits.transforms else {
      throw SpecError(
        .limitExceeded, at: list.place, "at most \(context.limits.transforms) transforms nest",
        expected: "\(context.limits.transforms)", actual: "\(elements.count)")
    }
    var transforms: [Transform] = []
    var names: [String]?
    for (index, element) in Array(elements).enumerated().reversed() {
      let transform = try Transform(element, index: index, inner: names, &decoder)
      names = transform.names(of: names)
      transforms.insert(transform, at: 0)
    }
    return MethodOptions(transforms: transforms)
  }

  func differentiate(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    let nest = try Nest(function: function, transforms: options.transforms).run(from: 0)
    let stages = try nest.stages.map { try $0.tree(function) }
    return .object([
      ("value", .outputs(nest.value)), ("stages", .array(stages)), ("derivative", stages.last ?? .null),
    ])
  }
}

/// What a transform gave: derivatives, each with a tensor of its type; nil where it is not connected.
private struct Stage {
  /// Nil for derivatives of the outputs.
  let names: [String]?
  let derivatives: [Tensor?]
  let like: [Tensor]

  func tree(_ function: TracedFunction) throws -> ResultTree<Tensor> {
    let trees = try function.connected(derivatives, like: like)
    return names.map { .named($0, trees) } ?? .outputs(trees)
  }
}

/// The transforms of a call around its function.
private struct Nest {
  let function: TracedFunction
  let transforms: [Transform]

  struct Result {
    let value: [Tensor]
    /// Innermost first.
    var stages: [Stage]
    /// What the next transform differentiates.
    var current: Stage

    func adding(_ stage: Stage) -> Result {
      Result(value: value, stages: stages + [stage], current: stage)
    }
  }

  func run(from index: Int) throws -> Result {
    guard index < transforms.count else {
      let outputs = try function()
      return Result(value: outputs, stages: [], current: Stage(names: nil, derivatives: outputs, like: outputs))
    }
    switch transforms[index] {
    case .jvp(let names): return try jvp(names, index)
    case .gradient(let names):
      return try played(names, index) { tape, inner, primals in
        let target = try function.scalar(inner.like)
        return try inner.derivatives[0] == nil ? primals.map { _ in nil } : tape.gradients(of: [target], primals)
      }
    case .vjp(let names, let cotangentNames):
      return try played(names, index) { tape, inner, primals in
        let cotangents = try function.cotangents(cotangentNames, vector: index)
        try expect(cotangents, toFit: inner.like, index)
        let connected = inner.derivatives.indices.filter { inner.derivatives[$0] != nil }
        guard !connected.isEmpty else { return primals.map { _ in nil } }
        return try tape.gradients(
          of: connected.map { inner.like[$0] }, primals, outputGradients: connected.map { cotangents[$0] })
      }
    }
  }

  private func jvp(_ names: [String], _ index: Int) throws -> Result {
    let accumulator = try ForwardAccumulator(
      primals: function.primals(names), tangents: function.tangents(names, vector: index))
    let inner = try accumulator.recording { try run(from: index + 1) }
    let products = inner.current.derivatives.map { $0.flatMap { accumulator.jvp(of: $0) } }
    return inner.adding(Stage(products, in: inner.current))
  }

  /// Runs the inner transforms on a tape, and asks it for derivatives by `names`.
  private func played(
    _ names: [String], _ index: Int, _ play: (GradientTape, Stage, [Tensor]) throws -> [Tensor?]
  ) throws -> Result {
    let primals = try function.primals(names)
    let tape = GradientTape()
    try tape.watch(primals)
    let inner = try tape.recording { try run(from: index + 1) }
    let derivatives = try play(tape, inner.current, primals)
    return inner.adding(Stage(names: names, derivatives: derivatives, like: zip(derivatives, primals).map { $0 ?? $1 }))
  }

  private func expect(_ cotangents: [Tensor], toFit outputs: [Tensor], _ index: Int) throws {
    for (cotangent, output) in zip(cotangents, outputs) where cotangent.type != output.type {
      throw SpecError(
        cotangent.dtype == output.dtype ? .shapeMismatch : .dtypeMismatch,
        at: "\(function.path).transforms[\(index)].vjp.cotangents",
        "a cotangent is \(cotangent.type), but what is differentiated is \(output.type)", expected: "\(output.type)",
        actual: "\(cotangent.type)")
    }
  }
}

extension Stage {
  /// Products in the form of what was differentiated.
  fileprivate init(_ products: [Tensor?], in form: Stage) {
    self.init(names: form.names, derivatives: products, like: zip(products, form.like).map { $0 ?? $1 })
  }
}
