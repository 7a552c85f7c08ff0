import Autodiff
import HTTP
import JSON
import ModelSpec
import StoredModels

// UM-Bridge 1.0 (https://um-bridge-benchmarks.readthedocs.io): what uncertainty quantification software asks models for. What `sens` and
// `vec` are multiplied with is what the protocol's own server documents:
//
//   Gradient        J(outWrt, inWrt)ᵀ · sens
//   ApplyJacobian   J(outWrt, inWrt) · vec
//   ApplyHessian    ∂/∂x(inWrt2) (J(outWrt, inWrt1)ᵀ · sens) · vec

/// What can be asked about a model without numbers.
struct UMBridgeQuestion: Endpoint {
  enum Kind: String, CaseIterable {
    case modelInfo = "ModelInfo"
    case inputSizes = "InputSizes"
    case outputSizes = "OutputSizes"
  }

  let kind: Kind
  let context: MethodContext
  let methods = [HTTP.Method.post]
  var path: String { "/\(kind.rawValue)" }

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    .call(
      UMBridgeCall(context: context, path: path) { [kind, models = context.models] body, _ in
        let model = try UMBridgeModel(named: body.withUniqueKeys(), in: models)
        return PreparedCall(flops: 0, byteCount: 0) { _, _, writer in kind.write(model, to: &writer) }
      })
  }
}

extension UMBridgeQuestion.Kind {
  fileprivate func write(_ model: UMBridgeModel, to writer: inout JSONWriter) {
    writer.object { writer in
      switch self {
      case .modelInfo:
        writer.key("support")
        writer.object { writer in
          for operation in UMBridgeOperation.allCases {
            writer.key(operation.rawValue)
            writer.write(true)
          }
        }
      case .inputSizes: writer.member("inputSizes", sizes: model.inputs.map(\.type))
      case .outputSizes: writer.member("outputSizes", sizes: model.outputs)
      }
    }
  }
}

/// An operation on a model's numbers.
struct UMBridgeComputation: Endpoint {
  let operation: UMBridgeOperation
  let context: MethodContext
  let methods = [HTTP.Method.post]
  var path: String { "/\(operation.rawValue)" }

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    .call(UMBridgeCall(context: context, path: path, prepared: prepare))
  }

  func prepare(_ body: JSONValue, atOnce: Bool) throws -> PreparedCall? {
    let model = try UMBridgeModel(named: body.withUniqueKeys(), in: context.models)
    let tensors = TensorDecoder(for: model.model, context.limits)
    let request = try UMBridgeRequest(operation, body, model, tensors)
    return try ModelFunction(context).prepared(
      request.query, of: model.model, request.values, atOnce: atOnce,
      from: ModelText(path: path, body: body, sources: tensors.sources), writing)
  }

  private var writing: ModelFunction.Writing {
    let vectors = TensorWriter(encoding: .list, limit: context.limits.resultBytes)
    return ModelFunction.Writing(room: vectors.room(for:)) { [isList = operation == .evaluate] results, writer in
      try UMBridgeComputation.write(results, isList: isList, vectors, to: &writer)
    }
  }

  /// One vector, or a list of vectors; numbers only, since the protocol has no other.
  private static func write(
    _ results: ModelFunction.Results, isList: Bool, _ vectors: TensorWriter, to writer: inout JSONWriter
  ) throws {
    for (position, result) in results.enumerated() {
      guard let index = result.type.firstNonFinite(result.bytes) else { continue }
      let which = isList ? "output \(position) at index \(index)" : "output at index \(index)"
      throw UMBridgeError(.invalidOutput, "The \(which) is not finite.")
    }
    func writeVectors(_ writer: inout JSONWriter) throws {
      for result in results {
        try vectors.write(TensorType(result.type.dtype, [result.type.shape.elementCount]), result.bytes, to: &writer)
      }
    }
    try writer.object { writer in
      writer.key("output")
      if isList { try writer.array(writeVectors) } else { try writeVectors(&writer) }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: String, sizes types: [TensorType]) {
    key(name)
    array { writer in
      for type in types { writer.write(type.shape.elementCount) }
    }
  }
}

extension MethodContext {
  /// The routes of UM-Bridge.
  var umBridge: [any Endpoint] {
    [umBridgeInfo] + UMBridgeQuestion.Kind.allCases.map { UMBridgeQuestion(kind: $0, context: self) }
      + UMBridgeOperation.allCases.map { UMBridgeComputation(operation: $0, context: self) }
  }

  /// `GET /Info`: which version of the protocol is spoken, about which models.
  private var umBridgeInfo: any Endpoint {
    Document("/Info") { [models] in
      .json { writer in
        writer.object { writer in
          writer.key("protocolVersion")
          writer.write(1.0)
          writer.key("models")
          writer.array { writer in
            for model in UMBridgeModel.all(in: models) { writer.write(model.model.name) }
          }
        }
      }
    }
  }
}
