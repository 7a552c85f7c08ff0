import HTTP
import JSON
import JSONRPC
import StoredModels

// The Open Inference Protocol over HTTP (https://github.com/kserve/open-inference-protocol), with Triton's extension for tensors as bytes.

/// Models have one version, the one that is loaded.
let inferenceVersion = "1"

extension MethodContext {
  /// The routes of the Open Inference Protocol, without the server's health.
  var openInference: [any Endpoint] {
    let ready = inference("/ready", .get) { _, _ in .response(Response(.ok)) }
    let metadata = inference("", .get) { model, _ in .response(.metadata(of: model)) }
    let infer = inference("/infer", .post) { (model, fields) throws(RPCError) in
      .call(InferenceCall(self, model, headerLength: try fields.headerLength()))
    }
    return [Document("/v2") { .inferenceServer }] + ready + metadata + infer
  }

  /// What there is at a path of a model, with and without the version in it.
  private func inference(
    _ path: String, _ method: HTTP.Method,
    _ answer: @escaping @Sendable (StoredModel, Fields) throws(RPCError) -> Answer
  ) -> [any Endpoint] {
    ["/v2/models/{name}\(path)", "/v2/models/{name}/versions/{version}\(path)"].map { path in
      ModelEndpoint(
        path: path, methods: [method], models: models, failure: { .inference($0) },
        found: { (model, fields, versions) throws(RPCError) in
          if let version = versions.first, version != inferenceVersion {
            throw RPCError(
              .noSuchModel, type: "unknown_model",
              "the model \"\(model.name)\" has the version \(inferenceVersion) alone")
          }
          return try answer(model, fields)
        })
    }
  }
}

extension Fields {
  /// How long the JSON is that bytes follow; nil where it is all of the body.
  fileprivate func headerLength() throws(RPCError) -> Int? {
    guard let text = self[InferenceCall.headerLengthField] else { return nil }
    if let length = Int(text), length >= 0 { return length }
    throw RPCError(
      .invalidParams, type: "invalid_value", path: InferenceCall.headerLengthField, "the JSON's length is a number")
  }
}

// MARK: - Documents

extension Response {
  fileprivate static var inferenceServer: Response {
    .json { writer in
      writer.object { writer in
        writer.member("name", "pushforward")
        writer.member("version", Build.version)
        writer.key("extensions")
        writer.array { $0.write("binary_tensor_data") }
      }
    }
  }

  fileprivate static func metadata(of model: StoredModel) -> Response {
    .json { writer in
      writer.object { writer in
        writer.member("name", model.name)
        writer.key("versions")
        writer.array { $0.write(inferenceVersion) }
        writer.member("platform", "pushforward")
        writer.key("inputs")
        writer.array { writer in
          for input in model.arguments { writer.tensor(input.name, input.type) }
        }
        writer.key("outputs")
        writer.array { writer in
          for value in model.namedValues ?? [] { writer.tensor(value.name, value.type) }
          for gradient in model.namedGradients { writer.tensor("gradient:\(gradient.name)", gradient.type) }
        }
      }
    }
  }
}

extension JSONWriter {
  /// A tensor's metadata, -1 for what may be any.
  fileprivate mutating func tensor(_ name: String, _ type: OpenType) {
    object { writer in
      writer.member("name", name)
      writer.member("datatype", InferenceDatatype(type.dtype).rawValue)
      writer.key("shape")
      writer.array { writer in
        for extent in type.extents ?? [nil] { writer.write(extent ?? -1) }
      }
    }
  }
}
