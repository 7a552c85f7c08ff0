import Autodiff
import HTTP
import JSON
import JSONRPC
import ModelSpec
import StoredModels
import Synchronization

/// An inference: JSON, perhaps with the bytes of tensors behind it, both ways.
final class InferenceCall: ModelCall {
  private let context: MethodContext
  private let model: StoredModel
  /// Of the request's JSON, where bytes follow it.
  private let headerLength: Int?
  /// Of the answer's JSON; negative where it is all.
  private let answerHeaderLength = Atomic(-1)

  static let headerLengthField = "Inference-Header-Content-Length"

  init(_ context: MethodContext, _ model: StoredModel, headerLength: Int?) {
    (self.context, self.model, self.headerLength) = (context, model, headerLength)
  }

  func prepare(_ body: [UInt8], atOnce: Bool) throws -> PreparedCall? {
    let count = headerLength ?? body.count
    guard count <= body.count else {
      throw SpecError(
        .invalidValue, at: Self.headerLengthField, "the JSON is said to have \(count) bytes, the body has \(body.count)"
      )
    }
    let text = count == body.count ? body : Array(body.prefix(count))
    let request = try InferenceRequest(
      context.value(of: text).withUniqueKeys(), binary: body[count...], model, TensorDecoder(for: model, context.limits)
    )
    let tensors = TensorWriter(encoding: .list, limit: context.limits.resultBytes)
    let writing = ModelFunction.Writing(room: tensors.room(for:)) { [self] results, writer in
      try write(request, results, tensors, to: &writer)
    }
    return try ModelFunction(context).prepared(
      request.query, of: model, request.values, atOnce: atOnce, writing)
  }

  func response(to result: Result<[UInt8], any Error>) -> Response {
    switch result {
    case .success(let bytes):
      let length = answerHeaderLength.load(ordering: .acquiring)
      guard length >= 0 else { return .json(text: bytes) }
      var response = Response(.ok, contentType: "application/octet-stream", body: bytes)
      response.fields.append(Self.headerLengthField, String(length))
      return response
    case .failure(let error): return .inference(RPCError(describing: error))
    }
  }
}

// MARK: - Answers

extension InferenceCall {
  private func write(
    _ request: InferenceRequest, _ results: ModelFunction.Results, _ tensors: TensorWriter, to writer: inout JSONWriter
  ) throws {
    let outputs = request.outputs.map { ($0, results[request.query.position(of: $0.source)]) }
    try writer.object { writer in
      writer.member("model_name", model.name)
      writer.member("model_version", inferenceVersion)
      if let id = request.id { writer.member("id", id) }
      writer.key("outputs")
      try writer.array { writer in
        for (output, result) in outputs { try write(output, result.type, result.bytes, tensors, to: &writer) }
      }
    }
    guard request.outputs.contains(where: \.isBinary) else { return }
    answerHeaderLength.store(writer.bytes.count, ordering: .releasing)
    for (output, result) in outputs where output.isBinary { writer.verbatim(result.bytes) }
  }

  private func write(
    _ output: InferenceRequest.Output, _ type: TensorType, _ bytes: UnsafeRawBufferPointer, _ tensors: TensorWriter,
    to writer: inout JSONWriter
  ) throws {
    try writer.object { writer in
      writer.member("name", output.name)
      writer.member("datatype", InferenceDatatype(type.dtype).rawValue)
      writer.key("shape")
      writer.array { writer in
        for extent in type.shape.dimensions { writer.write(extent) }
      }
      if output.isBinary {
        writer.key("parameters")
        writer.object { writer in
          writer.key("binary_data_size")
          writer.write(bytes.count)
        }
      } else {
        writer.key("data")
        try tensors.write(TensorType(type.dtype, [type.shape.elementCount]), bytes, to: &writer)
      }
    }
  }
}

extension ModelQuery {
  /// Where a result stands among those of the plan.
  fileprivate func position(of source: InferenceRequest.Output.Source) -> Int {
    switch source {
    case .result(let output): outputs.firstIndex(of: output) ?? 0
    case .jvp(let output): outputs.count + (outputs.firstIndex(of: output) ?? 0)
    }
  }
}

extension Response {
  /// An error as the protocol has it: one sentence.
  static func inference(_ error: RPCError) -> Response {
    let isBad = [.invalidParams, .parseError].contains(error.code)
    return .json(isBad ? .badRequest : Status(error.code)) {
      $0.object { $0.member("error", error.path.isEmpty ? error.message : "\(error.path): \(error.message)") }
    }
  }
}
